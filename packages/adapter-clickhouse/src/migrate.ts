import { PlumblineError } from '@plumbline/core';
import { checkTable, readFound } from './check-table.ts';
import { type ClickhouseClient, nameOfFailure, readRows } from './client.ts';
import { type ClusterOptions, createClusterDatabase, createClusterMigrations, localName } from './cluster.ts';
import { clusterMigrations, type Migration, migrations } from './migrations.ts';
import { createDatabase, createMigrationsTable, MIGRATIONS_TABLE } from './table.ts';

/** Where the tables are. */
export interface SchemaOptions {
  /** @default 'plumbline' */
  readonly database?: string;
  /** @default 'product_telemetry_events' */
  readonly table?: string;
  /** The cluster that the tables stand on; without it they stand on one server. */
  readonly cluster?: ClusterOptions | undefined;
}

export interface MigrateOptions extends SchemaOptions {
  /** Only say what is missing and change nothing. @default false */
  readonly dryRun?: boolean;
}

interface Applied {
  readonly id: number;
  readonly checksum: string;
}

const drift = (what: string, fix: string): PlumblineError => new PlumblineError('PLB_CLICKHOUSE_SCHEMA', what, { fix });

/** What a migration is recorded under. No table has a space in its name. */
const recordName = (table: string, cluster: ClusterOptions | undefined): string =>
  cluster === undefined ? table : `${table} on cluster`;

const stepsOf = (cluster: ClusterOptions | undefined): readonly Migration[] =>
  cluster === undefined ? migrations : clusterMigrations;

const readApplied = (client: ClickhouseClient, database: string, table: string): Promise<readonly Applied[]> =>
  readRows<Applied>(
    client,
    `SELECT id, checksum FROM ${database}.${MIGRATIONS_TABLE} FINAL WHERE target = {table:String} ORDER BY id`,
    { table },
  );

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

/**
 * The migrations that are missing: never recorded, or what they made is gone. Throws PLB_CLICKHOUSE_SCHEMA where something
 * differs, and changes nothing.
 */
export async function findMissing(
  client: ClickhouseClient,
  options: SchemaOptions = {},
): Promise<readonly Migration[]> {
  const { database = 'plumbline', table = 'product_telemetry_events', cluster } = options;
  const steps = stepsOf(cluster);
  const names = steps.map(({ makes }) => makes(table));
  const found = await readFound(client, database, table, [MIGRATIONS_TABLE, localName(table), ...names]);
  const has = (name: string): boolean => found.tables.some((state) => state.name === name);
  const applied = has(MIGRATIONS_TABLE) ? await readApplied(client, database, recordName(table, cluster)) : [];
  checkApplied(applied, steps);
  checkTable(found, { database, table, cluster });
  return steps.filter(({ id, makes }) => !has(makes(table)) || !applied.some((done) => done.id === id));
}

/** Carries migrations out and records each. */
export async function applyMigrations(
  client: ClickhouseClient,
  missing: readonly Migration[],
  options: SchemaOptions = {},
): Promise<void> {
  const { database = 'plumbline', table = 'product_telemetry_events', cluster } = options;
  const [makeDatabase, makeRecords] =
    cluster === undefined
      ? [createDatabase(database), createMigrationsTable(database)]
      : [createClusterDatabase(database, cluster.name), createClusterMigrations(database, cluster.name)];
  await client.command({ query: makeDatabase });
  await client.command({ query: makeRecords });
  for (const { id, statement, checksum } of missing) {
    await client.command({ query: statement(database, table, cluster?.name ?? '') });
    // Identifiers and hex digits alone: nothing to escape.
    await client.command({
      query: `INSERT INTO ${database}.${MIGRATIONS_TABLE} (id, target, checksum) VALUES (${id}, '${recordName(table, cluster)}', '${checksum}')`,
    });
  }
  checkTable(await readFound(client, database, table, [localName(table)]), { database, table, cluster });
}

/** What failed while the schema was looked at or changed, without a statement or a row of it. */
export function schemaFailure(cause: unknown): PlumblineError {
  if (cause instanceof PlumblineError) return cause;
  const refused = typeof (cause as { type?: unknown }).type === 'string';
  return new PlumblineError(
    refused ? 'PLB_CLICKHOUSE_QUERY' : 'PLB_ADAPTER_OPEN',
    `clickhouse: the event table could not be checked: ${nameOfFailure(cause)}`,
    { cause },
  );
}

/**
 * Brings the tables to this version and returns the IDs of the migrations that were missing. What is there already is
 * checked first: a table or a recorded migration that differs throws PLB_CLICKHOUSE_SCHEMA and changes nothing.
 * Nothing is executed when nothing is missing, so a user without rights to create can run it then. Services may run it
 * at the same time.
 */
export async function migrate(client: ClickhouseClient, options: MigrateOptions = {}): Promise<readonly number[]> {
  try {
    const missing = await findMissing(client, options);
    if (missing.length > 0 && options.dryRun !== true) await applyMigrations(client, missing, options);
    return missing.map(({ id }) => id);
  } catch (cause) {
    throw schemaFailure(cause);
  }
}
