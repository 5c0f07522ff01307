import { type Clock, systemClock, wait } from '@plumbline/core';
import { type GaugeStore, LONGEST_LEASE_DAYS } from './gauge-store.ts';

/** What the sampler needs of `node:sqlite`: a `DatabaseSync` fits as it is. */
export interface SqliteDatabase {
  exec(sql: string): void;
  prepare(sql: string): {
    all(...params: (string | number)[]): unknown[];
    get(...params: (string | number)[]): unknown;
    run(...params: (string | number)[]): { readonly changes: number | bigint };
  };
}

/** Another process holds the write lock for as long as its transaction takes. */
const BUSY_TRIES = 20;
const BUSY_WAIT_MS = 25;
const SQLITE_BUSY = 5;

const isBusy = (error: unknown): boolean =>
  (((error as { errcode?: number } | undefined)?.errcode ?? 0) & 0xff) === SQLITE_BUSY;

const TABLE = `CREATE TABLE IF NOT EXISTS plumbline_gauge_lease (
  name TEXT PRIMARY KEY, holder TEXT NOT NULL, until REAL NOT NULL) STRICT`;

const BID = `INSERT INTO plumbline_gauge_lease AS l (name, holder, until)
  VALUES (?1, ?2, unixepoch('subsec') + ?3)
  ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
    WHERE l.holder = excluded.holder OR l.until <= unixepoch('subsec')
      OR l.until > unixepoch('subsec', '+${LONGEST_LEASE_DAYS} days')`;

const STATE = `SELECT unixepoch('subsec') AS now, (SELECT until FROM plumbline_gauge_lease WHERE name = ?1) AS until`;

/**
 * Leases and samples in SQLite, for replicas that share a file. The table is made with the first bid. Queries run on the
 * thread of the application: one that is slow blocks it, and no timeout ends it.
 */
export function sqliteGauges(database: SqliteDatabase, clock: Clock = systemClock): GaugeStore {
  let isMade = false;
  const whenFree = async <T>(work: () => T): Promise<T> => {
    for (let tries = 1; ; tries += 1) {
      try {
        return work();
      } catch (error) {
        if (!isBusy(error) || tries === BUSY_TRIES) throw error;
        await wait(clock, BUSY_WAIT_MS);
      }
    }
  };
  return {
    database,
    bid: (lease, holder, ttlMs) =>
      whenFree(() => {
        if (!isMade) database.exec(TABLE);
        isMade = true;
        const { changes } = database.prepare(BID).run(lease, holder, ttlMs / 1_000);
        const { now, until } = database.prepare(STATE).get(lease) as { now: number; until: number };
        return Number(changes) > 0
          ? { held: true, at: now }
          : { held: false, waitMs: Math.max(0, until - now) * 1_000 };
      }),
    release: (lease, holder) =>
      whenFree(() => {
        database
          .prepare('UPDATE plumbline_gauge_lease SET until = 0 WHERE name = ?1 AND holder = ?2')
          .run(lease, holder);
      }),
    rows: (sql) => whenFree(() => database.prepare(sql).all()),
  };
}
