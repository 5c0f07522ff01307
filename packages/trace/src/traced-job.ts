import { context, ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, trace, TraceFlags } from '@opentelemetry/api';
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

function endSpan(span: Span, job: RequestContext, failure?: { readonly error: unknown }): void {
  const actor = span.isRecording() ? actorAttributes(job) : undefined;
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
  const tracing = trace.setSpan(ROOT_CONTEXT, span);
  const job = createRequestContext({
    kind: 'job',
    requestId: traceId,
    traceId,
    spanId,
    sampled: (traceFlags & TraceFlags.SAMPLED) !== 0,
    routePattern: `job:${name}`,
    tracing,
  });
  return runInContext(job, () => {
    try {
      // Another SDK's context manager knows no jobs: what is active there is still the span that started this one.
      const result = context.with(tracing, fn);
      if (!isPromise(result)) {
        endSpan(span, job);
        return result;
      }
      const settled = result.then(
        (value) => {
          endSpan(span, job);
          return value;
        },
        (error: unknown) => {
          endSpan(span, job, { error });
          throw error;
        },
      );
      return settled as T;
    } catch (error) {
      endSpan(span, job, { error });
      throw error;
    }
  });
}
