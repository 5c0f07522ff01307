import Fastify, { type FastifyInstance } from 'fastify';
import { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installBaseline as onFastify } from '../src/fastify.ts';
import { installBaseline as onHono } from '../src/hono.ts';
import { type Plumbline, start } from '../src/index.ts';

let plumbline: Plumbline;
beforeAll(async () => {
  const options = { signals: false, logDestination: { write: () => undefined } };
  plumbline = (await start({ service: { name: 'orders' } }, options)) as unknown as Plumbline;
});
afterAll(async () => void (await plumbline.shutdown()));

const PROBES = ['/livez', '/readyz', '/healthz?verbose'];

describe('probes of Fastify are answered before hooks that authenticate', () => {
  type Auth = (app: FastifyInstance) => void;
  const hook =
    (name: 'onRequest' | 'preHandler'): Auth =>
    (app) =>
      void app.addHook(name, async (_request, reply) => reply.code(401).send({}));
  const plugin: Auth = (app) => {
    const inherited = Object.assign(async (inner: FastifyInstance) => hook('onRequest')(inner), {
      [Symbol.for('skip-override')]: true,
    });
    void app.register(inherited);
  };
  const ways: readonly (readonly [string, Auth])[] = [
    ['onRequest', hook('onRequest')],
    ['preHandler', hook('preHandler')],
    ['onRequest of a plugin', plugin],
  ];

  it.each(ways.flatMap(([name, auth]) => [[name, true, auth] as const, [name, false, auth] as const]))(
    '%s, with the call first: %o',
    async (_name, isFirst, auth) => {
      const app = Fastify();
      if (isFirst) onFastify(app, plumbline);
      auth(app);
      if (!isFirst) onFastify(app, plumbline);
      app.get('/orders', () => 'ok');
      for (const probe of PROBES) {
        const answer = await app.inject(probe);
        expect([answer.statusCode, answer.json()]).toEqual([200, { status: 'ok' }]);
      }
      expect((await app.inject('/orders')).statusCode).toBe(401);
      expect((await app.inject({ method: 'HEAD', url: '/livez' })).statusCode).toBe(200);
    },
  );
});

describe('probes of Hono are answered before middleware that authenticates', () => {
  it.each([true, false])('with the call first: %s', async (isFirst) => {
    const app = new Hono();
    if (isFirst) onHono(app, plumbline);
    app.use('*', async (c, _next) => c.json({}, 401));
    if (!isFirst) onHono(app, plumbline);
    app.get('/orders', (c) => c.text('ok'));
    for (const probe of PROBES) {
      const answer = await app.fetch(new Request(`http://orders.example${probe}`));
      expect([answer.status, await answer.json()]).toEqual([200, { status: 'ok' }]);
    }
    for (const other of ['/orders', '/orders?of=/livez', '/a/livez', '/livezz']) {
      expect((await app.request(other)).status).toBe(401);
    }
  });

  it('also where the application is mounted in another one', async () => {
    const inner = new Hono();
    onHono(inner, plumbline);
    const outer = new Hono().route('/', inner);
    expect((await outer.request('/livez')).status).toBe(200);
  });
});
