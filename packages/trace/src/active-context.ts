import { type Context, context, createContextKey, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { currentContext } from '@plumbline/core/scope';

// `createContextKey` is `Symbol.for`, so this is the key that @opentelemetry/core sets around exports.
const SUPPRESSED: symbol = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING');

/** Set where the caller says that its trace ID is not random: the flag must then stay unset on the way out. */
const NOT_RANDOM: symbol = createContextKey('plumbline.trace.not_random');

export const markNotRandom = (active: Context): Context => active.setValue(NOT_RANDOM, true);
export const isRandom = (active: Context): boolean => active.getValue(NOT_RANDOM) !== true;
export const isSuppressed = (active: Context): boolean => active.getValue(SUPPRESSED) === true;

/**
 * The OpenTelemetry context of the running code. Without a context manager (no SDK), or with one that does not know
 * requests, it is the one that the request context holds.
 */
export function activeContext(): Context {
  const active = context.active();
  if (active !== ROOT_CONTEXT) return active;
  return (currentContext()?.tracing as Context | undefined) ?? ROOT_CONTEXT;
}

/** The IDs that join a log line, an error or an event with its trace. */
export interface TraceIds {
  readonly traceId: string;
  readonly spanId: string;
  readonly sampled: boolean;
}

/** The IDs of the innermost running span, else of the request or job; undefined outside of all. */
export function currentTraceIds(): TraceIds | undefined {
  const span = trace.getSpan(activeContext())?.spanContext();
  if (span) return { traceId: span.traceId, spanId: span.spanId, sampled: (span.traceFlags & 1) !== 0 };
  const request = currentContext();
  return request && { traceId: request.traceId, spanId: request.spanId, sampled: request.sampled };
}
