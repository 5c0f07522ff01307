import type { OutboundEvent, ProductAnswer, ProductAsk, ProductPanelId } from '@plumbline/core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createRollups, type ProductQueries } from '../../src/index.ts';
import { makeEvent } from '../support.ts';
import { DAY, dayOf, endOfDays } from './any-event.ts';
import { startStore, type Store } from './store.ts';
import { PANELS } from './panels.ts';

vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
const END = endOfDays();

const NAMES = [
  'page_viewed',
  'feature_viewed',
  'filter_changed',
  'chart_interacted',
  'client_error',
  'session_ended',
  'offline_recovered',
];

/** Everything that a panel counts, once, by somebody, some days ago. */
const day = (user: string, back: number, role: string): readonly OutboundEvent[] =>
  NAMES.map((name, index) =>
    makeEvent({
      name,
      occurredAt: END - back * DAY + index,
      anonymousUserId: user,
      payload: { role, feature: 'f', surface: 'page', events: 3, dropped: 1 },
    }),
  );

const users = (count: number, prefix: string): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}`);

/** Six editors and one guest, in the last week and in the one before; four of the admins of the week before are gone. */
const events: readonly OutboundEvent[] = [
  ...[3, 10].flatMap((back) => [
    ...users(6, 'e').flatMap((user) => day(user, back, 'editor')),
    ...day('g', back, 'guest'),
    // A crowd of nobody, and of people who only look at the numbers, makes no group larger.
    ...users(9, 'v').map((user) =>
      makeEvent({
        name: 'dashboard_viewed',
        occurredAt: END - back * DAY,
        anonymousUserId: user,
        payload: { role: 'guest' },
      }),
    ),
    ...users(9, 'n').flatMap(() => day('', back, 'guest')),
  ]),
  ...users(6, 'a').flatMap((user) => day(user, 3, 'admin')),
  ...users(2, 'a').flatMap((user) => day(user, 10, 'admin')),
];

let store: Store;
let raw: ProductQueries;
let rolled: ProductQueries;
beforeAll(async () => {
  store = await startStore();
  const [one, other] = [await store.database(), await store.database()];
  for (const database of [one, other]) await store.send(database, events);
  const rollups = createRollups({ client: store.client, database: other, dimensions: ['role'], minUsers: 1 });
  for (const back of [1, 8, 15]) await rollups.run(dayOf(END - back * DAY));
  raw = store.queries(one);
  rolled = store.queries(other);
});
afterAll(async () => {
  await raw.close();
  await rolled.close();
  await store[Symbol.asyncDispose]();
});

const ask = (panel: ProductPanelId, role: string, span: ProductAsk['span'] = { days: 7 }): ProductAsk => ({
  panel,
  span,
  slice: { role: [role] },
  compare: true,
  ...(panel === 'funnel' && { steps: ['page_viewed', 'feature_viewed'] }),
});

/** What rows say besides days and names of steps. */
const saidOf = (rows: ProductAnswer['rows'] = []): readonly unknown[] =>
  rows.flatMap((row) => row.slice(1)).filter((cell) => cell !== null);

describe.each(PANELS)('%s', (panel) => {
  it('says nothing of a group of one, whichever road answers', async () => {
    for (const queries of [raw, rolled]) {
      const { rows, previous, suppressedBelow } = await queries.answer(ask(panel, 'guest'));
      expect([saidOf(rows), saidOf(previous), suppressedBelow]).toEqual([[], [], 5]);
    }
    const today = await raw.answer(ask(panel, 'guest', { from: END - 5 * DAY, until: END + DAY }));
    expect([saidOf(today.rows), saidOf(today.previous), today.suppressedBelow]).toEqual([[], [], 5]);
  });
});

// Of retention nothing is said here: the editors were there before, and hardly any of the admins is new.
describe.each(PANELS.filter((panel) => panel !== 'retention'))('%s', (panel) => {
  it('says something of six, and nothing of them in a time in which they were two', async () => {
    for (const queries of [raw, rolled]) {
      const editors = await queries.answer(ask(panel, 'editor'));
      const admins = await queries.answer(ask(panel, 'admin'));
      expect(saidOf(editors.rows).length).toBeGreaterThan(0);
      expect(saidOf(editors.previous).length).toBeGreaterThan(0);
      expect(saidOf(admins.rows).length).toBeGreaterThan(0);
      expect(admins).not.toHaveProperty('previous');
    }
  });
});

it('compares a group with a time in which it did nothing of the kind, and not with one in which it was small', async () => {
  const database = await store.database();
  // Six of each this week; the week before six admins, five guests and four editors. No error befell anybody.
  const here = (name: string, count: number, back: number): readonly OutboundEvent[] =>
    users(count, name).map((user) =>
      makeEvent({ occurredAt: END - back * DAY, anonymousUserId: user, payload: { role: name } }),
    );
  await store.send(database, [...['admin', 'editor'].flatMap((role) => here(role, 6, 3)), ...here('admin', 6, 10)]);
  // Of three groups a rollup knows one that is large enough: the next to the small one goes with it.
  await store.send(database, [...here('guest', 5, 10), ...here('editor', 4, 10)]);
  await using counted = store.queries(database);
  const previousOf = async (queries: ProductQueries): Promise<readonly unknown[]> => {
    const asks = ['admin', 'editor'].map((role) => queries.answer(ask('clientErrors', role)));
    return (await Promise.all(asks)).map(({ from, previous }) => [from, previous]);
  };
  expect(await previousOf(counted)).toEqual([
    ['events', []],
    ['events', undefined],
  ]);
  for (const minUsers of [1, 5]) {
    const rollups = createRollups({ client: store.client, database, dimensions: ['role'], minUsers });
    for (const back of [1, 8]) await rollups.run(dayOf(END - back * DAY));
    expect([minUsers, ...(await previousOf(counted))]).toEqual([minUsers, ['rollup', []], ['rollup', undefined]]);
  }
});

it('compares with no group that was too small', async () => {
  for (const queries of [raw, rolled]) {
    expect((await queries.answer(ask('featureLedger', 'admin'))).rows.map((row) => row.at(-1))).toEqual([null]);
    expect((await queries.answer(ask('featureLedger', 'editor'))).rows.map((row) => row.at(-1))).toEqual([0]);
  }
});

it('names no team of fewer than five among others', async () => {
  const database = await store.database();
  const volume = (user: string, team: string): OutboundEvent =>
    makeEvent({ occurredAt: END - 1, anonymousUserId: user, payload: { team } });
  await store.send(database, [...users(5, 'b').map((user) => volume(user, 'big')), volume('s', 'solo')]);
  await using queries = store.queries(database);
  const slice = { team: ['big', 'solo'] };
  const { rows, suppressedBelow } = await queries.answer({ panel: 'captureVolume', span: { days: 1 }, slice });
  expect(rows).toEqual([[dayOf(END - 1), 'feature_viewed', 'big', 5]]);
  expect(suppressedBelow).toBe(5);
});

it('lists no value that fewer than five people had', async () => {
  expect(await raw.values('role', { days: 7 })).toEqual(['admin', 'editor']);
  expect(await raw.values('role', { days: 14 })).toEqual(['editor', 'admin']);
});

it('shows totals of few people, where nobody filters', async () => {
  const database = await store.database();
  await store.send(database, day('only', 3, 'guest'));
  await using queries = store.queries(database);
  const { rows, suppressedBelow } = await queries.answer({ panel: 'topRoutes', span: { days: 7 } });
  expect(saidOf(rows)).toEqual([1, 1, 1]);
  expect(suppressedBelow).toBeUndefined();
});

describe('somebody who was seen in the thirty days before a span', () => {
  const MONDAY = END - ((new Date(END).getUTCDay() + 6) % 7) * DAY;
  const week = (back: number): number => MONDAY - back * 7 * DAY + DAY / 2;
  const seen = (user: string, ...weeks: readonly number[]): readonly OutboundEvent[] =>
    weeks.map((back) => makeEvent({ occurredAt: week(back), anonymousUserId: user, payload: {} }));

  it('is not new in it, by either road', async () => {
    const database = await store.database();
    await store.send(database, [
      // Every week: in the span nothing tells them from new ones.
      ...users(20, 'old').flatMap((user) => seen(user, 6, 5, 4, 3, 2, 1)),
      ...users(10, 'new').flatMap((user, index) => seen(user, 4, ...(index < 6 ? [3] : []))),
      // Longer ago than thirty days: new once more.
      ...users(5, 'back').flatMap((user) => seen(user, 10, 4)),
    ]);
    await using queries = store.queries(database);
    const span = { from: MONDAY - 28 * DAY, until: MONDAY };
    const { rows } = await queries.answer({ panel: 'retention', span });
    const cohort = dayOf(MONDAY - 28 * DAY);
    expect(rows).toEqual([
      [cohort, 0, 15, 1],
      [cohort, 1, 6, 6 / 15],
      [cohort, 2, null, null],
      [cohort, 3, null, null],
    ]);
    const rollups = createRollups({ client: store.client, database, minUsers: 1 });
    await rollups.run(dayOf(END - DAY));
    const kept = await queries.answer({ panel: 'retention', span: { days: 30 } });
    expect(kept.from).toBe('rollup');
    expect(kept.rows.filter(([, since, people]) => since === 0 && people !== null)).toEqual([[cohort, 0, 15, 1]]);
  });

  it('cannot be told from a new one where those events are gone', async () => {
    const database = await store.database();
    const until = END - 140 * DAY;
    const visits = users(8, 'u').map((user) =>
      makeEvent({ occurredAt: until - DAY, anonymousUserId: user, payload: {} }),
    );
    await store.send(database, visits);
    await using queries = store.queries(database);
    const sizeOf = async (length: number): Promise<unknown> => {
      const span = { from: until - length * DAY, until };
      return (await queries.answer({ panel: 'retention', span })).rows[0]?.[2];
    };
    expect(await sizeOf(2)).toBe(8);
    expect(await sizeOf(9)).toBeNull();
  });
});
