import { PlumblineError } from '@plumbline/core';
import { type ClickhouseClient, readRows } from './client.ts';
import { type ClusterOptions, localName, onCluster, SHARD_KEY } from './cluster.ts';
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

const ttlOf = (full: string): string | undefined => / TTL (.*?)(?= SETTINGS |$)/.exec(full)?.[1];

/** Days for which an event table keeps events, by `engine_full` of system.tables; undefined where that does not say it plainly. */
export function daysKept(full: string): number | undefined {
  const days = /^toDateTime\(occurred_at\) \+ toIntervalDay\((\d+)\)$/.exec(ttlOf(full) ?? '')?.[1];
  return days === undefined ? undefined : Number(days);
}

function retentionDifference(full: string): Difference[] {
  const ttl = ttlOf(full);
  // Keeping less is no fault.
  if ((daysKept(full) ?? Number.POSITIVE_INFINITY) <= RETENTION_DAYS) return [];
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

interface Place {
  readonly database: string;
  readonly table: string;
  readonly cluster?: ClusterOptions | undefined;
}

function fixOf(differences: readonly Difference[], { database, table, cluster }: Place): string {
  if (differences.some(({ alter }) => alter === undefined)) {
    return `Rename the existing table and start again, so that \`${table}\` is made anew.`;
  }
  const alter = `ALTER TABLE ${database}.${table}${onCluster(cluster)}`;
  return `Run \`${differences.map((difference) => `${alter} ${difference.alter}`).join('; ')}\`.`;
}

/** Cluster, database, table and sharding key, as system.tables writes them. */
const DISTRIBUTED = /^Distributed\('?([^',]+)'?, '?(\w+)'?, '?(\w+)'?(?:, (.*?))?\)(?: SETTINGS .*)?$/;

/** A table that only passes on: whether it does so to the right table, and so that copies of an event meet. */
function routeDifferences(full: string, { database, table, cluster }: Place): Difference[] {
  const [, name, inDatabase, to, key] = DISTRIBUTED.exec(full) ?? [];
  const differences: Difference[] = [];
  if (inDatabase !== database || (cluster !== undefined && to !== localName(table))) {
    differences.push({ what: `it passes on to ${inDatabase}.${to} and not to ${database}.${localName(table)}` });
  }
  if (cluster !== undefined && name !== cluster.name) {
    differences.push({ what: `its cluster is ${name} and not ${cluster.name}` });
  }
  if (key !== SHARD_KEY)
    differences.push({ what: `its sharding key is \`${key ?? 'missing'}\` and not \`${SHARD_KEY}\`` });
  return differences;
}

/** Name of the table that holds the rows behind a distributed one; it may be on other nodes alone. */
const behind = (state: TableState): string | undefined =>
  state.engine === 'Distributed' ? DISTRIBUTED.exec(state.engine_full)?.[3] : undefined;

/** What ClickHouse says about the tables of a database. */
export interface Found {
  readonly columns: readonly { readonly table: string; readonly name: string; readonly type: string }[];
  readonly tables: readonly TableState[];
}

/** Asks for the columns and the state of a table and of the others that are named. */
export async function readFound(
  client: ClickhouseClient,
  database: string,
  table: string,
  others: readonly string[] = [],
): Promise<Found> {
  const place = { database, names: [table, ...others] };
  const readColumns = () =>
    readRows<Found['columns'][number]>(
      client,
      'SELECT table, name, type FROM system.columns WHERE database = {database:String} AND table IN {names:Array(String)}',
      place,
    );
  const [found, tables] = await Promise.all([
    readColumns(),
    readRows<TableState>(
      client,
      'SELECT name, engine, engine_full, partition_key, sorting_key FROM system.tables WHERE database = {database:String} AND name IN {names:Array(String)}',
      place,
    ),
  ]);
  // Another service that starts at the same moment has made a table between the two answers.
  const isBehind = tables.some(({ name }) => !found.some((column) => column.table === name));
  return { columns: isBehind ? await readColumns() : found, tables };
}

function refuse(differences: readonly Difference[], place: Place): void {
  if (differences.length === 0) return;
  throw new PlumblineError(
    'PLB_CLICKHOUSE_SCHEMA',
    `clickhouse: the table \`${place.table}\` differs: ${differences.map(({ what }) => what).join('; ')}`,
    { fix: fixOf(differences, place) },
  );
}

/**
 * Looks at what is there. Throws PLB_CLICKHOUSE_SCHEMA, with every difference of one table, when it is not the right one:
 * the event table, and behind a distributed one the local table, where this node has it.
 */
export function checkTable(found: Found, place: Place): void {
  const { table, cluster } = place;
  const columnsOf = (name: string): Found['columns'] => found.columns.filter((column) => column.table === name);
  const stateOf = (name: string): TableState | undefined => found.tables.find((state) => state.name === name);
  const state = stateOf(table);
  if (state !== undefined) {
    const isRoute = state.engine === 'Distributed';
    if (cluster !== undefined && !isRoute) {
      refuse([{ what: `it is ${state.engine} on one server and not Distributed` }], place);
    }
    refuse(
      [
        ...columnDifferences(columnsOf(table)),
        ...(isRoute ? routeDifferences(state.engine_full, place) : stateDifferences(state)),
      ],
      place,
    );
  }
  const local = cluster === undefined ? state && behind(state) : localName(table);
  const localState = local === undefined ? undefined : stateOf(local);
  if (local === undefined || localState === undefined) return;
  refuse([...columnDifferences(columnsOf(local)), ...stateDifferences(localState)], { ...place, table: local });
}
