import { decodeRow, type OutboundEvent } from '@plumbline/core';
import { unframe } from '../encode.ts';

/** The event of a record's value; undefined for one that no event table can store. It never throws. */
export function decodeValue(value: Buffer): OutboundEvent | undefined {
  try {
    const read: unknown = JSON.parse(unframe(value));
    if (typeof read !== 'object' || read === null) return undefined;
    const { payload = {}, ...envelope } = read as Readonly<Record<string, unknown>>;
    return decodeRow(JSON.stringify({ ...envelope, payload_json: JSON.stringify(payload) }));
  } catch {
    return undefined;
  }
}
