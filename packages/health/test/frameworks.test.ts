import { createServer } from 'node:http';
import express from 'express';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { healthRoutes } from '../src/express.ts';
import { createHealth, type Health } from '../src/index.ts';
import { healthRoute } from '../src/next.ts';
import { type App, frameworkApps } from './framework-apps.ts';
import { close, listen, OPERATOR, TOKEN } from './support.ts';

const PROBES = ['/livez', '/readyz', '/healthz'] as const;

interface Answer {
  readonly status: number;
  readonly body: string;
}

describe.each(Object.entries(frameworkApps))('%s', (_name, start) => {
  let works = true;
  let health: Health;
  let app: App;
  const ask = async (path: string, init: RequestInit = {}): Promise<Answer> => {
    const response = await fetch(app.url + path, init);
    return { status: response.status, body: await response.text() };
  };

  beforeEach(async () => {
    works = true;
    health = createHealth({
      token: TOKEN,
      cacheMs: 0,
      checks: {
        postgres: () => (works ? 'fine' : Promise.reject(new Error('canary'))),
        mail: { run: () => works, critical: false },
      },
    });
    app = await start(health);
  });
  afterEach(() => app.close());

  test('answers before what authenticates, and only the three paths', async () => {
    for (const path of PROBES) expect(await ask(path)).toEqual({ status: 200, body: '{"status":"ok"}' });
    expect((await ask('/orders')).status).not.toBe(200);
    expect((await ask('/livez/x')).status).not.toBe(200);
    expect((await ask('/orders?of=/livez')).status).not.toBe(200);
    const { headers } = await fetch(`${app.url}/readyz`);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('content-type')).toMatch(/^application\/json\b/);
  });

  test('a failing critical check is 503, with no more than that for the anonymous, whatever they ask', async () => {
    works = false;
    const queries = ['', '?verbose', '?verbose&exclude=postgres', '?exclude=nothing', '?token=canary'];
    for (const query of queries) {
      expect(await ask(`/livez${query}`)).toEqual({ status: 200, body: '{"status":"ok"}' });
      for (const path of ['/readyz', '/healthz'])
        expect(await ask(path + query)).toEqual({ status: 503, body: '{"status":"failed"}' });
    }
  });

  test('the operator sees names and classes, and the cause of a drain', async () => {
    works = false;
    const { status, body } = await ask('/healthz', { headers: { authorization: OPERATOR } });
    expect([status, JSON.parse(body)]).toMatchObject([
      503,
      { status: 'failed', draining: false, checks: { postgres: { error: 'Error' }, mail: { error: 'False' } } },
    ]);
    expect(body).not.toContain('canary');
  });

  test('HEAD has the status and no body', async () => {
    works = false;
    expect(await ask('/readyz', { method: 'HEAD' })).toEqual({ status: 503, body: '' });
    expect(await ask('/livez', { method: 'HEAD' })).toEqual({ status: 200, body: '' });
  });

  test('a drain takes readiness alone', async () => {
    health.drain();
    expect((await ask('/readyz')).status).toBe(503);
    expect((await ask('/healthz')).status).toBe(200);
    expect((await ask('/livez')).status).toBe(200);
  });
});

test('Express: below the path it is mounted at', async () => {
  const app = express();
  app.use('/internal', healthRoutes(createHealth()));
  const server = createServer(app);
  const url = `http://127.0.0.1:${await listen(server)}`;
  const statuses = await Promise.all(
    ['/internal/readyz', '/internal/readyz?verbose', '/readyz'].map(async (path) => (await fetch(url + path)).status),
  );
  await close(server);
  expect(statuses).toEqual([200, 200, 404]);
});

test('Next: before there is anything to ask, the process is alive and not ready', async () => {
  const statusOf = async (path: (typeof PROBES)[number]): Promise<number> =>
    (await healthRoute(() => undefined, path)(new Request(`http://localhost${path}`))).status;
  expect(await Promise.all(PROBES.map(statusOf))).toEqual([200, 503, 503]);
});
