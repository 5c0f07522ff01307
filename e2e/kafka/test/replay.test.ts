import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { clickhouse } from '@plumbline/adapter-clickhouse';
import { makeBatch, makeEvent } from '@plumbline/testkit';
import { type PosthogServer, startPosthogServer } from '@plumbline/testkit/servers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Application, writeApplication } from '../src/application.ts';

const HOUR = 3_600_000;
const FROM = Math.floor(Date.now() / HOUR) * HOUR - 2 * HOUR;

const env = { POSTHOG_API_KEY: ['phc', 'testkit'].join('_') };
const replay = [
  'events',
  'replay',
  '--from',
  new Date(FROM).toISOString(),
  '--to',
  new Date(FROM + HOUR).toISOString(),
  '--into',
  'posthog',
];

/** 300 events around the hour: a hundred before it, in it and behind it. */
const events = Array.from({ length: 300 }, (_, index) =>
  makeEvent({
    name: index % 2 === 0 ? 'page_viewed' : 'item_created',
    occurredAt: FROM - HOUR + index * (HOUR / 100),
    payload: { feature: 'reports', surface: 'page', round: index, ...(index % 2 === 0 && { kind: 'list' }) },
  }),
);
const within = events.filter(({ occurredAt }) => occurredAt >= FROM && occurredAt < FROM + HOUR);

let server: PosthogServer;
let application: Application;
beforeAll(async () => {
  server = await startPosthogServer();
  const listed = `allow: { page_viewed: ['kind'] }`;
  application = writeApplication({
    adapters: `clickhouse({ embedded: { directory: 'store' } }), posthog.fromEnv({ host: '${server.url}', ${listed} })`,
    gates: `posthog: { owner: '@privacy', review: 'DPR-1', expires: '2027-12-31' }, clickhouse: { owner: '@team', review: 'DPR-2', expires: '2027-12-31' }`,
  });
  await using store = clickhouse({ embedded: { directory: path.join(application.folder, 'store') } });
  await store.send(makeBatch(events));
  // The same events in another batch, as after a crash.
  await store.send(makeBatch(events.slice(0, 200)));
}, 300_000);
afterAll(async () => {
  application[Symbol.dispose]();
  await server.close();
});

it('sends nothing without a lockfile that allows the mirror', async () => {
  const { code, stderr } = await application.plumbline(replay, env);
  expect({ code, missing: /PLB_EGRESS_LOCK_MISSING/.test(stderr) }).toEqual({ code: 2, missing: true });
  expect(server.requests).toEqual([]);
}, 300_000);

it('sends one hour, each event once and its locked fields alone, and twice is once', async () => {
  expect(await application.plumbline(['egress'], env)).toMatchObject({ code: 0 });
  const dry = await application.plumbline([...replay, '--dry-run', '--json'], env);
  expect(JSON.parse(dry.stdout)).toEqual({ read: 100, listed: 50, delivered: 0, lost: {} });
  expect(server.requests).toEqual([]);

  const first = await application.plumbline([...replay, '--json'], env);
  expect({ code: first.code, ...JSON.parse(first.stdout) }).toEqual({
    code: 0,
    read: 100,
    listed: 50,
    delivered: 50,
    lost: {},
  });
  const expected = within.filter(({ name }) => name === 'page_viewed').map(({ eventId }) => eventId);
  expect(server.events).toHaveLength(expected.length);
  expect(new Set(server.events.map(({ uuid }) => uuid))).toEqual(new Set(expected));
  const fields = new Set(server.events.flatMap(({ properties }) => Object.keys(properties)));
  expect([...fields].filter((field) => !field.startsWith('$'))).toEqual(['kind']);

  const again = await application.plumbline([...replay, '--json'], env);
  expect(JSON.parse(again.stdout)).toMatchObject({ delivered: 50 });
  expect(new Set(server.events.map(({ uuid }) => uuid)).size).toBe(50);
  expect(server.events).toHaveLength(50);
  expect(server.faults).toEqual([]);
}, 300_000);

it('sends nothing where DO_NOT_TRACK is set, where the mirror is off, or where more is listed than locked', async () => {
  const before = server.requests.length;
  const off = await application.plumbline(replay);
  expect([off.code, off.stderr]).toEqual([2, expect.stringMatching(/no destination posthog is on/)]);
  const asked = await application.plumbline(replay, { ...env, DO_NOT_TRACK: '1' });
  expect([asked.code, asked.stderr]).toEqual([2, expect.stringMatching(/DO_NOT_TRACK/)]);
  const config = path.join(application.folder, 'plumbline.config.ts');
  const text = readFileSync(config, 'utf8');
  writeFileSync(config, text.replace(`['kind']`, `['kind', 'round']`));
  const wider = await application.plumbline(replay, env);
  writeFileSync(config, text);
  expect([wider.code, wider.stderr]).toEqual([2, expect.stringMatching(/PLB_EGRESS_LOCK_DIFFERS/)]);
  expect(server.requests).toHaveLength(before);
}, 300_000);
