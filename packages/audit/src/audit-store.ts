import type { AuditRow } from './audit-record.ts';

/** What a search narrows to; every given condition must hold. */
export interface AuditFilters {
  readonly actor?: string;
  readonly action?: string;
  /** ID of a subject. */
  readonly subject?: string;
  readonly outcome?: string;
  readonly org?: string;
  /** Milliseconds since the epoch, inclusive. */
  readonly from?: number;
  /** Milliseconds since the epoch, exclusive. */
  readonly to?: number;
}

export interface ReadOptions {
  /** Rows behind this ID in the chosen order. */
  readonly after?: string;
  readonly limit: number;
  /** By ID, which is by the time of recording. @default 'asc' */
  readonly order?: 'asc' | 'desc';
  readonly filters?: AuditFilters;
  /** Only records whose text names this impersonator; others may be among them. No index helps: every body is looked at. */
  readonly impersonator?: string;
}

/** Something about a store that needs the operator. */
export interface StoreFinding {
  /** An `error` means that records cannot be stored. */
  readonly severity: 'error' | 'warning';
  /** One sentence. */
  readonly what: string;
  /** One sentence. */
  readonly fix: string;
}

/** How far the stored records are sealed and anchored. Times are milliseconds since the epoch. */
export interface TrailStanding {
  /** Records that wait for a seal, counted up to {@link MOST_WAITING}. */
  readonly waiting: number;
  /** When the oldest of them was recorded, as its ID says. */
  readonly waitingSince?: number;
  /** Absent where the store knows of no anchor. `behindSince`: since when there are seals that the newest does not cover. */
  readonly anchored?: { readonly behindSince?: number };
}

/** Counting goes no further: what it would cost grows with an outage of the sealer. */
export const MOST_WAITING = 10_000;

/** A statement with positional parameters, for the caller's own transaction. */
export interface Statement {
  readonly text: string;
  readonly params: unknown[];
}

/** Where records end up. A store adds and reads; it never changes or deletes a record. */
export interface AuditStore {
  readonly kind: string;
  /** Most rows in one `append`. */
  readonly maxBatch: number;
  /**
   * Stores the rows and resolves once they would survive a power loss. A row whose ID is there already is left as it is,
   * so that repeating is harmless; either all rows of a call are there afterwards or it rejects.
   */
  append(rows: readonly AuditRow[]): Promise<void>;
  /**
   * The insert of rows that are new, as one statement for a transaction that the application owns. Where the ID of one is there
   * already, a store may leave that row as it is or fail the transaction.
   */
  statement(rows: readonly AuditRow[]): Statement;
  /** Brings the schema to this version; safe to repeat and to run from several processes. */
  migrate(): Promise<void>;
  /** Compares schema and rights with what this version needs. Rejects when the store cannot be reached. */
  check(): Promise<readonly StoreFinding[]>;
  read(options: ReadOptions): Promise<readonly AuditRow[]>;
  count(filters?: AuditFilters): Promise<number>;
  /**
   * Asked twice a minute for the metrics, so it must cost next to nothing; absent where a store cannot say. Rejects where the
   * role may not ask.
   */
  standing?(): Promise<TrailStanding>;
  /** Frees what the store opened itself; a later call opens it again. */
  close?(): Promise<void>;
}
