import { formatCell } from '../ui/format.ts';
import type { MetricUnit } from './metric.ts';
import type { Report, ReportedMetric, ReportedNumber, ReportedPeriod } from './report.ts';
import type { MetricCell } from './suppress.ts';

/** A time as reports say it: `2026-04-15 09:30 UTC`. */
export const timeWords = (time: number): string => `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

export const cellWords = (value: number | null, unit: MetricUnit): string => formatCell(value, unit);

/** What a report is called. */
export function reportTitle({ period, audience }: Report, service: string): string {
  const per = { day: 'Daily', week: 'Weekly', month: 'Monthly', quarter: 'Quarterly' }[period];
  const of = service === '' ? '' : ` of ${service}`;
  return `${per} report${of}${audience === undefined ? '' : ` for ${audience}`}`;
}

export const stateWords = ({ state }: ReportedPeriod): string =>
  ({ finished: 'finished', 'so-far': 'so far', missing: 'missing' })[state];

/** Which definition made the numbers. */
export function definitionWords({ metric, isWithdrawn }: ReportedMetric): string {
  const { version, owner, validFrom, fingerprint, id } = metric;
  const state = isWithdrawn ? ', withdrawn' : '';
  return `Definition ${id}, version ${version}${state}, from ${validFrom}, owned by ${owner}, text ${fingerprint.slice(0, 12)}.`;
}

/** What was left out of a number, in a sentence; undefined where nothing was. */
export function leftOutWords({ metric }: ReportedMetric, number: ReportedNumber): string | undefined {
  const parts = [
    ...(number.value === null && number.slices.length === 0 ? ['the number itself has no value'] : []),
    ...(number.leftOut > 0 ? [`${number.leftOut} of ${number.slices.length} slices have no value`] : []),
  ];
  if (parts.length === 0) return undefined;
  const few =
    metric.minPeople === 0
      ? 'there was nothing to count'
      : `fewer than ${metric.minPeople} people, or one that would give them away, or nothing to count`;
  return `${parts.join(', ')}: ${few}`;
}

/** What another version made of the same period, in a sentence each. */
export const besideWords = ({ metric }: ReportedMetric, { beside }: ReportedPeriod): readonly string[] =>
  beside.map(
    ({ version, value, computedAt }) =>
      `version ${version} makes it ${cellWords(value, metric.unit)} (computed ${timeWords(computedAt)})`,
  );

/** What is said where the line breaks. */
export function breakWords({ versions }: ReportedMetric, { number, label }: ReportedPeriod): string {
  const text = versions.find(({ version }) => version === number?.version);
  const change = text === undefined || text.change === '' ? '.' : `: ${text.change.replace(/\.?$/, '.')}`;
  return `From ${label} on version ${number?.version ?? ''} counts${change} Do not compare it with the numbers before.`;
}

/** Slices that any period has, in their order. */
export const sliceNames = ({ periods }: ReportedMetric): readonly string[] =>
  [...new Set(periods.flatMap(({ number }) => number?.slices.map(({ slice }) => slice) ?? []))].toSorted();

/** The value of a slice; undefined where the period has none of it. */
export const sliceOf = ({ number }: ReportedPeriod, slice: string): MetricCell | undefined =>
  number?.slices.find((cell) => cell.slice === slice);

/** Everything that is missing, each with its reason. */
export const missingOf = ({ metrics }: Report): readonly string[] =>
  metrics.flatMap(({ metric, periods }) => {
    const reasons = new Map<string, string[]>();
    for (const { state, label, reason = '' } of periods) {
      if (state === 'missing') reasons.set(reason, [...(reasons.get(reason) ?? []), label]);
    }
    return [...reasons].map(([reason, labels]) => `${metric.title}, ${labels.join(', ')}: ${reason}`);
  });
