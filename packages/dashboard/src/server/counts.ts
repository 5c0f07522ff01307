import type { Meter, signals } from '@plumbline/core';
import { quietCounter } from '../quiet-counter.ts';

/** Why work of the dashboard failed, or a view left no trace: the closed list of `plumbline.dashboard.failures`. */
export type FailureReason = (typeof signals)['plumbline.dashboard.failures']['labels']['reason'][number];

/** What one dashboard counts of itself. Nothing here throws. */
export interface DashboardCounts {
  view(outcome: 'success' | 'denied' | 'failed'): void;
  failed(reason: FailureReason): void;
}

export function createCounts(meter: Meter): DashboardCounts {
  const views = quietCounter(meter, 'plumbline.dashboard.views');
  const failures = quietCounter(meter, 'plumbline.dashboard.failures');
  return {
    view: (outcome) => views.add(1, { outcome }),
    failed: (reason) => failures.add(1, { reason }),
  };
}
