import { encodeRow, type FieldValue, type OutboundEvent } from '@plumbline/core';
import type { Catalog } from '@plumbline/schema';

/** Writes an accepted event as its row behind a mark; undefined for one that no event table can store. */
export type RowWriter = (event: OutboundEvent) => string | undefined;

/** Needs no escape, in JSON nor in JSON within JSON. */
const PLAIN = /^[\w .:/@+-]*$/;
/** Values of closed lists and small counts come again and again: what they look like behind their name is kept. */
const MAX_KNOWN = 256;
const MAX_KNOWN_LENGTH = 64;

/** A field as it stands in a payload within a row, behind another one or as the first. */
interface Key {
  readonly name: string;
  readonly first: (value: FieldValue) => string;
  readonly next: (value: FieldValue) => string;
}

const quoted = (text: string): string => JSON.stringify(text);
/** JSON within a JSON text, without the outer quotes. */
const nested = (value: unknown): string => quoted(JSON.stringify(value)).slice(1, -1);

/** What all events of one request share, made once. */
function createFrame(before: string): (event: OutboundEvent) => { readonly head: string; readonly middle: string } {
  let last: OutboundEvent | undefined;
  const frame = { head: '', middle: '' };
  return (event) => {
    if (
      last?.name === event.name &&
      last.sessionId === event.sessionId &&
      last.anonymousUserId === event.anonymousUserId &&
      last.orgIdHash === event.orgIdHash &&
      last.routePattern === event.routePattern &&
      last.schemaVersion === event.schemaVersion
    ) {
      return frame;
    }
    last = event;
    frame.head = `${before}{"org_id_hash":${quoted(event.orgIdHash)},"event_id":"`;
    frame.middle =
      `","name":${quoted(event.name)},"schema_version":${quoted(event.schemaVersion)}` +
      `,"session_id":${quoted(event.sessionId)},"anonymous_user_id":${quoted(event.anonymousUserId)}` +
      `,"route_pattern":${quoted(event.routePattern)},"payload_json":"{`;
    return frame;
  };
}

/** Times outside are mistakes, and no table stores them; the same as in `encodeRow`. */
const MIN_MS = Date.UTC(2001, 8, 9, 1, 46, 40);
const MAX_MS = Date.UTC(2100, 0, 1);

const isTime = (ms: number): boolean => ms >= MIN_MS && ms < MAX_MS;

/** What all events of one millisecond share; undefined where a time is none. */
function createTail(): (event: OutboundEvent) => string | undefined {
  let occurredAt = Number.NaN;
  let ingestedAt = Number.NaN;
  let source = '';
  let tail: string | undefined;
  return (event) => {
    if (occurredAt === event.occurredAt && ingestedAt === event.ingestedAt && source === event.source) return tail;
    ({ occurredAt, ingestedAt, source } = event);
    const times = `"occurred_at":${Math.trunc(occurredAt)},"ingested_at":${Math.trunc(ingestedAt)}`;
    tail = isTime(occurredAt) && isTime(ingestedAt) ? `}",${times},"source":${quoted(source)}}` : undefined;
    return tail;
  };
}

const isKept = (value: FieldValue): boolean =>
  typeof value === 'string'
    ? value.length <= MAX_KNOWN_LENGTH
    : typeof value === 'boolean' ||
      (typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < MAX_KNOWN);

function formatValue(value: FieldValue): string {
  if (typeof value === 'string') return PLAIN.test(value) ? `\\"${value}\\"` : nested(value);
  return typeof value === 'object' ? nested(value) : `${value}`;
}

/** Writes a field whose name, with what stands before it, is always the same. */
function createFieldWriter(name: string): (value: FieldValue) => string {
  const known = new Map<FieldValue, string>();
  return (value) => {
    const kept = known.get(value);
    if (kept !== undefined) return kept;
    const text = name + formatValue(value);
    // Zero and its negative are one key and one text.
    if (known.size < MAX_KNOWN && isKept(value)) known.set(value, text);
    return text;
  };
}

const fits = (value: FieldValue): boolean => typeof value !== 'number' || Number.isFinite(value);

const keyOf = (name: string): Key => {
  const text = `${nested(name)}:`;
  return { name, first: createFieldWriter(text), next: createFieldWriter(`,${text}`) };
};

/**
 * Makes the writer for events that `capture` made of this catalog: their ID and time are sound and their fields declared.
 * It writes what `encodeRow` writes, in a third of the time: only the ID and the values are new with each event. What
 * stands before each row is given once.
 */
export function createRowWriter(catalog: Catalog, before: string): RowWriter {
  const keys = new Map<string, readonly Key[]>();
  const keysOf = (name: string): readonly Key[] => {
    const made = keys.get(name);
    if (made) return made;
    const all = [
      'feature',
      'surface',
      ...Object.keys(catalog.events[name]?.fields ?? {}),
      ...Object.keys(catalog.dimensions),
    ];
    const sorted = [...new Set(all)].toSorted().map(keyOf);
    keys.set(name, sorted);
    return sorted;
  };
  const frameOf = createFrame(before);
  const tailOf = createTail();
  return (event) => {
    const { payload } = event;
    const all = keysOf(event.name);
    let fields = '';
    // Pieces that are joined wait for the whole to be read: each is an object of its own until then.
    for (let index = 0; index < all.length; index += 1) {
      const key = all[index] as Key;
      const value = payload[key.name];
      if (value === undefined) continue;
      if (!fits(value)) {
        const row = encodeRow(event);
        return row && before + row;
      }
      fields = fields === '' ? key.first(value) : fields + key.next(value);
    }
    const tail = tailOf(event);
    if (tail === undefined) return undefined;
    const { head, middle } = frameOf(event);
    return head + event.eventId + middle + fields + tail;
  };
}
