import { noopLog, type ReportPeriod } from '@plumbline/core';
import type { DashboardOptions } from '../../dashboard-options.ts';
import type { PanelTable } from '../../page-request.ts';
import { engineOptions } from '../../reporting/create-reporting.ts';
import { createEngine } from '../../reporting/engine.ts';
import { EMPTY_LOCK, parseLock } from '../../reporting/lock.ts';
import { type OpenReport, openReport } from '../../reporting/read-report.ts';
import type { ReportedMetric } from '../../reporting/report.ts';
import { type RefusedMetric, splitByLock } from '../../reporting/split-by-lock.ts';

export interface PeriodChoice {
  readonly period: ReportPeriod;
  /** Periods that the page holds; the running one is the last. */
  readonly count: number;
}

/** Where the page reads its numbers. */
export interface Numbers {
  /** Those for leadership that are kept, of definitions that keep to the lock. */
  open(choice: PeriodChoice, signal: AbortSignal): Promise<OpenReport>;
  /** Definitions for leadership that do not. */
  refused(choice: PeriodChoice): readonly RefusedMetric[];
}

const AUDIENCE = 'leadership';

/** Undefined where nothing was declared, or finished numbers are kept nowhere. */
export function numbersOf(options: DashboardOptions): Numbers | undefined {
  const { clock, log = noopLog, metrics = [], metricsLock, reports: store, source } = options;
  if (store === undefined || metrics.length === 0) return undefined;
  const { kept, refused } = splitByLock(metrics, metricsLock === undefined ? EMPTY_LOCK : parseLock(metricsLock));
  for (const { metric, reason } of refused) {
    log.error(
      { code: 'PLB_REPORTING_LOCK', what: metric.id, reason },
      'dashboard: a definition is not as the lock says',
    );
  }
  const settings = engineOptions({
    source,
    store,
    metrics: kept,
    ...(metricsLock !== undefined && { lock: metricsLock }),
    ...(clock && { clock }),
  });
  const withheld = new Set(refused.map(({ metric }) => metric.id));
  return {
    refused: ({ period }) =>
      refused.filter(({ metric }) => metric.audience.includes(AUDIENCE) && metric.periods.includes(period)),
    async open(choice, signal) {
      const report = await openReport(createEngine({ ...settings, signal }), { ...choice, audience: AUDIENCE });
      // The lock has their past, so that without this they would stand there as withdrawn.
      return { ...report, metrics: report.metrics.filter(({ metric }) => !withheld.has(metric.id)) };
    },
  };
}

const texts = (name: string) => ({ name, kind: 'text' }) as const;

/** Every number with its version, for a spreadsheet. */
export const reportTable = (metrics: readonly ReportedMetric[]): PanelTable => ({
  columns: [
    texts('metric'),
    { name: 'start', kind: 'day' },
    texts('slice'),
    { name: 'value', kind: 'number' },
    { name: 'version', kind: 'number' },
    texts('state'),
  ],
  rows: metrics.flatMap(({ metric, periods }) =>
    periods.flatMap(({ start, state, number }) =>
      [{ slice: '', value: number?.value ?? null }, ...(number?.slices ?? [])].map(({ slice, value }) => [
        metric.id,
        start,
        slice,
        value,
        number?.version ?? null,
        state,
      ]),
    ),
  ),
});
