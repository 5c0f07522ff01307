export type {
  ActionClass,
  ActionSpec,
  ActionSpecs,
  AuditActor,
  AuditLevel,
  AuditOutcome,
  AuditStage,
  AuditSubject,
  ClientClass,
  CommonInput,
  ExternalCall,
  RecordInput,
  Shape,
} from './action-spec.ts';
export { type AuditRecord, type AuditRow, type PersonalField, toRow } from './audit-record.ts';
export type { AuditFilters, AuditStore, ReadOptions, Statement, StoreFinding, TrailStanding } from './audit-store.ts';
export type {
  Audit,
  AuditOptions,
  AuditReceipt,
  AuditTransaction,
  TransactionAudit,
  TransactionReceipt,
} from './audit-types.ts';
export { clientClass } from './client-class.ts';
export type { AuditRedactor } from './check-details.ts';
export type { AuditSnapshot, LossReason, RefusalReason } from './counts.ts';
export { createAudit } from './create-audit.ts';
export type { CompiledAction } from './compile-action.ts';
export { type AuditActions, defineActions } from './define-actions.ts';
export { describeActions, type DescribeOptions } from './describe-actions.ts';
export { auditEgress } from './egress.ts';
export { leafHash } from './leaf.ts';
export { createOwnRecords, type OwnRecords, type OwnRecordsOptions } from './own-actions.ts';
export type { OpenSpecs, OwnSpecs } from './own-specs.ts';
export { type FieldType, type Personal, personal } from './personal/personal.ts';
export { type AuditPage, type AuditQuery, queryAudit } from './query-audit.ts';
export type { SpoolFailurePolicy } from './spool.ts';
export { starterActions } from './starter-actions.ts';
export { type AuditFinding, type Verification, verifyRecords, type VerifyOptions, type WitnessLine } from './verify.ts';
