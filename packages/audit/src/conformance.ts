import { keepingChecks } from './conformance/keeping-checks.ts';
import { leaseChecks } from './conformance/lease-checks.ts';
import { personalChecks } from './conformance/personal-checks.ts';
import { queueChecks } from './conformance/queue-checks.ts';
import { recordChecks } from './conformance/record-checks.ts';
import { sealChecks } from './conformance/seal-checks.ts';
import { searchChecks } from './conformance/search-checks.ts';
import type { AuditStoreSubject, EvidenceStoreSubject, StoreCheck } from './conformance/subject.ts';

export type { AuditStoreSubject, EvidenceStoreSubject, StoreCheck } from './conformance/subject.ts';

/**
 * What every `AuditStore` must do, as a list for any test runner. Make a subject anew for each check: an empty database of
 * its own. A check resolves, or throws an error that says what was expected and what was found. All are to pass; none may
 * be left out.
 */
export const auditStoreChecks: readonly StoreCheck<AuditStoreSubject>[] = [...recordChecks, ...searchChecks];

/** What a store must do beside that where it keeps seals: what it gives out as `KeeperStore`, on the same database. */
export const evidenceStoreChecks: readonly StoreCheck<EvidenceStoreSubject>[] = [
  ...queueChecks,
  ...leaseChecks,
  ...sealChecks,
  ...personalChecks,
  ...keepingChecks,
];
