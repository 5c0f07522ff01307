import { createHash } from 'node:crypto';
import { PlumblineError } from '@plumbline/core';
import { type ClickhouseClient, nameOfFailure } from './client.ts';
import {
  columns,
  createDatabase,
  createEventTable,
  createMigrationsTable,
  MIGRATIONS_TABLE,
  SORTING_KEY,
} from './table.ts';

export interface MigrateOptions {
  /** @default 'plumbline' */
  readonly database?: string;
  /** @default 'product_telemetry_events' */
  readonly table?: string;
  /** Only say what is missing and change nothing. @default false */
  readonly dryRun?: boolean;
}

interface Migration {
  readonly id: number;
  readonly statement: string;
  readonly checksum: string;
}

interface Applied {
  readonly id: number;
  readonly checksum: string;
}

const migrationsOf = (database: string, table: string): readonly Migration[] =>
  [createEventTable(database, table)].map((statement, index) => ({
    id: index + 1,
    statement,
    checksum: createHash('sha256').update(statement).digest('hex'),
  }));

const drift = (what: string, fix: string): PlumblineError => new PlumblineError('PLB_CLICKHOUSE_SCHEMA', what, { fix });

async function rows<Row>(client: ClickhouseClient, query: string, params: Record<string, string>): Promise<Row[]> {
  const result = await client.query({ query, format: 'JSONEachRow', query_params: params });
  return (await result.json()) as Row[];
}

async function readApplied(client: ClickhouseClient, database: string, table: string): Promise<readonly Applied[]> {
  const [found] = await rows(
    client,
    'SELECT name FROM system.tables WHERE database = {database:String} AND name = {table:String}',
    { database, table: MIGRATIONS_TABLE },
  );
  if (found === undefined) return [];
  return rows<Applied>(
    client,
    `SELECT id, checksum FROM ${database}.${MIGRATIONS_TABLE} FINAL WHERE target = {table:String} ORDER BY id`,
    { table },
  );
}

function checkApplied(applied: readonly Applied[], known: readonly Migration[]): void {
  for (const { id, checksum } of applied) {
    const migration = known.find((candidate) => candidate.id === id);
    if (migration === undefined) {
      throw drift(
        `clickhouse: migration ${id} was applied and this version does not know it`,
        'Update @plumbline/adapter-clickhouse to the version that applied it.',
      );
    }
    if (migration.checksum !== checksum) {
      throw drift(
        `clickhouse: migration ${id} was applied with other statements than this version has`,
        'Use the version of @plumbline/adapter-clickhouse that applied it, or a new `database`.',
      );
    }
  }
}

async function checkTable(client: ClickhouseClient, database: string, table: string): Promise<boolean> {
  const params = { database, table };
  const found = await rows<{ name: string; type: string }>(
    client,
    'SELECT name, type FROM system.columns WHERE database = {database:String} AND table = {table:String}',
    params,
  );
  if (found.length === 0) return false;
  const wrong = Object.entries(columns).flatMap(([name, type]) => {
    const actual = found.find((column) => column.name === name)?.type;
    return actual === type ? [] : [`${name} is ${actual ?? 'missing'} and not ${type}`];
  });
  const [state] = await rows<{ engine: string; sorting_key: string }>(
    client,
    'SELECT engine, sorting_key FROM system.tables WHERE database = {database:String} AND name = {table:String}',
    params,
  );
  // A Distributed table has no sorting key of its own; the local tables behind it do.
  const replaces = state?.engine.endsWith('ReplacingMergeTree') === true && state.sorting_key === SORTING_KEY;
  if (!replaces && state?.engine !== 'Distributed') wrong.push('its engine or sorting key cannot drop repeated events');
  if (wrong.length === 0) return true;
  throw drift(
    `clickhouse: the table \`${table}\` differs: ${wrong.join('; ')}`,
    `Rename the existing table and start again, so that \`${table}\` is made anew.`,
  );
}

/**
 * Brings the event table to this version and returns the IDs of the migrations that were missing. What is there already
 * is checked first: a table or a recorded migration that differs throws PLB_CLICKHOUSE_SCHEMA and changes nothing.
 * Nothing is executed when nothing is missing, so a user without rights to create can run it then. Services may run it
 * at the same time.
 */
export async function migrate(client: ClickhouseClient, options: MigrateOptions = {}): Promise<readonly number[]> {
  const { database = 'plumbline', table = 'product_telemetry_events', dryRun = false } = options;
  try {
    const known = migrationsOf(database, table);
    const applied = await readApplied(client, database, table);
    checkApplied(applied, known);
    const present = await checkTable(client, database, table);
    const missing = known.filter(({ id }) => !present || !applied.some((done) => done.id === id));
    if (missing.length === 0 || dryRun) return missing.map(({ id }) => id);
    await apply(client, database, table, missing);
    await checkTable(client, database, table);
    return missing.map(({ id }) => id);
  } catch (cause) {
    if (cause instanceof PlumblineError) throw cause;
    const refused = typeof (cause as { type?: unknown }).type === 'string';
    throw new PlumblineError(
      refused ? 'PLB_CLICKHOUSE_QUERY' : 'PLB_ADAPTER_OPEN',
      `clickhouse: the event table could not be checked: ${nameOfFailure(cause)}`,
      { cause },
    );
  }
}

async function apply(
  client: ClickhouseClient,
  database: string,
  table: string,
  missing: readonly Migration[],
): Promise<void> {
  await client.command({ query: createDatabase(database) });
  await client.command({ query: createMigrationsTable(database) });
  for (const { id, statement, checksum } of missing) {
    await client.command({ query: statement });
    // Identifiers and hex digits alone: nothing to escape.
    await client.command({
      query: `INSERT INTO ${database}.${MIGRATIONS_TABLE} (id, target, checksum) VALUES (${id}, '${table}', '${checksum}')`,
    });
  }
}
