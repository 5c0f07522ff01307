import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createClient } from '@clickhouse/client';
import { clickhouse, createProductQueries, createRollups, type ProductQueries } from '@plumbline/adapter-clickhouse';
import { startEmbedded } from '@plumbline/adapter-clickhouse/embedded';
import { createIdMaker, type OutboundEvent } from '@plumbline/core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import {
  activePeople,
  activePeopleBy,
  captureVolumeByEvent,
  createReporting,
  type Metric,
} from '../../src/reporting.ts';
import { DAY_MS } from './support.ts';

vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });

const directory = mkdtempSync(path.join(tmpdir(), 'plumbline-same-'));
const embedded = { directory };
const makeId = createIdMaker();
/** The end of the last whole day; a day is reported when the offline time of browsers has passed. */
const END = Math.floor(Date.now() / DAY_MS) * DAY_MS;
const DAY = END - 6 * DAY_MS;

const event = (person: string, given: Partial<OutboundEvent> = {}): OutboundEvent => ({
  eventId: makeId(),
  name: 'page_viewed',
  schemaVersion: '2026-01-telemetry-v1',
  occurredAt: DAY + 3_600_000,
  ingestedAt: DAY + 3_601_000,
  source: 'web',
  sessionId: `session-${person}`,
  anonymousUserId: person,
  orgIdHash: 'org-1',
  routePattern: '/items',
  payload: { feature: 'list', surface: 'page', role: 'author' },
  ...given,
});

const people = (count: number, first = 0): readonly string[] =>
  Array.from({ length: count }, (_, index) => `person-${first + index}`);

const view = { name: 'dashboard_viewed', source: 'api', sessionId: '' } as const;

/** Nine people of the product, of whom two look at the dashboard too; four who only look; and a job that is nobody. */
const events: readonly OutboundEvent[] = [
  ...people(9).map((person) => event(person)),
  ...people(2).map((person) => event(person, view)),
  ...people(4, 20).map((person) => event(person, view)),
  ...people(7).map(() => event('', { name: 'item_created', source: 'worker', sessionId: '' })),
];

let queries: ProductQueries;
beforeAll(async () => {
  await using adapter = clickhouse({ embedded });
  await adapter.send({ id: makeId(), events });
  queries = createProductQueries({ embedded });
});
afterAll(async () => {
  await queries.close();
  rmSync(directory, { recursive: true, force: true });
});

const owned = { owner: '@product', validFrom: new Date(DAY).toISOString().slice(0, 10) };

/** The number of a report for the day, of all or of one slice. */
async function reported(metric: Metric, slice = ''): Promise<number | null | undefined> {
  const reporting = createReporting({ source: queries, store: queries, metrics: [metric] });
  const run = await reporting.run();
  expect(run.refused).toEqual([]);
  const start = owned.validFrom;
  const found = await queries.readReports({ metrics: [metric.id], period: 'day', from: start, until: start });
  return found.find((value) => value.slice === slice)?.value;
}

const span = { from: DAY, until: DAY + DAY_MS };

it('a page, a rollup and a report count the same people', async () => {
  expect(await reported(activePeople(owned))).toBe(9);
  expect(await reported(activePeopleBy('role', owned), 'author')).toBe(9);
  expect((await queries.answer({ panel: 'dailyActives', span })).rows).toEqual([[owned.validFrom, 9]]);
  const sliced = { panel: 'dailyActives', span, slice: { role: ['author'] } } as const;
  expect((await queries.answer(sliced)).rows).toEqual([[owned.validFrom, 9]]);
  await using server = await startEmbedded(embedded);
  const client = createClient(server.clientOptions());
  await createRollups({ client }).run(new Date(END - DAY_MS).toISOString().slice(0, 10));
  await client.close();
  const { from, rows } = await queries.answer({ panel: 'dailyActives', span: { days: 7 } });
  expect([from, ...rows.filter(([day]) => day === owned.validFrom)]).toEqual(['rollup', [owned.validFrom, 9]]);
  const asked = (await queries.ask('dailyActives')).find(({ day }) => day === owned.validFrom);
  expect(asked).toEqual({ day: owned.validFrom, active_anonymous_users: 9 });
});

it('a page and a report count the same events', async () => {
  const volume = captureVolumeByEvent(owned);
  expect(await reported(volume)).toBe(16);
  const { rows } = await queries.answer({ panel: 'captureVolume', span });
  expect(rows).toEqual([
    [owned.validFrom, 'item_created', 7],
    [owned.validFrom, 'page_viewed', 9],
  ]);
});
