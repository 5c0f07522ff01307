import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type CommandIo, isPlumblineError, type MigrationTarget, PlumblineError, toError } from '@plumbline/core';
import type { PostgresDatabase, PostgresGaugeOptions } from './postgres-lease.ts';

interface Pool extends PostgresDatabase {
  on(event: 'error', listener: () => void): unknown;
  end(): Promise<void>;
}

interface Driver {
  readonly Pool: new (options: {
    readonly connectionString: string;
    readonly max: number;
    readonly application_name: string;
    readonly connectionTimeoutMillis: number;
  }) => Pool;
}

const CONNECT_MS = 10_000;

const fault = (what: string, fix: string, cause: unknown): PlumblineError =>
  new PlumblineError('PLB_METRICS_OPTION', `migrate: ${what}`, { fix, cause });

/** The driver of the application in this folder. */
async function loadDriver(cwd: string): Promise<Driver> {
  try {
    const file = createRequire(path.join(cwd, 'package.json')).resolve('pg');
    const module = (await import(pathToFileURL(file).href)) as { readonly default?: Driver } & Driver;
    return module.default ?? module;
  } catch (cause) {
    const fix = 'Run it in the folder of an application that has `pg`, or install it there: `npm install pg`.';
    throw fault('the PostgreSQL driver `pg` is not installed where this runs', fix, cause);
  }
}

/** Works in the database of the gauges; undefined where PLUMBLINE_GAUGES_DATABASE_URL is not set. */
async function withDatabase<T>(
  { cwd, env }: CommandIo,
  work: (database: PostgresDatabase, options: PostgresGaugeOptions) => Promise<T>,
): Promise<T | undefined> {
  const connectionString = env['PLUMBLINE_GAUGES_DATABASE_URL'];
  if (!connectionString) return undefined;
  const { Pool } = await loadDriver(cwd);
  const options = { connectionString, max: 1, connectionTimeoutMillis: CONNECT_MS };
  const pool = new Pool({ ...options, application_name: 'plumbline-gauges' });
  // An idle connection that breaks is replaced; the next query tells where the database is gone.
  pool.on('error', () => undefined);
  const schema = env['PLUMBLINE_GAUGES_SCHEMA'];
  try {
    return await work(pool, schema ? { schema } : {});
  } catch (error) {
    if (isPlumblineError(error)) throw error;
    const fix = 'Check PLUMBLINE_GAUGES_DATABASE_URL, and that its role may create tables in the schema.';
    throw fault(`the database of the gauges: ${toError(error).message}`, fix, error);
  } finally {
    await pool.end();
  }
}

/** The table of leases for `plumbline migrate`: PostgreSQL where PLUMBLINE_GAUGES_DATABASE_URL is set. SQLite's makes itself. */
export const gaugeMigrations: MigrationTarget = {
  name: 'gauges',
  async plan(io) {
    const { planGaugeTable } = await import('./migrations.ts');
    return withDatabase(io, planGaugeTable);
  },
  async apply(io, steps) {
    const { applyGaugeTable } = await import('./migrations.ts');
    await withDatabase(io, (database) => applyGaugeTable(database, steps));
  },
};
