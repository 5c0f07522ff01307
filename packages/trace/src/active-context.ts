import {
  type Context,
  context,
  createContextKey,
  ROOT_CONTEXT,
  type Span,
  trace,
  TraceFlags,
} from '@opentelemetry/api';
import { currentContext, type RequestContext, type SpanIds } from '@plumbline/core/scope';

// `createContextKey` is `Symbol.for`, so this is the key that @opentelemetry/core sets around exports.
const SUPPRESSED: symbol = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING');

/** Set where the caller says that its trace ID is not random: the flag must then stay unset on the way out. */
const NOT_RANDOM: symbol = createContextKey('plumbline.trace.not_random');

export const markNotRandom = (active: Context): Context => active.setValue(NOT_RANDOM, true);
export const isRandom = (active: Context): boolean => active.getValue(NOT_RANDOM) !== true;
export const isSuppressed = (active: Context): boolean => active.getValue(SUPPRESSED) === true;

/**
 * OpenTelemetry's context of a request or job, for context managers. One that was opened with IDs alone gets it made of them,
 * once: its calls, log records and spans would begin another trace otherwise.
 */
export function tracingOf(request: RequestContext): Context {
  request.tracing ??= markNotRandom(
    trace.setSpanContext(ROOT_CONTEXT, {
      traceId: request.traceId,
      spanId: request.spanId,
      traceFlags: request.sampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
    }),
  );
  return request.tracing as Context;
}

/**
 * The OpenTelemetry context of the running code. Without a context manager (no SDK), or with one that does not know
 * requests, it is the one of the request or job.
 */
export function activeContext(): Context {
  const active = context.active();
  if (active !== ROOT_CONTEXT) return active;
  const request = currentContext();
  return request ? tracingOf(request) : ROOT_CONTEXT;
}

/** The span that is running, recorded or not. */
export const activeSpan = (): Span | undefined => trace.getSpan(activeContext());

/** The span of a request or job as a whole. */
export const ownSpanOf = (request: RequestContext): Span | undefined => trace.getSpan(tracingOf(request));

const isRecorded = (span: Span | undefined): span is Span => span?.isRecording() === true;

/**
 * The innermost span that is open and recorded in this request or job. Others count for nothing: no backend has an ID that
 * was not recorded, and work that outlives its span belongs to the request.
 */
export function innermostSpan(request: RequestContext): SpanIds | undefined {
  // Nine in ten requests are not recorded, and are told apart for the price of two loads.
  if (!request.sampled && !isRecorded(ownSpanOf(request))) return undefined;
  if (currentContext() !== request) return undefined;
  const span = activeSpan();
  return isRecorded(span) ? span.spanContext() : undefined;
}

/** The IDs that join a log line, an error or an event with its trace. */
export interface TraceIds {
  readonly traceId: string;
  readonly spanId: string;
  readonly sampled: boolean;
}

/** The IDs of the innermost recorded span, else of the request or job; undefined outside of all. */
export function currentTraceIds(): TraceIds | undefined {
  const span = activeSpan();
  const request = currentContext();
  if (request && !isRecorded(span)) {
    return { traceId: request.traceId, spanId: request.spanId, sampled: request.sampled };
  }
  if (!span) return undefined;
  const { traceId, spanId, traceFlags } = span.spanContext();
  return { traceId, spanId, sampled: (traceFlags & TraceFlags.SAMPLED) !== 0 };
}
