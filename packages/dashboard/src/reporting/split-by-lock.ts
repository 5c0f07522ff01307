import type { MetricsLock } from './lock.ts';
import type { Metric } from './metric.ts';
import { refusalOf } from './update-lock.ts';

/** A definition that is not as the lock says. */
export interface RefusedMetric {
  readonly metric: Metric;
  /** What differs and what to do about it, for whoever owns the definition. */
  readonly reason: string;
}

export interface LockSplit {
  readonly kept: readonly Metric[];
  readonly refused: readonly RefusedMetric[];
}

/** Which definitions keep to a lock. One that no lock has yet does: it is new. */
export function splitByLock(metrics: readonly Metric[], lock: MetricsLock): LockSplit {
  const refused = metrics.flatMap((metric) => {
    const reason = refusalOf(metric, lock);
    return reason === undefined ? [] : [{ metric, reason }];
  });
  const ids = new Set(refused.map(({ metric }) => metric.id));
  return { kept: metrics.filter(({ id }) => !ids.has(id)), refused };
}
