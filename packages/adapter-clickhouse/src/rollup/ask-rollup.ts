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

/** The newest run of the newest day that was asked for; a day of 1970 where there is none. */
const newestRun = (runs: string): string =>
  `(SELECT argMax((as_of, run_id, min_users), (as_of, computed_at)) FROM ${runs} WHERE window_days = {days:UInt16} AND ({as_of:String} = '' OR toString(as_of) = {as_of:String}))`;

interface Run {
  readonly as_of: string;
  readonly suppressed_below: number;
}

const RUN = 'toString(run.1) AS as_of, run.3 AS suppressed_below';

/** A cell stands once in its run, so that nothing has to be merged while reading; hundreds of rows are no work for two threads. */
async function read<Row>(client: ClickhouseClient, query: string, params: Record<string, unknown>): Promise<Row[]> {
  return queryExact<Row>(client, `${query} SETTINGS final = 0, max_threads = 1`, params);
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
  const run = newestRun(`${database}.${runs}`);
  const { select, order } = panels[id];
  const params = { days, as_of: asOf ?? '', panel: id };
  // One question is one statement: what it costs is the way there and back.
  const found = await read<ProductRows[Id] & Run>(
    client,
    `WITH ${run} AS run SELECT ${RUN}, ${select} FROM ${database}.${rollup} AS cells WHERE panel = {panel:String} AND window_days = {days:UInt16} AND cells.as_of = run.1 AND run_id = run.2 ORDER BY ${order}`,
    params,
  );
  const [about] = found.length > 0 ? found : await read<Run>(client, `WITH ${run} AS run SELECT ${RUN}`, params);
  if (about === undefined || about.suppressed_below === 0) {
    return { asOf: undefined, suppressedBelow: undefined, rows: [] };
  }
  const rows = found.map(({ as_of: _day, suppressed_below: _least, ...row }) => row as unknown as ProductRows[Id]);
  return { asOf: about.as_of, suppressedBelow: about.suppressed_below, rows };
}
