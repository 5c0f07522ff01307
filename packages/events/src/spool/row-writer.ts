import { encodeRow, type FieldValue, type OutboundEvent } from '@plumbline/core';
import type { Catalog } from '@plumbline/schema';
import { formatEvent } from './line.ts';

/** Writes an accepted event as its line in the spool; undefined for one that no event table can store. */
export type RowWriter = (event: OutboundEvent) => string | undefined;

/** Needs no escape, in JSON nor in JSON within JSON. */
const PLAIN = /^[\w .:/@+-]*$/;
/** Texts that were found plain: values of closed lists come again and again. */
const MAX_KNOWN = 1_000;
const MAX_KNOWN_LENGTH = 64;

/** A name of a field as it stands in a payload within a row. */
interface Key {
  readonly name: string;
  readonly text: string;
}

const quoted = (text: string): string => JSON.stringify(text);
/** JSON within a JSON text, without the outer quotes. */
const nested = (value: unknown): string => quoted(JSON.stringify(value)).slice(1, -1);

/** What all events of one request share, made once. */
function createFrame(): (event: OutboundEvent) => { readonly head: string; readonly middle: string } {
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
    frame.head = formatEvent(`{"org_id_hash":${quoted(event.orgIdHash)},"event_id":"`);
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

function createValueWriter(): (value: FieldValue) => string {
  const known = new Set<string>();
  const isPlain = (text: string): boolean => {
    if (known.has(text)) return true;
    if (!PLAIN.test(text)) return false;
    if (known.size < MAX_KNOWN && text.length <= MAX_KNOWN_LENGTH) known.add(text);
    return true;
  };
  return (value) => {
    if (typeof value === 'string') return isPlain(value) ? `\\"${value}\\"` : nested(value);
    return typeof value === 'object' ? nested(value) : `${value}`;
  };
}

const fits = (value: FieldValue): boolean => typeof value !== 'number' || Number.isFinite(value);

/**
 * Makes the writer for events that `capture` made of this catalog: their ID and time are sound and their fields declared.
 * It writes what `encodeRow` writes, in a third of the time: only the ID and the values are new with each event.
 */
export function createRowWriter(catalog: Catalog): RowWriter {
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
    const sorted = [...new Set(all)].toSorted().map((key) => ({ name: key, text: `${nested(key)}:` }));
    keys.set(name, sorted);
    return sorted;
  };
  const frameOf = createFrame();
  const tailOf = createTail();
  const write = createValueWriter();
  return (event) => {
    const { payload } = event;
    let fields = '';
    for (const key of keysOf(event.name)) {
      const value = payload[key.name];
      if (value === undefined) continue;
      if (!fits(value)) {
        const row = encodeRow(event);
        return row && formatEvent(row);
      }
      fields += fields === '' ? key.text + write(value) : `,${key.text}${write(value)}`;
    }
    const tail = tailOf(event);
    if (tail === undefined) return undefined;
    const { head, middle } = frameOf(event);
    return head + event.eventId + middle + fields + tail;
  };
}
