import { type Counter, createCounter, type Meter } from '@plumbline/core';
import { createEndingGauge } from './ending-gauge.ts';
import type { Spool } from './spool.ts';

export type RefusalReason = 'undeclared_action' | 'invalid_field' | 'oversized' | 'spool_unwritable' | 'closed';
export type LossReason = 'memory_full' | 'shutdown' | 'corrupt';

/** What an audit has done since its start. `recorded` = `stored` + `pending` + `lost`, beside what others left in the spool. */
export interface AuditSnapshot {
  readonly recorded: number;
  readonly stored: number;
  readonly refused: Readonly<Partial<Record<RefusalReason, number>>>;
  readonly lost: Readonly<Partial<Record<LossReason, number>>>;
  readonly storeFailures: number;
  /** Records that the store has not confirmed. */
  readonly pending: number;
  /** Those of them that are in memory only, because the spool does not take them. */
  readonly held: number;
  readonly oldestAgeMs: number;
}

/** The numbers of one audit, kept for the snapshot and told to the meter. */
export interface Counts {
  readonly recorded: (action: string, outcome: string) => void;
  readonly stored: (count: number) => void;
  readonly refused: (reason: RefusalReason) => void;
  readonly lost: (reason: LossReason, count: number) => void;
  readonly storeFailed: () => void;
  readonly snapshot: () => AuditSnapshot;
  /** Begins to answer the gauges. */
  observe(): void;
  /** Answers one more collection: a gauge that ended before the last one would stand at its old value for ever. */
  unobserve(): void;
}

/** A meter that fails ends no call that it counts; the snapshot still says it. */
const quiet = (counter: Counter): Counter => ({
  add(value, labels) {
    try {
      counter.add(value, labels);
    } catch {
      // A number is missed and no record.
    }
  },
});

export function createCounts(meter: Meter, spool: () => Spool): Counts {
  const counters = {
    recorded: quiet(createCounter(meter, 'plumbline.audit.recorded')),
    stored: quiet(createCounter(meter, 'plumbline.audit.stored')),
    refused: quiet(createCounter(meter, 'plumbline.audit.refused')),
    lost: quiet(createCounter(meter, 'plumbline.audit.lost')),
    storeFailures: quiet(createCounter(meter, 'plumbline.audit.store_failures')),
  };
  const gauges = [
    createEndingGauge(meter, 'plumbline.audit.pending', () => spool().pending),
    createEndingGauge(meter, 'plumbline.audit.oldest_age', () => spool().oldestAgeMs / 1_000),
  ];
  const refused: Partial<Record<RefusalReason, number>> = {};
  const lost: Partial<Record<LossReason, number>> = {};
  const totals = { recorded: 0, stored: 0, storeFailures: 0 };
  return {
    recorded(action, outcome) {
      totals.recorded += 1;
      counters.recorded.add(1, { action, outcome });
    },
    stored(count) {
      totals.stored += count;
      counters.stored.add(count);
    },
    refused(reason) {
      refused[reason] = (refused[reason] ?? 0) + 1;
      counters.refused.add(1, { reason });
    },
    lost(reason, count) {
      lost[reason] = (lost[reason] ?? 0) + count;
      counters.lost.add(count, { reason });
    },
    storeFailed() {
      totals.storeFailures += 1;
      counters.storeFailures.add(1);
    },
    snapshot() {
      const { pending, held, oldestAgeMs } = spool();
      return { ...totals, refused: { ...refused }, lost: { ...lost }, pending, held, oldestAgeMs };
    },
    observe() {
      for (const gauge of gauges) gauge.begin();
    },
    unobserve() {
      for (const gauge of gauges) gauge.end();
    },
  };
}
