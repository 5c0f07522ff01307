import type { Batch } from './sealed-batch.ts';

/** What the event table keeps: an older event would be stored and dropped at once. */
const KEPT_MS = 173 * 86_400_000;
/** An event may be a week old when it is accepted, so that one in a younger batch is not too old. */
const CHECKED_FROM_MS = KEPT_MS - 8 * 86_400_000;

const DIGITS = 12;

/** Milliseconds in a UUID of version 7, with which IDs of batches begin; not a number for anything else. */
const timeIn = (id: string): number => Number.parseInt(id.slice(0, DIGITS + 1).replace('-', ''), 16);

/** Open members of a batch that no table keeps any more. */
export function tooOld(batch: Batch, open: Uint8Array, now: number): readonly number[] {
  if (now - timeIn(batch.id) < CHECKED_FROM_MS) return [];
  return batch.events.flatMap(({ occurredAt }, index) =>
    open[index] === 1 && now - occurredAt >= KEPT_MS ? [index] : [],
  );
}
