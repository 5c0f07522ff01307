export type { CheckFunction, CheckResult, CheckSpec } from './check.ts';
export {
  clickhouseCheck,
  httpCheck,
  type HttpCheckOptions,
  type Pingable,
  postgresCheck,
  type Queryable,
  spoolAgeCheck,
  type SpoolLike,
} from './checks.ts';
export {
  type CheckDetail,
  createHealth,
  type Health,
  type HealthOptions,
  type HealthReport,
  type HealthStatus,
} from './create-health.ts';
export type { HeaderSource, HealthResponse, NodeRequest, NodeResponse } from './respond.ts';
