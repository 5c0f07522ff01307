import type { FieldValue, OutboundEvent } from '@plumbline/core';
import type { ColumnName } from './table.ts';

/** One event as ClickHouse reads it from a line of JSON. */
export type EventRow = Readonly<Record<ColumnName, string>>;

export interface EncodedBatch {
  readonly rows: readonly EventRow[];
  /** IDs of events that no ClickHouse can store; one of them would make the server refuse the whole batch. */
  readonly refused: readonly string[];
}

const UUID = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i;

/** DateTime64 of three digits is exact between these; before 2001 the seconds have fewer than ten digits. */
const MIN_MS = Date.UTC(2001, 8, 9, 1, 46, 40);
const MAX_MS = Date.UTC(2100, 0, 1);

const isTime = (ms: number): boolean => ms >= MIN_MS && ms < MAX_MS;

/** Seconds with three decimals, which ClickHouse reads the same in every time zone and date format. */
function formatTime(ms: number): string {
  const whole = Math.trunc(ms);
  const seconds = Math.floor(whole / 1000);
  return `${seconds}.${String(whole - seconds * 1000).padStart(3, '0')}`;
}

/** JSON with sorted keys, so that one event has one text wherever it was made. */
export function formatPayload(payload: Readonly<Record<string, FieldValue>>): string {
  const keys = Object.keys(payload);
  const sorted = keys.every((key, index) => index === 0 || (keys[index - 1] ?? '') < key);
  if (sorted) return JSON.stringify(payload);
  return JSON.stringify(Object.fromEntries(keys.toSorted().map((key) => [key, payload[key]])));
}

/** Turns a batch into rows: the eleven columns and nothing else. */
export function encodeRows(events: readonly OutboundEvent[]): EncodedBatch {
  const rows: EventRow[] = [];
  const refused: string[] = [];
  for (const event of events) {
    if (UUID.test(event.eventId) && event.name !== '' && isTime(event.occurredAt) && isTime(event.ingestedAt)) {
      rows.push({
        org_id_hash: event.orgIdHash,
        event_id: event.eventId,
        name: event.name,
        schema_version: event.schemaVersion,
        session_id: event.sessionId,
        anonymous_user_id: event.anonymousUserId,
        route_pattern: event.routePattern,
        payload_json: formatPayload(event.payload),
        occurred_at: formatTime(event.occurredAt),
        ingested_at: formatTime(event.ingestedAt),
        source: event.source,
      });
    } else refused.push(event.eventId);
  }
  return { rows, refused };
}
