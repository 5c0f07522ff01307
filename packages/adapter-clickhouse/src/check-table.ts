import { PlumblineError } from '@plumbline/core';
import { type ClickhouseClient, readRows } from './client.ts';
import { columns, DEDUPLICATION_WINDOW, PARTITION_KEY, RETENTION_DAYS, SORTING_KEY, VERSION_COLUMN } from './table.ts';

/** One row of system.tables. */
export interface TableState {
  readonly name: string;
  readonly engine: string;
  readonly engine_full: string;
  readonly partition_key: string;
  readonly sorting_key: string;
}

/** What is wrong, and the change of the table that ends it; without one the table must be made anew. */
interface Difference {
  readonly what: string;
  readonly alter?: string;
}

function columnDifferences(found: readonly { name: string; type: string }[]): Difference[] {
  return Object.entries(columns).flatMap(([name, type]) => {
    const actual = found.find((column) => column.name === name)?.type;
    return actual === type ? [] : [{ what: `${name} is ${actual ?? 'missing'} and not ${type}` }];
  });
}

/** The last argument says which copy is the newest; replicated tables have a path and a name before it. */
const keepsNewest = (engine: string, full: string): boolean =>
  engine.endsWith('ReplacingMergeTree') && new RegExp(`^\\w+\\((?:[^()]*, )?${VERSION_COLUMN}\\)`).test(full);

function retentionDifference(full: string): Difference[] {
  const ttl = / TTL (.*?)(?= SETTINGS |$)/.exec(full)?.[1];
  const days = /^toDateTime\(occurred_at\) \+ toIntervalDay\((\d+)\)$/.exec(ttl ?? '')?.[1];
  // Keeping less is no fault.
  if (days !== undefined && Number(days) <= RETENTION_DAYS) return [];
  const what = ttl === undefined ? 'its TTL is missing' : `its TTL is \`${ttl}\``;
  return [
    {
      what: `${what} and not ${RETENTION_DAYS} days after occurred_at at most`,
      alter: `MODIFY TTL toDateTime(occurred_at) + INTERVAL ${RETENTION_DAYS} DAY DELETE`,
    },
  ];
}

function memoryDifference({ engine, engine_full: full }: TableState): Difference[] {
  // Replicated tables remember batches by default, plain ones do not.
  const isPlain = engine === 'ReplacingMergeTree';
  const setting = isPlain ? 'non_replicated_deduplication_window' : 'replicated_deduplication_window';
  const blocks = new RegExp(` ${setting} = (\\d+)`).exec(full)?.[1];
  const isEnough = blocks === undefined ? !isPlain : Number(blocks) >= DEDUPLICATION_WINDOW;
  if (isEnough) return [];
  return [
    {
      what: `${setting} is ${blocks ?? 'missing'} and not ${DEDUPLICATION_WINDOW} at least`,
      alter: `MODIFY SETTING ${setting} = ${DEDUPLICATION_WINDOW}`,
    },
  ];
}

function stateDifferences(state: TableState): Difference[] {
  const differences: Difference[] = [];
  if (!keepsNewest(state.engine, state.engine_full) || state.sorting_key !== SORTING_KEY) {
    differences.push({ what: 'its engine or sorting key cannot drop repeated events' });
  }
  if (state.partition_key !== PARTITION_KEY) {
    differences.push({ what: `its partition key is \`${state.partition_key}\` and not \`${PARTITION_KEY}\`` });
  }
  return [...differences, ...retentionDifference(state.engine_full), ...memoryDifference(state)];
}

function fixOf(differences: readonly Difference[], database: string, table: string): string {
  if (differences.some(({ alter }) => alter === undefined)) {
    return `Rename the existing table and start again, so that \`${table}\` is made anew.`;
  }
  return `Run \`${differences.map(({ alter }) => `ALTER TABLE ${database}.${table} ${alter}`).join('; ')}\`.`;
}

/** What ClickHouse says about the tables of a database. */
export interface Found {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly tables: readonly TableState[];
}

/** Asks for the columns of one table, and for the state of it and of the others that are named. */
export async function readFound(
  client: ClickhouseClient,
  database: string,
  table: string,
  others: readonly string[] = [],
): Promise<Found> {
  const [found, tables] = await Promise.all([
    readRows<Found['columns'][number]>(
      client,
      'SELECT name, type FROM system.columns WHERE database = {database:String} AND table = {table:String}',
      { database, table },
    ),
    readRows<TableState>(
      client,
      'SELECT name, engine, engine_full, partition_key, sorting_key FROM system.tables WHERE database = {database:String} AND name IN {names:Array(String)}',
      { database, names: [table, ...others] },
    ),
  ]);
  return { columns: found, tables };
}

/** Whether the table is there. Throws PLB_CLICKHOUSE_SCHEMA, with every difference, when it is not the right one. */
export function checkTable(found: Found, database: string, table: string): boolean {
  const state = found.tables.find(({ name }) => name === table);
  if (state === undefined || found.columns.length === 0) return false;
  // A Distributed table has an engine of its own; the local tables behind it have the right one.
  const differences = [
    ...columnDifferences(found.columns),
    ...(state.engine === 'Distributed' ? [] : stateDifferences(state)),
  ];
  if (differences.length === 0) return true;
  throw new PlumblineError(
    'PLB_CLICKHOUSE_SCHEMA',
    `clickhouse: the table \`${table}\` differs: ${differences.map(({ what }) => what).join('; ')}`,
    { fix: fixOf(differences, database, table) },
  );
}
