export {
  type AuthAttempt,
  type AuthReason,
  createMetrics,
  type Dependencies,
  type Metrics,
  type MetricsOptions,
} from './create-metrics.ts';
export { createLabelGuard, type CreateLabelGuard, type LabelGuard, type LabelGuardOptions } from './label-guard.ts';
export { type CatalogLike, type UsageHook, usageFromCatalog, type UsageOptions } from './usage-counters.ts';
