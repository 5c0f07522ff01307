/** What the database said to a bid for a lease. Its clock alone decides. */
export type Bid =
  | {
      readonly held: true;
      /** Seconds since the Unix epoch, by the database's clock. */
      readonly at: number;
    }
  | {
      readonly held: false;
      /** Milliseconds until the lease of another one ends, if it is not renewed before. */
      readonly waitMs: number;
    };

/** A database that gauges are sampled from, and that keeps who samples them. */
export interface GaugeStore {
  /** Handed to samples that are functions. */
  readonly database: unknown;
  /** Takes a lease that is free or has ended, or renews one's own, for `ttlMs` from now on. */
  bid(lease: string, holder: string, ttlMs: number): Promise<Bid>;
  /** Ends one's own lease; what is not one's own stays. */
  release(lease: string, holder: string): Promise<void>;
  /** Rows of a query; where the database can end a query, it does so after `timeoutMs`. */
  rows(sql: string, timeoutMs: number): Promise<unknown>;
}

/**
 * A lease is of three intervals, so of three days at most. One that ends later was taken while the clock of the database was
 * ahead, and would keep everybody away for as long: it counts as ended.
 */
export const LONGEST_LEASE_DAYS = 4;
