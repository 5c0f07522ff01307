import { type Context, ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, trace, TraceFlags } from '@opentelemetry/api';
import type { RequestContext, RequestSummary } from '@plumbline/core/context';
import { guarded, type ServerBinding } from './binding.ts';
import { methodLabel, methodName, UNMATCHED } from './http-names.ts';
import { type Cause, causeOf } from './request-faults.ts';
import { refusedContext } from './refused-context.ts';
import { remoteContext } from './remote-context.ts';
import type { RequestIdDecision } from './request-id-rules.ts';
import { createRequestContext, runInContext } from '@plumbline/core/scope';
import { actorAttributes, faultAttributes } from './span-facts.ts';

type HeaderValue = string | readonly string[] | undefined;

/** What a server protocol knows when a request has arrived. */
export interface Arrival {
  readonly method: string | undefined;
  readonly scheme: 'http' | 'https';
  /** `1.0`, `1.1` or `2`; undefined where the runtime does not tell. */
  readonly version: string | undefined;
  /** What became of the caller's `x-request-id`. */
  readonly requestId: RequestIdDecision;
  readonly traceparent: HeaderValue;
  readonly tracestate: HeaderValue;
  /** No span, no metric, no summary: health probes. IDs are given all the same. */
  readonly ignored: boolean;
}

/** One request on its way through this process. */
export interface Exchange {
  readonly context: RequestContext;
  readonly span: Span;
  readonly method: string;
  readonly arrival: Arrival;
  readonly startedAt: number;
}

function parentContext(binding: ServerBinding, { traceparent, tracestate }: Arrival): Context {
  const parent = remoteContext(ROOT_CONTEXT, traceparent, tracestate);
  for (const labels of refusedContext(traceparent, tracestate, parent)) binding.refusedTraceContext.add(1, labels);
  return parent ?? ROOT_CONTEXT;
}

/** Without an SDK, and for ignored requests: IDs of our own, the caller's trace and its sampling decision kept. */
function ownSpan({ ids }: ServerBinding, parent: Context, ignored: boolean): Span {
  const remote = trace.getSpanContext(parent);
  return trace.wrapSpanContext({
    traceId: remote?.traceId ?? ids.traceId(),
    spanId: ids.spanId(),
    traceFlags: ignored ? TraceFlags.NONE : (remote?.traceFlags ?? TraceFlags.NONE),
    ...(remote?.traceState && { traceState: remote.traceState }),
  });
}

function startSpan(binding: ServerBinding, arrival: Arrival, method: string, parent: Context): Span {
  if (arrival.ignored) return ownSpan(binding, parent, true);
  // Attributes follow below, where the span records: cleaning them for the nine in ten that do not costs more than the span.
  const span = binding.tracer.startSpan(methodName(method), { kind: SpanKind.SERVER }, parent);
  // Without an SDK the API answers with the parent's own span, or with an invalid one.
  const { spanId } = span.spanContext();
  const made = trace.isSpanContextValid(span.spanContext()) && spanId !== trace.getSpanContext(parent)?.spanId;
  return made ? span : ownSpan(binding, parent, false);
}

function noteRefused(binding: ServerBinding, decision: RequestIdDecision & { kind: 'refused' }): void {
  binding.refusedIds.add(1, { reason: decision.reason });
  const fields = { refused_request_id_hash: decision.hash, reason: decision.reason };
  guarded(binding.log, 'log', () => binding.log.info(fields, 'request id replaced'));
}

/** Begins a request: its context, its IDs, its span. The caller enters the context and echoes the ID. */
export function beginExchange(binding: ServerBinding, arrival: Arrival): Exchange {
  const method = methodLabel(arrival.method);
  const parent = parentContext(binding, arrival);
  const span = startSpan(binding, arrival, method, parent);
  const { traceId, spanId, traceFlags } = span.spanContext();
  const decision = arrival.requestId;
  const context = createRequestContext({
    kind: 'request',
    requestId: decision.kind === 'accepted' ? decision.id : traceId,
    traceId,
    spanId,
    sampled: (traceFlags & TraceFlags.SAMPLED) !== 0,
    tracing: trace.setSpan(parent, span),
  });
  if (span.isRecording()) {
    span.setAttributes({
      'http.request.method': method,
      'url.scheme': arrival.scheme,
      ...(arrival.version !== undefined && { 'network.protocol.version': arrival.version }),
      'http.response.header.x-request-id': [context.requestId],
    });
  }
  if (decision.kind === 'refused') runInContext(context, () => noteRefused(binding, decision));
  return { context, span, method, arrival, startedAt: performance.now() };
}

/** How a response ended. */
export interface Ending {
  /** 0 when none was sent. */
  readonly status: number;
  readonly aborted: boolean;
}

const outcomeOf = ({ status, aborted }: Ending): RequestSummary['outcome'] => {
  if (aborted) return 'aborted';
  if (status >= 500) return 'server_error';
  return status >= 400 ? 'client_error' : 'ok';
};

/** An error that is known says more than the status it led to, or than the connection it ended. */
function errorTypeOf(cause: Cause | undefined, { status, aborted }: Ending): string | undefined {
  if (cause?.type !== undefined && cause.type !== '_OTHER') return cause.type;
  if (aborted) return 'aborted';
  return status >= 500 ? String(status) : undefined;
}

const endingAttributes = (route: string, status: number, failed?: string): Record<string, string | number> => ({
  'http.route': route,
  ...(status > 0 && { 'http.response.status_code': status }),
  ...(failed !== undefined && { 'error.type': failed }),
});

/** Ends a request: metric, span and summary. Call it once, when the response has closed. */
export function endExchange(binding: ServerBinding, exchange: Exchange, ending: Ending): void {
  const { context, span, method, arrival, startedAt } = exchange;
  if (arrival.ignored) return;
  const durationMs = performance.now() - startedAt;
  // From here on every layer says the same, the summary line too.
  const route = (context.routePattern ??= UNMATCHED);
  const cause = causeOf(context, ending.status);
  const attributes = endingAttributes(route, ending.status, errorTypeOf(cause, ending));
  runInContext(context, () => {
    binding.serverDuration.record(durationMs / 1_000, {
      'http.request.method': method,
      'url.scheme': arrival.scheme,
      ...attributes,
    });
    if (span.isRecording()) {
      span.setAttributes(attributes);
      span.setAttributes({ ...actorAttributes(context), ...faultAttributes(context, ending.status) });
      if (route !== UNMATCHED) span.updateName(`${methodName(method)} ${route}`);
      if (attributes['error.type'] !== undefined) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    }
    const { onRequestEnd } = binding;
    if (!onRequestEnd) return;
    const errorId = cause?.id;
    const summary = { context, method, status: ending.status, durationMs, outcome: outcomeOf(ending), errorId };
    guarded(binding.log, 'onRequestEnd', () => onRequestEnd(summary));
  });
}
