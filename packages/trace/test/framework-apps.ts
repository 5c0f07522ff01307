import type { IncomingMessage, ServerResponse } from 'node:http';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough, Readable } from 'node:stream';
import { Router } from '@koa/router';
import { currentContext } from '@plumbline/core/context';
import express, { type Request as ExpressRequest } from 'express';
import Fastify from 'fastify';
import { Hono } from 'hono';
import Koa from 'koa';
import multer from 'multer';
import { createExpressErrorHandler, expressRoutes } from '../src/express.ts';
import { createFastifyErrorHandler, fastifyRoutes } from '../src/fastify.ts';
import { createHonoErrorHandler, honoRoutes } from '../src/hono.ts';
import { routeOf } from '../src/index.ts';
import { createKoaErrorHandler, koaRoutes } from '../src/koa.ts';
import { closing, type HopServer } from './hop-servers.ts';
import { detached, listen } from './support.ts';
import { serveFetch } from './web-server.ts';

export const PASSWORD = 'hunter2';
export const boom = (): never => {
  throw new RangeError(`the password is ${PASSWORD}`);
};
export const teapot = (): never => {
  throw Object.assign(new Error(PASSWORD), { status: 418, code: 'TEAPOT' });
};

/** What a handler sees of its request. */
export const seen = (): { id: string | undefined; route: string } => ({
  id: currentContext()?.requestId,
  route: routeOf(),
});

/** The IDs seen in the callbacks of a body that is read by events, without a framework's parser. */
export const idsOfBody = (request: IncomingMessage): Promise<readonly (string | undefined)[]> =>
  new Promise((resolve) => {
    const ids: (string | undefined)[] = [];
    request.on('data', () => ids.push(seen().id));
    request.on('end', () => resolve([...ids, seen().id]));
  });

/** A body whose second part comes later, and says in whose request it was written. */
export const lateStream = (): Readable => {
  const stream = new PassThrough();
  stream.write('first ');
  setImmediate(() => stream.end(seen().id));
  return stream;
};

/** A body that begins and never ends. */
export const endlessStream = (): Readable => {
  const stream = new PassThrough();
  stream.write('first ');
  return stream;
};

/** A body that begins and then fails. */
export const failingStream = async function* failingStream(): AsyncGenerator<Buffer> {
  yield Buffer.from('first ');
  await new Promise<void>((done) => void setImmediate(done));
  boom();
};

export type OnError = (error: unknown) => unknown;

async function startExpress(onError: OnError): Promise<HopServer> {
  const app = express();
  expressRoutes(app);
  const items = express.Router();
  items.get('/items/:item', (_, response) => void response.json(seen()));
  const orgs = express.Router();
  orgs.use('/orgs/:org', items);
  app.use(express.json());
  app.use(orgs);
  app.get('/boom', boom);
  app.get('/rejected', async () => {
    await Promise.resolve();
    boom();
  });
  app.get('/teapot', teapot);
  app.get('/stream', (_, response) => void lateStream().pipe(response));
  app.get('/endless', (_, response) => void endlessStream().pipe(response));
  app.get('/torn', async (_, response: ServerResponse) => {
    for await (const part of failingStream()) response.write(part);
  });
  app.post(
    '/json',
    (request: ExpressRequest, response) => void response.json({ ...seen(), body: request.body as unknown }),
  );
  app.post('/events', async (request, response) => void response.json(await idsOfBody(request)));
  app.post('/upload', multer().single('file'), (request, response) => {
    void response.json({ ...seen(), size: request.file?.size });
  });
  app.use(createExpressErrorHandler({ onError }));
  const server = http.createServer(app);
  return { port: await listen(server), close: closing(server) };
}

async function startFastify(onError: OnError): Promise<HopServer> {
  const app = Fastify();
  await app.register(fastifyRoutes);
  app.setErrorHandler(createFastifyErrorHandler({ onError }));
  await app.register(
    (inner, _, done) => {
      inner.get('/items/:item', seen);
      done();
    },
    { prefix: '/orgs/:org' },
  );
  app.get('/boom', boom);
  app.get('/rejected', async () => {
    await Promise.resolve();
    boom();
  });
  app.get('/teapot', teapot);
  app.get('/stream', (_, reply) => reply.send(lateStream()));
  app.get('/endless', (_, reply) => reply.send(endlessStream()));
  app.get('/torn', (_, reply) => reply.send(Readable.from(failingStream())));
  app.post('/json', (request) => ({ ...seen(), body: request.body }));
  await app.register((raw, _, done) => {
    raw.removeAllContentTypeParsers();
    raw.addContentTypeParser('*', (_request, _payload, parsed) => parsed(null));
    raw.post('/events', (request) => idsOfBody(request.raw));
    done();
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  return { port: (app.server.address() as AddressInfo).port, close: () => app.close() };
}

async function startKoa(onError: OnError): Promise<HopServer> {
  const app = new Koa();
  // Koa prints that a client went away.
  app.silent = true;
  koaRoutes(app);
  app.use(createKoaErrorHandler({ onError }));
  const items = new Router();
  items.get('/items/:item', (ctx) => {
    ctx.body = seen();
  });
  const router = new Router();
  router.use('/orgs/:org', items.routes());
  router.get('/boom', boom);
  router.get('/rejected', async () => {
    await Promise.resolve();
    boom();
  });
  router.get('/teapot', teapot);
  router.get('/stream', (ctx) => {
    ctx.body = lateStream();
  });
  router.get('/endless', (ctx) => {
    ctx.body = endlessStream();
  });
  router.get('/torn', async (ctx) => {
    ctx.respond = false;
    ctx.res.statusCode = 200;
    for await (const part of failingStream()) ctx.res.write(part);
  });
  router.post('/events', async (ctx) => {
    ctx.body = await idsOfBody(ctx.req);
  });
  app.use(router.routes());
  const server = http.createServer(detached(app.callback()));
  return { port: await listen(server), close: closing(server) };
}

async function startHono(onError: OnError): Promise<HopServer> {
  const app = new Hono();
  app.use(honoRoutes());
  app.onError(createHonoErrorHandler({ onError }));
  const items = new Hono();
  items.get('/items/:item', (c) => c.json(seen()));
  app.route('/orgs/:org', items);
  app.get('/boom', boom);
  app.get('/rejected', async () => {
    await Promise.resolve();
    return boom();
  });
  app.get('/teapot', teapot);
  app.get('/stream', (c) => c.body(Readable.toWeb(lateStream()) as ReadableStream));
  app.get('/endless', (c) => c.body(Readable.toWeb(endlessStream()) as ReadableStream));
  app.get('/torn', (c) => c.body(Readable.toWeb(Readable.from(failingStream())) as ReadableStream));
  app.post('/json', async (c) => {
    const body: unknown = await c.req.json();
    return c.json({ ...seen(), body });
  });
  app.post('/upstream', async (c) => {
    const body: unknown = JSON.parse(await c.req.text());
    return c.json({ ...seen(), body });
  });
  return serveFetch((request) => app.fetch(request));
}

/** One service for each framework, with the same routes as far as the framework has what they need. */
export const frameworkApps: Readonly<Record<string, (onError: OnError) => Promise<HopServer>>> = {
  Express: startExpress,
  Fastify: startFastify,
  Koa: startKoa,
  Hono: startHono,
};
