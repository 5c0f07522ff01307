import type { SqliteRow } from './connection.ts';

const ID_BYTES = 16;
const LEAF_BYTES = 32;

/** UUIDs, 16 bytes each. */
export const packIds = (ids: readonly string[]): Uint8Array => Buffer.from(ids.join('').replaceAll('-', ''), 'hex');

export const packLeaves = (leaves: readonly string[]): Uint8Array => Buffer.from(leaves.join(''), 'hex');

export const textOrNull = (value: SqliteRow[string] | undefined): string | null =>
  value === null || value === undefined ? null : String(value);

/** Pieces of a column, as hexadecimal. */
function pieces(value: SqliteRow[string] | undefined, bytes: number): string[] {
  const hex = Buffer.from(value as Uint8Array).toString('hex');
  const step = bytes * 2;
  const found: string[] = [];
  for (let at = 0; at < hex.length; at += step) found.push(hex.slice(at, at + step));
  return found;
}

export const unpackIds = (value: SqliteRow[string] | undefined): string[] =>
  pieces(value, ID_BYTES).map(
    (hex) => `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`,
  );

export const unpackLeaves = (value: SqliteRow[string] | undefined): string[] => pieces(value, LEAF_BYTES);
