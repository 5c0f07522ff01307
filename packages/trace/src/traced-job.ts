import { type Span, SpanKind, SpanStatusCode, ROOT_CONTEXT, trace, TraceFlags } from '@opentelemetry/api';
import {
  createRequestContext,
  newSpanId,
  newTraceId,
  type RequestContext,
  runInContext,
} from '@plumbline/core/context';
import { activeContext } from './active-context.ts';
import { errorType } from './http-names.ts';
import { actorAttributes } from './span-facts.ts';

function startSpan(name: string): Span {
  const cause = trace.getSpanContext(activeContext());
  const links = cause && trace.isSpanContextValid(cause) ? [{ context: cause }] : [];
  const tracer = trace.getTracer('@plumbline/trace');
  const span = tracer.startSpan(`job ${name}`, { kind: SpanKind.INTERNAL, links }, ROOT_CONTEXT);
  if (trace.isSpanContextValid(span.spanContext())) return span;
  return trace.wrapSpanContext({ traceId: newTraceId(), spanId: newSpanId(), traceFlags: TraceFlags.NONE });
}

function endSpan(span: Span, context: RequestContext, failure?: { readonly error: unknown }): void {
  const actor = span.isRecording() ? actorAttributes(context) : undefined;
  if (actor) span.setAttributes(actor);
  if (failure) {
    span.setAttribute('error.type', errorType(failure.error));
    span.setStatus({ code: SpanStatusCode.ERROR });
  }
  span.end();
}

const isPromise = (value: unknown): value is Promise<unknown> =>
  typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';

/**
 * `runJob` with a span: background work in a scope of its own, as a new trace that links to the request that started
 * it. The span ends with the work, also when that is a promise; an error keeps its class on the span, never its message.
 */
export function runTracedJob<T>(name: string, fn: () => T): T {
  const span = startSpan(name);
  const { traceId, spanId, traceFlags } = span.spanContext();
  const context = createRequestContext({
    kind: 'job',
    requestId: traceId,
    traceId,
    spanId,
    sampled: (traceFlags & TraceFlags.SAMPLED) !== 0,
    routePattern: `job:${name}`,
    tracing: trace.setSpan(ROOT_CONTEXT, span),
  });
  return runInContext(context, () => {
    try {
      const result = fn();
      if (!isPromise(result)) {
        endSpan(span, context);
        return result;
      }
      const settled = result.then(
        (value) => {
          endSpan(span, context);
          return value;
        },
        (error: unknown) => {
          endSpan(span, context, { error });
          throw error;
        },
      );
      return settled as T;
    } catch (error) {
      endSpan(span, context, { error });
      throw error;
    }
  });
}
