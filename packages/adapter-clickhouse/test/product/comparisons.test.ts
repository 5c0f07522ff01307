import type { OutboundEvent, ProductAnswer, ProductAsk, ProductPanelId, ProductSpan } from '@plumbline/core';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createRollups, type ProductQueries } from '../../src/index.ts';
import { makeEvent } from '../support.ts';
import { anyEvent, DAY, dayOf, endOfDays } from './any-event.ts';
import { before, referenceRows } from './reference.ts';
import { startStore, type Store } from './store.ts';

const SCALE = Number(process.env['PLUMBLINE_WORKSPACE_SOAK'] ?? 1);

vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
const END = endOfDays();
const NOW = Date.now();

/** Days for which the table keeps events: older ones are gone, or go at any moment. */
const KEPT = 173;

/** As many uses of one feature every day, by three people, for as long as events are kept. */
const steady: readonly OutboundEvent[] = Array.from({ length: KEPT }, (_, back) =>
  [1, 2, 3].map((user) =>
    makeEvent({ occurredAt: END - back * DAY - DAY / 2, anonymousUserId: `u${user}`, payload: { feature: 'f' } }),
  ),
).flat();

let store: Store;
let database: string;
let queries: ProductQueries;
beforeAll(async () => {
  store = await startStore();
  database = await store.database();
  await store.send(database, steady);
  queries = store.queries(database);
});
afterAll(async () => {
  await queries.close();
  await store[Symbol.asyncDispose]();
});

const ledger = (span: ProductSpan, from = queries): Promise<ProductAnswer> =>
  from.answer({ panel: 'featureLedger', span, compare: true });

/** What is there stays: a merge, which would take it away, is not waited for. */
const keepThirtyDays = (own: string): Promise<unknown> =>
  store.client.command({
    query: `ALTER TABLE ${own}.product_telemetry_events MODIFY TTL toDateTime(occurred_at) + INTERVAL 30 DAY`,
    clickhouse_settings: { materialize_ttl_after_modify: 0 },
  });

const trendOf = ({ rows }: ProductAnswer): unknown => rows[0]?.[6];

describe('a trend', () => {
  it('is that of steady use, as far back as everything of the span before is kept', async () => {
    const answer = await ledger({ days: 86 });
    expect(trendOf(answer)).toBe(0);
    expect(answer.previous).toEqual([['f', 3 * 86, 3, 0, dayOf(END - 172 * DAY), dayOf(END - 87 * DAY), null]]);
  });

  it.each([87, 90, 180, 366])(
    'is not made up over %d days, for events of the span before have expired',
    async (days) => {
      const answer = await ledger({ days });
      expect(answer.rows).toHaveLength(1);
      expect(trendOf(answer)).toBeNull();
      expect(answer).not.toHaveProperty('previous');
    },
  );

  it('is none in the span before, where only that one is whole', async () => {
    const answer = await ledger({ days: 60 });
    expect(trendOf(answer)).toBe(0);
    expect(answer.previous?.[0]?.[6]).toBeNull();
  });

  it('asks the table how long it keeps events, for that may be shorter', async () => {
    const own = await store.database();
    await store.send(own, steady.slice(0, 3 * 29));
    await keepThirtyDays(own);
    await using asked = store.queries(own);
    expect(trendOf(await ledger({ days: 14 }, asked))).toBe(0);
    expect(trendOf(await ledger({ days: 15 }, asked))).toBeNull();
  });

  it('is counted where not every span that it needs has finished numbers', async () => {
    const own = await store.database();
    await store.send(own, steady);
    const rollups = createRollups({ client: store.client, database: own, minUsers: 1 });
    await rollups.run(dayOf(END - DAY));
    await using asked = store.queries(own);
    const answer = await ledger({ days: 30 }, asked);
    expect(answer.from).toBe('events');
    expect(trendOf(answer)).toBe(0);
  });

  it('is that of events where finished numbers would be of a time whose events have expired', async () => {
    const own = await store.database();
    // What is left where events go after thirty days.
    await store.send(own, steady.slice(0, 3 * 30));
    await keepThirtyDays(own);
    await createRollups({ client: store.client, database: own, minUsers: 1 }).runRecent(NOW);
    await using asked = store.queries(own);
    const answer = await ledger({ days: 30 }, asked);
    expect(trendOf(answer)).toBeNull();
    expect(answer).not.toHaveProperty('previous');
    // Who was new in a week follows from the thirty days before it.
    expect((await asked.answer({ panel: 'retention', span: { days: 7 }, compare: true })).from).toBe('events');
    // What is no comparison stays a finished number.
    expect((await asked.answer({ panel: 'topRoutes', span: { days: 30 } })).from).toBe('rollup');
  });

  it('is read from finished numbers when the events are gone', async () => {
    const own = await store.database();
    await store.send(own, steady);
    const rollups = createRollups({ client: store.client, database: own, minUsers: 1 });
    for (const back of [1, 31, 61]) await rollups.run(dayOf(END - back * DAY));
    await keepThirtyDays(own);
    await store.client.command({ query: `TRUNCATE TABLE ${own}.product_telemetry_events` });
    await using asked = store.queries(own);
    const answer = await ledger({ days: 30 }, asked);
    expect(answer).toMatchObject({
      from: 'rollup',
      previous: [['f', 90, 3, 0, expect.any(String), expect.any(String), 0]],
    });
    expect(trendOf(answer)).toBe(0);
  });
});

const PANELS = ['dailyActives', 'topRoutes', 'sessionDurations', 'featureLedger', 'retention', 'funnel'] as const;

const anyAsk: fc.Arbitrary<ProductAsk> = fc
  .record({
    panel: fc.constantFrom<ProductPanelId[]>(...PANELS),
    back: fc.integer({ min: 0, max: 100 * DAY }),
    length: fc.oneof(fc.integer({ min: 1, max: 120 * DAY }), fc.constantFrom(DAY, 30 * DAY, 60 * DAY)),
  })
  .map(({ panel, back, length }) => ({
    panel,
    span: { from: END - back - length, until: END - back },
    compare: true,
    ...(panel === 'funnel' && { steps: ['page_viewed', 'item_created'] }),
  }));

it('compares with the span before exactly where all of it is kept', async () => {
  const anyEvents = fc.array(anyEvent(END, 12), { minLength: 100, maxLength: 300 });
  const property = fc.asyncProperty(
    anyEvents,
    fc.array(anyAsk, { minLength: 40, maxLength: 40 }),
    async (events, asks) => {
      const own = await store.database();
      await store.send(own, events);
      await using asked = store.queries(own);
      for (const ask of asks) {
        const { rows, previous, span } = await asked.answer(ask);
        const isKept = ({ from }: { readonly from: number }): boolean => from >= NOW - KEPT * DAY;
        const earlier = before(span);
        expect({ ask, rows }).toEqual({ ask, rows: referenceRows(ask, span, events, isKept(earlier)) });
        const compared = isKept(earlier) ? referenceRows(ask, earlier, events, isKept(before(earlier))) : undefined;
        expect({ ask, previous }).toEqual({ ask, previous: compared });
      }
      await store.client.command({ query: `DROP DATABASE ${own}` });
    },
  );
  await fc.assert(property, { numRuns: SCALE, endOnFailure: true });
});
