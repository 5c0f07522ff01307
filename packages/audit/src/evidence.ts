export type { EvidenceSource } from './seal-store.ts';
export { type CopiedSource, type EvidenceCoverage, type ExtraLine } from './evidence/coverage.ts';
export { exportTrail, type ExportTrailOptions } from './evidence/export-trail.ts';
export type { ExportedFile, ExportManifest } from './evidence/export-format.ts';
export type { TrailFinding, TrailProblem } from './evidence/findings.ts';
export {
  parsePruneStatement,
  PRUNE_FORMAT,
  type PrunedRecords,
  type PruneStatement,
} from './evidence/prune-statement.ts';
export { type ExportSource, readExport } from './evidence/read-export.ts';
export type { TrailVerification, VerifyTrailOptions } from './evidence/verification.ts';
export { judgeVerification, type VerificationVerdict, verifyTrail } from './evidence/verify-trail.ts';
export { readWitnessLog } from './evidence/witness-log.ts';
export type { WitnessLine } from './verify.ts';
export { csvCell, csvHeader, toCsv, toJsonl } from './evidence/formats/csv.ts';
export { type EcsDocument, toEcs } from './evidence/formats/ecs.ts';
export { type OcsfEvent, toOcsf } from './evidence/formats/ocsf.ts';
