import { currentContext, type RequestContext } from '@plumbline/core/context';

/** Requests of people who said yes, for as long as they run. */
const given = new WeakSet<RequestContext>();

/** Notes that whoever acts in this request agreed to product analytics. */
export function noteConsent(): void {
  const context = currentContext();
  if (context) given.add(context);
}

/**
 * Whether events of class `analytics` may be recorded for whoever acts. It is asked for each of them, so it looks nothing up.
 * Whom nobody knows has not agreed: a page before sign-in, a job, a replay.
 */
export const hasConsent = (context: RequestContext | undefined): boolean => context !== undefined && given.has(context);
