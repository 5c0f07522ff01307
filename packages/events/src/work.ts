import type { DropReason } from '@plumbline/core';
import type { Batch, SealedBatch } from './sealed-batch.ts';

/** What one answer changed at one destination. */
export interface Change {
  readonly delivered: number;
  readonly lost: Readonly<Partial<Record<DropReason, number>>>;
}

/** One batch at one destination. */
export interface Work {
  readonly batch: Batch;
  /** One for each member that this destination has not settled; the delivery sets it back. */
  readonly open: Uint8Array;
  /** Members that damage of the spool took. */
  readonly corrupt: number;
  /** Members that a process before was sending when it ended, to a destination that must not get them twice. */
  readonly attempted: Uint8Array | undefined;
  /** Whether it was taken from this destination because it is too far behind. */
  evicted(): boolean;
  /** Whether it outlives the process: then what is not delivered at the end is pending, not lost. */
  readonly kept: boolean;
  /** Keeps what an attempt will send, before it is made. */
  attempt(members: readonly number[]): void;
  /** Keeps what was counted, in the same turn as the counting. */
  record(change: Change): void;
  /** This destination is done with the batch; resolves, and never rejects, once its place on disk is free as far as it can be. */
  done(): Promise<void>;
}

/** Where spooled batches come from. */
export interface Inbox {
  /** The next batch that this destination may have; undefined until somebody wakes the delivery. */
  next(): Promise<Work | undefined>;
}

/** A batch of the queue in memory as work: what happens to it is not kept anywhere else. */
export function workOf(batch: SealedBatch, onDone: (batch: SealedBatch) => void): Work {
  return {
    batch,
    open: new Uint8Array(batch.size).fill(1),
    corrupt: 0,
    attempted: undefined,
    kept: false,
    evicted: () => batch.evicted,
    attempt: () => undefined,
    record: () => undefined,
    async done() {
      onDone(batch);
    },
  };
}
