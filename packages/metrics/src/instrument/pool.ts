import type { WatchPool } from '../signals/pools.ts';

/** A pool of `pg`. */
export interface PgPoolLike {
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
  readonly options: { readonly max?: number | undefined };
}

/** What `pg` opens at most where nobody says otherwise. */
const DEFAULT_MAX = 10;

/**
 * Exports a pool of `pg` under a declared name: connections in use and idle, their limit, and who waits for one. It is read
 * at each collection and at no other time, and comes back as it is. A later call with the same name takes its place.
 */
export function instrumentPool<T extends PgPoolLike>(metrics: { readonly pool: WatchPool }, name: string, pool: T): T {
  metrics.pool(name, () => ({
    used: pool.totalCount - pool.idleCount,
    idle: pool.idleCount,
    max: pool.options.max ?? DEFAULT_MAX,
    pending: pool.waitingCount,
  }));
  return pool;
}
