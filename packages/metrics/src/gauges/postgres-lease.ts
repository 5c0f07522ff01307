import { PlumblineError } from '@plumbline/core';
import { type Bid, type GaugeStore, LONGEST_LEASE_DAYS } from './gauge-store.ts';

/**
 * What the sampler needs of a connection or pool: `pg` and PGlite fit as they are, others with one line. A call without
 * parameters holds several statements, as the simple query protocol has them.
 */
export interface PostgresDatabase {
  query(text: string, params?: unknown[]): PromiseLike<unknown>;
  /** PGlite's own call for several statements. */
  exec?(text: string): PromiseLike<unknown>;
}

export interface PostgresGaugeOptions {
  /** Schema of the table of leases. @default 'public' */
  readonly schema?: string;
}

type Row = Readonly<Record<string, unknown>>;

/** PostgreSQL cuts longer names; `pg_` is reserved, and `pg_temp` is where shadows are made. */
const SCHEMA = /^(?!pg_)[A-Za-z_][A-Za-z0-9_]{0,62}$/;

/** The table of leases, quoted and qualified. Throws PLB_OPTION_INVALID. */
export function leaseTable(schema: string = 'public'): string {
  if (SCHEMA.test(schema)) return `"${schema}".plumbline_gauge_lease`;
  const what = 'gauges: `schema` must be 1 to 63 letters, digits and underscores, and not begin with `pg_`';
  throw new PlumblineError('PLB_OPTION_INVALID', what);
}

/** Results of several statements come as a list, some drivers' as `{ rows: [...] }` of lists: the last one is the answer. */
function lastRows(result: unknown): unknown {
  const last: unknown = Array.isArray(result) ? result.at(-1) : result;
  const rows: unknown = Array.isArray(last) ? last : (last as { rows?: unknown } | undefined)?.rows;
  return Array.isArray(rows) && Array.isArray(rows.at(-1)) ? rows.at(-1) : rows;
}

/**
 * One statement, so that nothing stays open where the connection is lost after it. A bid that waits for another's counts
 * its time from before the wait.
 */
const bidSql = (table: string): string => `WITH taken AS (
  INSERT INTO ${table} AS l (name, holder, until)
  VALUES ($1::text, $2::text, clock_timestamp() + $3::text::float8 * interval '1 millisecond')
  ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
    WHERE l.holder = excluded.holder OR l.until <= clock_timestamp()
      OR l.until > clock_timestamp() + interval '${LONGEST_LEASE_DAYS} days'
  RETURNING true)
SELECT EXISTS (SELECT FROM taken) AS held, extract(epoch FROM clock_timestamp())::text AS now,
  (SELECT extract(epoch FROM l.until - clock_timestamp()) FROM ${table} l WHERE l.name = $1::text)::text AS left`;

function readBid(row: Row | undefined): Bid {
  const { held, left, now } = row ?? {};
  if (held === true) return { held: true, at: Number(now) };
  const seconds = Number(left ?? 0);
  return { held: false, waitMs: Math.max(0, seconds * 1_000) };
}

/** Leases and samples in PostgreSQL 14 or newer. Throws PLB_OPTION_INVALID for a schema that is no plain name. */
export function postgresGauges(database: PostgresDatabase, { schema }: PostgresGaugeOptions = {}): GaugeStore {
  const table = leaseTable(schema);
  const bidText = bidSql(table);
  const query = async (text: string, params: unknown[]): Promise<readonly Row[]> =>
    (lastRows(await database.query(text, params)) ?? []) as readonly Row[];
  return {
    database,
    bid: async (lease, holder, ttlMs) => readBid((await query(bidText, [lease, holder, String(ttlMs)]))[0]),
    async release(lease, holder) {
      await query(`UPDATE ${table} SET until = clock_timestamp() WHERE name = $1::text AND holder = $2::text`, [
        lease,
        holder,
      ]);
    },
    async rows(sql, timeoutMs) {
      // Of one message is one transaction: it needs no connection of its own, and none is left idle in it.
      const text = `SET TRANSACTION READ ONLY; SET LOCAL statement_timeout = ${Math.ceil(timeoutMs)}; ${sql}`;
      return lastRows(await (database.exec?.(text) ?? database.query(text)));
    },
  };
}
