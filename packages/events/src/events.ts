import type { DropCounts, DropReason, Lifecycle } from '@plumbline/core';
import type { Actor, ActorInput } from '@plumbline/core/context';
import type { CaptureOf, Catalog, EventName, EventSource, HasEvents } from '@plumbline/schema';
import type { DestinationCounts } from './count.ts';

/** One event that was captured elsewhere and reached this service, such as from a browser. */
export interface IncomingEvent {
  readonly eventId: string;
  readonly name: string;
  readonly source: EventSource;
  readonly sessionId: string;
  /** The sender's random ID; the actor's hash replaces it. */
  readonly anonymousUserId: string;
  readonly routePattern: string;
  /** Milliseconds since the epoch, as the sender stamped it. */
  readonly occurredAt: number;
  readonly payload: unknown;
  /** Who the sender is, as the server knows it. One without a hash is hashed here, never stored. */
  readonly actor?: Actor | ActorInput | undefined;
  /** False refuses an `analytics` event as `consent`: the server's record of this sender does not say yes. @default true */
  readonly hasConsented?: boolean | undefined;
}

/** What became of one offered event. */
export type AcceptResult = { readonly ok: true } | { readonly ok: false; readonly reason: DropReason };

/** The part of the client that ingest uses. */
export interface EventSink {
  /** Offers events one by one; a wrong one never affects another. It never throws. */
  accept(events: readonly IncomingEvent[]): readonly AcceptResult[];
  /** Counts events that were turned away before they could be offered. */
  refuse(reason: DropReason, count?: number): void;
}

/** Counts of one destination, and what waits for it. */
export interface DestinationSnapshot extends DestinationCounts {
  readonly pending: number;
  /** Milliseconds for which the oldest event on disk has waited; 0 when none does, and without a spool. */
  readonly oldestAgeMs: number;
}

/** Counts since creation. For each destination: `accepted` + recovered = delivered + lost + pending, at every moment. */
export interface EventsSnapshot {
  readonly accepted: number;
  readonly refused: DropCounts;
  /** Of the destination whose oldest event on disk has waited longest. */
  readonly oldestAgeMs: number;
  readonly destinations: Readonly<Record<string, DestinationSnapshot>>;
}

/** For the compiler alone: lets it compare clients by their members, where a client of one catalog is one of any catalog. */
declare const declared: unique symbol;

/** The product-event client of one application. */
export interface Events<C extends HasEvents = Catalog> extends Lifecycle, EventSink {
  readonly [declared]?: { readonly [Name in EventName<C>]?: true };
  /**
   * Records that something happened. It validates, stamps and queues, then returns: it never throws and never waits.
   * What is wrong is counted by reason and shown once per event in the log; what the compiler can see is wrong stands in
   * its message as a sentence. `fields` may be left out where none is needed.
   */
  readonly capture: CaptureOf<C>;
  /** Accepted events that some destination has not settled. */
  readonly pending: number;
  snapshot(): EventsSnapshot;
}
