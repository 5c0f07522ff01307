import { ROOT_CONTEXT, type Span, SpanKind, trace, TraceFlags } from '@opentelemetry/api';
import { PlumblineError } from '@plumbline/core';
import { createRequestContext, newSpanId, newTraceId } from '@plumbline/core/context';
import { activeContext } from './active-context.ts';
import { runInSpan } from './run-in-span.ts';

function startSpan(name: string): Span {
  const cause = trace.getSpanContext(activeContext());
  const links = cause && trace.isSpanContextValid(cause) ? [{ context: cause }] : [];
  const tracer = trace.getTracer('@plumbline/trace');
  const span = tracer.startSpan(`job ${name}`, { kind: SpanKind.INTERNAL, links }, ROOT_CONTEXT);
  if (trace.isSpanContextValid(span.spanContext())) return span;
  return trace.wrapSpanContext({ traceId: newTraceId(), spanId: newSpanId(), traceFlags: TraceFlags.NONE });
}

/** Types say the same, and JavaScript has none. */
function checkArguments(name: unknown, fn: unknown): void {
  if (typeof name === 'string' && typeof fn === 'function') return;
  const got = typeof name === 'string' ? 'the function is missing' : 'the name is missing';
  throw new PlumblineError(
    'PLB_OPTION_INVALID',
    `runJob: ${got}; write the name first, then the function: \`runJob('digest', () => sendDigest())\``,
  );
}

/**
 * `runJob` with a span: background work in a scope of its own, as a new trace that links to the request that started
 * it. The span ends with the work, also when that is a promise; an error keeps its class on the span, never its message.
 */
export function runTracedJob<T>(name: string, fn: () => T): T {
  checkArguments(name, fn);
  const span = startSpan(name);
  const { traceId, spanId, traceFlags } = span.spanContext();
  const job = createRequestContext({
    kind: 'job',
    requestId: traceId,
    traceId,
    spanId,
    sampled: (traceFlags & TraceFlags.SAMPLED) !== 0,
    routePattern: `job:${name}`,
    tracing: trace.setSpan(ROOT_CONTEXT, span),
  });
  return runInSpan(job, span, fn);
}
