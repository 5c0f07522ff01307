import { type Clock, PlumblineError, type ProductSource, type ReportStore, unknownOptions } from '@plumbline/core';
import { createEngine, type EngineOptions } from './engine.ts';
import { EMPTY_LOCK, parseLock } from './lock.ts';
import { AUDIENCES, type Metric, PERIODS } from './metric.ts';
import { listFaults, RETENTION_DAYS } from './metric-faults.ts';
import { isDay, MAX_COUNT } from './periods.ts';
import { readReport } from './read-report.ts';
import type { Report, ReportAsk, ReportRun } from './report.ts';
import { runReports } from './run-reports.ts';
import { updateLock } from './update-lock.ts';

export interface ReportingOptions {
  /** Where events are counted. */
  readonly source: Pick<ProductSource, 'query'>;
  /** Where finished numbers are kept for ever. */
  readonly store: ReportStore;
  /** From `defineMetric` and `coreMetrics`. */
  readonly metrics: readonly Metric[];
  /**
   * Text of `plumbline.metrics.lock`. A definition that is not as it says is refused, and what older versions meant can be
   * said. @default neither
   */
  readonly lock?: string;
  /** @default the clock of this machine and that of the store: the earlier one finishes a period */
  readonly clock?: Pick<Clock, 'now'>;
  /** Days for which the store keeps events. @default 173, as `@plumbline/adapter-clickhouse` keeps them for certain */
  readonly retentionDays?: number;
  /** First day on which everything was recorded, `YYYY-MM-DD`. @default the day of the oldest event that is there */
  readonly recordedSince?: string;
}

export interface Reporting {
  /** Checked definitions, as they were given. */
  readonly metrics: readonly Metric[];
  /**
   * Computes every finished period that has no number yet, and keeps it. Run it once a day, from wherever: two at a time do no
   * harm, and a number that is kept never changes. One metric that fails does not stop the others.
   */
  run(options?: { readonly signal?: AbortSignal }): Promise<ReportRun>;
  /** The numbers of some periods. It writes nothing; what is not finished is counted so far. */
  read(ask: ReportAsk): Promise<Report>;
}

const KEYS: readonly (keyof ReportingOptions)[] = [
  'source',
  'store',
  'metrics',
  'lock',
  'clock',
  'retentionDays',
  'recordedSince',
];

const hasMethod = (value: unknown, name: string): boolean =>
  typeof value === 'object' && value !== null && typeof (value as Record<string, unknown>)[name] === 'function';

function optionFaults(options: ReportingOptions): readonly string[] {
  const { source, store, metrics, retentionDays = RETENTION_DAYS, recordedSince } = options;
  return [
    ...unknownOptions(options, KEYS),
    ...(hasMethod(source, 'query') ? [] : ['`source` must be a product source, such as `createProductQueries` makes']),
    ...(hasMethod(store, 'readReports') && hasMethod(store, 'writeReports')
      ? []
      : ['`store` must be a report store, such as `createProductQueries` makes']),
    ...(Array.isArray(metrics) && metrics.every((metric) => typeof metric?.fingerprint === 'string')
      ? listFaults(metrics)
      : ['`metrics` must list what `defineMetric` returned']),
    ...(Number.isInteger(retentionDays) && retentionDays >= 1
      ? []
      : ['`retentionDays` must be a whole number from 1 on']),
    ...(recordedSince === undefined || isDay(recordedSince) ? [] : ['`recordedSince` must be a day, YYYY-MM-DD']),
  ];
}

function checkLocked(lock: EngineOptions['lock'], metrics: readonly Metric[]): void {
  const { refused } = updateLock(lock, metrics);
  if (refused.length === 0) return;
  throw new PlumblineError('PLB_REPORTING_LOCK', `reporting:\n  - ${refused.join('\n  - ')}`, {
    fix: 'Do what the lines say in the definitions, run `npx plumbline metrics`, and commit plumbline.metrics.lock.',
  });
}

function checkAsk({ period, audience, count = 1, until }: ReportAsk): void {
  const faults = [
    ...(PERIODS.includes(period) ? [] : [`\`period\` must be one of ${PERIODS.join(', ')}`]),
    ...(audience === undefined || AUDIENCES.includes(audience)
      ? []
      : [`\`audience\` must be one of ${AUDIENCES.join(', ')}`]),
    ...(Number.isInteger(count) && count >= 1 && count <= MAX_COUNT
      ? []
      : [`\`count\` must be a whole number from 1 to ${MAX_COUNT}`]),
    ...(until === undefined || isDay(until) ? [] : ['`until` must be a day, YYYY-MM-DD']),
  ];
  if (faults.length > 0) throw new PlumblineError('PLB_OPTION_INVALID', `reporting: ${faults.join('; ')}`);
}

/** What an engine is made with, checked. Throws as {@link createReporting} does. */
export function engineOptions(options: ReportingOptions): EngineOptions {
  const faults = optionFaults(options);
  if (faults.length > 0) throw new PlumblineError('PLB_OPTION_INVALID', `reporting:\n  - ${faults.join('\n  - ')}`);
  const { source, store, clock, retentionDays = RETENTION_DAYS, recordedSince } = options;
  const lock = options.lock === undefined ? EMPTY_LOCK : parseLock(options.lock);
  const metrics = Object.freeze([...options.metrics]);
  checkLocked(lock, metrics);
  return { source, store, metrics, lock, clock, retentionDays, recordedSince };
}

/**
 * Makes numbers of definitions: finished periods once and for ever, with the version that made each of them; the running one so
 * far. It opens nothing and asks nothing until it is told to.
 *
 * @throws PlumblineError `PLB_OPTION_INVALID` with every fault; `PLB_REPORTING_LOCK` where a definition is not as the lock says.
 */
export function createReporting(options: ReportingOptions): Reporting {
  const settings = engineOptions(options);
  return {
    metrics: settings.metrics,
    run: ({ signal } = {}) => runReports(createEngine({ ...settings, ...(signal && { signal }) })),
    async read(ask) {
      checkAsk(ask);
      return readReport(createEngine(settings), ask);
    },
  };
}
