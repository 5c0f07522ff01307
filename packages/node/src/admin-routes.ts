import type { ActionSpecs, Audit, AuditOutcome, RecordInput } from '@plumbline/audit';
import { type RequestSummary, runInContext } from '@plumbline/core/context';
import { matchRoutes } from './route-patterns.ts';

/** The action of a request to a route that only some may use; the starter actions have it. */
export const ADMIN_ACTION = 'admin_route.accessed';

const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']);

/** 401 and 403 are what authentication and authorisation answer (RFC 9110, sections 15.5.2 and 15.5.4). */
function outcomeOf({ status, outcome }: RequestSummary): AuditOutcome {
  if (status === 401 || status === 403) return 'denied';
  return outcome === 'ok' ? 'success' : 'failed';
}

/** Records each request to one of these routes when it ends, in its own context. */
export function auditAdminRoutes(entries: readonly string[], audit: Audit): (summary: RequestSummary) => void {
  const isAdmin = matchRoutes(entries);
  // What this very action declares is known to its application only; the configuration was checked for it.
  type Input = RecordInput<ActionSpecs[string]>;
  return (summary) => {
    const { context, method } = summary;
    if (context.routePattern === undefined || !isAdmin(method, context.routePattern)) return;
    const metadata = { method: METHODS.has(method) ? method : 'OTHER' };
    const input = { outcome: outcomeOf(summary), metadata } as unknown as Input;
    runInContext(context, () => void audit.record(ADMIN_ACTION, input));
  };
}
