import 'reflect-metadata';
import { createServer, type Server } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import { Readable } from 'node:stream';
import { serve } from '@hono/node-server';
import { Router } from '@koa/router';
import { Controller, Get, Module, Param, StreamableFile } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { setRoute } from '@plumbline/core/context';
import { installBaseline as installExpress } from '@plumbline/node/express';
import { installBaseline as installFastify } from '@plumbline/node/fastify';
import { installBaseline as installHono } from '@plumbline/node/hono';
import { installBaseline as installKoa } from '@plumbline/node/koa';
import { installBaseline as installNest } from '@plumbline/node/nest';
import express from 'express';
import Fastify from 'fastify';
import { Hono } from 'hono';
import Koa from 'koa';
import { drip, type LoadBaseline, pooled, together, work } from './work.ts';

/** As much of a response as is used here, of both protocols. */
interface NodeResponse extends NodeJS.WritableStream {
  statusCode: number;
}

/** Without a framework: routes and errors by hand. */
const nodeHandler =
  (plumbline: LoadBaseline) =>
  ({ url = '' }: { url?: string | undefined }, response: NodeResponse): void => {
    const [, name = '', id = ''] = url.split('/');
    setRoute(`/${name}/:id`);
    if (name === 'drip') {
      drip(plumbline, id).pipe(response);
      return;
    }
    void work(plumbline, id).then(
      (answer) => together(() => response.end(JSON.stringify(answer))),
      (error: unknown) => {
        plumbline.captureError(error);
        response.statusCode = 500;
        const body = JSON.stringify(plumbline.errorBody('internal_error'));
        together(() => response.end(body));
      },
    );
  };

function startExpress(plumbline: LoadBaseline): Server {
  const app = express();
  installExpress(app, plumbline);
  // As a session store that looks several up at once, and a loader that answers several.
  app.use((_request, _response, next) => together(() => next()));
  app.get('/work/:id', async (request, response, next) => {
    try {
      const answer = await work(plumbline, request.params.id);
      together(() => response.json(answer));
    } catch (error) {
      together(() => next(error));
    }
  });
  app.get('/drip/:id', (request, response) => void drip(plumbline, request.params.id).pipe(response));
  return app.listen(0, '127.0.0.1');
}

async function startFastify(plumbline: LoadBaseline): Promise<Server> {
  const app = Fastify();
  installFastify(app, plumbline);
  app.addHook('onRequest', (_request, _reply, next) => together(() => next()));
  app.get<{ Params: { id: string } }>('/work/:id', (request, reply) => {
    void work(plumbline, request.params.id).then(
      (answer) => together(() => void reply.send(answer)),
      (error: unknown) => together(() => void reply.send(error)),
    );
  });
  app.get<{ Params: { id: string } }>('/drip/:id', (request, reply) => reply.send(drip(plumbline, request.params.id)));
  await app.listen({ port: 0, host: '127.0.0.1' });
  return app.server;
}

function startKoa(plumbline: LoadBaseline): Server {
  const app = new Koa();
  installKoa(app, plumbline);
  app.use(async (_ctx, next) => {
    await pooled();
    await next();
  });
  const router = new Router();
  router.get('/work/:id', async (ctx) => {
    ctx.body = await work(plumbline, ctx.params['id'] ?? '');
  });
  router.get('/drip/:id', (ctx) => {
    ctx.body = drip(plumbline, ctx.params['id'] ?? '');
  });
  app.use(router.routes());
  return app.listen(0, '127.0.0.1');
}

function startHono(plumbline: LoadBaseline): Server {
  const app = new Hono();
  installHono(app, plumbline);
  app.use(async (_c, next) => {
    await pooled();
    await next();
  });
  app.get('/work/:id', async (c) => c.json(await work(plumbline, c.req.param('id'))));
  app.get('/drip/:id', (c) => c.body(Readable.toWeb(drip(plumbline, c.req.param('id'))) as ReadableStream));
  return serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }) as Server;
}

/** Decorators by hand: this workspace compiles no syntax that has to be removed. */
async function startNest(plumbline: LoadBaseline, adapter: ExpressAdapter | FastifyAdapter): Promise<Server> {
  class OrdersController {
    work(id: string): Promise<object> {
      return work(plumbline, id);
    }
    drip(id: string): StreamableFile {
      return new StreamableFile(drip(plumbline, id));
    }
  }
  class OrdersModule {
    readonly name = 'orders';
  }
  const { prototype } = OrdersController;
  for (const method of ['work', 'drip']) {
    Get(`${method}/:id`)(prototype, method, Object.getOwnPropertyDescriptor(prototype, method) as PropertyDescriptor);
    Param('id')(prototype, method, 0);
  }
  Controller()(OrdersController);
  Module({ controllers: [OrdersController] })(OrdersModule);
  const app = await NestFactory.create(OrdersModule, adapter, { logger: false });
  installNest(app, plumbline);
  return (await app.listen(0, '127.0.0.1')) as Server;
}

/** One service of each framework with the two routes of the load. */
export const loadApps: Readonly<Record<string, (plumbline: LoadBaseline) => Server | Promise<Server>>> = {
  http: (plumbline) => createServer(nodeHandler(plumbline)).listen(0, '127.0.0.1'),
  http2: (plumbline) => createHttp2Server(nodeHandler(plumbline) as never).listen(0, '127.0.0.1') as unknown as Server,
  express: startExpress,
  fastify: startFastify,
  koa: startKoa,
  hono: startHono,
  nest: (plumbline) => startNest(plumbline, new ExpressAdapter()),
  'nest-fastify': (plumbline) => startNest(plumbline, new FastifyAdapter()),
};
