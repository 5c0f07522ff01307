import type { ProductSource } from '@plumbline/core';
import type { DashboardTrail, TrailActor, TrailRecord } from '../trail-types.ts';
import { createLoki, MAX_LINES } from './loki.ts';
import type { FindEntries, ReliabilityOptions } from './reliability-options.ts';
import { createTempo } from './tempo.ts';
import { entryOf, factsOf, hasTime, type Layer, type TimelineEntry } from './timeline.ts';

/** A span of time in which a request is looked for, milliseconds since the epoch, the end outside. */
export interface SearchSpan {
  readonly from: number;
  readonly until: number;
}

/** What is known of one layer of a request, and a sentence where there may be more. */
export interface FoundLayer {
  readonly entries: readonly TimelineEntry[];
  readonly note?: string;
}

/** Finds one layer of a request. */
export type FindLayer = (id: string, span: SearchSpan, signal: AbortSignal) => Promise<FoundLayer>;

/** `most` is how many entries the store is asked for, the earliest first. */
const layerOf =
  (layer: Layer, find: FindEntries, most = Number.POSITIVE_INFINITY): FindLayer =>
  async (id, span, signal) => {
    const given = await find(id, { ...span, signal });
    const entries = given.filter(hasTime).map((entry) => entryOf(layer, entry));
    return given.length < most ? { entries } : { entries, note: `Only the earliest ${most} lines were read.` };
  };

/** What can be asked for lines, spans and errors; undefined where nothing is configured. */
export const signalLayers = ({ logs, loki, spans, tempo, errors }: ReliabilityOptions) => {
  const traces = spans ?? (tempo && createTempo(tempo));
  return {
    log: logs ? layerOf('log', logs) : loki && layerOf('log', createLoki(loki), MAX_LINES),
    span: traces && layerOf('span', traces),
    error: errors && layerOf('error', errors),
  };
};

/** Records are looked through by time, as no index has the request; this many are read in one go, and so often. */
const RECORDS = 1_000;
const READS = 5;

const auditEntry = ({ action, id, occurred_at, outcome, request_id, trace_id }: TrailRecord): TimelineEntry => ({
  at: Date.parse(occurred_at),
  layer: 'audit',
  what: action,
  failed: outcome !== 'success',
  facts: factsOf({ outcome, audit_id: id, request_id, trace_id }),
});

/**
 * Audit records of the request. Who acted on what stays on the audit page, which is for another audience; the read is recorded
 * by the reader. Says with `all: false` that the span has more records than were looked at.
 */
export async function findAudit(
  trail: DashboardTrail,
  actor: TrailActor,
  ids: readonly (string | undefined)[],
  { from, until }: SearchSpan,
): Promise<{ readonly entries: readonly TimelineEntry[]; readonly all: boolean }> {
  const reader = trail.reader(actor);
  const names = new Set(ids.filter((id) => id !== undefined));
  const isOfRequest = ({ request_id = '', trace_id = '' }: TrailRecord): boolean =>
    names.has(request_id) || names.has(trace_id);
  const entries: TimelineEntry[] = [];
  let after: string | undefined;
  for (let read = 0; read < READS; read += 1) {
    const page = await reader.query({ from, to: until, limit: RECORDS, ...(after !== undefined && { after }) });
    entries.push(...page.records.filter(isOfRequest).map(auditEntry).filter(hasTime));
    after = page.next;
    if (after === undefined) return { entries, all: true };
  }
  return { entries, all: false };
}

interface EventFound {
  readonly event_id: string;
  readonly name: string;
  readonly route_pattern: string;
  readonly source: string;
  readonly at: number | string;
}

const EVENTS = `SELECT toString(event_id) AS event_id, name, route_pattern, source, toUnixTimestamp64Milli(occurred_at) AS at
FROM product_telemetry_events
WHERE anonymous_user_id = {person:String}
  AND occurred_at >= fromUnixTimestamp64Milli({from:Int64}) AND occurred_at < fromUnixTimestamp64Milli({until:Int64})
ORDER BY occurred_at
LIMIT 100`;

/** Keyed hash of an account, as lines and events carry it. */
const PERSON = /^[A-Za-z0-9_-]{8,128}$/;

/** Events of the same account while the request ran: an event has no request ID, so that it cannot be traced back by one. */
export async function findEvents(
  source: ProductSource,
  person: string | undefined,
  { from, until }: SearchSpan,
  signal: AbortSignal,
): Promise<readonly TimelineEntry[]> {
  if (person === undefined || !PERSON.test(person)) return [];
  const rows = await source.query<EventFound>(EVENTS, { person, from, until }, signal);
  return rows.map(({ at, event_id, name, route_pattern, source: origin }) => ({
    at: Number(at),
    layer: 'event',
    what: name,
    failed: false,
    facts: [...factsOf({ route_pattern }), ['source', origin] as const, ['event ID', event_id] as const],
  }));
}
