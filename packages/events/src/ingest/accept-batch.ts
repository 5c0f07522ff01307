import type { DropReason } from '@plumbline/core';
import type { Actor, ActorInput } from '@plumbline/core/context';
import type { Catalog } from '@plumbline/schema';
import { parseEnvelope } from '@plumbline/schema/runtime';
import type { AcceptResult, EventSink } from '../events.ts';
import type { Quarantine } from '../quarantine/keep.ts';
import type { RecentIds } from './recent-ids.ts';

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
  readonly actor: Actor | ActorInput | undefined;
  /** Told the name of an event whose upcaster failed. */
  readonly onUpcasterFault: (name: string) => void;
  /** Keeps aside what is refused for its version. */
  readonly quarantine: Quarantine | undefined;
}

/** Judges each event on its own: a wrong one never costs the others. A repeated one counts as accepted and goes no further. */
export function acceptBatch(items: readonly unknown[], options: BatchOptions): BatchResult {
  const { catalog, events, recent, now, actor, quarantine } = options;
  const rejected: RejectedEvent[] = [];
  const refuse = (item: unknown, reason: DropReason): AcceptResult => {
    events.refuse(reason);
    if (reason === 'unknown_version') quarantine?.keep(item, now);
    return { ok: false, reason };
  };
  const judge = (item: unknown): AcceptResult => {
    const parsed = parseEnvelope(item, { version: catalog.version, previous: catalog.previous?.version, now });
    if (!parsed.ok) return refuse(item, parsed.reason);
    const { envelope } = parsed;
    if (recent.has(envelope.eventId)) return { ok: true };
    const upcast = catalog.upcast(envelope.schemaVersion, envelope.name, envelope.payload);
    if (!upcast.ok) {
      if (upcast.reason === 'unknown_version') options.onUpcasterFault(envelope.name);
      return refuse(item, upcast.reason);
    }
    const offered = { ...envelope, payload: upcast.payload, source: 'web', actor } as const;
    const [result = { ok: false, reason: 'malformed' }] = events.accept([offered]);
    if (result.ok) recent.add(envelope.eventId);
    return result;
  };
  for (const [i, item] of items.entries()) {
    const result = judge(item);
    if (!result.ok) rejected.push({ i, reason: result.reason });
  }
  return { accepted: items.length - rejected.length, rejected };
}
