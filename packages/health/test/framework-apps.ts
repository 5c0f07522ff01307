import 'reflect-metadata';
import { createServer } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { serve } from '@hono/node-server';
import { Controller, Get, type INestApplication, Module, UseGuards } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import express from 'express';
import Fastify from 'fastify';
import { Hono } from 'hono';
import Koa from 'koa';
import { NextRequest } from 'next/server.js';
import { healthRoutes as onExpress } from '../src/express.ts';
import { healthRoutes as onFastify } from '../src/fastify.ts';
import { healthRoutes as onFetch } from '../src/fetch.ts';
import { healthRoutes as onHono } from '../src/hono.ts';
import type { Health } from '../src/index.ts';
import { healthRoutes as onKoa } from '../src/koa.ts';
import { healthRoutes as onNest } from '../src/nest.ts';
import { healthRoute } from '../src/next.ts';
import { close, listen } from './support.ts';

/** A service whose every path but the probes asks for a session: it answers 401. */
export interface App {
  readonly url: string;
  readonly close: () => Promise<unknown>;
}

type Start = (health: Health) => Promise<App>;

const of = (port: number, end: () => Promise<unknown>): App => ({ url: `http://127.0.0.1:${port}`, close: end });

async function serving(server: Server): Promise<App> {
  return of(await listen(server), () => close(server));
}

async function serveFetch(fetch: (request: Request) => Response | Promise<Response>): Promise<App> {
  const server = serve({ fetch, port: 0, hostname: '127.0.0.1' }) as Server;
  await new Promise<void>((done) => void server.once('listening', () => done()));
  return of((server.address() as AddressInfo).port, () => close(server));
}

const denied = (): Response => new Response(null, { status: 401 });

const startNode: Start = (health) =>
  serving(
    createServer((request, response) => {
      if (!health.nodeHandler(request, response)) response.writeHead(401).end();
    }),
  );

const startExpress: Start = (health) => {
  const app = express();
  app.use(onExpress(health));
  app.use((_request, response) => void response.status(401).end());
  return serving(createServer(app));
};

const startFastify: Start = async (health) => {
  const app = Fastify();
  await app.register(onFastify, { health });
  await app.register(async (inner) => {
    inner.addHook('onRequest', async (_request, reply) => reply.code(401).send());
    inner.get('/orders', () => 'orders');
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  return of((app.server.address() as AddressInfo).port, () => app.close());
};

const startKoa: Start = (health) => {
  const app = new Koa();
  app.use(onKoa(health));
  app.use((ctx) => void (ctx.status = 401));
  const handle = app.callback();
  return serving(createServer((request, response) => void handle(request, response)));
};

const startHono: Start = (health) => {
  const app = new Hono();
  app.use(onHono(health));
  app.use(async (c, _next) => c.body(null, 401));
  app.get('/orders', (c) => c.text('orders'));
  return serveFetch((request) => app.fetch(request));
};

class OrdersController {
  all(): string {
    return 'orders';
  }
}

class Denying {
  canActivate(): boolean {
    return false;
  }
}

class AppModule {
  readonly name = 'app';
}

// Decorators by hand: this workspace compiles no syntax that has to be removed.
Controller('orders')(OrdersController);
Get()(OrdersController.prototype, 'all', Object.getOwnPropertyDescriptor(OrdersController.prototype, 'all') as never);
UseGuards(Denying)(OrdersController);
Module({ controllers: [OrdersController] })(AppModule);

async function startNest(app: INestApplication, health: Health): Promise<App> {
  app.setGlobalPrefix('api', { exclude: ['orders'] });
  onNest(app, health);
  await app.listen(0, '127.0.0.1');
  return of((app.getHttpServer().address() as AddressInfo).port, () => app.close());
}

const settings = { logger: false, forceCloseConnections: true } as const;

/** As Next calls its route handlers, each by the file it stands in. */
const startNext: Start = (health) => {
  const routes = new Map(
    (['/livez', '/readyz', '/healthz'] as const).map((path) => [path as string, healthRoute(() => health, path)]),
  );
  return serveFetch((request) => {
    const { url, method, headers } = request;
    return routes.get(new URL(url).pathname)?.(new NextRequest(url, { method, headers })) ?? denied();
  });
};

/** One service for each framework, mounted as its README says. */
export const frameworkApps: Readonly<Record<string, Start>> = {
  'node:http': startNode,
  Express: startExpress,
  Fastify: startFastify,
  Koa: startKoa,
  Hono: startHono,
  'Nest on Express': async (health) => startNest(await NestFactory.create(AppModule, settings), health),
  'Nest on Fastify': async (health) =>
    startNest(await NestFactory.create(AppModule, new FastifyAdapter(), settings), health),
  fetch: (health) => serveFetch(onFetch(health, denied)),
  Next: startNext,
};
