import type { OutboundEvent } from '@plumbline/core';
import { createFifo } from './fifo.ts';
import { type Held, pack } from './packed.ts';
import type { RowsOf } from './rows-of.ts';
import type { SealedBatch } from './sealed-batch.ts';

export interface QueueOptions {
  readonly maxQueued: number;
  readonly maxQueuedBytes: number;
  readonly maxBatch: number;
  readonly makeId: () => string;
  readonly rowsOf: RowsOf;
  /** Told of each sealed batch, in order. */
  readonly onSeal: (batch: SealedBatch) => void;
  /** Told that a batch was taken from mirrors that did not take it in time. */
  readonly onEvict: () => void;
}

/** The one bounded queue. What it counts as held is in memory for the source, or for a mirror that still waits for it. */
export interface Queue {
  /** Events in memory, within the bound. */
  readonly held: number;
  /** Events that wait for their batch. */
  readonly open: number;
  /** False when there is no room, even after taking from mirrors what the source already has. */
  push(event: OutboundEvent, bytes: number): boolean;
  seal(): void;
  /** Takes out what waits for its batch. */
  drain(): readonly OutboundEvent[];
  /** The source is done with the batch, and only mirrors need it from here on. */
  yield(batch: SealedBatch): void;
  /** Nobody needs the batch. */
  release(batch: SealedBatch): void;
}

/** Bytes that wait from which on further batches are packed: some ten batches, so not while a destination keeps up. */
const PACKED_FROM = 4 * 1_048_576;

/** Rows are made for each attempt and not kept: memory holds the events alone. */
const loose = (events: readonly OutboundEvent[], rowsOf: RowsOf): Held => ({
  events,
  get rows() {
    return rowsOf(events);
  },
});

/** Makes the queue of one client. Every call is constant in the number of queued events. */
export function createQueue(options: QueueOptions): Queue {
  const { maxQueued, maxQueuedBytes, maxBatch, makeId, rowsOf, onSeal, onEvict } = options;
  let members: OutboundEvent[] = [];
  let memberBytes = 0;
  let held = 0;
  let heldBytes = 0;
  // Batches that the source is done with, oldest first: the only ones that may be taken away.
  const yielded = createFifo<SealedBatch>();
  const hasRoom = (bytes: number): boolean => held < maxQueued && heldBytes + bytes <= maxQueuedBytes;
  const forget = (batch: SealedBatch): void => {
    held -= batch.size;
    heldBytes -= batch.bytes;
  };
  const evictOldest = (): boolean => {
    const batch = yielded.shift();
    if (batch === undefined) return false;
    if (batch.holders === 0) return true;
    batch.evicted = true;
    forget(batch);
    onEvict();
    return true;
  };
  const seal = (): void => {
    if (members.length === 0) return;
    const made = heldBytes - memberBytes < PACKED_FROM ? undefined : rowsOf(members);
    const batch: SealedBatch = Object.assign(made ? pack(made) : loose(members, rowsOf), {
      id: makeId(),
      size: members.length,
      bytes: memberBytes,
      holders: 0,
      evicted: false,
    });
    members = [];
    memberBytes = 0;
    onSeal(batch);
  };
  return {
    get held(): number {
      return held;
    },
    get open(): number {
      return members.length;
    },
    push(event, bytes) {
      while (!hasRoom(bytes)) if (!evictOldest()) return false;
      members.push(event);
      memberBytes += bytes;
      held += 1;
      heldBytes += bytes;
      if (members.length >= maxBatch) seal();
      return true;
    },
    seal,
    drain() {
      const drained = members;
      held -= members.length;
      heldBytes -= memberBytes;
      members = [];
      memberBytes = 0;
      return drained;
    },
    yield: (batch) => yielded.push(batch),
    release(batch) {
      if (!batch.evicted) forget(batch);
      while (yielded.peek()?.holders === 0) yielded.shift();
    },
  };
}
