import { currentContext, type RequestSummary } from '@plumbline/core/context';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, describe, expect, it } from 'vitest';
import { createFastifyErrorHandler, fastifyRoutes } from '../src/fastify.ts';
import { bindHttp, routeOf } from '../src/index.ts';
import { collect } from './support.ts';

const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

async function serve(build: (app: FastifyInstance) => void, summaries = 1) {
  const ended = collect<RequestSummary>(summaries);
  const binding = bindHttp({ propagateTo: [], onRequestEnd: ended.add });
  const app = Fastify();
  await app.register(fastifyRoutes);
  build(app);
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  closers.push(
    () => binding.unbind(),
    () => app.close(),
  );
  return { url, ended: ended.all };
}

describe('fastifyRoutes', () => {
  it('names routes by their pattern, also in encapsulated parts', async () => {
    const { url, ended } = await serve((app) => {
      app.get('/orders/:id', () => ({ route: routeOf() }));
      void app.register(
        (inner, _, done) => {
          inner.post('/items/:item', (request) => ({ route: routeOf(), body: request.body }));
          done();
        },
        { prefix: '/shop/:shop' },
      );
    }, 3);
    expect(await (await fetch(`${url}/orders/17?token=x`)).json()).toEqual({ route: '/orders/:id' });
    const posted = await fetch(`${url}/shop/1/items/2`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"a":1}',
    });
    expect(await posted.json()).toEqual({ route: '/shop/:shop/items/:item', body: { a: 1 } });
    expect((await fetch(`${url}/nowhere`)).headers.get('x-request-id')).toMatch(/^[0-9a-f]{32}$/);
    expect((await ended).map(({ context, status }) => [routeOf(context), status])).toEqual([
      ['/orders/:id', 200],
      ['/shop/:shop/items/:item', 200],
      ['unmatched', 404],
    ]);
  });
});

describe('createFastifyErrorHandler', () => {
  it('answers with a code and the request ID, never the message', async () => {
    const seen: unknown[] = [];
    const boom = new Error('the password is hunter2');
    const { url, ended } = await serve((app) => {
      app.setErrorHandler(createFastifyErrorHandler({ onError: (error) => seen.push(error, currentContext()) }));
      app.get('/boom', () => {
        throw boom;
      });
      app.post('/json', (request) => request.body);
    }, 2);
    const failed = await fetch(`${url}/boom`, { headers: { 'x-request-id': 'client-supplied-id' } });
    expect(failed.status).toBe(500);
    expect(failed.headers.get('x-request-id')).toBe('client-supplied-id');
    expect(await failed.json()).toEqual({ error: { code: 'internal_error', request_id: 'client-supplied-id' } });
    expect(seen).toMatchObject([boom, { requestId: 'client-supplied-id' }]);
    const bad = await fetch(`${url}/json`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"secret": hunter2',
    });
    expect(bad.status).toBe(400);
    const body = await bad.text();
    expect(body).not.toContain('hunter2');
    expect(JSON.parse(body)).toEqual({
      error: { code: 'FST_ERR_CTP_INVALID_JSON_BODY', request_id: bad.headers.get('x-request-id') },
    });
    expect((await ended).map(({ outcome }) => outcome)).toEqual(['server_error', 'client_error']);
  });
});
