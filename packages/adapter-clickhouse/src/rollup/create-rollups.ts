import { randomUUID } from 'node:crypto';
import { PlumblineError } from '@plumbline/core';
import { type ClickhouseClient, nameOfFailure } from '../client.ts';
import { type ProductQuestionId, productQuestions } from '../product-questions.ts';
import { EXACT, queryExact } from '../query-exact.ts';
import { forgetEventColumns, isSliceKey, readEventColumns, withEventColumns } from '../panels/event-columns.ts';
import { dayBefore, missingBefore } from './missing-windows.ts';
import { cellsSql } from './panels.ts';
import { SLICE_COLUMNS, sliceCellsSql, sliceMark, sliceSteps } from './slices.ts';
import { rollupNames } from './tables.ts';

/** Days that a rollup looks back. */
export const ROLLUP_WINDOWS = [1, 7, 30] as const;

/** A window that rollups exist for. */
export type RollupWindow = (typeof ROLLUP_WINDOWS)[number];

export interface RollupOptions {
  /** A user of it must be allowed to insert into the tables of the rollup and to delete from them. */
  readonly client: ClickhouseClient;
  /** @default 'plumbline' */
  readonly database?: string;
  /** Name of the event table. @default 'product_telemetry_events' */
  readonly table?: string;
  /** Fewest users whose numbers are kept together. @default 5 */
  readonly minUsers?: number;
  /** Version of the catalog, kept with each run. @default '' */
  readonly catalogVersion?: string;
  /**
   * Fields of the payload by whose values the numbers are kept too, such as the catalog's dimensions; `feature`, `surface`
   * and `source` may be among them. Each makes a run longer by about as much as everybody's numbers take. @default none
   */
  readonly dimensions?: readonly string[];
}

/** Finished numbers of the product questions, which outlive the events and name nobody. */
export interface Rollups {
  /**
   * Computes all windows that end with this day, `YYYY-MM-DD` in UTC, and returns how many cells were kept. Again for the
   * same day replaces what was there. Throws PLB_CLICKHOUSE_QUERY, and leaves the last finished run as it is.
   */
  run(asOf: string): Promise<number>;
  /**
   * Computes the last whole days, oldest first: offline browsers send events up to 72 hours late. Call it once a day. A
   * window is compared with those before it, so it computes these too where they never were, which is so until calls go
   * back for two months, and where the table still keeps all of their events.
   * @param now Milliseconds since the epoch.
   */
  runRecent(now: number, days?: number): Promise<number>;
}

const LATE_DAYS = 3;

const isDay = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.slice(0, 10) === text;

const COLUMNS = 'as_of, window_days, panel, k1, k2, k3, events, sessions, users, v1_avg, v2_avg, v3_avg, v1_q, run_id';

interface Job {
  readonly client: ClickhouseClient;
  readonly database: string;
  readonly table: string;
  readonly events: string;
  readonly rollup: string;
  readonly runs: string;
  readonly slices: string;
  readonly minUsers: number;
  readonly catalogVersion: string;
  readonly dimensions: readonly string[];
}

/** What is written in a run, each by a statement of its own. */
const insertsOf = ({ events, rollup, slices, dimensions }: Job): readonly string[] => [
  ...(Object.keys(productQuestions) as ProductQuestionId[]).map(
    (id) => `INSERT INTO ${rollup} (${COLUMNS}) ${cellsSql(id, events)}`,
  ),
  ...sliceSteps(dimensions).map((step) => `INSERT INTO ${slices} (${SLICE_COLUMNS}) ${sliceCellsSql(step, events)}`),
  ...['', ...dimensions].map((dimension) => `INSERT INTO ${slices} (${SLICE_COLUMNS}) ${sliceMark(dimension)}`),
];

const COUNT = 'WHERE as_of = {as_of:Date} AND window_days = {days:UInt16} AND run_id = {run:UUID}';

