// Routes that stand above `installBaseline`: they have all of the baseline, or the call is refused.
import 'reflect-metadata';
import { serve } from '@hono/node-server';
import { Router } from '@koa/router';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { type Plumbline, start } from '@plumbline/node';
import { installBaseline as onExpress } from '@plumbline/node/express';
import { installBaseline as onFastify } from '@plumbline/node/fastify';
import { installBaseline as onHono } from '@plumbline/node/hono';
import { installBaseline as onKoa } from '@plumbline/node/koa';
import { installBaseline as onNest } from '@plumbline/node/nest';
import express from 'express';
import Fastify from 'fastify';
import { Hono, type MiddlewareHandler } from 'hono';
import Koa from 'koa';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

const lines: Record<string, unknown>[] = [];
const closing: (() => unknown)[] = [];
let plumbline: Plumbline;

beforeAll(async () => {
  plumbline = (await start(
    { service: { name: 'orders' } },
    { signals: false, environment: {}, logDestination: { write: (line) => void lines.push(JSON.parse(line)) } },
  )) as unknown as Plumbline;
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  lines.length = 0;
});
afterAll(async () => void (await plumbline.shutdown()));

const boom = (): never => {
  throw new RangeError('nobody is told this');
};

/** What stands of one failing request in its answer and its lines. */
async function ask(server: Server, path: string): Promise<unknown> {
  if (!server.listening) await once(server, 'listening');
  closing.push(() => server.close());
  const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`);
  const { error } = (await response.json()) as { readonly error: Readonly<Record<string, unknown>> };
  await expect.poll(() => lines.some(({ msg }) => msg === 'request')).toBe(true);
  const of = (message: string) => lines.find(({ msg }) => msg === message);
  return [response.status, of('request')?.['route_pattern'], error['error_id'] === of('unhandled error')?.['error_id']];
}

const WHOLE = [500, '/orders/:id', true];

describe('routes above the call have the whole baseline', () => {
  it('in Express', async () => {
    const app = express();
    app.get('/orders/:id', boom);
    onExpress(app, plumbline);
    expect(await ask(app.listen(0, '127.0.0.1'), '/orders/7')).toEqual(WHOLE);
  });

  it('in Koa', async () => {
    const app = new Koa();
    const router = new Router();
    router.get('/orders/:id', boom);
    app.use(router.routes());
    onKoa(app, plumbline);
    expect(await ask(app.listen(0, '127.0.0.1'), '/orders/7')).toEqual(WHOLE);
  });

  it.each(['routes', 'a plugin', 'a plugin that is loaded'])('in Fastify: %s', async (kind) => {
    const app = Fastify();
    const routes = (scope: Pick<typeof app, 'get'>, _options: object, done?: () => void): void => {
      scope.get('/orders/:id', boom);
      done?.();
    };
    if (kind === 'routes') routes(app, {});
    else if (kind === 'a plugin') void app.register(routes);
    else await app.register(routes);
    onFastify(app, plumbline);
    await app.listen({ port: 0, host: '127.0.0.1' });
    closing.push(() => app.close());
    expect(await ask(app.server, '/orders/7')).toEqual(WHOLE);
  });
});

describe('Hono refuses the call below a route', () => {
  const pass: MiddlewareHandler = (_c, next) => next();

  it.each([
    ['GET /orders/:id', (app: Hono) => app.get('/orders/:id', boom)],
    ['GET /orders/:id and 1 more', (app: Hono) => app.get('/orders/:id', pass, boom).post('/orders', boom)],
    ['GET /sub/orders', (app: Hono) => app.route('/sub', new Hono().get('/orders', boom))],
    [
      'GET /sub/own',
      (app: Hono) =>
        app.route(
          '/sub',
          new Hono().get('/own', boom).onError((_e, c) => c.text('')),
        ),
    ],
    ['ALL /all', (app: Hono) => app.all('/all', (c) => c.text('all'))],
  ])('%s', (named, define) => {
    const app = new Hono();
    define(app);
    expect(() => onHono(app, plumbline)).toThrow(`installBaseline: the route ${named} stands above the call`);
  });

  it('and takes middleware above it, of every path and of one method', async () => {
    const app = new Hono().use(pass).use('/orders/*', pass).get('*', pass);
    onHono(app, plumbline);
    app.get('/orders/:id', boom);
    const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }) as Server;
    expect(await ask(server, '/orders/7')).toEqual(WHOLE);
  });
});

describe('Nest', () => {
  class OrdersController {
    item(): never {
      return boom();
    }
  }
  class OrdersModule {
    readonly name = 'orders';
  }
  // Decorators by hand: this workspace compiles no syntax that has to be removed.
  const { prototype } = OrdersController;
  Get('orders/:id')(prototype, 'item', Object.getOwnPropertyDescriptor(prototype, 'item') as PropertyDescriptor);
  Controller()(OrdersController);
  Module({ controllers: [OrdersController] })(OrdersModule);

  it.each([
    ['Express', () => new ExpressAdapter()],
    ['Fastify', () => new FastifyAdapter()],
  ])(
    'on %s has it of routes that its modules declare, and refuses the call once they are joined',
    async (_name, on) => {
      const app = await NestFactory.create(OrdersModule, on(), { logger: false });
      onNest(app, plumbline);
      expect(await ask((await app.listen(0, '127.0.0.1')) as Server, '/orders/7')).toEqual(WHOLE);
      expect(() => onNest(app, plumbline)).toThrow('the application is initialised already');
      await app.close();
    },
  );
});
