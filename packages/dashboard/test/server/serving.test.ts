import { serve as serveFetch } from '@hono/node-server';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import Fastify from 'fastify';
import { Hono } from 'hono';
import { expect, it } from 'vitest';
import { createDashboard, type Dashboard } from '../../src/index.ts';
import { byHeader, later, listen, memorySource, rawGet, routesAnswer, serve } from './support.ts';

const headers = { 'x-audiences': 'product,operator,security' };

const make = (basePath = ''): Dashboard =>
  createDashboard({ source: memorySource(() => routesAnswer('/items/:id')), authorize: byHeader, basePath });

const onNode = (): Promise<string> => serve(make('/telemetry').nodeHandler);

function onExpress(): Promise<string> {
  const app = express();
  const dashboard = make();
  app.use('/telemetry', (incoming, response) => void dashboard.nodeHandler(incoming, response));
  return listen(app);
}

function onExpressRouter(): Promise<string> {
  const dashboard = make();
  const router = express.Router();
  router.use('/', (incoming, response) => void dashboard.nodeHandler(incoming, response));
  const app = express();
  app.use('/telemetry', router);
  return listen(app);
}

async function onFastify(): Promise<string> {
  const dashboard = make('/telemetry');
  const app = Fastify();
  app.route({
    method: ['GET', 'HEAD'],
    url: '/telemetry*',
    handler: (request, reply) => {
      reply.hijack();
      return dashboard.nodeHandler(request.raw, reply.raw);
    },
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  later(() => app.close());
  return `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
}

async function onFetch(fetch: (request: Request) => Response | Promise<Response>): Promise<string> {
  const server = serveFetch({ fetch, port: 0, hostname: '127.0.0.1' }) as Server;
  await new Promise<void>((resolve) => void server.once('listening', () => resolve()));
  later(() => new Promise((resolve) => server.close(resolve)));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function onHonoMount(): Promise<string> {
  const app = new Hono();
  app.mount('/telemetry', make('/telemetry'));
  return onFetch((request) => app.fetch(request));
}

function onHonoRoute(): Promise<string> {
  const dashboard = make('/telemetry');
  const app = new Hono();
  app.get('/telemetry/*', (context) => dashboard(context.req.raw));
  return onFetch((request) => app.fetch(request));
}

/** `app/telemetry/[[...path]]/route.ts` of Next.js is `export const GET = dashboard`. */
const onNext = (): Promise<string> => {
  const GET: (request: Request) => Promise<Response> = make('/telemetry');
  return onFetch(GET);
};

it.each([
  ['node:http', onNode],
  ['Express', onExpress],
  ['a router of Express', onExpressRouter],
  ['Fastify', onFastify],
  ['mount of Hono', onHonoMount],
  ['a route of Hono', onHonoRoute],
  ['a route handler of Next.js', onNext],
])('is the same on %s', async (_name, start) => {
  const origin = await start();
  const page = await rawGet(origin, '/telemetry/', headers);
  expect(page.status).toBe(200);
  expect(page.headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'content-security-policy':
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  });
  expect(page.body).toMatch(/<\/html>\s*$/);
  // Each link, form and file of the page is below the mount, and is there.
  const links = [...page.body.matchAll(/ (?:href|src|action)="([^"#]+)"/g)].map(([, link = '']) =>
    link.replaceAll('&amp;', '&'),
  );
  const own = [...new Set(links.filter((link) => link !== 'data:,'))];
  expect(own.length).toBeGreaterThan(10);
  expect(own.filter((link) => !link.startsWith('/telemetry'))).toEqual([]);
  const answers = await Promise.all(own.map(async (link) => [link, (await rawGet(origin, link, headers)).status]));
  expect(answers.filter(([, status]) => status !== 200)).toEqual([]);
  expect((await rawGet(origin, '/telemetry/audit', { 'x-audiences': 'product' })).status).toBe(404);
  const head = await rawGet(origin, '/telemetry/', headers, 'HEAD');
  expect(head).toMatchObject({ status: 200, body: '' });
});

it('sends what belongs to no viewer once, and under another address when it changes', async () => {
  const dashboard = make();
  const page = await (await dashboard(new Request('http://app.test/', { headers }))).text();
  const [css = '', js = ''] = [...page.matchAll(/"(\/assets\/[^"]+)"/g)].map(([, path]) => path ?? '');
  const types = await Promise.all(
    [css, js].map(async (path) => {
      const answer = await dashboard(new Request(`http://app.test${path}`, { headers }));
      return [
        answer.headers.get('content-type'),
        answer.headers.get('cache-control'),
        (await answer.text()).length > 100,
      ];
    }),
  );
  const forever = 'private, max-age=31536000, immutable';
  expect(types).toEqual([
    ['text/css; charset=utf-8', forever, true],
    ['text/javascript; charset=utf-8', forever, true],
  ]);
});

it('leads whoever may not see the first page to the first of their own', async () => {
  const dashboard = make('/telemetry');
  const get = (path: string, audiences: string) =>
    dashboard(new Request(`http://app.test${path}`, { headers: { 'x-audiences': audiences } }));
  for (const path of ['/telemetry', '/telemetry/']) {
    const answer = await get(path, 'security');
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/telemetry/audit']);
  }
});

it('hands `authorize` the request of the server, with what middleware put on it', async () => {
  const source = memorySource();
  const dashboard = createDashboard({
    source,
    authorize: (_request, incoming) =>
      (incoming as unknown as { viewer?: ReturnType<typeof JSON.parse> } | undefined)?.viewer,
  });
  const app = express();
  app.use((incoming, _response, next) => {
    if (incoming.headers.cookie === 'session=1')
      Object.assign(incoming, { viewer: { actor: { id: 'u_1' }, audiences: ['operator'] } });
    next();
  });
  app.use('/telemetry', (incoming, response) => void dashboard.nodeHandler(incoming, response));
  const origin = await listen(app);
  expect((await rawGet(origin, '/telemetry/reliability', { cookie: 'session=1' })).status).toBe(200);
  expect((await rawGet(origin, '/telemetry/reliability')).status).toBe(404);
});
