import type { RequestContext } from '@plumbline/core/context';
import type { Catalog } from '@plumbline/schema';

/** What every side captures. */
export const fields = {
  surface: 'drawer',
  decision: 'approved',
  round: 2,
  urgent: false,
  item_age_days: 11,
} as const;

/** The catalog of the benchmark: one event with a field of each kind that products use most. */
export async function makeCatalog(): Promise<Catalog> {
  const { category, count, defineCatalog, defineEvent, flag } = await import('@plumbline/schema');
  return defineCatalog({
    version: '2026-11-bench-v1',
    events: {
      approval_submitted: defineEvent({
        description: 'A decision was made on a content item.',
        owner: '@bench',
        purpose: 'Measuring the client.',
        consent: 'essential',
        review: 'docs/privacy.md',
        expires: '2036-12-31',
        feature: 'approvals',
        surfaces: ['drawer', 'page'],
        fields: {
          decision: category(['approved', 'rejected', 'changes_requested']),
          round: count({ max: 100 }),
          urgent: flag(),
          item_age_days: count({ max: 10_000 }),
        },
      }),
    },
  });
}

/** The request that runs while events are captured. */
export async function makeContext(): Promise<RequestContext> {
  const { createRequestContext } = await import('@plumbline/core/context');
  return createRequestContext({
    kind: 'request',
    requestId: '0af7651916cd43dd8448eb211c80319c',
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: 'b7ad6b7169203331',
    routePattern: '/items/:id/decisions',
    sessionId: 'ses_01890a5dac96774b',
    actor: { id: 'u_1', role: 'approver', type: 'user', hash: '0'.repeat(32), orgHash: '1'.repeat(32) },
  });
}
