import { PlumblineError } from '@plumbline/core';
import { checkTable, readFound } from './check-table.ts';
import { type ClickhouseClient, nameOfFailure, readRows } from './client.ts';
import { type Migration, migrations } from './migrations.ts';
import { createDatabase, createMigrationsTable, MIGRATIONS_TABLE } from './table.ts';

export interface MigrateOptions {
  /** @default 'plumbline' */
  readonly database?: string;
  /** @default 'product_telemetry_events' */
  readonly table?: string;
  /** Only say what is missing and change nothing. @default false */
  readonly dryRun?: boolean;
}

interface Applied {
  readonly id: number;
  readonly checksum: string;
}

const drift = (what: string, fix: string): PlumblineError => new PlumblineError('PLB_CLICKHOUSE_SCHEMA', what, { fix });

const readApplied = (client: ClickhouseClient, database: string, table: string): Promise<readonly Applied[]> =>
  readRows<Applied>(
    client,
    `SELECT id, checksum FROM ${database}.${MIGRATIONS_TABLE} FINAL WHERE target = {table:String} ORDER BY id`,
    { table },
  );

function checkApplied(applied: readonly Applied[]): void {
  for (const { id, checksum } of applied) {
    const migration = migrations.find((candidate) => candidate.id === id);
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
 * Brings the event table to this version and returns the IDs of the migrations that were missing. What is there already
 * is checked first: a table or a recorded migration that differs throws PLB_CLICKHOUSE_SCHEMA and changes nothing.
 * Nothing is executed when nothing is missing, so a user without rights to create can run it then. Services may run it
 * at the same time.
 */
export async function migrate(client: ClickhouseClient, options: MigrateOptions = {}): Promise<readonly number[]> {
  const { database = 'plumbline', table = 'product_telemetry_events', dryRun = false } = options;
  try {
    const found = await readFound(client, database, table, [MIGRATIONS_TABLE]);
    const remembers = found.tables.some(({ name }) => name === MIGRATIONS_TABLE);
    const applied = remembers ? await readApplied(client, database, table) : [];
    checkApplied(applied);
    const present = checkTable(found, database, table);
    const missing = migrations.filter(({ id }) => !present || !applied.some((done) => done.id === id));
    if (missing.length === 0 || dryRun) return missing.map(({ id }) => id);
    await apply(client, database, table, missing);
    checkTable(await readFound(client, database, table), database, table);
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
    await client.command({ query: statement(database, table) });
    // Identifiers and hex digits alone: nothing to escape.
    await client.command({
      query: `INSERT INTO ${database}.${MIGRATIONS_TABLE} (id, target, checksum) VALUES (${id}, '${table}', '${checksum}')`,
    });
  }
}
