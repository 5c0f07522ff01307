import { once } from 'node:events';
import http from 'node:http';
import { connect } from 'node:net';
import { Router } from '@koa/router';
import { currentContext, type RequestSummary } from '@plumbline/core/context';
import express from 'express';
import Fastify from 'fastify';
import { Hono } from 'hono';
import Koa from 'koa';
import { afterEach, describe, expect, it } from 'vitest';
import { createExpressErrorHandler, expressRoutes } from '../src/express.ts';
import { createFastifyErrorHandler, fastifyRoutes } from '../src/fastify.ts';
import { createHonoErrorHandler, honoRoutes } from '../src/hono.ts';
import { bindHttp } from '../src/index.ts';
import { createKoaErrorHandler, koaRoutes } from '../src/koa.ts';
import { collect, listen } from './support.ts';
import { serveFetch } from './web-server.ts';

const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

const here = (): string | undefined => currentContext()?.requestId;

/** What was seen where, and whose it should have been. */
type Note = (place: string, owner: string | undefined) => void;
type Answer = (run: () => unknown) => unknown;

/** Keeps answers until there are two and gives them in the callback of the second, as pools and batching loaders do. */
function createBatch(): Answer {
  const waiting: (() => unknown)[] = [];
  return (run) => {
    waiting.push(run);
    return waiting.length < 2 ? undefined : waiting.splice(0).map((one) => one());
  };
}

const fault = (owner: unknown): Error => new RangeError(`of ${String(owner)}`);
type OnError = (error: unknown) => void;
type Start = (note: Note, onError: OnError) => Promise<{ readonly port: number; close(): Promise<void> | void }>;

const closing = (server: http.Server) => (): void => {
  server.close();
  server.closeAllConnections();
};

