import type { Attributes } from '@opentelemetry/api';
import { currentContext, type RequestContext } from '@plumbline/core/scope';
import { activeSpan, ownSpanOf } from './active-context.ts';
import { faultIdOf, noteFault } from './request-faults.ts';

/** The attribute of a span that says which fault it met; the same ID stands in the log line and in Sentry. */
const ERROR_ID = 'plumbline.error.id';

/** Who acted, for a span that is recorded: the keyed hash and the role of `identify`, never an ID. */
export const actorAttributes = ({ actor }: RequestContext): Attributes | undefined =>
  actor && { 'user.hash': actor.hash, ...(actor.role !== undefined && { 'user.roles': [actor.role] }) };

/** What became of an error whose ID is noted. */
export interface NoteErrorOptions {
  /**
   * The error was logged, and whoever logged it may have handled it: a 5xx that the application writes itself is not put
   * down to it, unless an error handler or `errorBody` names it. @default false
   */
  readonly loggedOnly?: boolean;
}

/** The fault that the span of a whole request names at its end. */
export function faultAttributes(context: RequestContext, status: number): Attributes | undefined {
  const id = faultIdOf(context, status);
  return id === undefined ? undefined : { [ERROR_ID]: id };
}

/**
 * Puts the ID of a fault (`errorId` of `@plumbline/sentry`) on the span that is running, and on the one of the whole
 * request or job, as `plumbline.error.id`. The span of a request has the ID of what it failed with (`error.type`), or, where
 * it did not fail, of the last: an error handler of ours says what a request failed with, else `errorBody` with that ID, else
 * the last that was noted here without `loggedOnly`. Call it where the error is logged and reported; where nothing is
 * recorded it does nothing, and it never throws.
 */
export function noteErrorId(error: unknown, id: string, { loggedOnly = false }: NoteErrorOptions = {}): void {
  const inner = activeSpan();
  const request = currentContext();
  const own = request && ownSpanOf(request);
  if (inner !== own && inner?.isRecording()) inner.setAttribute(ERROR_ID, id);
  if (!request) return;
  // What a request failed with is known at its end alone, and an attribute that was set cannot be taken off again.
  if (request.kind === 'request') noteFault(request, { error, id }, !loggedOnly);
  else if (own?.isRecording()) own.setAttribute(ERROR_ID, id);
}
