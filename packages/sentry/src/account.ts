import { createCounter, type DropReason, type Meter, type Tally } from '@plumbline/core';

/** Keeps the books: what was captured is delivered, lost for a named reason, or pending. */
export interface Account {
  readonly captured: () => void;
  readonly delivered: () => void;
  /** Not accepted at all. */
  readonly refused: (reason: 'closed' | 'malformed') => void;
  /** Accepted, and will not arrive. */
  readonly lost: (reason: DropReason) => void;
  readonly tally: () => Tally;
  /** Writes off what is pending and ignores what settles later. */
  readonly close: () => void;
}

/** Starts all counters at 0, so that a first loss is visible to PromQL's `increase`. */
export function createAccount(meter: Meter): Account {
  const capturedErrors = createCounter(meter, 'plumbline.errors.captured');
  const lostErrors = createCounter(meter, 'plumbline.errors.lost');
  const reasons: readonly DropReason[] = [
    'closed',
    'malformed',
    'queue_full',
    'rate_limited',
    'rejected',
    'retries_exhausted',
    'shutdown_deadline',
  ];
  capturedErrors.add(0);
  for (const reason of reasons) lostErrors.add(0, { reason });
  let pending = 0;
  let delivered = 0;
  let closed = false;
  const losses: Partial<Record<DropReason, number>> = {};
  const write = (reason: DropReason, count: number): void => {
    losses[reason] = (losses[reason] ?? 0) + count;
    lostErrors.add(count, { reason });
  };
  return {
    captured: () => {
      pending += 1;
      capturedErrors.add(1);
    },
    delivered: () => {
      if (closed) return;
      pending -= 1;
      delivered += 1;
    },
    refused: (reason) => write(reason, 1),
    lost: (reason) => {
      if (closed) return;
      pending -= 1;
      write(reason, 1);
    },
    tally: () => ({ delivered, lost: { ...losses }, pending }),
    close: () => {
      if (pending > 0) write('shutdown_deadline', pending);
      pending = 0;
      closed = true;
    },
  };
}
