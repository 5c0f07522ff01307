export type { CheckSpec } from './check.ts';
export { type AgedQueue, type BullQueue, queueAgeCheck, spoolAgeCheck, type SpoolLike } from './checks/age.ts';
export { type AwsLike, azureBlobCheck, type AzureLike, s3Check } from './checks/blob.ts';
export { clickhouseCheck, type Pingable } from './checks/database.ts';
export { diskSpaceCheck, type DiskSpaceOptions } from './checks/disk.ts';
export { httpCheck, type HttpCheckOptions } from './checks/http.ts';
export { mailerCheck, type MailerLike, smtpCheck, type SmtpCheckOptions } from './checks/mail.ts';
export { postgresCheck, type Queryable } from './checks/postgres.ts';
export { redisCheck, type RedisLike } from './checks/redis.ts';
export {
  type CheckDetail,
  createHealth,
  type Health,
  type HealthOptions,
  type HealthReport,
  type HealthStatus,
} from './create-health.ts';
export type { HeaderSource, HealthResponse, NodeRequest, NodeResponse } from './respond.ts';
export type { CheckFunction } from './run.ts';
export type { CheckResult } from './verdict.ts';
