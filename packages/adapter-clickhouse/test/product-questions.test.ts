import type { OutboundEvent } from '@plumbline/core';
import { afterAll, beforeAll, expect, expectTypeOf, it } from 'vitest';
import {
  askQuestion,
  clickhouse,
  type ClickhouseClient,
  createProductQueries,
  type DailyActivesRow,
  dailyActives,
  type ProductQueries,
  type ProductQuestionId,
  productQuestions,
  type RollupAnswer,
} from '../src/index.ts';
import { makeBatch, makeEvent, stopMerges, temporaryFolder } from './support.ts';

const folder = temporaryFolder();
const embedded = { directory: folder.path };
const adapter = clickhouse({ embedded });
let queries: ProductQueries;
const sent: string[] = [];

const day = 86_400_000;
const now = Date.now();
const user = (index: number): Partial<OutboundEvent> => ({ anonymousUserId: `u${index}`, sessionId: `s${index}` });

const events: readonly OutboundEvent[] = [
  ...[1, 2, 3].map((id) => makeEvent({ name: 'page_viewed', routePattern: '/a', ...user(id) })),
  makeEvent({ name: 'page_viewed', routePattern: '/b', ...user(1) }),
  makeEvent({ name: 'page_viewed', routePattern: '/old', occurredAt: now - 40 * day, ...user(9) }),
  ...[1, 1, 2].map((id) =>
    makeEvent({ name: 'feature_viewed', payload: { feature: 'f', surface: 'page' }, ...user(id) }),
  ),
  ...[2, 4].map((n) =>
    makeEvent({ name: 'filter_changed', payload: { view: 'v', filterKey: 'k', valueCount: n }, ...user(1) }),
  ),
  ...[1, 2].map((id) =>
    makeEvent({ name: 'chart_interacted', payload: { chart: 'c', action: 'zoom', surface: 'page' }, ...user(id) }),
  ),
  ...[1, 1].map((id) =>
    makeEvent({ name: 'client_error', routePattern: '/a', payload: { boundary: 'b', errorClass: 'E' }, ...user(id) }),
  ),
  ...[1_000, 3_000].map((ms, index) =>
    makeEvent({
      name: 'session_ended',
      payload: { durationMs: ms, pagesViewed: 2 + index, interactions: 4 },
      ...user(1),
    }),
  ),
];

beforeAll(async () => {
  await adapter.open();
  await stopMerges(folder.path);
  const batch = makeBatch(events);
  // The same batch again, the same events in another batch, later, and each on its own: five copies of each.
  const later = events.map((event) => ({ ...event, ingestedAt: now + 5_000 }));
  const batches = [batch, batch, makeBatch(events), makeBatch(later), ...events.map((event) => makeBatch([event]))];
  for (const each of batches) sent.push((await adapter.send(each)).kind);
  queries = createProductQueries({ embedded });
});

afterAll(async () => {
  await queries.close();
  await adapter.close();
  folder[Symbol.dispose]();
});

it('really stored copies of events, and a repeated batch once', async () => {
  expect(new Set(sent)).toEqual(new Set(['delivered']));
  const raw = await queries.query('SELECT count() AS n FROM plumbline.product_telemetry_events SETTINGS final = 0');
  expect(raw).toEqual([{ n: events.length * 4 }]);
  expect(await queries.query('SELECT count() AS n FROM plumbline.product_telemetry_events')).toEqual([
    { n: events.length },
  ]);
});

it.each([
  [
    'topRoutes',
    [
      { route_pattern: '/a', events: 3, sessions: 3, anonymous_users: 3 },
      { route_pattern: '/b', events: 1, sessions: 1, anonymous_users: 1 },
    ],
  ],
  ['featureUsage', [{ feature: 'f', surface: 'page', views: 3, anonymous_users: 2 }]],
  ['filterChanges', [{ view: 'v', filter_key: 'k', changes: 2, avg_value_count: 3 }]],
  ['chartInteractions', [{ chart: 'c', action: 'zoom', surface: 'page', interactions: 2, sessions: 2 }]],
  ['clientErrors', [{ route_pattern: '/a', boundary: 'b', error_class: 'E', errors: 2, affected_anonymous_users: 1 }]],
  [
    'sessionDurations',
    [{ duration_ms_quantiles: [2000, 2500, 2800, 2900], avg_pages_viewed: 2.5, avg_interactions: 4 }],
  ],
] satisfies [ProductQuestionId, object[]][])('answers %s exactly under duplicates', async (id, answer) => {
  expect(await queries.ask(id)).toEqual(answer);
});

it('answers dailyActives exactly, within the window it is asked for', async () => {
  const date = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
  const actives = await queries.ask('dailyActives');
  expect(actives.reduce((sum, { active_anonymous_users }) => sum + active_anonymous_users, 0)).toBe(3);
  const longer = await queries.ask('dailyActives', { days: 60 });
  expect(longer[0]).toEqual({ day: date(now - 40 * day), active_anonymous_users: 1 });
});

it('answers with nothing where there is nothing', async () => {
  await using other = createProductQueries({ embedded, database: 'empty' });
  for (const id of Object.keys(productQuestions) as ProductQuestionId[]) {
    const nothing = { duration_ms_quantiles: [null, null, null, null], avg_pages_viewed: null, avg_interactions: null };
    expect(await other.ask(id)).toEqual(id === 'sessionDurations' ? [nothing] : []);
  }
});

it.each([0, 181, 1.5, Number.NaN])('refuses a window of %d days', async (days) => {
  await expect(queries.ask('topRoutes', { days })).rejects.toMatchObject({ code: 'PLB_OPTION_INVALID' });
});

it('says what was wrong with a statement of your own, and refuses after close', async () => {
  await expect(queries.query('SELECT nonsense')).rejects.toMatchObject({ code: 'PLB_CLICKHOUSE_QUERY' });
  const closed = createProductQueries({ embedded });
  await closed.close();
  await expect(closed.ask('topRoutes')).rejects.toMatchObject({ code: 'PLB_LIFECYCLE_CLOSED' });
});

it('has a typed row for each question', () => {
  expectTypeOf(dailyActives).returns.resolves.toEqualTypeOf<DailyActivesRow[]>();
  const raw = (client: ClickhouseClient) => askQuestion(client, 'dailyActives');
  expectTypeOf(raw).returns.resolves.toEqualTypeOf<DailyActivesRow[]>();
  const rollup = (client: ClickhouseClient) => askQuestion(client, 'dailyActives', { from: 'rollup', days: 7 });
  expectTypeOf(rollup).returns.resolves.toEqualTypeOf<RollupAnswer<DailyActivesRow>>();
  // @ts-expect-error windows of rollups cannot be put together
  void (() => askQuestion({} as ClickhouseClient, 'dailyActives', { from: 'rollup', days: 14 }));
  for (const [id, question] of Object.entries(productQuestions)) expect(question.id).toBe(id);
});

it('answers a question that was asked before it was closed', async () => {
  const asked = async (): Promise<unknown[]> => {
    await using other = createProductQueries({ embedded, database: 'asked' });
    // Without `await`: the block ends first.
    return other.query('SELECT toUInt32(1) AS one');
  };
  expect(await asked()).toEqual([{ one: 1 }]);
});
