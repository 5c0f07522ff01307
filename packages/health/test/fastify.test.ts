import Fastify from 'fastify';
import { expect, test } from 'vitest';
import { healthRoutes } from '../src/fastify.ts';
import { createHealth } from '../src/index.ts';

const TOKEN = 'operator-0123456789-0123456789-abcdef';

test('registers the three routes on a listening Fastify and drains on close', async () => {
  const health = createHealth({
    token: TOKEN,
    checks: { mail: { run: () => Promise.reject(new Error('canary')), critical: false } },
  });
  const app = Fastify();
  await app.register(healthRoutes, { health });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });

  const live = await fetch(`${url}/livez`);
  expect([live.status, await live.text()]).toEqual([200, '{"status":"ok"}']);
  const ready = await fetch(`${url}/readyz`);
  expect([ready.status, await ready.text()]).toEqual([200, '{"status":"degraded"}']);
  expect(ready.headers.get('cache-control')).toBe('no-store');
  const head = await fetch(`${url}/healthz`, { method: 'HEAD' });
  expect([head.status, await head.text()]).toEqual([200, '']);
  const detail = await fetch(`${url}/healthz`, { headers: { authorization: `Bearer ${TOKEN}` } });
  expect(await detail.json()).toMatchObject({ checks: { mail: { error: 'Error', critical: false } } });
  expect((await fetch(`${url}/readyz`, { method: 'POST' })).status).toBe(404);

  expect(await health.ready()).toEqual({ status: 'degraded' });
  await app.close();
  expect(await health.ready()).toEqual({ status: 'failed' });
});
