import type { CheckFunction } from '../run.ts';

/** A pool or client of `pg`, or anything with its `query`. */
export interface Queryable {
  query(sql: string): Promise<unknown>;
}

/** A client of `@clickhouse/client`, whose `ping` resolves instead of rejecting. */
export interface Pingable {
  ping(options?: {
    readonly select: true;
    readonly abort_signal: AbortSignal;
  }): Promise<{ readonly success: boolean; readonly error?: unknown }>;
}

/** Asks PostgreSQL for `select 1` through the application's own pool, so that an exhausted pool shows too. */
export const postgresCheck =
  (queryable: Queryable): CheckFunction =>
  () =>
    queryable.query('select 1');

/** Asks ClickHouse for a query of nothing: its `/ping` would not notice a wrong password. */
export const clickhouseCheck =
  (pingable: Pingable): CheckFunction =>
  (signal) =>
    pingable.ping({ select: true, abort_signal: signal });
