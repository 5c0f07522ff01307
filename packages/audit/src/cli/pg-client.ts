import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { PlumblineError } from '@plumbline/core';
import type { PostgresClient } from '../postgres.ts';

/** A pool of the application's own driver. */
export interface PostgresPool extends PostgresClient {
  end(): Promise<void>;
}

interface Pool extends PostgresPool {
  on(event: 'error', listener: () => void): unknown;
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

function resolveDriver(cwd: string): string {
  try {
    return createRequire(path.join(cwd, 'package.json')).resolve('pg');
  } catch (cause) {
    throw new PlumblineError('PLB_AUDIT_STORE', 'the PostgreSQL driver `pg` is not installed where this runs', {
      cause,
      fix: 'Run it in the folder of an application that has `pg`, or install it there: `npm install pg`.',
    });
  }
}

/** Connects with the driver of the application in this folder; nothing is opened before the first query. */
export async function connectPostgres(url: string, cwd: string): Promise<PostgresPool> {
  const module = (await import(pathToFileURL(resolveDriver(cwd)).href)) as { readonly default?: Driver } & Driver;
  const { Pool } = module.default ?? module;
  const pool = new Pool({
    connectionString: url,
    max: 2,
    application_name: 'plumbline-audit',
    connectionTimeoutMillis: CONNECT_MS,
  });
  // An idle connection that breaks is replaced; the next query tells where the database is gone.
  pool.on('error', () => undefined);
  return pool;
}
