import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { defineConfig } from '@plumbline/core';
import { setRoute } from '@plumbline/core/context';
import { start } from '@plumbline/node';

/**
 * A Node service on both ends of the chain. With `NEXT_URL` it is `orders`, which asks the Python service; without it is
 * `stock`, which that one asks.
 */
const next = process.env['NEXT_URL'];
const name = next === undefined ? 'stock' : 'orders';

const plumbline = await start(
  defineConfig({
    service: { name, version: '1.0.0' },
    // The other service is our own; of anybody else's a lockfile would be asked.
    egress: { propagation: { party: 'first-party' } },
    trace: { propagateTo: next === undefined ? [] : [new URL(next).host] },
  }),
);

async function answerOrder(next: string, itemId: string, response: ServerResponse): Promise<void> {
  setRoute('/orders/:id');
  plumbline.logger.info({ item_id: itemId }, 'order asked for');
  // An item named `broken` makes the Python service fail.
  const answer = await fetch(`${next}/${itemId === 'broken' ? 'failures' : 'prices'}/${itemId}`);
  const behind = { request_id: answer.headers.get('x-request-id'), body: await answer.json() };
  reply(response, answer.ok ? 200 : 502, { item_id: itemId, behind });
}

function answerStock(itemId: string, request: IncomingMessage, response: ServerResponse): void {
  setRoute('/stock/:id');
  plumbline.logger.info({ item_id: itemId }, 'stock asked for');
  const { traceparent, tracestate } = request.headers;
  reply(response, 200, { item_id: itemId, traceparent, tracestate });
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

const server = createServer((request, response) => {
  const [, collection, itemId = ''] = (request.url ?? '').split('/');
  if (collection === 'stock') answerStock(itemId, request, response);
  else if (collection === 'orders' && next !== undefined) {
    answerOrder(next, itemId, response).catch((error: unknown) => {
      plumbline.captureError(error);
      reply(response, 500, plumbline.errorBody('internal'));
    });
  } else reply(response, 404, plumbline.errorBody('not_found'));
});
plumbline.onShutdown({ before: () => new Promise<void>((resolve) => server.close(() => resolve())) });
server.listen(0, '127.0.0.1', () => {
  plumbline.logger.info({ port: (server.address() as AddressInfo).port }, 'listening');
});
