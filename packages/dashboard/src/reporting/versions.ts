import type { MetricsLock } from './lock.ts';
import type { Metric } from './metric.ts';
import { timeOf } from './periods.ts';

/** A definition that is declared, with the versions of it that the lock remembers; the oldest first. */
export const versionsOf = (metric: Metric, { versions }: MetricsLock): readonly Metric[] => [
  ...versions.filter(({ id, version }) => id === metric.id && version < metric.version),
  metric,
];

/**
 * The version that counts a period that starts at an instant: the newest that was valid then. A version that has a successor
 * still finishes what began before that one's first day.
 */
export const responsible = (versions: readonly Metric[], start: number): Metric | undefined =>
  versions.findLast(({ validFrom }) => timeOf(validFrom) <= start);
