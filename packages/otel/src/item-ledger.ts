import type { Counter } from '@plumbline/core';
import type { BatchSignal } from './batch-options.ts';

/**
 * Why a span or a log record did not arrive: the queue had no room, it could not be redacted, its export failed with all
 * repetitions, the collector refused it, or the shutdown ended before its export did. The list is closed.
 */
export type ItemLoss = 'queue_full' | 'redaction_failed' | 'export_failed' | 'rejected' | 'shutdown_deadline';

/** What became of the spans or log records so far: accepted = sent + lost + pending, whenever it is asked for. */
export interface ItemTally {
  /** Sampled or kept spans that ended, or records that were emitted, before the shutdown. */
  readonly accepted: number;
  /** Those that the collector confirmed. */
  readonly sent: number;
  /** Counts by reason; a reason that never occurred is absent. */
  readonly lost: Readonly<Partial<Record<ItemLoss, number>>>;
  /** Those that wait or are under way. */
  readonly pending: number;
}

/** Accounts for every item of one signal. */
export interface ItemLedger {
  accept(): void;
  lose(reason: ItemLoss, count: number): void;
  /** An export of so many has ended. */
  settle(count: number, failed: boolean, rejected: number): void;
  /** Ends the account: what is pending is lost, and what is said of it later counts no more. */
  close(): void;
  tally(): ItemTally;
}

export const emptyItems: ItemTally = { accepted: 0, sent: 0, lost: {}, pending: 0 };

/** A ledger whose losses are also counted by `plumbline.otel.dropped`. */
export function createItemLedger(signal: BatchSignal, dropped: Counter): ItemLedger {
  const lost: Partial<Record<ItemLoss, number>> = {};
  let accepted = 0;
  let sent = 0;
  let pending = 0;
  let closed = false;
  const lose = (reason: ItemLoss, count: number): void => {
    if (closed || count === 0) return;
    pending -= count;
    lost[reason] = (lost[reason] ?? 0) + count;
    dropped.add(count, { signal, reason });
  };
  return {
    accept() {
      if (closed) return;
      accepted += 1;
      pending += 1;
    },
    lose,
    settle(count, failed, rejected) {
      if (closed) return;
      if (failed) return lose('export_failed', count);
      const refused = Math.min(rejected, count);
      lose('rejected', refused);
      sent += count - refused;
      pending -= count - refused;
    },
    close() {
      lose('shutdown_deadline', pending);
      closed = true;
    },
    tally: () => ({ accepted, sent, lost: { ...lost }, pending }),
  };
}

/** What the guard of an exporter needs to account for its batches. */
export interface ItemAccount<Batch> {
  readonly ledger: ItemLedger;
  readonly sizeOf: (batch: Batch) => number;
}

/** Begins the account of a batch; the function ends it, once. */
export function openAccount<Batch>(
  account: ItemAccount<Batch> | undefined,
  batch: Batch,
): { keep(ready: Batch | undefined): void; settle(result: { readonly rejected?: number }, failed: boolean): void } {
  let count = account?.sizeOf(batch) ?? 0;
  return {
    keep(ready) {
      const kept = ready === undefined ? 0 : (account?.sizeOf(ready) ?? 0);
      account?.ledger.lose('redaction_failed', count - kept);
      count = kept;
    },
    settle({ rejected = 0 }, failed) {
      account?.ledger.settle(count, failed, rejected);
      count = 0;
    },
  };
}
