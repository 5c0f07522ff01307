import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SpanStatusCode, trace } from '@opentelemetry/api';
import { defineConfig } from '@plumbline/core';
import { setRoute } from '@plumbline/core/context';
import { start } from '@plumbline/node';

/**
 * A service as an application would write it, and a careless one: whatever a caller sends as `notes` goes into lines, spans,
 * messages and errors.
 */
const plumbline = await start(
  defineConfig({
    service: { name: 'orders', version: '1.2.3' },
    metrics: { dependencies: { stock: ['reserve'] } },
  }),
);
const { logger, identify, metrics } = plumbline;
const tracer = trace.getTracer('orders');

async function readNotes(request: IncomingMessage): Promise<Readonly<Record<string, string>>> {
  let text = '';
  for await (const part of request.setEncoding('utf8') as AsyncIterable<string>) text += part;
  return text === '' ? {} : (JSON.parse(text) as Record<string, string>);
}

/** A span of the application's own, with everything that a span can carry. */
function reserve(notes: Readonly<Record<string, string>>): Promise<string> {
  const said = Object.values(notes).join(' ');
  return metrics.dependency('stock', 'reserve', async () =>
    tracer.startActiveSpan('reserve', { attributes: { 'orders.notes': Object.values(notes) } }, (span) => {
      logger.info({ order_id: 'o_7', notes }, `reserving for ${said}`);
      span.recordException(new Error(`out of ${said}`));
      span.setStatus({ code: SpanStatusCode.ERROR, message: said });
      span.end();
      return 'reserved';
    }),
  );
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  setRoute('/orders/:id');
  const notes = await readNotes(request);
  identify({ id: 'u_1', orgId: 'o_1', role: 'buyer' });
  await reserve(notes);
  plumbline.runJob('mail', () => logger.info({ mailed: true }, 'mail sent'));
  if (request.url?.startsWith('/orders/broken') === true) throw new RangeError(`broken by ${notes['jwt'] ?? 'nobody'}`);
  response.end('{}');
}

const server = createServer((request, response) => {
  answer(request, response).catch((error: unknown) => {
    plumbline.captureError(error);
    response.writeHead(500, { 'content-type': 'application/json' });
    response.end(JSON.stringify(plumbline.errorBody('internal')));
  });
});
plumbline.onShutdown({ before: () => new Promise<void>((resolve) => server.close(() => resolve())) });
server.listen(0, '127.0.0.1', () => {
  logger.info({ port: (server.address() as AddressInfo).port }, 'listening');
});
