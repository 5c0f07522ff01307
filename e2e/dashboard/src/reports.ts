import type { ReportPeriod, ReportStore, ReportValue } from '@plumbline/core';
import { coreMetrics, defineMetric, type Metric } from '@plumbline/dashboard/reporting';
import { createRandom } from './random.ts';

/** The definitions of the application; one of them counts otherwise than it once did. */
export function applicationMetrics(): readonly Metric[] {
  const metrics = coreMetrics({
    owner: '@team-insight',
    validFrom: '2025-07-01',
    role: 'role',
    orgSlice: 'org_slice',
    keyAction: 'approval_decided',
  });
  return metrics.map((metric) =>
    metric.id === 'client_error_session_share'
      ? defineMetric({
          ...metric,
          version: 2,
          validFrom: '2026-04-01',
          change: 'Sessions of less than a second no longer count',
          query: `${metric.query}\n`.replace('SELECT', 'SELECT\n '),
          minPeople: 10,
        })
      : metric,
  );
}

/** First days of the periods that were finished before the events of the set begin. */
const STARTS: Readonly<Partial<Record<ReportPeriod, readonly string[]>>> = {
  quarter: ['2025-10-01', '2026-01-01', '2026-04-01', '2026-07-01'],
  month: ['2026-05-01', '2026-06-01', '2026-07-01', '2026-08-01', '2026-09-01', '2026-10-01'],
};

/** Where a number of each unit is in the first of the periods. */
const LEVELS: Readonly<Record<Metric['unit'], number>> = {
  people: 610,
  count: 148_000,
  share: 0.31,
  milliseconds: 5_400_000,
  number: 12,
};

const SMALL = /error|late|unlisted/;
const HIGH = /recovery/;

function levelOf({ id, unit }: Metric): number {
  if (SMALL.test(id)) return 0.018;
  return HIGH.test(id) ? 0.93 : LEVELS[unit];
}

const SLICES: Readonly<Record<string, readonly string[]>> = {
  role: ['admin', 'approver', 'editor', 'viewer'],
  org_slice: ['large', 'medium', 'small'],
  event: ['chart_interacted', 'feature_viewed', 'filter_changed', 'page_viewed', 'session_ended'],
  page: ['executive', 'product'],
};

/** Numbers that earlier runs finished, grown from period to period. */
export function finishedNumbers(metrics: readonly Metric[]): readonly ReportValue[] {
  const random = createRandom(21);
  return metrics.flatMap((metric) =>
    (['quarter', 'month'] as const)
      .filter((period) => metric.periods.includes(period))
      .flatMap((period) =>
        (STARTS[period] ?? []).flatMap((start, index): readonly ReportValue[] => {
          const isOld = metric.version === 2 && start < metric.validFrom;
          const grown =
            levelOf(metric) *
            (metric.unit === 'share' ? 1 + index * 0.02 : 1.09 ** index) *
            (metric.id.startsWith('active_people') ? 1 : 0.96 + random.next() * 0.08);
          const value = metric.unit === 'share' ? Math.min(0.99, grown) : Math.round(grown);
          const made = {
            metric: metric.id,
            version: isOld ? 1 : metric.version,
            fingerprint: isOld ? 'a'.repeat(64) : metric.fingerprint,
            period,
            start,
            computedAt: Date.parse(`${start}T00:00:00Z`) + 96 * 86_400_000,
          };
          const slices = (SLICES[metric.slices] ?? []).map((slice, place, all) => ({
            ...made,
            slice,
            value:
              place === 0 && metric.slices === 'role' ? null : Math.round((value * (place + 1)) / (all.length * 1.6)),
          }));
          return [{ ...made, slice: '', value }, ...slices];
        }),
      ),
  );
}

export const storeFinishedNumbers = (store: ReportStore, metrics: readonly Metric[]): Promise<number> =>
  store.writeReports(finishedNumbers(metrics));
