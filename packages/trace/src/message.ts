import { type Context, metrics, ROOT_CONTEXT, type Span, SpanKind, trace, TraceFlags } from '@opentelemetry/api';
import { createCounter, type Labels, PlumblineError } from '@plumbline/core';
import { createRequestContext, currentContext, newSpanId, newTraceId } from '@plumbline/core/context';
import { activeContext, isRandom, isSuppressed } from './active-context.ts';
import {
  type CarrierValue,
  type MessageCarrier,
  type MessageHeaders,
  readCarrier,
  writeCarrier,
} from './message-carrier.ts';
import { refusedContext } from './refused-context.ts';
import { remoteContext } from './remote-context.ts';
import { acceptRequestId } from './request-id.ts';
import { runInSpan } from './run-in-span.ts';
import { formatTraceparent } from './traceparent.ts';

export interface RunMessageOptions {
  /** `messaging.system` of the span, by the registry of OpenTelemetry: `kafka`, `rabbitmq`, `aws_sqs`. @default none is named */
  readonly system?: string;
}

/** Queues and topics are few and named by people; what is longer or empty is data that was handed over by mistake. */
const MAX_DESTINATION_LENGTH = 200;
const SYSTEM = /^[a-z][a-z0-9_.]{0,49}$/;

/** What a message carries of the running request or job; undefined outside of both. */
function outgoingHeaders(): MessageHeaders | undefined {
  const active = activeContext();
  const span = trace.getSpanContext(active);
  const ids = span ? { ...span, sampled: (span.traceFlags & TraceFlags.SAMPLED) !== 0 } : currentContext();
  if (!ids || !trace.isSpanContextValid({ ...ids, traceFlags: TraceFlags.NONE }) || isSuppressed(active))
    return undefined;
  const { traceId, spanId: parentId, sampled } = ids;
  const traceparent = formatTraceparent({ traceId, parentId, sampled, random: isRandom(active) });
  const tracestate = span?.traceState?.serialize();
  return { traceparent, tracestate: tracestate || undefined, 'x-request-id': currentContext()?.requestId ?? traceId };
}

/**
 * Puts `traceparent`, `tracestate` and `x-request-id` of the running request or job into the headers of a message, or into
 * an object of its own beside a job's payload. What stood under these names goes first, in any spelling. Nobody who acts
 * is named: a message is proof of nothing. Outside of a request, job and span the carrier stays as it is.
 *
 * @param encode How a client wants values that are no text, such as `(text) => Buffer.from(text)`.
 * @returns the carrier, so that `injectContext({})` is a set of headers.
 */
export function injectContext<C extends MessageCarrier<string>>(carrier: C): C;
export function injectContext<C extends MessageCarrier<unknown>>(
  carrier: C,
  encode: (text: string) => CarrierValue<C>,
): C;
export function injectContext(
  carrier: MessageCarrier<unknown>,
  encode: (text: string) => unknown = (text) => text,
): MessageCarrier<unknown> {
  const headers = outgoingHeaders();
  if (headers) writeCarrier(carrier, headers, encode);
  return carrier;
}

function startSpan(destination: string, system: string | undefined, parent: Context): Span {
  const creation = trace.getSpanContext(parent);
  const tracer = trace.getTracer('@plumbline/trace');
  const attributes = {
    'messaging.operation.name': 'process',
    'messaging.operation.type': 'process',
    'messaging.destination.name': destination,
    ...(system !== undefined && { 'messaging.system': system }),
  };
  // The conventions ask for the link; the parent, which they leave open, keeps the trace one where a message is alone.
  const links = creation ? [{ context: creation }] : [];
  const span = tracer.startSpan(`process ${destination}`, { kind: SpanKind.CONSUMER, links, attributes }, parent);
  const made = span.spanContext();
  if (trace.isSpanContextValid(made) && made.spanId !== creation?.spanId) return span;
  return trace.wrapSpanContext({
    traceId: creation?.traceId ?? newTraceId(),
    spanId: newSpanId(),
    traceFlags: creation?.traceFlags ?? TraceFlags.NONE,
    ...(creation?.traceState && { traceState: creation.traceState }),
  });
}

/** Messages have no binding that was given a meter. */
const count = (name: Parameters<typeof createCounter>[1], labels: Labels): void =>
  createCounter(metrics.getMeter('@plumbline/trace'), name).add(1, labels);

/** The producer's request ID where it is one, else the trace ID. A refused one is counted, as those of requests are. */
function requestIdOf(raw: string | readonly string[] | undefined, traceId: string): string {
  const decision = acceptRequestId(raw);
  if (decision.kind === 'accepted') return decision.id;
  if (decision.kind === 'refused') count('plumbline.requests.refused_ids', { reason: decision.reason });
  return traceId;
}

function checkArguments(destination: string, { system }: RunMessageOptions): void {
  const isName = typeof destination === 'string' && destination !== '' && destination.length <= MAX_DESTINATION_LENGTH;
  const faults = [
    ...(isName
      ? []
      : [`\`destination\` must be the name of a queue or topic, 1 to ${MAX_DESTINATION_LENGTH} characters`]),
    ...(system === undefined || SYSTEM.test(system) ? [] : ['`system` must be a lower-case word such as `kafka`']),
  ];
  if (faults.length > 0) throw new PlumblineError('PLB_OPTION_INVALID', `runMessage: ${faults.join('; ')}`);
}

/**
 * Runs the work for one message in a scope of its own with the request ID and the trace of whoever sent it, as the headers
 * say that `injectContext` wrote. They are read as strictly as those of HTTP and may be anything: what is no ID, or stands
 * there twice, is left aside, and without a `traceparent` a trace of its own begins. Nobody is identified in it.
 *
 * The span is the consumer's (`process <destination>`), a child of the producer's span and linked to it. It ends with the
 * work, also when that is a promise; an error keeps its class on the span, never its message.
 *
 * @throws PLB_OPTION_INVALID for a destination that is no name, or a system that is no word. Never for headers.
 */
export function runMessage<T>(destination: string, carrier: unknown, fn: () => T, options: RunMessageOptions = {}): T {
  checkArguments(destination, options);
  const headers = readCarrier(carrier);
  const { traceparent, tracestate } = headers;
  const remote = remoteContext(ROOT_CONTEXT, traceparent, tracestate);
  for (const labels of refusedContext(traceparent, tracestate, remote)) {
    count('plumbline.requests.refused_trace_context', labels);
  }
  const parent = remote ?? ROOT_CONTEXT;
  const span = startSpan(destination, options.system, parent);
  const { traceId, spanId, traceFlags } = span.spanContext();
  const context = createRequestContext({
    kind: 'job',
    requestId: requestIdOf(headers['x-request-id'], traceId),
    traceId,
    spanId,
    sampled: (traceFlags & TraceFlags.SAMPLED) !== 0,
    routePattern: `message:${destination}`,
    tracing: trace.setSpan(parent, span),
  });
  return runInSpan(context, span, fn);
}
