import type { ReportPeriod, ReportValue } from '@plumbline/core';
import { groupBy } from './group.ts';
import type { MetricCell } from './suppress.ts';

/** What one version of a definition once made of one period. */
export interface FinishedNumber {
  readonly metric: string;
  readonly version: number;
  readonly fingerprint: string;
  readonly period: ReportPeriod;
  /** First day, `YYYY-MM-DD`. */
  readonly start: string;
  /** Milliseconds since the epoch. */
  readonly computedAt: number;
  /** All first, then the slices by name. */
  readonly cells: readonly MetricCell[];
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function numberOf(values: readonly ReportValue[]): FinishedNumber | undefined {
  // Written last in meaning: without it the others are of a run that was cut off.
  const whole = values.find(({ slice }) => slice === '');
  if (whole === undefined) return undefined;
  const { metric, version, fingerprint, period, start, computedAt } = whole;
  // Of two processes that computed it at once, the slices that only the second one saw are not of this number.
  const own = values.filter((value) => value.computedAt === computedAt && value.fingerprint === fingerprint);
  const cells = own.map(({ slice, value }) => ({ slice, value })).toSorted((a, b) => byText(a.slice, b.slice));
  return { metric, version, fingerprint, period, start, computedAt, cells };
}

/** Stored values as numbers of a period, by metric, period, start and version in that order. */
export function numbersOf(values: readonly ReportValue[]): readonly FinishedNumber[] {
  const groups = groupBy(values, ({ metric, period, start, version }) => `${metric} ${period} ${start} ${version}`);
  return [...groups.values()]
    .flatMap((group) => numberOf(group) ?? [])
    .toSorted(
      (a, b) =>
        byText(a.metric, b.metric) || byText(a.period, b.period) || byText(a.start, b.start) || a.version - b.version,
    );
}

/**
 * The number of a period that stands, and those beside it. The lowest version stands: no other was computed before it, since
 * a version never computes what a later one has finished.
 */
export function standing(
  numbers: readonly FinishedNumber[],
): { readonly number: FinishedNumber; readonly beside: readonly FinishedNumber[] } | undefined {
  const [number, ...beside] = numbers.toSorted((a, b) => a.version - b.version);
  return number && { number, beside };
}
