import { type Counter, createCounter, type Meter, type signals } from '@plumbline/core';

/** Why work of the dashboard failed, or a view left no trace: the closed list of `plumbline.dashboard.failures`. */
export type FailureReason = (typeof signals)['plumbline.dashboard.failures']['labels']['reason'][number];

/** What one dashboard counts of itself. Nothing here throws: a number is missed and no page. */
export interface DashboardCounts {
  view(outcome: 'success' | 'denied' | 'failed'): void;
  failed(reason: FailureReason): void;
}

const quiet = (counter: Counter): Counter => ({
  add(value, labels) {
    try {
      counter.add(value, labels);
    } catch {
      // The meter is somebody else's.
    }
  },
});

export function createCounts(meter: Meter): DashboardCounts {
  const views = quiet(createCounter(meter, 'plumbline.dashboard.views'));
  const failures = quiet(createCounter(meter, 'plumbline.dashboard.failures'));
  return {
    view: (outcome) => views.add(1, { outcome }),
    failed: (reason) => failures.add(1, { reason }),
  };
}