const starts: Readonly<Record<string, Start>> = {
  async Express(note, onError) {
    const app = express();
    expressRoutes(app);
    const [early, ended, failed] = [createBatch(), createBatch(), createBatch()];
    const owner = (request: express.Request): string | undefined => request.get('x-request-id');
    app.use((request, response, next) => {
      response.on('finish', () => note('finish', owner(request)));
      response.on('close', () => note('close', owner(request)));
      if (request.path.startsWith('/late')) early(() => next());
      else next();
    });
    app.use((request, _response, next) => {
      note('middleware', owner(request));
      next();
    });
    const late = express.Router();
    late.get('/:item', (request, response) => {
      note('handler', owner(request));
      response.send(here());
    });
    app.use('/late', late);
    app.get('/answered/:item', (_, response) => ended(() => response.send('')));
    app.get('/failed/:item', (request, _, next) => failed(() => next(fault(owner(request)))));
    app.use((error: unknown, request: express.Request, _: express.Response, next: express.NextFunction) => {
      note('error handler', owner(request));
      next(error);
    });
    app.use(createExpressErrorHandler({ onError }));
    const server = http.createServer(app);
    return { port: await listen(server), close: closing(server) };
  },
  async Fastify(note, onError) {
    const app = Fastify();
    await app.register(fastifyRoutes);
    const [early, ended, failed] = [createBatch(), createBatch(), createBatch()];
    const owner = ({ headers }: { headers: http.IncomingHttpHeaders }): string | undefined =>
      headers['x-request-id']?.toString();
    app.addHook('onRequest', (request, _reply, next) => {
      if (request.url.startsWith('/late')) early(() => next());
      else next();
    });
    app.addHook('preHandler', (request, _reply, next) => {
      note('preHandler', owner(request));
      next();
    });
    app.addHook('onSend', (request, _reply, payload, next) => {
      note('onSend', owner(request));
      next(null, payload);
    });
    app.addHook('onResponse', (request, _reply, next) => {
      note('onResponse', owner(request));
      next();
    });
    app.addHook('onError', (request, _reply, _error, next) => {
      note('onError', owner(request));
      next();
    });
    app.setErrorHandler(createFastifyErrorHandler({ onError }));
    app.get('/late/:item', (request, reply) => {
      note('handler', owner(request));
      return reply.send(here());
    });
    app.get('/answered/:item', (_, reply) => ended(() => void reply.send('')));
    app.get('/failed/:item', (request, reply) => failed(() => void reply.send(fault(owner(request)))));
    await app.listen({ port: 0, host: '127.0.0.1' });
    return { port: (app.server.address() as { port: number }).port, close: () => app.close() };
  },
  async Koa(note, onError) {
    const app = new Koa();
    koaRoutes(app);
    const [early, ended, failed] = [createBatch(), createBatch(), createBatch()];
    app.use(createKoaErrorHandler({ onError }));
    app.use(async (ctx, next) => {
      ctx.res.on('finish', () => note('finish', ctx.get('x-request-id')));
      if (ctx.path.startsWith('/late'))
        await new Promise<void>((resolve) => {
          early(resolve);
        });
      note('middleware', ctx.get('x-request-id'));
      await next();
    });
    const router = new Router();
    router.get('/late/:item', (ctx) => {
      note('handler', ctx.get('x-request-id'));
      ctx.body = here();
    });
    router.get('/answered/:item', async (ctx) => {
      await new Promise<void>((resolve) => {
        ended(resolve);
      });
      ctx.body = '';
    });
    router.get(
      '/failed/:item',
      (ctx) => new Promise((_, reject) => void failed(() => reject(fault(ctx.get('x-request-id'))))),
    );
    app.use(router.routes());
    const callback = app.callback();
    const server = http.createServer((request, response) => void callback(request, response));
    return { port: await listen(server), close: closing(server) };
  },
  async Hono(note, onError) {
    const app = new Hono();
    const [early, ended, failed] = [createBatch(), createBatch(), createBatch()];
    app.use(honoRoutes());
    app.onError(createHonoErrorHandler({ onError }));
    app.use(async (c, next) => {
      if (c.req.path.startsWith('/late'))
        await new Promise<void>((resolve) => {
          early(resolve);
        });
      note('middleware', c.req.header('x-request-id'));
      await next();
    });
    app.get('/late/:item', (c) => {
      note('handler', c.req.header('x-request-id'));
      return c.text(here() ?? '');
    });
    app.get('/answered/:item', async (c) => {
      await new Promise<void>((resolve) => {
        ended(resolve);
      });
      return c.text('');
    });
    app.get(
      '/failed/:item',
      (c) => new Promise((_, reject) => void failed(() => reject(fault(c.req.header('x-request-id'))))),
    );
    return serveFetch(app.fetch);
  },
};

const ask = async (port: number, path: string, id: string): Promise<string> =>
  (await fetch(`http://127.0.0.1:${port}${path}`, { headers: { 'x-request-id': id } })).text();

async function serve(name: string) {
  const seen: (readonly [place: string, owner: string | undefined, here: string | undefined])[] = [];
  const errors: (readonly [error: unknown, here: string | undefined])[] = [];
  const ended = collect<RequestSummary>(2);
  const binding = bindHttp({ propagateTo: [], onRequestEnd: ended.add });
  const server = await starts[name]!(
    (place, owner) => void seen.push([place, owner, here()]),
    (error) => void errors.push([error, here()]),
  );
  closers.push(
    () => binding.unbind(),
    () => server.close(),
  );
  const both = async (path: string): Promise<readonly string[]> => {
    const answers = await Promise.all(['of-alice', 'of-bobby'].map((id) => ask(server.port, `${path}17`, id)));
    const summaries = await ended.all;
    expect(summaries.map(({ context }) => context.routePattern)).toEqual([`${path}:item`, `${path}:item`]);
    expect(seen.filter(([, owner, at]) => owner !== at)).toEqual([]);
    return answers;
  };
  return { both, seen, errors };
}

