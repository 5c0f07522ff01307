import type { RequestListener } from 'node:http';
import { makeHandler } from './handler.ts';
import { type HttpScale, measure, type Measured } from './measure.ts';

/** Sides without an SDK. */

export async function bare(scale: HttpScale): Promise<Measured> {
  const { createServer } = await import('node:http');
  return measure(createServer(makeHandler()), scale);
}

/** One line of pino when the answer is done, as its users write it who want no more than that. */
async function pinoLine(bindings: () => object = () => ({})): Promise<RequestListener> {
  const { pino } = await import('pino');
  const logger = pino();
  const answer = makeHandler();
  return (request, response) => {
    const began = performance.now();
    response.on('close', () => {
      const { method, url } = request;
      const { statusCode: status } = response;
      logger.info({ method, url, status, duration_ms: performance.now() - began, ...bindings() }, 'request');
    });
    answer(request, response);
  };
}

export async function pinoLogger(scale: HttpScale): Promise<Measured> {
  const { createServer } = await import('node:http');
  return measure(createServer(await pinoLine()), scale);
}

/** https://github.com/pinojs/pino-http#example */
export async function pinoHttp(scale: HttpScale): Promise<Measured> {
  const { createServer } = await import('node:http');
  const { pinoHttp: makeLogger } = await import('pino-http');
  const log = makeLogger();
  const answer = makeHandler();
  return measure(
    createServer((request, response) => {
      log(request, response);
      answer(request, response);
    }),
    scale,
  );
}

/** https://github.com/puzpuzpuz/cls-rtracer: its middleware, and the line of pino with the ID that it keeps. */
export async function rtracer(scale: HttpScale): Promise<Measured> {
  const { createServer } = await import('node:http');
  const { default: tracer } = await import('cls-rtracer');
  const answer = await pinoLine(() => ({ request_id: tracer.id() }));
  const trace = tracer.fastifyMiddleware({ useHeader: true, headerName: 'x-request-id', echoHeader: true });
  return measure(
    createServer((request, response) => {
      trace(request, response, () => answer(request, response));
    }),
    scale,
  );
}

export async function traceAndLogger(scale: HttpScale): Promise<Measured> {
  const { createServer } = await import('node:http');
  const { createLogger, logRequest } = await import('@plumbline/logger');
  const { bindHttp, withRoute } = await import('@plumbline/trace');
  const logger = createLogger({ service: 'bench' });
  bindHttp({ propagateTo: [], onRequestEnd: (summary) => logRequest(logger, summary) });
  return measure(createServer(withRoute('/items/:id', makeHandler())), scale);
}
