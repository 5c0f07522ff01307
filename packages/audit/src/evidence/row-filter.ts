import type { AuditRow } from '../audit-record.ts';
import type { AuditFilters } from '../audit-store.ts';

/** Whether a row meets each given condition, as a store would judge it. */
export function matchesFilters(
  row: AuditRow,
  { action, actor, from, org, outcome, subject, to }: AuditFilters,
): boolean {
  return (
    (actor === undefined || row.actorId === actor) &&
    (action === undefined || row.action === action) &&
    (outcome === undefined || row.outcome === outcome) &&
    (org === undefined || row.org === org) &&
    (subject === undefined || row.subjectIds.includes(subject)) &&
    (from === undefined || row.recordedAt >= from) &&
    (to === undefined || row.recordedAt < to)
  );
}
