import type { ClickhouseClient } from '../client.ts';
import type { CellPanelId } from '../panels/cell-panels.ts';
import type { Cell, CellPanel } from '../panels/cell.ts';
import { DAY_MS, dayOf } from '../panels/days.ts';
import { LEAST_PEOPLE } from '../panels/least-people.ts';
import { productQuestions } from '../product-questions.ts';
import { queryExact } from '../query-exact.ts';
import { ROLLUP_WINDOWS } from '../rollup/create-rollups.ts';
import { GROUP, isInSlices } from '../rollup/slices.ts';
import { rollupNames } from '../rollup/tables.ts';
import type { EventPlace } from './event-statements.ts';
import type { ResolvedAsk } from './resolve-ask.ts';

/** Finished numbers of one question, and how small a group they leave out. */
export interface RollupCells {
  readonly cells: readonly Cell[];
  /** Spans of which nothing is said, for nobody knows that enough people were in the slice. */
  readonly few: ReadonlySet<number>;
  readonly suppressedBelow: number;
}

/** Where the cells of a question stand, if they are kept at all. */
interface Shelf {
  readonly table: string;
  readonly days: number;
  readonly dimension: string;
  readonly value: string;
}

type Kept = Omit<Cell, 'span'> & { readonly as_of: string };

/** A slice of one value of one dimension may be kept; numbers of several values cannot be added up. */
function sliceOf({ slice }: ResolvedAsk): Pick<Shelf, 'dimension' | 'value'> | undefined {
  if (slice.length === 0) return { dimension: '', value: '' };
  const [[dimension, values] = ['', []], ...others] = slice;
  const [value, ...further] = values;
  return value === undefined || others.length > 0 || further.length > 0 ? undefined : { dimension, value };
}

function shelfOf(id: CellPanelId, ask: ResolvedAsk, table: string): Shelf | undefined {
  const { days } = ask;
  const slice = sliceOf(ask);
  if (days === undefined || slice === undefined || !ROLLUP_WINDOWS.some((window) => window === days)) return undefined;
  const names = rollupNames(table);
  if (slice.dimension === '' && Object.hasOwn(productQuestions, id)) return { ...slice, days, table: names.rollup };
  return isInSlices(id, slice.dimension) ? { ...slice, days, table: names.slices } : undefined;
}

/** Last days of the span that is asked about and of those before it. */
const lastDays = ({ until }: ResolvedAsk, days: number, spans: number): readonly string[] =>
  Array.from({ length: spans }, (_, index) => dayOf(until - (index * days + 1) * DAY_MS));

/** The newest run of each of the days; of slices only those that computed the dimension. */
function runsSql({ database, table }: EventPlace, shelf: Shelf): string {
  const { runs, slices } = rollupNames(table);
  const newest = `SELECT as_of, argMax(run_id, computed_at) AS run_id, argMax(min_users, computed_at) AS least FROM ${database}.${runs} WHERE window_days = {days:UInt16} AND as_of IN {as_of:Array(Date)} GROUP BY as_of`;
  if (shelf.table !== slices) return newest;
  return `SELECT as_of, run_id, least FROM (${newest}) WHERE run_id IN (SELECT run_id FROM ${database}.${slices} WHERE panel = '' AND window_days = {days:UInt16} AND dimension = {dimension:String} AND as_of IN {as_of:Array(Date)})`;
}

function cellsSql({ byEvents, limit }: CellPanel, place: EventPlace, shelf: Shelf): string {
  const inSlice = shelf.table === rollupNames(place.table).slices;
  const slice = inSlice ? 'AND dimension = {dimension:String} AND value = {value:String}' : '';
  return `SELECT toString(cells.as_of) AS as_of, k1, k2, k3, events, sessions, users, v1_avg, v2_avg, v3_avg, v1_q
FROM ${place.database}.${shelf.table} AS cells
WHERE panel = {panel:String} AND window_days = {days:UInt16} ${slice} AND cells.as_of IN {as_of:Array(Date)}
  AND run_id IN (SELECT run_id FROM (${runsSql(place, shelf)}))
ORDER BY as_of, ${byEvents ? 'cells.events DESC, ' : ''}k1, k2, k3${limit === undefined ? '' : ` LIMIT ${limit} BY as_of`}`;
}

/** Days whose run knows of enough people in the slice. */
const largeSql = (place: EventPlace, shelf: Shelf): string =>
  `SELECT toString(as_of) AS day FROM ${place.database}.${shelf.table} WHERE panel = '${GROUP}' AND window_days = {days:UInt16} AND dimension = {dimension:String} AND value = {value:String} AND as_of IN {as_of:Array(Date)} AND users >= ${LEAST_PEOPLE} AND run_id IN (SELECT run_id FROM (${runsSql(place, shelf)}))`;

/** A store that was never migrated to this version has no finished numbers of this kind. */
const isMissing = (error: unknown): boolean =>
  (error as { readonly cause?: { readonly type?: unknown } }).cause?.type === 'UNKNOWN_TABLE';

/** Capture by team says of each line whose it is. */
const withTeam = (cell: Cell, { dimension, value }: Shelf): Cell =>
  dimension === '' ? cell : { ...cell, k3: cell.k3 === '' ? value : cell.k3 };

interface Kind {
  readonly id: CellPanelId;
  readonly panel: CellPanel;
}

/** Cells from rollups; undefined unless every span that is needed has finished numbers. Throws PLB_CLICKHOUSE_QUERY. */
export async function cellsFromRollup(
  client: ClickhouseClient,
  { id, panel }: Kind,
  ask: ResolvedAsk,
  place: EventPlace,
  spans: number,
): Promise<RollupCells | undefined> {
  const shelf = shelfOf(id, ask, place.table);
  if (shelf === undefined) return undefined;
  const { days, dimension, value } = shelf;
  const asOf = lastDays(ask, days, spans);
  const params = { days, panel: id, as_of: asOf, dimension, value };
  // A cell stands once in its run, so nothing has to be merged while reading; hundreds of rows are no work for two threads.
  const read = <Found>(sql: string): Promise<Found[]> =>
    queryExact<Found>(client, `${sql}\nSETTINGS final = 0, max_threads = 1`, params, ask.signal);
  try {
    const [runs, kept] = await Promise.all([
      read<{ readonly least: number }>(runsSql(place, shelf)),
      read<Kept>(cellsSql(panel, place, shelf)),
    ]);
    if (runs.length < spans) return undefined;
    const least = Math.max(...runs.map(({ least }) => least));
    const isOpen = runs.some(({ least }) => least < LEAST_PEOPLE);
    // A run with a large enough bound has cells of large groups alone; without any the group may have been small.
    const unsure = asOf.filter((day) => dimension !== '' && (isOpen || !kept.some(({ as_of }) => as_of === day)));
    const large = unsure.length === 0 ? [] : await read<{ readonly day: string }>(largeSql(place, shelf));
    const few = new Set(
      unsure.filter((day) => !large.some((known) => known.day === day)).map((day) => asOf.indexOf(day)),
    );
    const cells = kept
      .map(({ as_of, ...cell }) => ({ ...cell, span: asOf.indexOf(as_of) }))
      .filter(({ span }) => !few.has(span));
    return {
      cells: id === 'captureVolume' ? cells.map((cell) => withTeam(cell, shelf)) : cells,
      few,
      suppressedBelow: Math.max(least, panel.suppressedBelow ?? 0, dimension === '' ? 0 : LEAST_PEOPLE),
    };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
