import type { Attributes } from '@opentelemetry/api';
import { currentContext, type RequestContext } from '@plumbline/core/scope';
import { activeSpan, ownSpanOf } from './active-context.ts';
import { failureOf, noteFailure } from './request-error.ts';

/** The attribute of a span that says which fault it met; the same ID stands in the log line and in Sentry. */
const ERROR_ID = 'plumbline.error.id';

/** Who acted, for a span that is recorded: the keyed hash and the role of `identify`, never an ID. */
export const actorAttributes = ({ actor }: RequestContext): Attributes | undefined =>
  actor && { 'user.hash': actor.hash, ...(actor.role !== undefined && { 'user.roles': [actor.role] }) };

/**
 * Puts the ID of a fault (`errorId` of `@plumbline/sentry`) on the span that is running, and on the one of the whole
 * request or job, as `plumbline.error.id`. Of several faults the whole keeps the one it failed with (`error.type`), else the
 * last; what no error handler of ours answers with 5xx failed with the last. Call it where the error is logged and reported;
 * where nothing is recorded it does nothing, and it never throws.
 */
export function noteErrorId(error: unknown, id: string): void {
  const inner = activeSpan();
  const request = currentContext();
  const own = request && ownSpanOf(request);
  if (inner !== own && inner?.isRecording()) inner.setAttribute(ERROR_ID, id);
  if (!request) return;
  if (request.kind === 'request') noteFailure(request, error);
  if (!own?.isRecording()) return;
  const failure = failureOf(request);
  if (!failure || failure.error === error) own.setAttribute(ERROR_ID, id);
}
