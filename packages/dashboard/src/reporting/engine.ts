import type { Clock, ProductSource, ReportPeriod, ReportStore } from '@plumbline/core';
import type { FinishedNumber } from './history.ts';
import type { Moment } from './judge-period.ts';
import type { MetricsLock } from './lock.ts';
import type { Metric } from './metric.ts';
import { dayOf, shift } from './periods.ts';
import { readMoment } from './read-moment.ts';
import { cellsOf, type MetricCell } from './suppress.ts';

/** What numbers are made with. */
export interface EngineOptions {
  readonly source: Pick<ProductSource, 'query'>;
  readonly store: ReportStore;
  readonly metrics: readonly Metric[];
  readonly lock: MetricsLock;
  readonly clock: Pick<Clock, 'now'> | undefined;
  readonly retentionDays: number;
  readonly recordedSince: string | undefined;
  readonly signal?: AbortSignal;
}

/** A number of a period as it has just been counted. */
export interface ComputedNumber {
  readonly of: Omit<FinishedNumber, 'cells'>;
  readonly cells: readonly MetricCell[];
}

export interface Engine extends EngineOptions {
  moment(): Promise<Moment>;
  /** @param signal - by default that of the engine */
  compute(metric: Metric, period: ReportPeriod, start: number, signal?: AbortSignal): Promise<ComputedNumber>;
}

export function createEngine(options: EngineOptions): Engine {
  const { source, clock } = options;
  const now = (): number => clock?.now() ?? Date.now();
  return {
    ...options,
    moment: () => readMoment(options),
    async compute(metric, period, start, signal = options.signal) {
      const { id, version, fingerprint } = metric;
      const until = new Date(shift(period, start, 1));
      const rows = await source.query<Record<string, unknown>>(metric.query, { from: new Date(start), until }, signal);
      const of = { metric: id, version, fingerprint, period, start: dayOf(start), computedAt: now() };
      return { of, cells: cellsOf(metric, rows) };
    },
  };
}
