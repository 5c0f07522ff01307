import type { OutboundEvent } from '@plumbline/core';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { makeEvent } from '../support.ts';
import { endOfDays } from './any-event.ts';
import { type Events, grouped, inOrder, textOf, users, usesOfProduct } from './event-lists.ts';
import { anyHostileEvents } from './hostile-texts.ts';
import { referenceRows } from './reference.ts';
import { startStore, type Store } from './store.ts';

const SCALE = Number(process.env['PLUMBLINE_WORKSPACE_SOAK'] ?? 1);

vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
const END = endOfDays();

let store: Store;
beforeAll(async () => {
  store = await startStore();
});
afterAll(() => store[Symbol.asyncDispose]());

/** The same event of five people. */
const byFive = (init: Partial<OutboundEvent>): Events =>
  [1, 2, 3, 4, 5].map((user) => makeEvent({ ...init, anonymousUserId: `p${user}` }));

/** The texts under a key that five people or more had, in plain words. */
function valuesOf(events: Events, key: string): readonly string[] {
  const ofSomebody = usesOfProduct(events).filter(({ anonymousUserId }) => anonymousUserId !== '');
  return grouped(ofSomebody, (event) => [textOf(event, key)])
    .filter(([[value = ''], of]) => value !== '' && Buffer.byteLength(value) <= 512 && users(of) >= 5)
    .toSorted(([one, few], [two, many]) => many.length - few.length || inOrder(one, two))
    .slice(0, 100)
    .map(([[value = '']]) => value);
}

it('lists values as they are, the most frequent first, and each of them can be asked for', async () => {
  const property = fc.asyncProperty(anyHostileEvents(END), async (events) => {
    const database = await store.database();
    const long = ['日'.repeat(170), '日'.repeat(171), "'".repeat(512), '\\'.repeat(513)];
    const longs = long.flatMap((team) => byFive({ occurredAt: END - 1, payload: { team } }));
    const all = [...events, ...longs, ...byFive({ occurredAt: END, payload: { team: 'outside' } })];
    await store.send(database, all, events.slice(0, 50));
    await using queries = store.queries(database);
    const inside = all.filter(({ occurredAt }) => occurredAt < END);
    for (const key of ['team', 'feature', 'source', 'absent']) {
      const values = await queries.values(key, { days: 1 });
      expect({ key, values }).toEqual({ key, values: valuesOf(inside, key) });
    }
    for (const value of (await queries.values('team', { days: 1 })).filter((text) => text.length > 20)) {
      const ask = { panel: 'captureVolume', span: { days: 1 }, slice: { team: [value] } } as const;
      const { rows, span } = await queries.answer(ask);
      expect({ value, rows }).toEqual({ value, rows: referenceRows(ask, span, all) });
    }
    await store.client.command({ query: `DROP DATABASE ${database}` });
  });
  await fc.assert(property, { numRuns: SCALE, endOnFailure: true });
});

it('lists a hundred values at most', async () => {
  const database = await store.database();
  const teams = Array.from({ length: 130 }, (_, index) => `t${index}`);
  await store.send(
    database,
    teams.flatMap((team) => byFive({ occurredAt: END - 1, payload: { team } })),
  );
  await using queries = store.queries(database);
  expect(await queries.values('team', { days: 1 })).toEqual(teams.toSorted().slice(0, 100));
});

it.each(["a') --", '', 'payload.x', 'k'.repeat(65)])('lists nothing under %j', async (key) => {
  await using queries = store.queries('plumbline');
  await expect(queries.values(key, { days: 7 })).rejects.toMatchObject({ code: 'PLB_OPTION_INVALID' });
});
