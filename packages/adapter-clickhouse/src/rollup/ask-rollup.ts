import { PlumblineError } from '@plumbline/core';
import type { ClickhouseClient } from '../client.ts';
import type { ProductQuestionId, ProductRows } from '../product-questions.ts';
import { queryExact } from '../query-exact.ts';
import { ROLLUP_WINDOWS, type RollupWindow } from './create-rollups.ts';
import { panels } from './panels.ts';
import { rollupNames } from './tables.ts';

export interface RollupQuestionOptions {
  readonly from: 'rollup';
  /** Rollups exist for these windows, and no other can be put together from them. @default 30 */
  readonly days?: RollupWindow;
  /** The last day of the window, `YYYY-MM-DD` in UTC. @default the newest that was computed */
  readonly asOf?: string;
  /** @default 'plumbline' */
  readonly database?: string;
  /** Name of the event table. @default 'product_telemetry_events' */
  readonly table?: string;
}

/** An answer from finished numbers. */
export interface RollupAnswer<Row> {
  /** The last day of the window; undefined where none was computed. */
  readonly asOf: string | undefined;
  /** Cells with fewer users than this are left out, and some of their neighbours so that none can be worked out. */
  readonly suppressedBelow: number | undefined;
  readonly rows: Row[];
}

interface Run {
  readonly as_of: string;
  readonly run_id: string;
  readonly min_users: number;
}

/** Answers a question from rollups. Where too few people stand behind everything, the answer has no rows. */
export async function askRollup<Id extends ProductQuestionId>(
  client: ClickhouseClient,
  id: Id,
  options: RollupQuestionOptions,
): Promise<RollupAnswer<ProductRows[Id]>> {
  const { days = 30, asOf, database = 'plumbline', table = 'product_telemetry_events' } = options;
  if (!ROLLUP_WINDOWS.includes(days)) {
    throw new PlumblineError('PLB_OPTION_INVALID', `${id}: \`days\` must be 1, 7 or 30 where rollups answer`);
  }
  const { rollup, runs } = rollupNames(table);
  const [run] = await queryExact<Run>(
    client,
    `SELECT as_of, run_id, min_users FROM ${database}.${runs} WHERE window_days = {days:UInt16} AND ({as_of:String} = '' OR toString(as_of) = {as_of:String}) ORDER BY as_of DESC LIMIT 1`,
    { days, as_of: asOf ?? '' },
  );
  if (run === undefined) return { asOf: undefined, suppressedBelow: undefined, rows: [] };
  const { select, order } = panels[id];
  const rows = await queryExact<ProductRows[Id]>(
    client,
    `SELECT ${select} FROM ${database}.${rollup} WHERE panel = {panel:String} AND window_days = {days:UInt16} AND as_of = {as_of:Date} AND run_id = {run:UUID} ORDER BY ${order}`,
    { panel: id, days, as_of: run.as_of, run: run.run_id },
  );
  return { asOf: run.as_of, suppressedBelow: run.min_users, rows };
}
