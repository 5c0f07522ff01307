/** One event as it travels: these eight keys and no others. */
export interface WireEvent {
  /** UUID of version 7, made once. */
  readonly event_id: string;
  readonly name: string;
  readonly schema_version: string;
  /** Random, of one visit. */
  readonly session_id: string;
  /** Random, of one browser, since consent. */
  readonly anonymous_user_id: string;
  /** A pattern such as `/orgs/:id`, or `unmatched`. */
  readonly route_pattern: string;
  /** Milliseconds since the epoch, stamped once. */
  readonly occurred_at: number;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** What is known of an event before consent: nothing that tells one browser from another. */
export type Draft = Omit<WireEvent, 'session_id' | 'anonymous_user_id'>;

/** Events that ingest takes in one batch. */
export const MAX_BATCH = 50;

/** Bytes of a batch: keepalive and beacon bodies share 64 KiB (Fetch standard), and ingest takes 60 KiB. */
export const MAX_BATCH_BYTES = 6e4;

/** How long an event without consent is kept in memory, and how many. */
export const HELD_MS = 6e5;
export const MAX_HELD = 50;

/** How long an event waits for an answer, how many do, and in how many bytes. */
export const QUEUED_MS = 2592e5;
export const MAX_QUEUED = 500;
export const MAX_QUEUED_BYTES = 262_144;

const bytesOf = (event: object): number => new TextEncoder().encode(JSON.stringify(event)).length + 1;

/** The newest events within the limits, oldest first. */
export function newest<E extends Draft>(events: readonly E[], since: number, count: number): E[] {
  let bytes = MAX_QUEUED_BYTES;
  const young = events.filter((event) => event.occurred_at > since).slice(-count);
  let first = young.length;
  while (first > 0 && (bytes -= bytesOf(young[first - 1] as E)) > 0) first -= 1;
  return young.slice(first);
}

/** The oldest events that make one batch: at least one, for the server to judge, however large it is. */
export function nextBatch(events: readonly WireEvent[], count: number): readonly WireEvent[] {
  let bytes = MAX_BATCH_BYTES;
  return events.slice(0, count).filter((event, at) => (bytes -= bytesOf(event)) > 0 || at === 0);
}
