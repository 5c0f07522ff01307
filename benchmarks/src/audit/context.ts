import type { RequestContext } from '@plumbline/core/context';

/** The request that the records of every side are about. */
export async function requestOfAdmin(): Promise<RequestContext> {
  const { createRequestContext } = await import('@plumbline/core/context');
  return createRequestContext({
    kind: 'request',
    requestId: '0af7651916cd43dd8448eb211c80319c',
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: 'b7ad6b7169203331',
    routePattern: '/accounts/:id/role',
    actor: { id: 'u_1', role: 'admin', type: 'user', hash: '0'.repeat(32), orgHash: '' },
  });
}

/** A role that is changed: what an audited action of the benchmarks says. */
export const change = {
  subject: { type: 'user', id: 'u_7' },
  before: { role: 'viewer' },
  after: { role: 'admin' },
} as const;
