import { toError } from '@plumbline/core';
import { currentContext, type RequestContext } from '@plumbline/core/context';
import type { Logger } from '@plumbline/logger';
import { errorId, type ErrorReporter } from '@plumbline/sentry';
import { noteErrorId } from '@plumbline/trace';
import { sendDetached } from './detached.ts';
import type { Plumbline } from './plumbline.ts';

type CaptureError = Plumbline['captureError'];

/** The fields of a caller, which may be anything at run time; a getter that throws costs them and not the line. */
function readFields(options: Parameters<CaptureError>[1]): object {
  try {
    return { ...options?.fields };
  } catch {
    return {};
  }
}

/**
 * Whether this very error was captured before within this request or job: whoever captures an error and throws it on meets
 * the framework's handler. An error object that many requests share is news to each of them.
 */
function createRepeatCheck(): (error: unknown) => boolean {
  const captured = new WeakMap<RequestContext, WeakSet<object>>();
  return (error) => {
    const context = currentContext();
    if (!context || typeof error !== 'object' || error === null) return false;
    const known = captured.get(context) ?? new WeakSet();
    captured.set(context, known);
    if (known.has(error)) return true;
    known.add(error);
    return false;
  };
}

/** Makes `captureError` of the baseline: one error is one line, one ID and one event. */
export function createCaptureError(logger: Logger, sentry: ErrorReporter): CaptureError {
  const isRepeat = createRepeatCheck();
  return (error, options) => {
    const id = errorId(error);
    noteErrorId(error, id);
    // Before the line, which then says under what ID the event is found. It never throws and never waits.
    const event = sendDetached(() => sentry.captureError(error, options));
    const ids = { error_id: id, ...(event !== undefined && { sentry_event_id: event }) };
    const fields = readFields(options);
    if (isRepeat(error)) logger.debug({ ...fields, ...ids }, 'error captured again');
    else logger.error({ ...fields, err: toError(error), ...ids }, 'unhandled error');
    return id;
  };
}
