import http from 'node:http';
import http2 from 'node:http2';
import { serve } from '@hono/node-server';
import { Router } from '@koa/router';
import express from 'express';
import Fastify from 'fastify';
import { Hono } from 'hono';
import Koa from 'koa';
import { detached, listen } from './support.ts';

/** A server on loopback that answers `GET /` with what `hop` answers, as JSON. */
export interface HopServer {
  readonly port: number;
  readonly close: () => Promise<void>;
}

type Hop = () => Promise<object>;

export const closing =
  (server: http.Server | http2.Http2Server): (() => Promise<void>) =>
  async () => {
    if (server instanceof http.Server) server.closeAllConnections();
    await new Promise<void>((done) => void server.close(() => done()));
  };

const started = async (server: http.Server | http2.Http2Server): Promise<HopServer> => ({
  port: await listen(server),
  close: closing(server),
});

/** One service for each way of serving, as small as the framework allows. */
export const hopServers: Readonly<Record<string, (hop: Hop) => Promise<HopServer>>> = {
  'node:http': (hop) =>
    started(
      http.createServer(
        detached(async (_, response: http.ServerResponse) => void response.end(JSON.stringify(await hop()))),
      ),
    ),
  'node:http2': (hop) =>
    started(
      http2.createServer(
        detached(async (_, response: http2.Http2ServerResponse) => void response.end(JSON.stringify(await hop()))),
      ),
    ),
  Express: (hop) => {
    const app = express();
    app.get('/', async (_, response) => void response.json(await hop()));
    return started(http.createServer(app));
  },
  async Fastify(hop) {
    const app = Fastify();
    app.get('/', () => hop());
    await app.listen({ port: 0, host: '127.0.0.1' });
    return { port: (app.server.address() as { port: number }).port, close: () => app.close() };
  },
  Koa(hop) {
    const app = new Koa();
    const router = new Router();
    router.get('/', async (ctx) => {
      ctx.body = await hop();
    });
    app.use(router.routes());
    return started(http.createServer(detached(app.callback())));
  },
  async Hono(hop) {
    const app = new Hono();
    app.get('/', async (c) => c.json(await hop()));
    const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }) as http.Server;
    await new Promise<void>((done) => void server.once('listening', () => done()));
    return { port: (server.address() as { port: number }).port, close: closing(server) };
  },
};
