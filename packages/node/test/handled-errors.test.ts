// Errors that are logged and handled, logged and thrown, captured and thrown on: which of them a request failed with.
import type { ServerResponse } from 'node:http';
import express from 'express';
import { expect, it } from 'vitest';
import { installBaseline as onExpress } from '../src/express.ts';
import type { Plumbline } from '../src/index.ts';
import { listen, serverSpan, servers } from './fixtures/failing-servers.ts';
import { startTracked } from './fixtures/tracked.ts';

/** One request to a handler, with what it left in the layers. */
async function ask(handle: (plumbline: Plumbline, response: ServerResponse) => void) {
  const { plumbline, lines, receiver, ingest } = await startTracked({ service: { name: 'orders' } });
  const origin = await listen((_request, response) => handle(plumbline, response));
  const response = await fetch(origin);
  await expect.poll(() => lines.some(({ msg }) => msg === 'request')).toBe(true);
  const line = (message: string) => lines.find(({ msg }) => msg === message);
  return { plumbline, response, lines, line, span: () => serverSpan(receiver), ingest };
}

it('an error that was logged and handled lends nothing to an unrelated 5xx, and has its ID in its own line', async () => {
  const later: Error[] = [];
  const { plumbline, line, span, ingest } = await ask(({ logger }, response) => {
    const error = new RangeError('retried');
    logger.error({ err: error }, 'cannot settle');
    later.push(error);
    response.writeHead(503).end();
  });
  later[0]!.name = 'SettleError';
  const captured = plumbline.captureError(later[0]);
  await plumbline.shutdown();
  expect(line('cannot settle')?.['error_id']).toBe(captured);
  expect(ingest.received.map(({ event }) => event.tags?.['error_id'])).toEqual([captured]);
  expect(span()?.attributes['error.type']).toBe('503');
  expect(span()?.attributes).not.toHaveProperty('plumbline.error.id');
  expect(line('request')).not.toHaveProperty('error_id');
});

it('an error that was logged in a request that went on stands on its span, and not in its summary', async () => {
  const { plumbline, line, span } = await ask(({ logger }, response) => {
    logger.error({ err: new RangeError('retried') }, 'cannot settle');
    response.end();
  });
  await plumbline.shutdown();
  expect(span()?.attributes['plumbline.error.id']).toBe(line('cannot settle')?.['error_id']);
  expect(span()?.attributes).not.toHaveProperty('error.type');
  expect(line('request')).not.toHaveProperty('error_id');
});

it('an error that was logged, then thrown to the framework, keeps one ID everywhere', async () => {
  const { plumbline, lines, receiver, ingest } = await startTracked({ service: { name: 'orders' } });
  const app = express();
  onExpress(app, plumbline);
  app.get('/boom', () => {
    const error = new RangeError('nobody is told this');
    plumbline.logger.error({ err: error }, 'cannot settle');
    plumbline.logger.error({ err: new TypeError('of something else') }, 'handled');
    throw error;
  });
  const response = await fetch(`${await listen((request, answer) => void app(request, answer))}/boom`);
  const { error } = (await response.json()) as { readonly error: Readonly<Record<string, string>> };
  await expect.poll(() => lines.some(({ msg }) => msg === 'request')).toBe(true);
  await plumbline.shutdown();
  const id = error['error_id'];
  const ids = lines.filter(({ msg }) => msg !== 'handled').map(({ msg, error_id: named }) => [msg, named]);
  expect(ids.slice(0, 3)).toEqual([
    ['cannot settle', id],
    ['unhandled error', id],
    ['request', id],
  ]);
  expect(serverSpan(receiver)?.attributes).toMatchObject({ 'plumbline.error.id': id, 'error.type': 'RangeError' });
  expect(ingest.received.map(({ event }) => event.tags?.['error_id'])).toEqual([id]);
});

it.each(['Express', 'Fastify', 'Koa', 'Hono', 'Next'])(
  '%s: an error that was captured and thrown on is one line, one event and one ID',
  async (name) => {
    const { plumbline, lines, receiver, ingest } = await startTracked({ service: { name: 'orders' } });
    const captured: string[] = [];
    const fail = (): never => {
      const error = new RangeError('nobody is told this');
      captured.push(plumbline.captureError(error, { fields: { step: 'settle' } }));
      throw error;
    };
    const response = await fetch(`${await servers[name]!(plumbline, fail)}/boom`);
    const { error } = (await response.json()) as { readonly error: Readonly<Record<string, string>> };
    await expect.poll(() => lines.some(({ msg }) => msg === 'request')).toBe(true);
    await plumbline.shutdown();
    const failed = lines.filter(({ level }) => level === 'error');
    expect(failed.map(({ msg, error_id: id }) => [msg, id])).toEqual([
      ['unhandled error', captured[0]],
      ['request', captured[0]],
    ]);
    expect(failed[0]?.['step']).toBe('settle');
    expect(error['error_id']).toBe(captured[0]);
    expect(ingest.received.map(({ event }) => event.tags?.['error_id'])).toEqual(captured);
    expect(serverSpan(receiver)?.attributes['plumbline.error.id']).toBe(captured[0]);
  },
);

it('an error object that two requests share is a line in each of them', async () => {
  const { plumbline, lines } = await startTracked({ service: { name: 'orders' } });
  const shared = new RangeError('made once');
  const origin = await listen((_request, response) => {
    plumbline.captureError(shared);
    response.writeHead(500).end();
  });
  for (const id of ['first-request', 'second-request']) await fetch(origin, { headers: { 'x-request-id': id } });
  await plumbline.shutdown();
  const failed = lines.filter(({ msg }) => msg === 'unhandled error');
  expect(failed.map(({ request_id: id }) => id)).toEqual(['first-request', 'second-request']);
});
