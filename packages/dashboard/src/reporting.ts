export { createReporting, type Reporting, type ReportingOptions } from './reporting/create-reporting.ts';
export { defineMetric } from './reporting/define-metric.ts';
export { METRICS_LOCK } from './reporting/lock.ts';
export type { Metric, MetricAudience, MetricSpec, MetricUnit } from './reporting/metric.ts';
export type {
  Report,
  ReportAsk,
  ReportedMetric,
  ReportedNumber,
  ReportedPeriod,
  ReportRun,
  RunFinding,
} from './reporting/report.ts';
export type { MetricCell } from './reporting/suppress.ts';
