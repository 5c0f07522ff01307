import type { Audit } from '@plumbline/audit';
import { auditAdminRoutes } from './admin-routes.ts';
import { createAuditCoverage } from './audit-coverage.ts';
import type { Running } from './life.ts';
import type { Base, Setting } from './parts.ts';

/** What the audit trail wants to know of requests; the trail that the application gets. */
export function watchRequests(
  { config, resolved }: Setting,
  { ends, logger }: Base,
  use: { readonly audit: Audit; readonly running: Running },
): Audit {
  const { PLUMBLINE_AUDIT_COVERAGE: file } = resolved.preset;
  const coverage = file === undefined ? undefined : createAuditCoverage(file, logger);
  const audit = coverage?.watch(use.audit) ?? use.audit;
  const { adminRoutes = [] } = config.audit ?? {};
  // Before the coverage, which then knows of the record.
  if (adminRoutes.length > 0) ends.add(auditAdminRoutes(adminRoutes, audit));
  if (coverage !== undefined) {
    ends.add(coverage.onRequestEnd);
    use.running.senders.push(coverage.life);
  }
  return audit;
}
