import type { FieldValue, OutboundEvent } from './outbound.ts';

/** One event as the event table takes it: the eleven columns of the contract, in their order, and nothing else. */
export interface EventRow {
  readonly org_id_hash: string;
  readonly event_id: string;
  readonly name: string;
  readonly schema_version: string;
  readonly session_id: string;
  readonly anonymous_user_id: string;
  readonly route_pattern: string;
  readonly payload_json: string;
  /** Milliseconds since the epoch, a whole number. */
  readonly occurred_at: number;
  /** Milliseconds since the epoch, a whole number. */
  readonly ingested_at: number;
  readonly source: string;
}

type Payload = OutboundEvent['payload'];

const UUID = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i;

/** Times outside are mistakes, such as seconds in place of milliseconds. */
const MIN_MS = Date.UTC(2001, 8, 9, 1, 46, 40);
const MAX_MS = Date.UTC(2100, 0, 1);

const isTime = (ms: number): boolean => ms >= MIN_MS && ms < MAX_MS;

/** Texts are tested one by one: a list of them for each event cost a tenth of the encoding. */
const hasTexts = (event: OutboundEvent): boolean =>
  typeof event.name === 'string' &&
  typeof event.schemaVersion === 'string' &&
  typeof event.source === 'string' &&
  typeof event.sessionId === 'string' &&
  typeof event.anonymousUserId === 'string' &&
  typeof event.orgIdHash === 'string' &&
  typeof event.routePattern === 'string';

function isStorable(event: OutboundEvent): boolean {
  const { eventId, name, occurredAt, ingestedAt, payload } = event;
  if (typeof payload !== 'object' || payload === null || name === '' || !hasTexts(event)) return false;
  return UUID.test(eventId) && isTime(occurredAt) && isTime(ingestedAt);
}

function isSorted(keys: readonly string[]): boolean {
  for (let index = 1; index < keys.length; index += 1) {
    if ((keys[index] ?? '') < (keys[index - 1] ?? '')) return false;
  }
  return true;
}

/** More keys than this are left to the engine's sort, whose time does not grow with their square. */
const FEW_KEYS = 32;

/** By insertion: a payload has a handful of keys, for which the engine's own sort takes several times as long. */
function sort(keys: string[]): void {
  if (keys.length > FEW_KEYS) return void keys.sort();
  for (let index = 1; index < keys.length; index += 1) {
    const key = keys[index] ?? '';
    let place = index;
    for (; place > 0 && (keys[place - 1] ?? '') > key; place -= 1) keys[place] = keys[place - 1] ?? '';
    keys[place] = key;
  }
}

function formatPayload(payload: Payload): string {
  const keys = Object.keys(payload);
  // Assigning the key `__proto__` would change the prototype and lose the field.
  if (isSorted(keys) || keys.includes('__proto__')) return JSON.stringify(payload);
  sort(keys);
  const ordered: Record<string, FieldValue | undefined> = {};
  for (const key of keys) ordered[key] = payload[key];
  return JSON.stringify(ordered);
}

/** The row of an event; undefined for one that no event table can store. It never throws. */
export function toRow(event: OutboundEvent): EventRow | undefined {
  try {
    if (!isStorable(event)) return undefined;
    // An object that the engine's own JSON.stringify takes; lines written by hand are twice as slow since Node 24.
    return {
      org_id_hash: event.orgIdHash,
      event_id: event.eventId,
      name: event.name,
      schema_version: event.schemaVersion,
      session_id: event.sessionId,
      anonymous_user_id: event.anonymousUserId,
      route_pattern: event.routePattern,
      payload_json: formatPayload(event.payload),
      // A whole number is a DateTime64 in its own unit, here milliseconds, whatever the time zone and the date format.
      occurred_at: Math.trunc(event.occurredAt),
      ingested_at: Math.trunc(event.ingestedAt),
      source: event.source,
    };
  } catch {
    // A value that JSON cannot hold.
    return undefined;
  }
}

/**
 * Writes an event as one line of JSONEachRow, without the line's end: the eleven columns, the payload as JSON with
 * sorted keys, so that one event has one text wherever it was made. Undefined for an event that no event table can
 * store: no UUID, no name, a time that is none, a value that JSON cannot hold. It never throws.
 */
export function encodeRow(event: OutboundEvent): string | undefined {
  const row = toRow(event);
  return row && JSON.stringify(row);
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isFieldValue = (value: unknown): value is FieldValue =>
  typeof value === 'string' ||
  typeof value === 'number' ||
  typeof value === 'boolean' ||
  (Array.isArray(value) && value.every((entry) => typeof entry === 'string'));

/** A number that is none, such as NaN, was written as null: there is nothing to read of it. */
function readPayload(text: unknown): Payload | undefined {
  const payload: unknown = typeof text === 'string' ? JSON.parse(text) : undefined;
  if (!isRecord(payload)) return undefined;
  const fields = Object.entries(payload).filter(([, value]) => value !== null);
  return fields.every(([, value]) => isFieldValue(value)) ? (Object.fromEntries(fields) as Payload) : undefined;
}

/** Reads what {@link encodeRow} wrote; undefined for any other text, such as a line that was damaged. It never throws. */
export function decodeRow(text: string): OutboundEvent | undefined {
  try {
    const row: unknown = JSON.parse(text);
    if (!isRecord(row)) return undefined;
    const event = {
      eventId: row['event_id'],
      name: row['name'],
      schemaVersion: row['schema_version'],
      occurredAt: row['occurred_at'],
      ingestedAt: row['ingested_at'],
      source: row['source'],
      sessionId: row['session_id'],
      anonymousUserId: row['anonymous_user_id'],
      orgIdHash: row['org_id_hash'],
      routePattern: row['route_pattern'],
      payload: readPayload(row['payload_json']),
    } as OutboundEvent;
    return isStorable(event) && Number.isInteger(event.occurredAt) && Number.isInteger(event.ingestedAt)
      ? event
      : undefined;
  } catch {
    return undefined;
  }
}
