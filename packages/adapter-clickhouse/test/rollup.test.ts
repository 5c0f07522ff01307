import { createClient } from '@clickhouse/client';
import type { OutboundEvent } from '@plumbline/core';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EmbeddedServer, startEmbedded } from '../src/embedded.ts';
import {
  askQuestion,
  askRollups,
  clickhouse,
  createRollups,
  migrate,
  type ProductQuestionId,
  productQuestions,
  queryExact,
  type RollupWindow,
} from '../src/index.ts';
import { endingAt, questionSql } from '../src/product-questions.ts';
import { ROLLUP_WINDOWS } from '../src/rollup/create-rollups.ts';
import { gone, makeBatch, makeEvent, temporaryFolder } from './support.ts';

const folder = temporaryFolder();
let engine: EmbeddedServer;
let client: ReturnType<typeof createClient>;
let databases = 0;

beforeAll(async () => {
  engine = await startEmbedded({ directory: folder.path });
  client = createClient({ ...engine.clientOptions(), log: { level: 127 } });
  await client.command({ query: 'SYSTEM STOP MERGES' });
});

afterAll(async () => {
  await client.close();
  await engine.release();
  await gone(engine.pid);
  folder[Symbol.dispose]();
});

const DAY = 86_400_000;
const IDS = Object.keys(productQuestions) as ProductQuestionId[];

/** The last whole day, and the moment at which it ends. */
const END = Math.floor(Date.now() / DAY) * DAY;
const AS_OF = new Date(END - 1).toISOString().slice(0, 10);

const rows = async <Row>(query: string): Promise<Row[]> =>
  (
    await client.query({
      query,
      format: 'JSONEachRow',
      clickhouse_settings: { output_format_json_quote_64bit_integers: 0 },
    })
  ).json<Row>();

/** Stores events, every other of them twice in another batch, in a database of their own. */
async function stored(events: readonly OutboundEvent[]): Promise<string> {
  const database = `rollup_${(databases += 1)}`;
  await migrate(client, { database });
  await using adapter = clickhouse({ embedded: { directory: folder.path }, database });
  for (const batch of [events, events.filter((_, index) => index % 2 === 0)]) {
    expect(await adapter.send(makeBatch(batch))).toEqual({ kind: 'delivered' });
  }
  return database;
}

const few = fc.integer({ min: 0, max: 2 }).map((index) => ['a', 'b', 'c'][index] ?? 'a');

/** Any of the events that questions ask for, by one of twelve people or a stranger, at any time in and around the windows. */
const anyEvent: fc.Arbitrary<OutboundEvent> = fc
  .record({
    name: fc.constantFrom(
      'page_viewed',
      'feature_viewed',
      'filter_changed',
      'chart_interacted',
      'client_error',
      'session_ended',
    ),
    back: fc.oneof(
      fc.integer({ min: -DAY / 2, max: 33 * DAY }),
      // The edges of the windows, to the millisecond.
      fc.constantFrom(0, 1, DAY, DAY + 1, 7 * DAY, 7 * DAY + 1, 30 * DAY, 30 * DAY + 1),
    ),
    user: fc.integer({ min: 0, max: 12 }),
    one: few,
    two: few,
    three: few,
    count: fc.integer({ min: 0, max: 1_000 }),
  })
  .map(({ name, back, user, one, two, three, count }) =>
    makeEvent({
      name,
      occurredAt: END - back,
      anonymousUserId: user === 0 ? '' : `u${user}`,
      sessionId: `s${user}-${one}`,
      routePattern: `/${one}`,
      payload: {
        ...(name === 'feature_viewed' && { feature: one, surface: two }),
        ...(name === 'filter_changed' && { view: one, filterKey: two, valueCount: count }),
        ...(name === 'chart_interacted' && { chart: one, action: two, surface: three }),
        ...(name === 'client_error' && { boundary: two, errorClass: three }),
        ...(name === 'session_ended' && { durationMs: count * 60, pagesViewed: count % 9, interactions: count % 7 }),
      },
    }),
  );

