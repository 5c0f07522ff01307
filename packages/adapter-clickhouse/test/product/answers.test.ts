import type { ProductAnswer, ProductAsk, ProductPanelId, ProductSlice, ProductSpan } from '@plumbline/core';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createRollups, type ProductQueries } from '../../src/index.ts';
import { anyEvent, AWKWARD, DAY, endOfDays } from './any-event.ts';
import type { Events, Rows } from './event-lists.ts';
import { before, isOfFew, referenceRows } from './reference.ts';
import { copiesOf, startStore, type Store } from './store.ts';
import { PANELS } from './panels.ts';

const SCALE = Number(process.env['PLUMBLINE_WORKSPACE_SOAK'] ?? 1);

// A run that passes midnight would ask about another day than it stored.
vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
const END = endOfDays();

let store: Store;
beforeAll(async () => {
  store = await startStore();
});
afterAll(() => store[Symbol.asyncDispose]());

const FUNNEL = { steps: ['page_viewed', 'feature_viewed', 'item_created'], withinMs: 3 * DAY };

const asked = (panel: ProductPanelId, span: ProductSpan, slice: ProductSlice): ProductAsk => ({
  panel,
  span,
  slice,
  compare: true,
  ...(panel === 'funnel' && FUNNEL),
});

/**
 * Every panel for every slice, in a soak run over every span, and in the quick suite over one of them, so that each slice and
 * each panel meet each span.
 */
const asksOf = (spans: readonly ProductSpan[], slices: readonly ProductSlice[]): readonly ProductAsk[] =>
  PANELS.flatMap((panel, row) =>
    slices.flatMap((slice, column) =>
      spans
        .filter((_, index) => SCALE > 1 || index === (row + column) % spans.length)
        .map((span) => asked(panel, span, slice)),
    ),
  );

/** Finished numbers say nothing of a day that has none, where counting says that nobody was there. */
const withoutNobody = ({ panel }: ProductAsk, from: ProductAnswer['from'], rows: Rows): Rows =>
  panel === 'dailyActives' && from === 'rollup'
    ? rows.map(([day = '', count = 0]) => [day, count === 0 ? null : count])
    : rows;

async function checkAsk(queries: ProductQueries, ask: ProductAsk, events: Events): Promise<ProductAnswer['from']> {
  const answer = await queries.answer(ask);
  const { rows, previous, from, span } = answer;
  expect({ ask, rows }).toEqual({ ask, rows: withoutNobody(ask, from, referenceRows(ask, span, events)) });
  const earlier = withoutNobody(ask, from, referenceRows(ask, before(span), events));
  const isSilent = isOfFew(ask, before(span), events);
  expect({ ask, previous }).toEqual({ ask, previous: isSilent ? undefined : earlier });
  for (const row of rows) expect(row).toHaveLength(answer.columns.length);
  return from;
}

const DECLARED: readonly ProductSpan[] = [{ days: 1 }, { days: 7 }, { days: 30 }];

const FREE: readonly ProductSpan[] = [
  { days: 20 },
  { from: END - 11 * DAY - 12_345, until: END - 3 * DAY + 777 },
  { from: END - 3 * DAY, until: END - 3 * DAY + 1 },
];

/** One value of one dimension, which finished numbers may be kept of. */
const SLICED: readonly ProductSlice[] = [
  { role: ['admin'] },
  { feature: ['f1'] },
  { surface: ['modal'] },
  { source: ['web'] },
  { team: [AWKWARD[0] ?? ''] },
  { team: [''] },
  { team: ['nobody'] },
];

/** What only counting can answer. */
const FREELY_SLICED: readonly ProductSlice[] = [
  { role: ['admin', 'editor'] },
  { feature: ['f0', 'f2'], surface: ['page'], source: ['api'] },
  { team: [...AWKWARD, 'x'], role: ['viewer'] },
  { absent: ['x'] },
];

const DIMENSIONS = ['role', 'feature', 'surface', 'source', 'team'];

/** Many events, of which every panel has something to say, or a few, of which most have nothing. */
const anyEvents: fc.Arbitrary<Events> = fc.oneof(
  { weight: 3, arbitrary: fc.array(anyEvent(END, 40), { minLength: 500, maxLength: 1_500 }) },
  { weight: 1, arbitrary: fc.array(anyEvent(END, 3), { maxLength: 25 }) },
);

/** A failure prints its seed, and is not made smaller: that would take hours. */
const ONCE = { numRuns: SCALE, endOnFailure: true };

/** Stores events, one of a hundred twice, and sees that both copies are there. */
async function storeWithCopies(events: Events): Promise<string> {
  const database = await store.database();
  const copies = copiesOf(events);
  await store.send(database, events, copies);
  const [count] = await store.rows<{ n: number }>(`SELECT count() AS n FROM ${database}.product_telemetry_events`);
  expect(count?.n).toBe(events.length + copies.length);
  return database;
}

it('counts events as they were, each once, over any span and in any slice', async () => {
  const property = fc.asyncProperty(anyEvents, async (events) => {
    const database = await storeWithCopies(events);
    await using queries = store.queries(database);
    const asks = [...asksOf(FREE, [{}, ...SLICED, ...FREELY_SLICED]), ...asksOf(DECLARED, [{}, ...FREELY_SLICED])];
    for (const ask of asks) expect(await checkAsk(queries, ask, events)).toBe('events');
    await store.client.command({ query: `DROP DATABASE ${database}` });
  });
  await fc.assert(property, ONCE);
});

/** What finished numbers are kept of: not of funnels, whose steps are free, and not of recoveries, which are few. */
const isKept = ({ panel, slice = {} }: ProductAsk, dimensions: readonly string[]): boolean =>
  panel !== 'funnel' && panel !== 'offlineRecovery' && Object.keys(slice).every((key) => dimensions.includes(key));

// Each dimension takes as long as everybody, so that the quick suite has the one with the hardest values.
const anyDimensions = SCALE === 1 ? fc.constant(['team']) : fc.subarray(DIMENSIONS);

it('reads finished numbers that are what the events say, for each declared window and dimension', async () => {
  const property = fc.asyncProperty(anyEvents, anyDimensions, async (events, dimensions) => {
    const database = await storeWithCopies(events);
    const rollups = createRollups({ client: store.client, database, dimensions, minUsers: 1 });
    // It computes the windows before, too, and those that a trend looks back to from there.
    await rollups.runRecent(Date.now(), 1);
    await using queries = store.queries(database);
    for (const ask of asksOf(DECLARED, [{}, ...SLICED])) {
      expect(await checkAsk(queries, ask, events)).toBe(isKept(ask, dimensions) ? 'rollup' : 'events');
    }
    await store.client.command({ query: `DROP DATABASE ${database}` });
  });
  await fc.assert(property, ONCE);
});
