import { decodeRow, type OutboundEvent } from '@plumbline/core';
import type { Batch } from '../sealed-batch.ts';
import type { Tombstones } from './tombstones.ts';

/** A quote within a text of JSON is escaped, so that no value can pass for this key. */
const KEY = '"anonymous_user_id":"';

/** The person in a row, without reading the rest of it. */
function personIn(row: string): string {
  const at = row.indexOf(KEY);
  if (at === -1) return '';
  const from = at + KEY.length;
  return row.slice(from, row.indexOf('"', from));
}

/** It happened, or was accepted, before the erasure: a sender's clock may be ahead, and a sender may be late. */
const isBefore = (event: OutboundEvent | undefined, until: number): boolean =>
  event !== undefined && Math.min(event.occurredAt, event.ingestedAt) <= until;

/** Open members of a batch that are of people who were erased since. What they do afterwards is theirs again. */
export function erasedMembers(batch: Batch, open: Uint8Array, tombstones: Tombstones): readonly number[] {
  if (tombstones.size === 0) return [];
  const { rows } = batch;
  const text = batch.written === true ? rows : undefined;
  const found: number[] = [];
  for (let index = 0; index < batch.size; index += 1) {
    if (open[index] !== 1) continue;
    const row = text?.[index];
    const person = row === undefined ? (batch.events[index]?.anonymousUserId ?? '') : personIn(row);
    const until = person === '' ? undefined : tombstones.until(person);
    if (until === undefined) continue;
    if (isBefore(row === undefined ? batch.events[index] : decodeRow(row), until)) found.push(index);
  }
  return found;
}
