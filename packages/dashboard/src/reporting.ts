export { createReporting, type Reporting, type ReportingOptions } from './reporting/create-reporting.ts';
export { defineMetric } from './reporting/define-metric.ts';
export { METRICS_LOCK } from './reporting/lock.ts';
export type { Metric, MetricAudience, MetricSpec, MetricUnit } from './reporting/metric.ts';
export { type ReportSchedule, type ReportScheduleOptions, scheduleReports } from './reporting/schedule-reports.ts';
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
export { activation, type ActivationOptions, activePeople, activePeopleBy } from './reporting/core/adoption.ts';
export { coreMetrics, type CoreMetricsOptions } from './reporting/core/core-metrics.ts';
export { cycleTime, type CycleTimeOptions } from './reporting/core/cycle-time.ts';
export { clientErrorSessions, lateEvents, unlistedShare } from './reporting/core/quality.ts';
export type { OwnedBy } from './reporting/core/statement.ts';
export {
  captureVolumeBy,
  captureVolumeByEvent,
  dashboardEngagement,
  offlineRecovery,
} from './reporting/core/volume.ts';
