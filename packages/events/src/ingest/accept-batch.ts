import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DropReason } from '@plumbline/core';
import type { Catalog } from '@plumbline/schema';
import { parseEnvelope } from '@plumbline/schema/runtime';
import type { AcceptResult, EventSink } from '../events.ts';
import type { Quarantine } from '../quarantine/keep.ts';
import type { RecentIds } from './recent-ids.ts';
import type { EnvelopeLog } from './refusal-log.ts';
import type { Sender } from './sender.ts';

/** One event of a batch that was not taken. */
export interface RejectedEvent {
  /** Its index in the batch. */
  readonly i: number;
  readonly reason: DropReason;
}

export interface BatchResult {
  readonly accepted: number;
  readonly rejected: readonly RejectedEvent[];
}

export interface BatchOptions {
  readonly catalog: Catalog;
  readonly events: EventSink;
  readonly recent: RecentIds;
  readonly now: number;
  readonly sender: Sender;
  /** The application's route patterns; undefined where any pattern may stand. */
  readonly routes: ReadonlySet<string> | undefined;
  /** Told the name of an event whose upcaster failed. */
  readonly onUpcasterFault: (name: string) => void;
  /** Told why an event could not be read. */
  readonly onUnread: EnvelopeLog;
  /** Keeps aside what is refused for its version. */
  readonly quarantine: Quarantine | undefined;
}

/**
 * Events between two turns of the event loop, some fifty microseconds with a spool: other requests come in between, and do
 * not wait for a whole batch.
 */
const SLICE = 5;

/** Judges each event on its own: a wrong one never costs the others. A repeated one counts as accepted and goes no further. */
export async function acceptBatch(items: readonly unknown[], options: BatchOptions): Promise<BatchResult> {
  const { catalog, events, recent, now, routes, quarantine } = options;
  const { actor, hasConsented, since } = options.sender;
  const versions = { version: catalog.version, previous: catalog.previous?.version, now, routes };
  const rejected: RejectedEvent[] = [];
  const refuse = (item: unknown, reason: DropReason, faults?: readonly string[]): AcceptResult => {
    events.refuse(reason);
    // What an unknown version is for, nobody can say: without a yes it may be analytics. The quarantine has lines of its own.
    const aside = reason === 'unknown_version' && hasConsented ? quarantine : undefined;
    if (aside) aside.keep(item, now);
    else if (faults) options.onUnread(reason, faults);
    return { ok: false, reason };
  };
  const judge = (item: unknown): AcceptResult => {
    const parsed = parseEnvelope(item, versions);
    if (!parsed.ok) return refuse(item, parsed.reason, parsed.faults);
    const { envelope } = parsed;
    if (recent.has(envelope.eventId)) return { ok: true };
    const upcast = catalog.upcast(envelope.schemaVersion, envelope.name, envelope.payload);
    if (!upcast.ok) {
      if (upcast.reason === 'unknown_version') options.onUpcasterFault(envelope.name);
      return refuse(item, upcast.reason);
    }
    // By when it occurred and not by when it came: then a repeat is whose the first one was, whatever process takes it.
    const whose = envelope.occurredAt >= since ? actor : undefined;
    const offered = { ...envelope, payload: upcast.payload, source: 'web', actor: whose, hasConsented } as const;
    const [result = { ok: false, reason: 'malformed' }] = events.accept([offered]);
    if (result.ok) recent.add(envelope.eventId);
    return result;
  };
  for (const [i, item] of items.entries()) {
    if (i > 0 && i % SLICE === 0) await nextTurn();
    const result = judge(item);
    if (!result.ok) rejected.push({ i, reason: result.reason });
  }
  return { accepted: items.length - rejected.length, rejected };
}
