import type { IncomingMessage } from 'node:http';
import { type Clock, type Log, toError } from '@plumbline/core';
import type { Authorize } from '../dashboard-options.ts';
import type { Audience, Viewer } from '../page-request.ts';
import type { DashboardCounts } from './counts.ts';

/** What `authorize` said: somebody, an answer of the application's own, nobody, or that it could not say. */
export type Verdict =
  | { readonly kind: 'viewer'; readonly viewer: Viewer }
  | { readonly kind: 'response'; readonly response: Response }
  | { readonly kind: 'nobody' }
  | { readonly kind: 'failed' };

const AUDIENCES: ReadonlySet<unknown> = new Set<Audience>(['product', 'leadership', 'operator', 'security']);

const MAX_ID = 200;

// As the audit trail takes IDs and roles: what it refuses would be a view without a record.
const UNPRINTABLE = /[@\p{Cc}\p{Cs}]/u;

const isId = (value: unknown): value is string =>
  typeof value === 'string' && value.length > 0 && value.length <= MAX_ID && !UNPRINTABLE.test(value);

/**
 * Somebody with an ID that records take, and the audiences that there are. Anything else is nobody: the dashboard stays closed.
 * An organisation or a role that records do not take is left out.
 */
function viewerOf(given: unknown): Viewer | undefined {
  if (typeof given !== 'object' || given === null) return undefined;
  const { actor, audiences } = given as {
    readonly actor?: Partial<Viewer['actor']> | null;
    readonly audiences?: unknown;
  };
  if (typeof actor !== 'object' || actor === null || !Array.isArray(audiences)) return undefined;
  const { id, orgId, role, type } = actor;
  if (!isId(id)) return undefined;
  const known = audiences.filter((audience): audience is Audience => AUDIENCES.has(audience));
  return {
    actor: {
      id,
      type: type === 'service' ? 'service' : 'user',
      ...(isId(orgId) && { orgId }),
      ...(isId(role) && { role }),
    },
    audiences: [...new Set(known)],
  };
}

const namesOthers = (given: unknown): boolean =>
  (given as { readonly audiences: readonly unknown[] }).audiences.some((audience) => !AUDIENCES.has(audience));

/** Says once that an audience opens nothing: somebody who may look would be told that nothing is there. */
function createAudienceWarning(log: Log): (said: unknown, requestId: string) => void {
  let isTold = false;
  return (said, requestId) => {
    if (isTold || !namesOthers(said)) return;
    isTold = true;
    log.warn(
      { code: 'PLB_DASHBOARD_OPTION', request_id: requestId },
      'dashboard: `authorize` named an audience that is none of product, leadership, operator, security; it opens nothing',
    );
  };
}

export interface AuthorizerOptions {
  readonly authorize: Authorize;
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly log: Log;
  readonly counts: DashboardCounts;
}

/** Asks `authorize` under a deadline. It never rejects, and what is not a clear yes is none. */
export function createAuthorizer({ authorize, timeoutMs, clock, counts, log }: AuthorizerOptions) {
  const warnOfAudiences = createAudienceWarning(log);
  return async (request: Request, incoming: IncomingMessage | undefined, requestId: string): Promise<Verdict> => {
    let stop = (): void => undefined;
    const late = new Promise<'late'>((resolve) => {
      const timer = clock.after(timeoutMs, () => resolve('late'), { keepAlive: true });
      stop = () => timer.cancel();
    });
    try {
      const said = await Promise.race([(async () => authorize(request, incoming))(), late]);
      if (said === 'late') {
        counts.failed('authorize');
        log.error(
          { code: 'PLB_DASHBOARD_OPTION', request_id: requestId },
          'dashboard: `authorize` did not answer in time',
        );
        return { kind: 'failed' };
      }
      if (said instanceof Response) return { kind: 'response', response: said };
      const viewer = viewerOf(said);
      if (viewer !== undefined) {
        warnOfAudiences(said, requestId);
        return { kind: 'viewer', viewer };
      }
      if (said !== undefined && said !== null)
        log.warn(
          { request_id: requestId },
          'dashboard: `authorize` returned no `{ actor: { id }, audiences }` with an opaque id',
        );
      return { kind: 'nobody' };
    } catch (error) {
      counts.failed('authorize');
      log.error({ err: toError(error), request_id: requestId }, 'dashboard: `authorize` failed; nothing was shown');
      return { kind: 'failed' };
    } finally {
      stop();
    }
  };
}
