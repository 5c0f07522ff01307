import type { ReportPeriod } from '@plumbline/core';
import { finishOf } from '../../reporting/judge-period.ts';
import type { Metric } from '../../reporting/metric.ts';
import { shift, timeOf } from '../../reporting/periods.ts';
import { NOT_RUN } from '../../reporting/read-report.ts';
import type { ReportedMetric, ReportedPeriod } from '../../reporting/report.ts';
import { formatLongDay } from '../../ui/format.ts';

/** A period by name, and that it is not over where it is not. */
export const labelWords = ({ label, state }: ReportedPeriod): string =>
  state === 'so-far' ? `${label}, so far` : label;

/** The version that made a number, as far as it is known. */
export const madeBy = ({ metric, versions }: ReportedMetric, now: ReportedPeriod | undefined): Metric =>
  versions.find(({ version }) => version === now?.number?.version) ?? metric;

/** Which version made a number, and which one counts now where that is another. */
export function versionWords(reported: ReportedMetric, now: ReportedPeriod | undefined): string {
  const { metric } = reported;
  const made = madeBy(reported, now);
  const version = now?.number?.version ?? metric.version;
  const known = `${made.version}, from ${made.validFrom}, owned by ${made.owner}`;
  if (version === metric.version) return known;
  const next = `version ${metric.version} counts from ${metric.validFrom}`;
  return made.version === version
    ? `${known}; ${next}`
    : `${version} made the number, and its text is not known here: pass \`metricsLock\`. What stands above is of the next one: ${next}`;
}

const COUNTED: Readonly<Record<Metric['unit'], string>> = {
  people: 'People',
  count: 'A number of events or things',
  share: 'A share',
  milliseconds: 'A length of time',
  number: 'A number',
};

/** What is counted, as far as it is not the query itself: that stands on the page of the definition. */
export function countsWords({ unit, slices, minPeople, readsDaysBefore, readsDaysAfter, version }: Metric): string {
  const days = [
    ...(readsDaysBefore > 0 ? [`${readsDaysBefore} days before the period`] : []),
    ...(readsDaysAfter > 0 ? [`${readsDaysAfter} days after it`] : []),
  ];
  return [
    `${COUNTED[unit]}${slices === '' ? '' : `, in all and by ${slices.replaceAll('_', ' ')}`}, as the query of version ${version} counts.`,
    ...(days.length > 0 ? [`It reads ${days.join(' and ')} too.`] : []),
    ...(minPeople > 0 ? [`Values of fewer than ${minPeople} people are left out.`] : []),
  ].join(' ');
}

/** The day on which the first period that can have a number has one. */
function firstDay({ metric, periods }: ReportedMetric, period: ReportPeriod): string {
  const last = periods.at(-1);
  const running = timeOf(last?.start ?? metric.validFrom);
  let start = last?.state === 'so-far' ? running : shift(period, running, 1);
  while (start < timeOf(metric.validFrom)) start = shift(period, start, 1);
  return formatLongDay(finishOf(metric, period, start));
}

/** Why there is no number to show, in a few words. */
export function noNumberWords(reported: ReportedMetric, period: ReportPeriod): string {
  const { isWithdrawn, periods } = reported;
  if (periods.some(({ state }) => state === 'finished')) return 'Too few people, or nothing to count';
  if (isWithdrawn) return 'Withdrawn';
  if (periods.some(({ reason }) => reason === NOT_RUN)) return 'Not computed yet';
  return `No number yet: the first one on ${firstDay(reported, period)}`;
}
