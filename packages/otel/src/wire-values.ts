import {
  beginMessage,
  endMessage,
  makeRoom,
  type WireWriter,
  writeBytes,
  writeDouble,
  writeInteger,
  writeText,
} from './wire-writer.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Bytes kept for the length of what is nearly always shorter than 128 bytes. */
export const SHORT = 1;

/** A field of a message: its number and its type in one byte, as all of these have numbers below 16. */
export const tag = (field: number, type: 'number' | 'fixed64' | 'bytes' | 'fixed32'): number =>
  (field << 3) | { number: 0, fixed64: 1, bytes: 2, fixed32: 5 }[type];

/** The first fields of a message, which are bytes: of keys and values, and of a resource, a scope and what holds them. */
export const FIRST = tag(1, 'bytes');
export const SECOND = tag(2, 'bytes');
export const THIRD = tag(3, 'bytes');

const ANY = {
  text: tag(1, 'bytes'),
  boolean: tag(2, 'number'),
  integer: tag(3, 'number'),
  double: tag(4, 'fixed64'),
  list: tag(5, 'bytes'),
  map: tag(6, 'bytes'),
  bytes: tag(7, 'bytes'),
} as const;

/** Integers that fit 64 bits; all other numbers are doubles. */
const isInt64 = (value: number): boolean => Number.isInteger(value) && value >= -(2 ** 63) && value < 2 ** 63;

/** One byte, such as a tag or a small number. */
export function put(writer: WireWriter, byte: number): void {
  makeRoom(writer, 1);
  writer.bytes[writer.at++] = byte;
}

export function putText(writer: WireWriter, field: number, text: string): void {
  put(writer, field);
  writeText(writer, text);
}

export function putAny(writer: WireWriter, field: number, value: unknown): void {
  put(writer, field);
  const start = beginMessage(writer, SHORT);
  writeAny(writer, value);
  endMessage(writer, start, SHORT);
}

/** `KeyValue` messages, in the order of the object. */
export function putPairs(writer: WireWriter, field: number, pairs: Fields): void {
  for (const name in pairs) {
    if (!Object.hasOwn(pairs, name)) continue;
    put(writer, field);
    const start = beginMessage(writer, SHORT);
    putText(writer, FIRST, name);
    putAny(writer, SECOND, pairs[name]);
    endMessage(writer, start, SHORT);
  }
}

function writeNumber(writer: WireWriter, value: number): void {
  if (isInt64(value)) {
    put(writer, ANY.integer);
    writeInteger(writer, value);
  } else {
    put(writer, ANY.double);
    writeDouble(writer, value);
  }
}

/** The content of an `AnyValue`; of what it has no form for, as null, it is empty. */
function writeAny(writer: WireWriter, value: unknown): void {
  if (typeof value === 'string') return putText(writer, ANY.text, value);
  if (typeof value === 'number') return writeNumber(writer, value);
  if (typeof value === 'boolean') {
    put(writer, ANY.boolean);
    return writeInteger(writer, value ? 1 : 0);
  }
  if (typeof value !== 'object' || value === null) return;
  if (value instanceof Uint8Array) {
    put(writer, ANY.bytes);
    return writeBytes(writer, value);
  }
  const isList = Array.isArray(value);
  put(writer, isList ? ANY.list : ANY.map);
  const start = beginMessage(writer, SHORT);
  if (isList) for (const item of value) putAny(writer, FIRST, item);
  else putPairs(writer, FIRST, value as Fields);
  endMessage(writer, start, SHORT);
}
