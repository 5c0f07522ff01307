// One error through each framework: its ID in the answer, the log line, the span and the error tracker is one.
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { OtlpReceiver, ReceivedSpan } from '@plumbline/testkit/otlp';
import { traceFetch } from '@plumbline/trace/fetch';
import express from 'express';
import Fastify from 'fastify';
import { Hono } from 'hono';
import Koa from 'koa';
import { expect, it } from 'vitest';
import { installBaseline as onExpress } from '../src/express.ts';
import { installBaseline as onFastify } from '../src/fastify.ts';
import { installBaseline as onHono } from '../src/hono.ts';
import type { Plumbline } from '../src/index.ts';
import { installBaseline as onKoa } from '../src/koa.ts';
import { baselineRoute, installBaseline as onNext } from '../src/next.ts';
import { startTracked } from './fixtures/tracked.ts';
import { cleanup } from './run-child.ts';

const REQUEST_ID = 'the-request-that-fails';

async function listen(handler: RequestListener): Promise<string> {
  const server = createServer(handler).listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanup.push(
    () => server.close(),
    () => server.closeAllConnections(),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** What a runtime does that speaks `Request` and `Response`: the least of it, on Node's own server. */
const listenWeb = (handler: (request: Request) => Response | Promise<Response>): Promise<string> =>
  listen((request, response) => {
    const answering = async (): Promise<void> => {
      const answer = await handler(new Request(`http://orders.example${request.url}`));
      response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text());
    };
    void answering();
  });

const boom = (): never => {
  throw new RangeError('nobody is told this');
};

type Serve = (plumbline: Plumbline) => Promise<string>;

const servers: Readonly<Record<string, Serve>> = {
  'node:http': (plumbline) =>
    listen((_request, response) => {
      try {
        boom();
      } catch (error) {
        const errorId = plumbline.captureError(error);
        response.writeHead(500).end(JSON.stringify(plumbline.errorBody('internal_error', { errorId })));
      }
    }),
  Express(plumbline) {
    const app = express();
    onExpress(app, plumbline);
    app.get('/boom', boom);
    return listen((request, response) => void app(request, response));
  },
  async Fastify(plumbline) {
    const app = Fastify();
    onFastify(app, plumbline);
    app.get('/boom', boom);
    cleanup.push(() => app.close());
    return app.listen({ host: '127.0.0.1', port: 0 });
  },
  Koa(plumbline) {
    const app = new Koa();
    onKoa(app, plumbline);
    app.use(boom);
    const handle = app.callback();
    return listen((request, response) => void handle(request, response));
  },
  Hono(plumbline) {
    const app = new Hono();
    onHono(app, plumbline);
    app.get('/boom', boom);
    return listenWeb((request) => app.fetch(request));
  },
  Next(plumbline) {
    onNext(plumbline);
    return listenWeb(baselineRoute('/boom', boom));
  },
  traceFetch: (plumbline) => listenWeb(traceFetch(boom, { onError: (error) => plumbline.captureError(error) })),
};

/** The receivers run in this process too, and are asked by POST. */
const serverSpan = (receiver: OtlpReceiver): ReceivedSpan | undefined =>
  receiver.spans().find(({ kind, attributes }) => kind === 'server' && attributes['http.request.method'] === 'GET');

it.each(Object.keys(servers))('%s: answer, line, span and error tracker name one fault', async (name) => {
  const { plumbline, lines, receiver, ingest } = await startTracked({ service: { name: 'orders' } });
  const origin = await servers[name]!(plumbline);
  const response = await fetch(`${origin}/boom`, { headers: { 'x-request-id': REQUEST_ID } });
  const answer = (await response.json()) as { readonly error: Readonly<Record<string, string>> };
  await expect.poll(() => lines.some(({ msg }) => msg === 'request')).toBe(true);
  await plumbline.shutdown();
  const errorId = answer.error['error_id'];
  expect([response.status, answer]).toEqual([
    500,
    { error: { code: 'internal_error', request_id: REQUEST_ID, error_id: expect.stringMatching(/^[0-9a-f]{16}$/) } },
  ]);
  const failed = lines.filter(({ error_id: id }) => id !== undefined);
  const sent = ingest.received[0]?.event;
  const ids = { error_id: errorId, request_id: REQUEST_ID, sentry_event_id: sent?.event_id };
  expect(sent?.event_id).toMatch(/^[0-9a-f]{32}$/);
  expect(failed).toMatchObject([{ msg: 'unhandled error', ...ids }]);
  const span = serverSpan(receiver);
  expect(span?.attributes).toMatchObject({ 'plumbline.error.id': errorId, 'error.type': 'RangeError' });
  expect(ingest.received.map(({ event }) => [event.fingerprint, event.tags?.['error_id']])).toEqual([
    [[errorId], errorId],
  ]);
  expect([receiver.faults, ingest.faults]).toEqual([[], []]);
});

it('a line of an error alone names the fault as a later capture does, on the span too', async () => {
  const { plumbline, lines, receiver, ingest } = await startTracked({ service: { name: 'orders' } });
  const later: Error[] = [];
  const origin = await listen((_request, response) => {
    const error = new RangeError('retried');
    plumbline.logger.error({ err: error }, 'cannot settle');
    later.push(error);
    response.writeHead(503).end();
  });
  await fetch(origin);
  await expect.poll(() => lines.some(({ msg }) => msg === 'request')).toBe(true);
  later[0]!.name = 'SettleError';
  const captured = plumbline.captureError(later[0]);
  await plumbline.shutdown();
  const line = lines.find(({ msg }) => msg === 'cannot settle');
  expect(line?.['error_id']).toBe(captured);
  expect(ingest.received.map(({ event }) => event.tags?.['error_id'])).toEqual([captured]);
  const span = serverSpan(receiver);
  expect(span?.attributes).toMatchObject({ 'plumbline.error.id': captured, 'error.type': 'RangeError' });
  expect([receiver.faults, ingest.faults]).toEqual([[], []]);
});