describe.each(Object.keys(starts))('%s, two requests that one callback goes on with', (name) => {
  const places = (seen: readonly (readonly [string, ...unknown[]])[]): Set<string> =>
    new Set(seen.map(([place]) => place));

  it('handlers behind it run each in the context of its own request, and its route is its own', async () => {
    const { both, seen } = await serve(name);
    expect(await both('/late/')).toEqual(['of-alice', 'of-bobby']);
    expect(places(seen)).toContain('handler');
    expect(seen.length).toBeGreaterThanOrEqual(4);
  });

  it('what listens to the answers it gives runs in the context of its own request', async () => {
    const { both, seen } = await serve(name);
    await both('/answered/');
    expect(seen.length).toBeGreaterThanOrEqual(2);
  });

  it('each fault is captured in its own request, and each answer names its own', async () => {
    const { both, errors } = await serve(name);
    const answers = (await both('/failed/')).map((body) => JSON.parse(body) as object);
    expect(answers).toEqual(
      ['of-alice', 'of-bobby'].map((id) => ({ error: { code: 'internal_error', request_id: id } })),
    );
    expect(new Set(errors.map(([error, at]) => [String(error), at].join()))).toEqual(
      new Set(['RangeError: of of-alice,of-alice', 'RangeError: of of-bobby,of-bobby']),
    );
  });
});

it('requests in one packet: what listens to a response that waited for another runs in its own context', async () => {
  const seen: (readonly [event: string, owner: string | undefined, here: string | undefined])[] = [];
  const ended = collect<RequestSummary>(2);
  const binding = bindHttp({ propagateTo: [], onRequestEnd: ended.add });
  const server = http.createServer((request, response) => {
    const owner = request.headers['x-request-id']?.toString();
    for (const event of ['prefinish', 'finish', 'close', 'drain']) {
      response.on(event, () => void seen.push([event, owner, here()]));
    }
    for (const event of ['end', 'close']) request.on(event, () => void seen.push([event, owner, here()]));
    request.resume();
    if (request.url === '/slow') setImmediate(() => response.end('slow', () => void seen.push(['end', owner, here()])));
    else response.end('x'.repeat(1_000_000));
  });
  const port = await listen(server);
  closers.push(() => binding.unbind(), closing(server));
  const socket = connect(port, '127.0.0.1');
  const request = (path: string, id: string): string =>
    `GET ${path} HTTP/1.1\r\nHost: x\r\nX-Request-Id: ${id}\r\n\r\n`;
  socket.write(request('/slow', 'of-alice') + request('/fast', 'of-bobby'));
  socket.resume();
  await ended.all;
  socket.destroy();
  await once(socket, 'close');
  expect(seen.filter(([, owner, at]) => owner !== at)).toEqual([]);
  expect(seen.filter(([event]) => event === 'finish')).toHaveLength(2);
});

it('the timeout of a connection between two requests belongs to none of them, that of a request to it', async () => {
  const binding = bindHttp({ propagateTo: [] });
  const seen: (readonly [place: string, here: string | undefined])[] = [];
  let closed = false;
  const server = http.createServer({ keepAliveTimeout: 30 }, (request, response) => {
    if (request.url !== '/waits') return void response.end('ok');
    response.on('close', () => (closed = true));
    response.setTimeout(20, () => {
      seen.push(['response', here()]);
      response.end('late');
    });
    return undefined;
  });
  Object.assign(server, { keepAliveTimeoutBuffer: 0 });
  const timedOut = new Promise<void>((resolve) => {
    server.on('connection', (socket) => void socket.on('timeout', () => seen.push(['socket', here()])));
    server.on('timeout', (socket) => {
      seen.push(['server', here()]);
      if (!closed) return;
      socket.destroy();
      resolve();
    });
  });
  const port = await listen(server);
  closers.push(() => binding.unbind(), closing(server));
  const socket = connect(port, '127.0.0.1');
  socket.resume();
  socket.write('GET /waits HTTP/1.1\r\nHost: x\r\nX-Request-Id: of-alice\r\n\r\n');
  await timedOut;
  socket.destroy();
  expect(seen.filter(([place]) => place === 'response')).toEqual([['response', 'of-alice']]);
  expect(Object.fromEntries(seen.slice(-2))).toEqual({ socket: undefined, server: undefined });
});
