import {
  type Context,
  INVALID_SPAN_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
} from '@opentelemetry/api';
import { currentContext } from '@plumbline/core/scope';
import { activeContext, isRandom, isSuppressed } from './active-context.ts';
import { type Binding, type ClientBinding, guarded } from './binding.ts';
import { errorType } from './error-type.ts';
import { methodLabel, methodName, normalizePort } from './http-names.ts';
import { normalizeHost } from './host-list.ts';
import { formatTraceparent } from './traceparent.ts';

/** The headers of a request that is about to leave, whoever sends it. */
export interface OutgoingHeaders {
  /** All values of a header, joined; undefined without one. */
  read(name: string): string | undefined;
  remove(name: string): void;
  /** Replaces whatever the name had before. */
  replace(name: string, value: string): void;
}

/** One request that this process makes. */
export interface Outgoing {
  readonly span: Span;
  readonly method: string;
  /** What became of the headers: `carried` with ours, `withheld` from a host that is not listed, `none` for want of IDs. */
  readonly headers: 'carried' | 'withheld' | 'none';
  /** Ours, which is taken off where the host is not listed. */
  readonly requestId: string | undefined;
  /** The host where it is on the list, else `other`: callers' hosts are not a closed set. */
  readonly address: string;
  readonly startedAt: number;
  status: number;
  error: unknown;
}

/** Where a request goes. */
export interface Target {
  readonly method: string | undefined;
  readonly host: string;
  readonly port: string;
  readonly protocol: string;
}

const W3C_HEADERS = ['traceparent', 'tracestate'] as const;

function propagate({ ids }: ClientBinding, headers: OutgoingHeaders, active: Context, span: Span): boolean {
  const made = span.spanContext();
  if (!trace.isSpanContextValid(made)) return false;
  const parent = trace.getSpanContext(active);
  const { traceId, traceFlags, traceState } = made;
  // Without an SDK the span is the request's own; each call still gets an ID that tells it from the others.
  const parentId = made.spanId === parent?.spanId ? ids.spanId() : made.spanId;
  const sampled = (traceFlags & TraceFlags.SAMPLED) !== 0;
  headers.replace('traceparent', formatTraceparent({ traceId, parentId, sampled, random: isRandom(active) }));
  const state = traceState?.serialize();
  if (state) headers.replace('tracestate', state);
  else headers.remove('tracestate');
  headers.replace('x-request-id', currentContext()?.requestId ?? traceId);
  return true;
}

const includesId = (value: string | undefined, requestId: string | undefined): boolean =>
  requestId !== undefined && value?.includes(requestId) === true;

/**
 * What somebody else put on a request to a host that is not listed: a second instrumentation, or `propagation.inject` of the
 * application. A trace is for listed hosts, whoever began it; other request IDs than ours are the business of others.
 */
function withhold(headers: OutgoingHeaders, requestId: string | undefined): void {
  for (const name of W3C_HEADERS) headers.remove(name);
  if (includesId(headers.read('x-request-id'), requestId)) headers.remove('x-request-id');
}

/** Whether a header may still be added when we have been there: what we wrote or took off is not done over. */
export function allowsLater({ headers, requestId }: Outgoing, name: unknown, value: unknown): boolean {
  if (headers === 'none' || typeof name !== 'string') return true;
  const lower = name.toLowerCase();
  if (lower === 'traceparent' || lower === 'tracestate') return false;
  if (lower !== 'x-request-id') return true;
  return headers === 'withheld' && !includesId(String(value), requestId);
}

/** Where a request goes, as the host list and the labels have it. */
function readTarget({ hosts }: ClientBinding, target: Target) {
  const host = normalizeHost(target.host);
  const port = normalizePort(target.port, target.protocol);
  const listed = hosts.includes(host, port);
  return { host, port, listed, address: listed ? host : 'other', method: methodLabel(target.method) };
}

/**
 * Begins an outgoing request of which nobody can say who made it: it carries nothing of ours and has no span. To a host that
 * is not listed it carries no request ID either, which may be ours.
 */
export function beginAnonymous(binding: Binding, target: Target, headers: OutgoingHeaders): Outgoing {
  const { listed, address, method } = readTarget(binding, target);
  guarded(binding.log, 'meter', () => binding.unattributed.add(1));
  if (!listed) for (const name of [...W3C_HEADERS, 'x-request-id']) headers.remove(name);
  const span = trace.wrapSpanContext(INVALID_SPAN_CONTEXT);
  const known = { status: 0, error: undefined, requestId: undefined, startedAt: performance.now() };
  return { span, method, headers: listed ? 'none' : 'withheld', address, ...known };
}

/** Begins an outgoing request; undefined for the exporters' own, which carry and measure nothing. */
export function beginOutgoing(binding: ClientBinding, target: Target, headers: OutgoingHeaders): Outgoing | undefined {
  const active = activeContext();
  if (isSuppressed(active)) return undefined;
  const { host, port, listed, address, method } = readTarget(binding, target);
  const span = binding.tracer.startSpan(methodName(method), { kind: SpanKind.CLIENT }, active);
  if (span.isRecording()) {
    span.setAttributes({ 'http.request.method': method, 'server.address': host, 'server.port': Number(port) });
  }
  const requestId = currentContext()?.requestId;
  if (!listed) withhold(headers, requestId);
  return {
    span,
    method,
    headers: listed ? (propagate(binding, headers, active, span) ? 'carried' : 'none') : 'withheld',
    requestId,
    address,
    startedAt: performance.now(),
    status: 0,
    error: undefined,
  };
}

/** Ends an outgoing request: metric and span. Call it once. */
export function endOutgoing(binding: ClientBinding, outgoing: Outgoing): void {
  const { span, method, address, status, error } = outgoing;
  const failed = error === undefined ? (status >= 400 ? String(status) : undefined) : errorType(error);
  const attributes = {
    ...(status > 0 && { 'http.response.status_code': status }),
    ...(failed !== undefined && { 'error.type': failed }),
  };
  guarded(binding.log, 'meter', () =>
    binding.clientDuration.record((performance.now() - outgoing.startedAt) / 1_000, {
      'http.request.method': method,
      'server.address': address,
      ...attributes,
    }),
  );
  // Without an SDK, or unsampled, this is the request's own span or one that records nothing: it is not ours to end.
  if (!span.isRecording()) return;
  span.setAttributes(attributes);
  if (failed !== undefined) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}
