import type { ProductSlice } from '@plumbline/core';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createRollups } from '../../src/index.ts';
import { GROUP } from '../../src/rollup/slices.ts';
import { anyEvent, DAY, dayOf, endOfDays } from './any-event.ts';
import { type Events, inOrder } from './event-lists.ts';
import { startStore, type Store } from './store.ts';

const SCALE = Number(process.env['PLUMBLINE_WORKSPACE_SOAK'] ?? 1);

vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
const END = endOfDays();
const AS_OF = dayOf(END - DAY);

let store: Store;
beforeAll(async () => {
  store = await startStore();
});
afterAll(() => store[Symbol.asyncDispose]());

/** A cell of a panel, for everybody or for one value of a dimension. */
interface Cell {
  readonly window_days: number;
  readonly panel: string;
  readonly dimension: string;
  readonly value: string;
  readonly k1: string;
  readonly k2: string;
  readonly k3: string;
  readonly events: number;
  readonly users: number;
}

const DIMENSIONS = ['role', 'source'];

/** Computes everything with a bound, and says which cells were kept. */
async function keptCells(database: string, minUsers: number): Promise<readonly Cell[]> {
  await createRollups({ client: store.client, database, dimensions: DIMENSIONS, minUsers }).run(AS_OF);
  const of = (table: string, slice: string): string =>
    `SELECT window_days, panel, ${slice}, k1, k2, k3, events, users FROM ${database}.product_telemetry_${table} WHERE panel != '' AND run_id IN (SELECT run_id FROM ${database}.product_telemetry_rollup_runs FINAL)`;
  const cells = await store.rows<Cell>(
    `${of('rollup', "'' AS dimension, '' AS value")} UNION ALL ${of('rollup_slices', 'dimension, value')}`,
  );
  return cells.toSorted((one, two) => inOrder([idOf(one)], [idOf(two)]));
}

const idOf = ({ window_days, panel, dimension, value, k1, k2, k3 }: Cell): string =>
  JSON.stringify([window_days, panel, dimension, value, k1, k2, k3]);

const keysOf = ({ k1, k2, k3 }: Cell): string => JSON.stringify([k1, k2, k3]);

/** Cells that stand in one answer, and cells of one line through the answers for all values of a dimension. */
const withinOf = ({ window_days, panel, dimension, value }: Cell): string =>
  JSON.stringify([window_days, panel, dimension, value]);
const acrossOf = (cell: Cell): string => JSON.stringify([cell.window_days, cell.panel, cell.dimension, keysOf(cell)]);

const people = (cells: readonly Cell[]): number => cells.reduce((sum, { users }) => sum + users, 0);

const isSmall = ({ users }: Cell, k: number): boolean => Math.max(users, 1) < k;

/** Who goes, in plain words: what is too small, and then the next smallest until two cells and enough people are gone. */
function hiddenAmong(
  neighbours: readonly Cell[],
  order: (cell: Cell) => readonly string[],
  k: number,
): readonly Cell[] {
  const sorted = neighbours.toSorted((one, two) => one.users - two.users || inOrder(order(one), order(two)));
  const hidden = sorted.filter((cell) => isSmall(cell, k));
  for (const cell of sorted.slice(hidden.length)) {
    if (hidden.length === 0 || (hidden.length > 1 && people(hidden) >= k)) break;
    hidden.push(cell);
  }
  return hidden;
}

function lists(cells: readonly Cell[], by: (cell: Cell) => string): readonly (readonly Cell[])[] {
  const found = new Map<string, Cell[]>();
  for (const cell of cells) found.set(by(cell), [...(found.get(by(cell)) ?? []), cell]);
  return [...found.values()];
}

/** The cells that may be kept of all there are. */
function keepable(all: readonly Cell[], k: number): readonly Cell[] {
  const keys = ({ k1, k2, k3 }: Cell): readonly string[] => [k1, k2, k3];
  const gone = new Set([
    ...lists(all, withinOf).flatMap((cells) => hiddenAmong(cells, keys, k)),
    ...lists(
      all.filter(({ dimension }) => dimension !== ''),
      acrossOf,
    ).flatMap((cells) => hiddenAmong(cells, ({ value }) => [value], k)),
  ]);
  return all.filter((cell) => !gone.has(cell));
}

