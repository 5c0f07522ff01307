import { randomUUID } from 'node:crypto';
import { defineConfig, type IngestConfig } from '@plumbline/core';
import { expect, it } from 'vitest';
import { start } from '../src/index.ts';
import { catalog, shelf } from './fixtures/parts.ts';
import { cleanup } from './run-child.ts';

const service = { name: 'orders' };

const body = (count: number, change: object = {}): string =>
  JSON.stringify({
    events: Array.from({ length: count }, () => ({
      event_id: randomUUID(),
      name: 'page_viewed',
      schema_version: catalog.version,
      session_id: randomUUID(),
      route_pattern: '/orders/:id',
      occurred_at: Date.now(),
      payload: { feature: 'orders', surface: 'page' },
      ...change,
    })),
  });

async function rig(ingest: IngestConfig) {
  const { adapter, events } = shelf('source');
  const config = defineConfig({ service, catalog, events: { adapters: [adapter], ingest } });
  const plumbline = await start(config, {
    environment: {},
    signals: false,
    logDestination: { write: () => undefined },
  });
  cleanup.push(() => plumbline.shutdown({ timeoutMs: 500 }));
  const post = (text: string, headers: Record<string, string> = {}): Promise<Response> =>
    plumbline.ingest(
      new Request('http://app.test/_t', {
        method: 'POST',
        body: text,
        headers: { 'sec-fetch-site': 'same-origin', 'content-type': 'application/json', ...headers },
      }),
    );
  return { post, plumbline, events };
}

it('asks for consent, knows the routes, bounds the rate and takes further origins as the configuration says', async () => {
  const { post, plumbline, events } = await rig({
    consent: ({ headers }) => headers.get('cookie') === 'agreed',
    routes: ['/orders'],
    allowedOrigins: ['https://shop.example.com'],
    rate: { totalPerMinute: 4 },
  });
  expect(await (await post(body(1))).json()).toMatchObject({ rejected: [{ i: 0, reason: 'consent' }] });
  const cookie = 'agreed';
  const elsewhere = { cookie, 'sec-fetch-site': 'cross-site', origin: 'https://shop.example.com' };
  expect(await (await post(body(1), elsewhere)).json()).toMatchObject({ accepted: 1 });
  expect(await (await post(body(1, { route_pattern: '/orders' }), { cookie })).json()).toMatchObject({ accepted: 1 });
  expect((await post(body(2), { cookie })).status).toBe(429);
  await plumbline.flush();
  expect(events.map(({ routePattern }) => routePattern)).toEqual(['unmatched', '/orders']);
});

it('leaves what occurred before a session began with the browser, as the configuration says', async () => {
  const asked: unknown[] = [];
  const began = Date.now() - 60_000;
  const { post, plumbline, events } = await rig({
    signedInAt(_request, actor) {
      asked.push(actor?.id);
      return began;
    },
  });
  await plumbline.runJob('session', async () => {
    plumbline.identify({ id: 'u1', orgId: 'o1' });
    const anonymous_user_id = `x${'0a'.repeat(16)}`;
    await post(body(1, { anonymous_user_id, occurred_at: began - 1 }));
    await post(body(1, { anonymous_user_id, occurred_at: began }));
  });
  await plumbline.flush();
  expect(asked).toEqual(['u1', 'u1']);
  expect(events.map(({ anonymousUserId }) => anonymousUserId.startsWith('x'))).toEqual([true, false]);
});

it('refuses what cannot be, at the start', async () => {
  await expect(rig({ routes: ['/orders/4711'] })).rejects.toThrow('`routes[0]` must be a pattern');
  const ingest = { consent: true, routes: ['orders'], allowedOrigins: ['shop'], rate: { totalPerMinut: 1 } };
  const config = { service, catalog, events: { ingest } } as never;
  await expect(start(config, { environment: {}, signals: false })).rejects.toThrow(
    /events\.ingest\.consent: must be a function[^]*events\.ingest\.routes\.0: must be a route pattern[^]*events\.ingest\.allowedOrigins\.0: must be an origin[^]*events\.ingest\.rate\.totalPerMinut: is no option/,
  );
});
