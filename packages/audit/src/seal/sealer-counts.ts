import { createCounter, type Meter } from '@plumbline/core';
import { createEndingGauge } from '../ending-gauge.ts';
import type { SealerSnapshot } from './sealer-types.ts';

/** The numbers of one sealer, kept for the snapshot and told to the meter. */
export interface SealerCounts {
  readonly sealed: (records: number) => void;
  readonly failed: (reason: 'lease_lost' | 'signer' | 'store') => void;
  readonly waiting: (records: number) => void;
  readonly snapshot: () => SealerSnapshot;
  /** Begins to answer the gauge. */
  observe(): void;
  /** Answers one more collection: a gauge that ended before the last one would stand at its old value for ever. */
  unobserve(): void;
}

export function createSealerCounts(meter: Meter): SealerCounts {
  const sealed = createCounter(meter, 'plumbline.audit.sealed');
  const failures = createCounter(meter, 'plumbline.audit.seal_failures');
  const totals = { seals: 0, records: 0, failures: 0 };
  let waiting: number | undefined;
  // Before it could look, it knows nothing.
  const unsealed = createEndingGauge(meter, 'plumbline.audit.unsealed', () => waiting);
  return {
    sealed(records) {
      totals.seals += 1;
      totals.records += records;
      sealed.add(records);
    },
    failed(reason) {
      totals.failures += 1;
      failures.add(1, { reason });
    },
    waiting(records) {
      waiting = records;
    },
    snapshot: () => ({ ...totals, waiting: waiting ?? 0 }),
    observe: () => unsealed.begin(),
    unobserve: () => unsealed.end(),
  };
}
