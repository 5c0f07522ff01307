/** A value that a product event may carry: never an object, never free text without a justification in the catalog. */
export type FieldValue = string | number | boolean | readonly string[];

/** One product event as a destination sees it: the eleven columns of the contract, cut to the destination's allowlist. */
export interface OutboundEvent {
  /** UUIDv7, made once when the event happened and never again. */
  readonly eventId: string;
  readonly name: string;
  /** Version of the whole catalog. */
  readonly schemaVersion: string;
  /** Milliseconds since the epoch, stamped once by the producer. */
  readonly occurredAt: number;
  /** Milliseconds since the epoch, stamped when the service accepted it. */
  readonly ingestedAt: number;
  /** Where it was captured: `web`, `api`, `worker` or `cli`. */
  readonly source: string;
  readonly sessionId: string;
  /** Keyed hash of the account, or a random browser ID; empty when unknown. */
  readonly anonymousUserId: string;
  /** Keyed hash of the organisation, set on the server only; empty when unknown. */
  readonly orgIdHash: string;
  /** A pattern such as `/orgs/:id`, never a path. */
  readonly routePattern: string;
  /** Declared fields, `feature` and `surface` among them. */
  readonly payload: Readonly<Record<string, FieldValue>>;
}

/** A sealed batch: its ID and members never change, so a retry sends the same bytes and a destination can drop repeats. */
export interface OutboundBatch {
  readonly id: string;
  readonly events: readonly OutboundEvent[];
  /**
   * The events as {@link encodeRow} wrote them when they were accepted, in the same order. Only an adapter that is
   * allowed the whole catalog ever sees them: rows are not cut to an allowlist.
   */
  readonly rows?: readonly string[];
  /**
   * The same rows as UTF-8, each with a line break behind it, in pieces of some kilobytes. There where they are kept so
   * already; what posts them as they are spares the text of each.
   */
  readonly pieces?: readonly Uint8Array[];
}

/** Which events leave, and which of their payload fields. `'catalog'` stands for all declared and is for the source of truth alone. */
export type Allowlist = 'catalog' | Readonly<Record<string, readonly string[]>>;

/** Cuts one event to an allowlist; undefined when the event itself is not listed. */
export function projectEvent(event: OutboundEvent, allow: Allowlist): OutboundEvent | undefined {
  if (allow === 'catalog') return event;
  if (!Object.hasOwn(allow, event.name)) return undefined;
  const payload: Record<string, FieldValue> = {};
  for (const field of allow[event.name] ?? []) {
    const value = Object.hasOwn(event.payload, field) ? event.payload[field] : undefined;
    if (value !== undefined) payload[field] = value;
  }
  return { ...event, payload };
}

// Where the rows are there, nobody needs the events to be made of them.
const isEmpty = (batch: OutboundBatch): boolean => (batch.pieces ?? batch.rows ?? batch.events).length === 0;

/** The batch as its destination may see it; undefined when nothing of it is listed. */
export function projectBatch(batch: OutboundBatch, allow: Allowlist): OutboundBatch | undefined {
  if (allow === 'catalog') return isEmpty(batch) ? undefined : batch;
  const events = batch.events.flatMap((event) => projectEvent(event, allow) ?? []);
  return events.length === 0 ? undefined : { id: batch.id, events };
}
