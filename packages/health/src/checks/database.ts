import type { CheckFunction } from '../run.ts';

/** A client of `@clickhouse/client`, whose `ping` resolves instead of rejecting. */
export interface Pingable {
  ping(options?: {
    readonly select: true;
    readonly abort_signal: AbortSignal;
  }): Promise<{ readonly success: boolean; readonly error?: unknown }>;
}

/** Asks ClickHouse for a query of nothing: its `/ping` would not notice a wrong password. */
export const clickhouseCheck =
  (pingable: Pingable): CheckFunction =>
  (signal) =>
    pingable.ping({ select: true, abort_signal: signal });
