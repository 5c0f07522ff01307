import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createEvents, type Events } from '@plumbline/events';
import { createIngest, type Ingest } from '@plumbline/events/ingest';
import express, { type RequestHandler } from 'express';
import fastify from 'fastify';
import { Hono } from 'hono';
import Koa from 'koa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { catalog, shelf } from './fixtures/parts.ts';

// The documented line for each framework, without `installBaseline`: `docs/browser-ingest.md`.

let events: Events<typeof catalog>;
let ingest: Ingest;
let stored: ReturnType<typeof shelf>['events'];
const closing: (() => unknown)[] = [];

beforeEach(async () => {
  const source = shelf('source');
  stored = source.events;
  events = createEvents({ catalog, adapters: [source.adapter] });
  await events.start();
  ingest = createIngest({ catalog, events });
});

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  await events.shutdown();
});

const addressOf = (server: Server): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

async function listen(handler: RequestListener): Promise<string> {
  const server = createServer(handler).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => server.close());
  return addressOf(server);
}

const event = (): Record<string, unknown> => ({
  event_id: randomUUID(),
  name: 'feature_viewed',
  schema_version: catalog.version,
  session_id: randomUUID(),
  route_pattern: '/orders',
  occurred_at: Date.now(),
  payload: { feature: 'orders', surface: 'page' },
});

type Make = () => Promise<string>;

const expressApp =
  (...before: readonly RequestHandler[]): Make =>
  () => {
    const app = express();
    for (const one of before) app.use(one);
    app.post('/_t', ingest.nodeHandler);
    return listen(app);
  };

const koaApp: Make = () => {
  const app = new Koa();
  app.use((ctx, next) => {
    if (ctx.path !== '/_t') return next();
    ctx.respond = false;
    return ingest.nodeHandler(ctx.req, ctx.res);
  });
  const handle = app.callback();
  return listen((request, response) => void handle(request, response));
};

const fastifyApp: Make = async () => {
  const app = fastify();
  closing.push(() => app.close());
  app.post('/_t', (request, reply) => {
    reply.hijack();
    return ingest.nodeHandler(request.raw, reply.raw, request.body);
  });
  return app.listen({ port: 0, host: '127.0.0.1' });
};

/** Somebody read the request to its end, and kept nothing of it. */
const swallow: RequestHandler = (request, _response, next) => void request.resume().on('end', next);

describe.each<[string, Make]>([
  ['Express', expressApp()],
  ['Express behind express.json()', expressApp(express.json())],
  ['Express behind express.json() and express.text()', expressApp(express.json(), express.text())],
  ['Express behind express.raw()', expressApp(express.raw({ type: () => true }))],
  ['Fastify', fastifyApp],
  ['Koa', koaApp],
  ['node:http', () => listen((request, response) => void ingest.nodeHandler(request, response))],
])('%s', (_name, make) => {
  it.each(['application/json', 'text/plain;charset=UTF-8'])('takes what is sent as %s', async (type) => {
    const origin = await make();
    const body = JSON.stringify({ v: 1, events: [event(), { ...event(), email: 'x' }, event()] });
    const headers = { 'content-type': type, origin };
    const answer = await fetch(`${origin}/_t`, { method: 'POST', body, headers });
    expect(answer.status).toBe(202);
    expect(await answer.json()).toMatchObject({ accepted: 2, rejected: [{ i: 1, reason: 'malformed' }] });
    await events.flush();
    expect(stored).toHaveLength(2);
  });

  it('refuses other origins and what is too large', async () => {
    const origin = await make();
    const send = (body: string, from: string): Promise<Response> =>
      fetch(`${origin}/_t`, { method: 'POST', body, headers: { 'content-type': 'application/json', origin: from } });
    expect((await send(JSON.stringify({ events: [event()] }), 'https://other.example')).status).toBe(403);
    expect((await send(JSON.stringify({ events: ['x'.repeat(70_000)] }), origin)).status).toBe(413);
  });
});

it('Hono', async () => {
  const app = new Hono();
  app.post('/_t', (c) => ingest(c.req.raw));
  const headers = { 'content-type': 'text/plain', 'sec-fetch-site': 'same-origin' };
  const body = JSON.stringify({ v: 1, events: [event(), {}] });
  const answer = await app.request('/_t', { method: 'POST', body, headers });
  expect([answer.status, await answer.json()]).toMatchObject([202, { accepted: 1, rejected: [{ i: 1 }] }]);
});

it('answers at once where somebody has read the body and kept nothing', async () => {
  const origin = await expressApp(swallow)();
  const headers = { 'content-type': 'application/json', origin };
  const answer = await fetch(`${origin}/_t`, { method: 'POST', body: '{}', headers });
  expect([answer.status, await answer.json()]).toMatchObject([400, { error: { code: 'malformed' } }]);
});