const answers = async (database: string, id: ProductQuestionId, days: RollupWindow): Promise<readonly unknown[]> =>
  (await askQuestion(client, id, { from: 'rollup', days, database })).rows;

/** All answers of a window, each asked for on its own. */
async function oneByOne(database: string, days: RollupWindow): Promise<object> {
  const each = await Promise.all(IDS.map((id) => askQuestion(client, id, { from: 'rollup', days, database })));
  return { ...each[0], rows: Object.fromEntries(IDS.map((id, index) => [id, each[index]?.rows])) };
}

/** What raw events say of the same window. A rollup says nothing where they have nothing to say. */
async function rawAnswers(database: string, id: ProductQuestionId, days: number): Promise<readonly unknown[]> {
  const raw: readonly object[] = await askQuestion(client, id, { days, until: END, database });
  // The statement that is run is a faster one than the one that is shown.
  const shown = endingAt(questionSql(id, database, 'product_telemetry_events'));
  expect(raw).toEqual(await queryExact(client, shown, { days, until: END }));
  const isNothing = id === 'sessionDurations' && Object.values(raw[0] ?? {}).includes(null);
  return isNothing ? [] : raw;
}

interface Cell {
  readonly panel: string;
  readonly window_days: number;
  readonly key: string;
  readonly users: number;
}

const cellsOf = (database: string): Promise<readonly Cell[]> =>
  rows<Cell>(
    `SELECT panel, window_days, concat(k1, '|', k2, '|', k3) AS key, users FROM ${database}.product_telemetry_rollup WHERE run_id IN (SELECT run_id FROM ${database}.product_telemetry_rollup_runs FINAL) ORDER BY users, k1, k2, k3`,
  );

/** The rule in plain words, for one panel: what is too small goes, and then the next until the hole is wide enough. */
function keepable(cells: readonly Cell[], k: number): readonly Cell[] {
  const kept = [...cells];
  const lost: Cell[] = [];
  const isNarrow = (): boolean =>
    lost.length > 0 && (lost.length < 2 || lost.reduce((sum, { users }) => sum + users, 0) < k);
  while ((kept[0]?.users ?? k) < k || (kept.length > 0 && isNarrow())) lost.push(...kept.splice(0, 1));
  return kept;
}

it('answers as the events do, for every question and window', { timeout: 300_000 }, async () => {
  const property = fc.asyncProperty(fc.array(anyEvent, { maxLength: 120 }), async (events) => {
    const database = await stored(events);
    await createRollups({ client, database, minUsers: 1 }).run(AS_OF);
    for (const days of ROLLUP_WINDOWS) {
      for (const id of IDS) {
        expect(await answers(database, id, days), `${id} over ${days}`).toEqual(await rawAnswers(database, id, days));
      }
      expect(await askRollups(client, { days, database })).toEqual(await oneByOne(database, days));
    }
    await client.command({ query: `DROP DATABASE ${database}` });
  });
  await fc.assert(property, { numRuns: 8 });
});

it('keeps no small cell, and none that could be worked out', { timeout: 300_000 }, async () => {
  const property = fc.asyncProperty(
    fc.array(anyEvent, { minLength: 20, maxLength: 160 }),
    fc.integer({ min: 2, max: 6 }),
    async (events, k) => {
      const database = await stored(events);
      await createRollups({ client, database, minUsers: 1 }).run(AS_OF);
      const all = await cellsOf(database);
      await createRollups({ client, database, minUsers: k }).run(AS_OF);
      const kept = await cellsOf(database);
      for (const { users } of kept) expect(users).toBeGreaterThanOrEqual(k);
      for (const days of ROLLUP_WINDOWS) {
        for (const id of IDS) {
          const of = ({ panel, window_days }: Cell): boolean => panel === id && window_days === days;
          const [before, after] = [all.filter((cell) => of(cell)), kept.filter((cell) => of(cell))];
          expect(after).toEqual(keepable(before, k));
          const names = new Set(after.map(({ key }) => key));
          const hidden = before.filter(({ key }) => !names.has(key));
          const people = hidden.reduce((sum, { users }) => sum + users, 0);
          expect(hidden.length === 0 || after.length === 0 || (hidden.length > 1 && people >= k)).toBe(true);
          expect(await answers(database, id, days)).toHaveLength(after.length);
        }
      }
      await client.command({ query: `DROP DATABASE ${database}` });
    },
  );
  await fc.assert(property, { numRuns: 8 });
});

