import { createGauge, type ObservableResult } from '@plumbline/core';
import type { Setting } from './setting.ts';

/** What a database pool does at the moment. */
export interface PoolState {
  /** Connections that somebody works with. */
  readonly used: number;
  readonly idle: number;
  /** Most connections that it opens. */
  readonly max: number;
  /** Requests that wait for a connection. */
  readonly pending: number;
}

/** Reads a pool at each collection, and at no other time. Another call with the same name takes its place. */
export type WatchPool = (name: string, read: () => PoolState) => void;

const POOL = 'db.client.connection.pool.name';
const STATE = 'db.client.connection.state';

const gauges = {
  'db.client.connection.count': (result, pool, { used, idle }) => {
    result.observe(used, { [POOL]: pool, [STATE]: 'used' });
    result.observe(idle, { [POOL]: pool, [STATE]: 'idle' });
  },
  'db.client.connection.max': (result, pool, { max }) => result.observe(max, { [POOL]: pool }),
  'db.client.connection.pending_requests': (result, pool, { pending }) => result.observe(pending, { [POOL]: pool }),
} as const satisfies Record<string, (result: ObservableResult, pool: string, state: PoolState) => void>;

const UNKNOWN: PoolState = { used: Number.NaN, idle: Number.NaN, max: Number.NaN, pending: Number.NaN };

/** One pool that cannot be read takes nothing from the others; NaN, because the SDK would go on with its last value. */
function readable(read: () => PoolState): PoolState {
  try {
    return read();
  } catch {
    return UNKNOWN;
  }
}

/** The gauges of the semantic conventions for database pools (OpenTelemetry, database client metrics). */
export function createPools(setting: Setting, pools: readonly string[]): WatchPool {
  const { meter, guard, onShutdown } = setting;
  const poolOf = guard('db.client.connection.count', POOL, pools);
  const watched = new Map<string, () => PoolState>();
  for (const [name, observe] of Object.entries(gauges)) {
    const gauge = createGauge(meter, name as keyof typeof gauges);
    const callback = (result: ObservableResult): void => {
      for (const [pool, read] of watched) observe(result, pool, readable(read));
    };
    gauge.addCallback(callback);
    onShutdown(() => gauge.removeCallback(callback));
  }
  return (name, read) => void watched.set(poolOf(name), read);
}