const withoutDimension = ({ window_days, panel, ...cell }: Cell): string =>
  JSON.stringify([window_days, panel, keysOf({ window_days, panel, ...cell })]);

/** Small groups that come out when what is kept is taken from a total: of one answer, or from everybody's cell. */
function derived(all: readonly Cell[], kept: ReadonlySet<string>, k: number): readonly string[] {
  const isKept = (cell: Cell): boolean => kept.has(idOf(cell));
  const everybody = new Set(all.filter((cell) => cell.dimension === '' && isKept(cell)).map(withoutDimension));
  const answers = lists(all, withinOf).filter((cells) => cells.some(isKept));
  const lines = lists(
    all.filter((cell) => cell.dimension !== '' && everybody.has(withoutDimension(cell))),
    acrossOf,
  );
  return [...answers, ...lines]
    .map((cells) => cells.filter((cell) => !isKept(cell)))
    .filter((hidden) => hidden.length > 0 && people(hidden) < k)
    .flat()
    .map(idOf);
}

const LISTED = ['featureUsage', 'filterChanges', 'chartInteractions', 'clientErrors', 'captureVolume'] as const;

/** Asks for a list with a line for each cell, by everybody or by one value, and counts its lines. */
async function checkLists(database: string, kept: readonly Cell[], k: number): Promise<void> {
  await using queries = store.queries(database);
  const roles = ['admin', 'viewer', 'editor'];
  for (const [panel, value] of LISTED.flatMap((one) => ['', ...roles].map((role) => [one, role] as const))) {
    const slice: ProductSlice = value === '' ? {} : { role: [value] };
    const cells = kept.filter((cell) => cell.window_days === 7 && cell.panel === panel && cell.value === value);
    const own = cells.filter(({ dimension }) => dimension === (value === '' ? '' : 'role'));
    const ask = { panel, span: { days: 7 }, slice } as const;
    const { rows, from, suppressedBelow } = await queries.answer(ask);
    // Nothing is said of a slice that is not known to be of five people, whatever was kept of it with a smaller bound.
    const group = kept.find((cell) => cell.window_days === 7 && cell.panel === GROUP && cell.value === value);
    const isLarge = value === '' || k >= 5 || (group?.users ?? 0) >= 5;
    const lines = isLarge ? own.length : 0;
    const bound = value === '' ? k : Math.max(k, 5);
    expect({ ask, from, suppressedBelow, lines: rows.length }).toEqual({
      ask,
      from: 'rollup',
      suppressedBelow: bound,
      lines,
    });
  }
}

const stored = async (events: Events): Promise<string> => {
  const database = await store.database();
  await store.send(database, events);
  return database;
};

it('keeps no cell of a small group, and none that would give one away', async () => {
  const anyEvents = fc.array(anyEvent(END, 14), { minLength: 150, maxLength: 500 });
  const property = fc.asyncProperty(anyEvents, fc.integer({ min: 2, max: 7 }), async (events, k) => {
    const database = await stored(events);
    const all = await keptCells(database, 1);
    const kept = await keptCells(database, k);
    expect({ k, small: kept.filter((cell) => isSmall(cell, k)) }).toEqual({ k, small: [] });
    expect({ k, kept }).toEqual({ k, kept: keepable(all, k) });
    expect({ k, derived: derived(all, new Set(kept.map(idOf)), k) }).toEqual({ k, derived: [] });
    await checkLists(database, kept, k);
    await store.client.command({ query: `DROP DATABASE ${database}` });
  });
  await fc.assert(property, { numRuns: SCALE, endOnFailure: true });
});

it('says of a panel with a bound of its own the larger of both', async () => {
  const database = await stored([]);
  const rollups = createRollups({ client: store.client, database, minUsers: 2 });
  await rollups.run(AS_OF);
  await using queries = store.queries(database);
  const bound = async (panel: 'retention' | 'topRoutes', days: number): Promise<number | undefined> =>
    (await queries.answer({ panel, span: { days } })).suppressedBelow;
  // Of fourteen days there are no finished numbers.
  expect([await bound('retention', 7), await bound('retention', 14)]).toEqual([5, 5]);
  expect([await bound('topRoutes', 7), await bound('topRoutes', 14)]).toEqual([2, undefined]);
});
