import type { ReportPeriod } from '@plumbline/core';
import type { Metric } from './metric.ts';
import { SETTLE_HOURS } from './metric-faults.ts';
import { DAY_MS, dayOf, HOUR_MS, shift, timeOf } from './periods.ts';

/** What is known of time and of the events that are there. */
export interface Moment {
  /** Milliseconds since the epoch by which no period may be finished early. */
  readonly now: number;
  /** The same by which no event is thought to be there that is gone; not before `now`. */
  readonly latest: number;
  /** Days for which the store keeps events. */
  readonly retentionDays: number;
  /** First day whose events were recorded; undefined where there is no event yet. */
  readonly recordedSince: number | undefined;
}

/** What can be done about one number of one period. */
export type PeriodState =
  | { readonly kind: 'finished' }
  | { readonly kind: 'so-far'; readonly final: number }
  | { readonly kind: 'impossible'; readonly reason: string };

/** When nothing that happened in a period is on its way any more, in milliseconds. */
export const finishOf = (metric: Metric, period: ReportPeriod, start: number): number =>
  shift(period, start, 1) + metric.readsDaysAfter * DAY_MS + SETTLE_HOURS * HOUR_MS;

const impossible = (reason: string): PeriodState => ({ kind: 'impossible', reason });

/** Whether the number of a period can be computed, for good or so far, from the events that are there. */
export function judgePeriod(metric: Metric, period: ReportPeriod, start: number, moment: Moment): PeriodState {
  const { now, latest, retentionDays, recordedSince } = moment;
  const { version, validFrom, readsDaysBefore } = metric;
  if (start < timeOf(validFrom)) return impossible(`version ${version} counts from ${validFrom}`);
  if (start > now) return impossible('it has not begun');
  const read = start - readsDaysBefore * DAY_MS;
  // Parts of a week go as a whole, so the last days before this may be there still; nobody can rely on it.
  const kept = latest - retentionDays * DAY_MS;
  if (read < kept) {
    return impossible(`events before ${dayOf(kept + DAY_MS - 1)} are gone: they are kept for ${retentionDays} days`);
  }
  if (recordedSince === undefined) return impossible('no event has been stored yet');
  if (read < recordedSince) {
    const before = readsDaysBefore === 0 ? '' : `, and the number reads ${readsDaysBefore} days before its period`;
    return impossible(`events were recorded from ${dayOf(recordedSince)} on${before}`);
  }
  const final = finishOf(metric, period, start);
  return final <= now ? { kind: 'finished' } : { kind: 'so-far', final };
}
