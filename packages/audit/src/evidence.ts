export type { EvidenceSource } from './seal-store.ts';
export { type CopiedSource, type EvidenceCoverage } from './evidence/coverage.ts';
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