async function computeWindow(job: Job, asOf: string, days: RollupWindow): Promise<number> {
  const { client, database, table, rollup, runs, slices, minUsers, catalogVersion } = job;
  const columns = await readEventColumns(client, database, table);
  const run = randomUUID();
  const params = { as_of: asOf, days, run, k: minUsers };
  for (const query of insertsOf(job)) {
    await client.command({
      query: withEventColumns(query, columns),
      query_params: params,
      clickhouse_settings: { ...EXACT, async_insert: 0 },
    });
  }
  const [{ cells = 0 } = {}] = await queryExact<{ readonly cells?: number }>(
    client,
    `SELECT (SELECT count() FROM ${rollup} ${COUNT}) + (SELECT count() FROM ${slices} ${COUNT} AND panel != '') AS cells`,
    params,
  );
  // From here on this run is the one that is read.
  await client.command({
    query: `INSERT INTO ${runs} (as_of, window_days, run_id, min_users, catalog_version, rows) SELECT {as_of:Date}, {days:UInt16}, {run:UUID}, {k:UInt16}, {version:String}, {cells:UInt64}`,
    query_params: { ...params, version: catalogVersion, cells },
    clickhouse_settings: { async_insert: 0 },
  });
  return cells;
}

/** Runs that another one replaced; a day apart, so that one which is still being written or read is left alone. */
async function forgetReplaced({ client, rollup, runs, slices }: Job, asOf: string): Promise<void> {
  for (const table of [rollup, slices]) {
    await client.command({
      query: `DELETE FROM ${table} WHERE as_of = {as_of:Date} AND computed_at < now64(3) - INTERVAL 1 DAY AND run_id NOT IN (SELECT run_id FROM ${runs} FINAL WHERE as_of = {as_of:Date})`,
      query_params: { as_of: asOf },
    });
  }
}

/** Each dimension is about ten statements for each window. */
const MAX_DIMENSIONS = 16;

function checkOptions({ minUsers = 5, dimensions = [] }: RollupOptions): void {
  const isEnough = Number.isInteger(minUsers) && minUsers >= 1 && minUsers <= 1_000;
  const isNames = dimensions.every((name) => isSliceKey(name)) && new Set(dimensions).size === dimensions.length;
  const faults = [
    ...(isEnough ? [] : ['`minUsers` must be a whole number from 1 to 1000']),
    ...(isNames ? [] : ['`dimensions` must be different plain names: letters, digits and underscores']),
    ...(dimensions.length > MAX_DIMENSIONS ? [`\`dimensions\` must be ${MAX_DIMENSIONS} at most`] : []),
  ];
  if (faults.length > 0) throw new PlumblineError('PLB_OPTION_INVALID', `rollups: ${faults.join('; ')}`);
}

/** Computes rollups with a client of `@clickhouse/client`; it opens and closes nothing. `migrate` makes the tables. */
export function createRollups(options: RollupOptions): Rollups {
  checkOptions(options);
  const { client, database = 'plumbline', table = 'product_telemetry_events' } = options;
  const names = rollupNames(table);
  const job: Job = {
    client,
    database,
    table,
    events: `${database}.${table}`,
    rollup: `${database}.${names.rollup}`,
    runs: `${database}.${names.runs}`,
    slices: `${database}.${names.slices}`,
    minUsers: options.minUsers ?? 5,
    catalogVersion: options.catalogVersion ?? '',
    dimensions: options.dimensions ?? [],
  };
  const computed = async (asOf: string, windows: readonly RollupWindow[]): Promise<number> => {
    let cells = 0;
    try {
      for (const days of windows) cells += await computeWindow(job, asOf, days);
      await forgetReplaced(job, asOf);
    } catch (cause) {
      forgetEventColumns(client);
      if (cause instanceof PlumblineError) throw cause;
      const what = `clickhouse: the rollup failed: ${nameOfFailure(cause)}`;
      throw new PlumblineError('PLB_CLICKHOUSE_QUERY', what, { cause });
    }
    return cells;
  };
  const run = async (asOf: string): Promise<number> => {
    if (!isDay(asOf)) throw new PlumblineError('PLB_OPTION_INVALID', 'rollups: `asOf` must be a day, YYYY-MM-DD');
    return computed(asOf, ROLLUP_WINDOWS);
  };
  return {
    run,
    async runRecent(now, days = LATE_DAYS) {
      let cells = 0;
      for (let back = days; back >= 1; back -= 1) cells += await run(dayBefore(now, back));
      const missing = await missingBefore(client, { database, table }, ROLLUP_WINDOWS, now);
      for (const window of missing) cells += await computed(window.asOf, [window.days]);
      return cells;
    },
  };
}
