import type { FieldValue, OutboundEvent } from '@plumbline/core';
import type { Catalog } from '@plumbline/schema';
import { type Fragment, fragmentOf, type RowMemory } from './row-memory.ts';

/** Needs no escape, in JSON nor in JSON within JSON. */
export const PLAIN = /^[\w .:/@+-]*$/;
/** Values of closed lists and small counts come again and again: what they look like behind their name is kept. */
const MAX_KNOWN = 256;
const MAX_KNOWN_LENGTH = 64;
const BRACE = 0x7b;

type Payload = OutboundEvent['payload'];

/** One field of an event, with what its values looked like behind its name and the comma before that. */
interface Field {
  readonly name: string;
  readonly before: string;
  readonly known: Map<FieldValue, Fragment>;
  last: FieldValue | undefined;
  fragment: Fragment | undefined;
  /** Of the event that is written now. */
  value: FieldValue | undefined;
}

/** The fields that one event may have. */
interface Fields {
  /** As `check` and the dimensions put them into a payload. */
  readonly declared: readonly Field[];
  /** As they stand in a row. */
  readonly sorted: readonly Field[];
}

/** JSON within a JSON text, without the outer quotes. */
const nested = (value: unknown): string => JSON.stringify(JSON.stringify(value)).slice(1, -1);

const isKept = (value: FieldValue): boolean =>
  typeof value === 'string'
    ? value.length <= MAX_KNOWN_LENGTH
    : typeof value === 'boolean' ||
      (typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < MAX_KNOWN);

function formatValue(value: FieldValue): string {
  if (typeof value === 'string') return PLAIN.test(value) ? `\\"${value}\\"` : nested(value);
  return typeof value === 'object' ? nested(value) : `${value}`;
}

/** Writes a value that is not the same as the last time and knows it from then on. */
function writeOther(field: Field, value: FieldValue, memory: RowMemory): void {
  const { known, before } = field;
  field.last = value;
  field.fragment = known.get(value);
  if (field.fragment !== undefined) return memory.fragment(field.fragment);
  const text = before + formatValue(value);
  // Zero and its negative are one key and one text.
  if (known.size < MAX_KNOWN && isKept(value)) known.set(value, (field.fragment = fragmentOf(text)));
  memory.text(text);
}

const fieldOf = (name: string): Field => ({
  name,
  before: `,${nested(name)}:`,
  known: new Map(),
  last: undefined,
  fragment: undefined,
  value: undefined,
});

/** Finds the fields that an event of this name may have. */
export function createFields(catalog: Catalog): (name: string) => Fields {
  const made = new Map<string, Fields>();
  const make = (name: string): Fields => {
    const given = Object.keys(catalog.events[name]?.fields ?? {});
    const names = new Set(['feature', 'surface', ...given, ...Object.keys(catalog.dimensions)]);
    const declared = [...names].map(fieldOf);
    // As `encodeRow` sorts: by UTF-16 units.
    return { declared, sorted: declared.toSorted((a, b) => (a.name < b.name ? -1 : 1)) };
  };
  let last: string | undefined;
  let fields: Fields | undefined;
  return (name) => {
    if (fields !== undefined && name === last) return fields;
    last = name;
    fields = made.get(name) ?? make(name);
    made.set(name, fields);
    return fields;
  };
}

/** Gives each field its value. They are met in the order of their declaration, which costs a quarter of asking for each by its name. */
function place(payload: Payload, declared: readonly Field[]): void {
  let at = 0;
  let met = true;
  for (const key in payload) {
    while (at < declared.length && (declared[at] as Field).name !== key) (declared[at++] as Field).value = undefined;
    met = at < declared.length;
    if (!met) break;
    (declared[at] as Field).value = payload[key];
    at += 1;
  }
  for (; at < declared.length; at += 1) (declared[at] as Field).value = undefined;
  if (!met) for (const field of declared) field.value = payload[field.name];
}

/**
 * Writes a payload's fields, as they stand within a row, behind the brace that is the last byte so far. False where a value
 * is written as another one; then what stands before them is as it was.
 */
export function writeFields(payload: Payload, { declared, sorted }: Fields, memory: RowMemory): boolean {
  place(payload, declared);
  const begin = memory.end();
  // Each of them is written with a comma before it: that of the first is where the brace belongs.
  memory.seek(begin - 1);
  let fits = true;
  for (let index = 0; fits && index < sorted.length; index += 1) {
    const field = sorted[index] as Field;
    const { value, fragment } = field;
    if (value === undefined) continue;
    if (value === field.last && fragment !== undefined) memory.fragment(fragment);
    else if (typeof value === 'number' && !Number.isFinite(value)) fits = false;
    else writeOther(field, value, memory);
  }
  if (memory.end() < begin) memory.seek(begin);
  memory.put(begin - 1, BRACE);
  return fits;
}
