import { defineConfig } from '@plumbline/core';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { installBaseline } from '../src/fastify.ts';
import { type BaselineOf, start } from '../src/index.ts';
import { catalog, shelf } from './fixtures/parts.ts';

const { adapter, events: stored } = shelf('source');
const config = defineConfig({ service: { name: 'orders' }, catalog, events: { adapters: [adapter] } });
const lines: Record<string, unknown>[] = [];
let plumbline: BaselineOf<typeof config>;
let app: FastifyInstance;
let origin: string;

beforeAll(async () => {
  plumbline = await start(config, {
    signals: false,
    environment: { PLUMBLINE_IDENTITY_KEY: 'k'.repeat(40) },
    logDestination: { write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
  });
  app = Fastify();
  installBaseline(app, plumbline);
  // A session as applications know it: after the baseline, for every route.
  app.addHook('preHandler', async ({ headers }) => {
    await new Promise((resolve) => setImmediate(resolve));
    if (headers.cookie === 'session=ada') plumbline.identify({ id: 'u_ada', orgId: 'o_1', role: 'buyer' });
  });
  app.get('/orders/:id', () => ({ ok: true }));
  app.post('/orders', ({ body }) => body);
  origin = await app.listen({ host: '127.0.0.1', port: 0 });
});

afterAll(async () => {
  await app.close();
  await plumbline.shutdown();
});

const session = '0190a6f2-7b61-7c7a-9c55-0d6c6a2f3b11';
const anonymous = '0190a6f2-7b61-7c7a-9c55-0d6c6a2f3b22';

const batch = (): string =>
  JSON.stringify({
    v: 1,
    events: [
      {
        event_id: crypto.randomUUID(),
        name: 'feature_viewed',
        schema_version: catalog.version,
        session_id: session,
        anonymous_user_id: anonymous,
        route_pattern: '/orders',
        occurred_at: Date.now(),
        payload: { feature: 'orders', surface: 'page' },
      },
    ],
  });

const post = (body: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${origin}/_t`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin', ...headers },
  });

it('names the route in the summary line, by its pattern', async () => {
  const answer = await fetch(`${origin}/orders/17?token=x`);
  const id = answer.headers.get('x-request-id');
  await fetch(`${origin}/nowhere`);
  await expect.poll(() => lines.filter(({ msg }) => msg === 'request').length).toBeGreaterThan(1);
  expect(lines.find(({ request_id }) => request_id === id)).toMatchObject({
    route_pattern: '/orders/:id',
    status: 200,
  });
  expect(lines.at(-1)).toMatchObject({ route_pattern: 'unmatched', status: 404 });
});

it.each(['application/json', 'text/plain', 'text/plain;charset=UTF-8'])('takes events as %s', async (type) => {
  const answer = await post(batch(), { 'content-type': type });
  expect([answer.status, await answer.json()]).toEqual([202, { accepted: 1, rejected: [], now: expect.any(Number) }]);
  expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f]{32}$/);
});

it('gives events the identity that the session hook found, and keeps the random one without a session', async () => {
  await plumbline.flush();
  const before = stored.length;
  await post(batch(), { cookie: 'session=ada' });
  await post(batch());
  await plumbline.flush();
  const [known, unknown] = stored.slice(before);
  expect(known?.anonymousUserId).toMatch(/^[0-9a-f]{32}$/);
  expect(known?.orgIdHash).toMatch(/^[0-9a-f]{32}$/);
  expect(known?.payload['role']).toBe('buyer');
  expect([unknown?.anonymousUserId, unknown?.orgIdHash]).toEqual([anonymous, '']);
});

it.each([100_000, 3_000_000])(
  'refuses a body of %i bytes with 413, not with an error of the framework',
  async (size) => {
    const answer = await post('x'.repeat(size));
    expect([answer.status, await answer.json()]).toEqual([
      413,
      { error: { code: 'too_large', request_id: expect.stringMatching(/./) } },
    ]);
  },
);

it('answers probes, and leaves the bodies of other routes to the application', async () => {
  for (const probe of ['/livez', '/readyz', '/healthz']) expect((await fetch(origin + probe)).status).toBe(200);
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${origin}/orders`, { method: 'POST', body: '{"a":1}', headers });
  expect(await answer.json()).toEqual({ a: 1 });
});
