import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { defineConfig } from '@plumbline/core';
import express, { type ErrorRequestHandler } from 'express';
import { Hono } from 'hono';
import Koa from 'koa';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { installBaseline as onExpress } from '../src/express.ts';
import type { InstallOptions } from '../src/framework.ts';
import { installBaseline as onHono } from '../src/hono.ts';
import { type BaselineOf, start } from '../src/index.ts';
import { installBaseline as onKoa } from '../src/koa.ts';
import { catalog, shelf } from './fixtures/parts.ts';

const { adapter, events: stored } = shelf('source');
const config = defineConfig({ service: { name: 'orders' }, catalog, events: { adapters: [adapter] } });
const lines: Record<string, unknown>[] = [];
let plumbline: BaselineOf<typeof config>;
const closing: (() => void)[] = [];

beforeAll(async () => {
  plumbline = await start(config, {
    signals: false,
    environment: { PLUMBLINE_IDENTITY_KEY: 'k'.repeat(40) },
    logDestination: { write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
  });
});
afterEach(() => {
  for (const close of closing.splice(0)) close();
});
afterAll(async () => void (await plumbline.shutdown()));

async function listen(handler: RequestListener): Promise<string> {
  const server = createServer(handler).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const boom = (): never => {
  throw new RangeError('nobody is told this');
};
const whoIs = (cookie: string | undefined): void => {
  if (cookie === 'session=ada') plumbline.identify({ id: 'u_ada', orgId: 'o_1', role: 'buyer' });
};

/** Sessions, then the baseline, then a route; `ownErrors` is a handler of the application. */
interface Setting {
  readonly options?: InstallOptions;
  readonly ownErrors?: boolean;
}

function expressApp({ options, ownErrors }: Setting): Promise<string> {
  const app = express();
  app.use((request, _response, next) => {
    whoIs(request.headers.cookie);
    next();
  });
  app.use(express.json());
  onExpress(app, plumbline, options);
  app.get('/boom', boom);
  const answer: ErrorRequestHandler = (_error, _request, response, _next) => void response.status(503).send('own');
  if (ownErrors === true) app.use(answer);
  return listen((request, response) => void app(request, response));
}

function koaApp({ options, ownErrors }: Setting): Promise<string> {
  const app = new Koa();
  app.use(async (ctx, next) => {
    whoIs(ctx.headers.cookie);
    await next();
  });
  onKoa(app, plumbline, options);
  app.use(async (ctx, next) => {
    try {
      await next();
    } catch (error) {
      if (ownErrors !== true) throw error;
      [ctx.status, ctx.body] = [503, 'own'];
    }
  });
  app.use((ctx) => (ctx.path === '/boom' ? boom() : undefined));
  const handle = app.callback();
  return listen((request, response) => void handle(request, response));
}

function honoApp({ options, ownErrors }: Setting): { readonly app: Hono } {
  const app = new Hono();
  app.use(async (c, next) => {
    whoIs(c.req.header('cookie'));
    await next();
  });
  onHono(app, plumbline, options);
  if (ownErrors === true) app.onError((_error, c) => c.text('own', 503));
  app.get('/boom', boom);
  return { app };
}

const batch = (): string =>
  JSON.stringify({
    v: 1,
    events: [
      {
        event_id: crypto.randomUUID(),
        name: 'feature_viewed',
        schema_version: catalog.version,
        session_id: '0190a6f2-7b61-7c7a-9c55-0d6c6a2f3b11',
        route_pattern: '/orders',
        occurred_at: Date.now(),
        payload: { feature: 'orders', surface: 'page' },
      },
    ],
  });

describe.each([
  ['Express', expressApp],
  ['Koa', koaApp],
])('%s', (_name, make) => {
  it('answers probes, and takes events with the identity that the session has, at the path that was asked for', async () => {
    const origin = await make({ options: { ingestPath: '/events' } });
    for (const probe of ['/livez', '/readyz', '/healthz']) expect((await fetch(origin + probe)).status).toBe(200);
    const headers = { 'content-type': 'application/json', origin, cookie: 'session=ada' };
    const answer = await fetch(`${origin}/events`, { method: 'POST', body: batch(), headers });
    expect(answer.status).toBe(202);
    await plumbline.flush();
    expect(stored.at(-1)?.payload['role']).toBe('buyer');
    expect((await fetch(`${origin}/_t`, { method: 'POST', body: batch(), headers })).status).toBe(404);
  });

  it('answers and captures what fails, once', async () => {
    const origin = await make({});
    const answer = await fetch(`${origin}/boom`, { headers: { 'x-request-id': 'a-good-request-id' } });
    expect(answer.status).toBe(500);
    const captured = lines.filter(
      ({ msg, request_id }) => msg === 'unhandled error' && request_id === 'a-good-request-id',
    );
    expect(captured).toHaveLength(1);
    expect(await answer.json()).toEqual({
      error: { code: 'internal_error', request_id: 'a-good-request-id', error_id: captured[0]?.['error_id'] },
    });
    lines.length = 0;
  });

  it('leaves errors to a handler of the application, or to the framework where it is told so', async () => {
    lines.length = 0;
    const origin = await make({ ownErrors: true, options: { errorHandler: false } });
    const answer = await fetch(`${origin}/boom`);
    expect([answer.status, await answer.text()]).toEqual([503, 'own']);
    const both = await fetch(`${await make({ ownErrors: true })}/boom`);
    expect(await both.text()).toBe('own');
    expect(lines.filter(({ msg }) => msg === 'unhandled error')).toEqual([]);
  });
});

describe('Hono', () => {
  it('answers probes and refuses what is no batch', async () => {
    const { app } = honoApp({ options: { ingestPath: '/events' } });
    for (const probe of ['/livez', '/readyz', '/healthz']) expect((await app.request(probe)).status).toBe(200);
    expect((await app.request('/events', { method: 'POST', body: '{}' })).status).toBe(403);
    expect((await app.request('/_t', { method: 'POST', body: '{}' })).status).toBe(404);
  });

  it('answers and captures what fails, and leaves it to a handler that comes later', async () => {
    lines.length = 0;
    const answer = await honoApp({}).app.request('/boom');
    const [captured, ...more] = lines.filter(({ msg }) => msg === 'unhandled error');
    expect([answer.status, await answer.json(), more]).toEqual([
      500,
      { error: { code: 'internal_error', request_id: '', error_id: captured?.['error_id'] } },
      [],
    ]);
    expect(await (await honoApp({ ownErrors: true }).app.request('/boom')).text()).toBe('own');
    expect(lines.filter(({ msg }) => msg === 'unhandled error')).toHaveLength(1);
  });
});

describe('options', () => {
  it.each([
    [{ ingestpath: '/x' }, 'installBaseline.ingestpath: is no option; did you mean `ingestPath`?'],
    [{ ingestPath: 'events' }, "installBaseline.ingestPath: must be a path, such as '/_t'"],
    [{ errorHandler: 'no' }, 'installBaseline.errorHandler: must be true or false'],
  ])('%o is refused, by its name', (options, fault) => {
    for (const install of [
      () => onExpress(express(), plumbline, options as InstallOptions),
      () => onKoa(new Koa(), plumbline, options as InstallOptions),
      () => onHono(new Hono(), plumbline, options as InstallOptions),
    ]) {
      expect(install).toThrow(fault);
    }
  });
});
