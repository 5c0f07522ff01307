import type { ClickhouseClient } from '../client.ts';
import { productQuestions } from '../product-questions.ts';
import { queryExact } from '../query-exact.ts';
import { ROLLUP_WINDOWS } from '../rollup/create-rollups.ts';
import { rollupNames } from '../rollup/tables.ts';
import type { EventPlace } from './answer-events.ts';
import type { Cell, CellPanel } from './cell.ts';
import type { CellPanelId } from './cell-panels.ts';
import { dayOf } from './days.ts';
import { DAY_MS, type ResolvedAsk } from './resolve-ask.ts';

/** Finished numbers of one question, and how small a group they leave out. */
export interface RollupCells {
  readonly cells: readonly Cell[];
  readonly suppressedBelow: number;
}

type Kept = Omit<Cell, 'span'> & { readonly as_of: string };

/** Last days of the span that is asked about and of those before it. */
function lastDays({ until }: ResolvedAsk, days: number, spans: number): readonly string[] {
  return Array.from({ length: spans }, (_, index) => dayOf(until - (index * days + 1) * DAY_MS));
}

/** Cells from rollups; undefined unless every span that is needed has finished numbers. */
export async function cellsFromRollup(
  client: ClickhouseClient,
  { id, panel }: { readonly id: CellPanelId; readonly panel: CellPanel },
  ask: ResolvedAsk,
  { database, table }: EventPlace,
  spans: number,
): Promise<RollupCells | undefined> {
  const { days } = ask;
  const isKept = days !== undefined && (ROLLUP_WINDOWS as readonly number[]).includes(days);
  if (!isKept || ask.slice.length > 0 || !Object.hasOwn(productQuestions, id)) return undefined;
  const { rollup, runs } = rollupNames(table);
  const asOf = lastDays(ask, days, spans);
  const params = { days, panel: id, as_of: asOf };
  const newest = `SELECT as_of, argMax(run_id, computed_at) AS run_id, argMax(min_users, computed_at) AS least FROM ${database}.${runs} WHERE window_days = {days:UInt16} AND as_of IN {as_of:Array(Date)} GROUP BY as_of`;
  const read = <Found>(sql: string): Promise<Found[]> =>
    queryExact<Found>(client, `${sql} SETTINGS final = 0, max_threads = 1`, params, ask.signal);
  const [found, cells] = await Promise.all([
    read<{ readonly least: number }>(newest),
    read<Kept>(
      `SELECT toString(as_of) AS as_of, k1, k2, k3, events, sessions, users, v1_avg, v2_avg, v3_avg, v1_q FROM ${database}.${rollup} AS cells
       WHERE panel = {panel:String} AND window_days = {days:UInt16} AND cells.as_of IN {as_of:Array(Date)} AND (cells.as_of, run_id) IN (SELECT as_of, run_id FROM (${newest}))
       ORDER BY ${panel.byEvents ? 'events DESC, ' : ''}k1, k2, k3${panel.limit === undefined ? '' : ` LIMIT ${panel.limit} BY as_of`}`,
    ),
  ]);
  if (found.length < spans) return undefined;
  return {
    cells: cells.map(({ as_of, ...cell }) => ({ ...cell, span: asOf.indexOf(as_of) })),
    suppressedBelow: Math.max(...found.map(({ least }) => least)),
  };
}