describe('a rollup', () => {
  const views = (routePattern: string, users: number): OutboundEvent[] =>
    Array.from({ length: users }, (_, index) =>
      makeEvent({ name: 'page_viewed', routePattern, anonymousUserId: `u${index}`, occurredAt: END - 1 }),
    );

  it('says how small a group it leaves out, and hides the smallest of the others with it', async () => {
    const database = await stored([...views('/a', 9), ...views('/b', 8), ...views('/c', 7), ...views('/d', 4)]);
    await createRollups({ client, database }).run(AS_OF);
    const answer = await askQuestion(client, 'topRoutes', { from: 'rollup', days: 7, database });
    expect(answer).toMatchObject({
      asOf: AS_OF,
      suppressedBelow: 5,
      rows: [{ route_pattern: '/a' }, { route_pattern: '/b' }],
    });
    expect(answer.rows).toHaveLength(2);
  });

  it('answers all questions at once as one by one, the 25 routes with the most events among them', async () => {
    const routes = Array.from({ length: 27 }, (_, index) => views(`/${index}`, 5 + (index % 9))).flat();
    const database = await stored(routes);
    await createRollups({ client, database }).run(AS_OF);
    const together = await askRollups(client, { database });
    expect(together).toEqual(await oneByOne(database, 30));
    expect(together).toMatchObject({ asOf: AS_OF, suppressedBelow: 5, rows: { featureUsage: [] } });
    expect(together.rows.topRoutes).toEqual(await askQuestion(client, 'topRoutes', { until: END, database }));
    expect(together.rows.topRoutes).toHaveLength(25);
    await expect(askRollups(client, { days: 14 as never, database })).rejects.toMatchObject({
      code: 'PLB_OPTION_INVALID',
    });
  });

  it('keeps numbers and no state, and stays when its events are gone', async () => {
    const database = await stored(views('/a', 6));
    await createRollups({ client, database, catalogVersion: '2026-05-telemetry-v1' }).run(AS_OF);
    await client.command({ query: `TRUNCATE TABLE ${database}.product_telemetry_events` });
    const { rows: routes } = await askQuestion(client, 'topRoutes', { from: 'rollup', days: 1, database });
    expect(routes).toEqual([{ route_pattern: '/a', events: 6, sessions: 1, anonymous_users: 6 }]);
    const types = await rows<{ type: string }>(
      `SELECT DISTINCT type FROM system.columns WHERE database = '${database}' AND table LIKE '%rollup%'`,
    );
    expect(types.filter(({ type }) => type.includes('AggregateFunction'))).toEqual([]);
    expect(await rows(`SELECT DISTINCT catalog_version AS v FROM ${database}.product_telemetry_rollup_runs`)).toEqual([
      { v: '2026-05-telemetry-v1' },
    ]);
  });

  it('is replaced by the next of the same day, with what came late and without what is gone', async () => {
    const database = await stored(views('/a', 6));
    const rollups = createRollups({ client, database });
    await rollups.run(AS_OF);
    await client.command({ query: `TRUNCATE TABLE ${database}.product_telemetry_events` });
    await using adapter = clickhouse({ embedded: { directory: folder.path }, database });
    await adapter.send(makeBatch(views('/b', 7)));
    await rollups.run(AS_OF);
    const { rows: routes } = await askQuestion(client, 'topRoutes', { from: 'rollup', days: 1, database });
    expect(routes).toMatchObject([{ route_pattern: '/b', anonymous_users: 7 }]);
  });

  it('shows the last finished run while another is written, and forgets runs that were replaced a day ago', async () => {
    const database = await stored(views('/a', 6));
    const rollups = createRollups({ client, database });
    await rollups.run(AS_OF);
    const table = `${database}.product_telemetry_rollup`;
    const unfinished = (age: number): Promise<unknown> =>
      client.command({
        query: `INSERT INTO ${table} SELECT * REPLACE (generateUUIDv4() AS run_id, 999 AS users, now64(3) - INTERVAL ${age} HOUR AS computed_at) FROM ${table}`,
      });
    await unfinished(0);
    expect(await answers(database, 'topRoutes', 30)).toMatchObject([{ anonymous_users: 6 }]);
    await unfinished(25);
    await rollups.run(AS_OF);
    expect(await answers(database, 'topRoutes', 30)).toMatchObject([{ anonymous_users: 6 }]);
    expect(await rows(`SELECT max(computed_at) - min(computed_at) < 3600 AS recent FROM ${table}`)).toEqual([
      { recent: 1 },
    ]);
  });

  it('covers the last days, for events come late', async () => {
    const database = await stored(views('/a', 6));
    expect(await createRollups({ client, database }).runRecent(END + 1)).toBe(3 * 4);
    const days = await rows<{ day: string }>(
      `SELECT DISTINCT toString(as_of) AS day FROM ${database}.product_telemetry_rollup_runs ORDER BY day`,
    );
    // Those before the last window of 30 days, of 7 days, and the last days themselves.
    const computed = [61, 31, 15, 8, 3, 2, 1].map((back) => new Date(END - back * DAY).toISOString().slice(0, 10));
    expect(days.map(({ day }) => day)).toEqual(computed);
    const asOf = computed.at(-3) ?? '';
    const earlier = await askQuestion(client, 'topRoutes', { from: 'rollup', days: 1, database, asOf });
    expect(earlier).toEqual({ asOf, suppressedBelow: 5, rows: [] });
  });

  it('computes what the last windows are compared with once, and leaves it as it is', async () => {
    const database = await stored(views('/a', 6));
    const before = (): Promise<{ run: string; asOf: string }[]> =>
      rows(
        `SELECT toString(run_id) AS run, toString(as_of) AS asOf FROM ${database}.product_telemetry_rollup_runs FINAL WHERE as_of < toDate(${END / 1_000}) - 3 ORDER BY as_of, window_days`,
      );
    await createRollups({ client, database }).runRecent(END + 1, 1);
    const first = await before();
    expect(first).toHaveLength(4);
    await createRollups({ client, database }).runRecent(END + 1, 1);
    expect(await before()).toEqual(first);
  });

  it('has nothing to say before it was computed, and refuses windows that would have to be summed', async () => {
    const database = await stored([]);
    expect(await askQuestion(client, 'dailyActives', { from: 'rollup', database })).toEqual({
      asOf: undefined,
      suppressedBelow: undefined,
      rows: [],
    });
    expect(await askRollups(client, { database })).toEqual(await oneByOne(database, 30));
    const fortnight = askQuestion(client, 'dailyActives', { from: 'rollup', days: 14 as never, database });
    await expect(fortnight).rejects.toMatchObject({ code: 'PLB_OPTION_INVALID' });
    await expect(createRollups({ client, database }).run('2026-02-30')).rejects.toMatchObject({
      code: 'PLB_OPTION_INVALID',
    });
    await expect(createRollups({ client, database: 'absent' }).run(AS_OF)).rejects.toMatchObject({
      code: 'PLB_CLICKHOUSE_QUERY',
    });
    expect(() => createRollups({ client, minUsers: 0 })).toThrow(/minUsers/);
  });
});
