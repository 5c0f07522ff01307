import type { Attributes, SpanContext } from '@opentelemetry/api';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { createIdRedactor } from '@plumbline/redact';
import { isClean } from './clean-record.ts';
import { isForbidden } from './forbidden-attributes.ts';
import type { TelemetryRedactor } from './options.ts';

/** Where a log record has one of these, it is the application's own field and loses query and fragment. */
export const URLS: readonly string[] = ['url.full', 'http.url', 'browser.document.url.full'];

/** Whether an attribute of a log record never leaves, or not as it is. */
export const isRestricted = (name: string): boolean => isForbidden(name) || URLS.includes(name);

/** An address of the web in a span: its path, query and user are left out, `https://host:port` stays. */
const WEB_ADDRESS = /\b(?:https?|wss?):\/\/[^\s"'<>`]*/giu;

function origin(address: string): string {
  const [scheme = '', rest = ''] = address.split('//', 2);
  const authority = rest.split(/[/?#\\]/, 1)[0] ?? '';
  return `${scheme}//${authority.slice(authority.lastIndexOf('@') + 1)}`;
}

const withoutPaths = (text: string): string => (text.includes('://') ? text.replace(WEB_ADDRESS, origin) : text);

function withoutPathsIn(value: unknown): unknown {
  if (typeof value === 'string') return withoutPaths(value);
  if (!Array.isArray(value)) return value;
  return value.some((item) => withoutPathsIn(item) !== item) ? value.map((item) => withoutPathsIn(item)) : value;
}

/**
 * Longest text of one attribute that the SDK keeps. A secret cut in half is no longer recognised, so text is cleaned before
 * it gets its final length, `limits.valueLength`.
 */
export const MAX_READ_LENGTH = 16_384;

function cut(value: unknown, most: number): unknown {
  if (typeof value === 'string') return value.length > most ? value.slice(0, most) : value;
  if (!Array.isArray(value)) return value;
  return value.some((item) => cut(item, most) !== item) ? value.map((item) => cut(item, most)) : value;
}

function cutAll(attributes: Attributes, most: number): Attributes {
  let short = attributes;
  for (const [key, value] of Object.entries(attributes)) {
    const fitting = cut(value, most);
    if (fitting !== value) short = Object.assign({}, short, { [key]: fitting });
  }
  return short;
}

const withoutQuery = (value: unknown): string => String(value).replace(/[?#].*$/su, '');

/** What is never sent is taken off, and addresses are shortened; the same object where nothing had to change. */
function withoutForbidden(attributes: Attributes, of: 'span' | 'record'): Attributes {
  let kept = attributes;
  const change = (): Attributes => (kept === attributes ? (kept = { ...attributes }) : kept);
  for (const key of Object.keys(attributes)) if (isForbidden(key)) delete change()[key];
  if (of === 'record') {
    for (const key of URLS) if (key in attributes) change()[key] = withoutQuery(attributes[key]);
    return kept;
  }
  for (const [key, value] of Object.entries(kept)) {
    const short = withoutPathsIn(value);
    if (short !== value) Object.assign(change(), { [key]: short });
  }
  return kept;
}

/** The ID of a request, as `@plumbline/trace` notes it on a span. */
const REQUEST_ID = 'http.response.header.x-request-id';

const cleanId = createIdRedactor();

/** The attribute of that ID where it hides nothing else: it is whole or it finds nothing, however random it is. */
function requestIdIn(attributes: Attributes): Attributes[string] {
  const value = attributes[REQUEST_ID];
  const id: unknown = Array.isArray(value) && value.length === 1 ? value[0] : undefined;
  return typeof id === 'string' && cleanId(id) === id ? value : undefined;
}

/** Attributes as they may leave. Without a redactor they are clean already. */
function cleanAttributes(
  redactor: TelemetryRedactor | undefined,
  attributes: Attributes,
  most: number,
  of: 'span' | 'record',
): Attributes {
  const kept = withoutForbidden(attributes, of);
  if (redactor === undefined) return cutAll(kept, most);
  const requestId = requestIdIn(kept);
  const clean = redactor.value(kept) as Attributes;
  return cutAll(requestId === undefined ? clean : { ...clean, [REQUEST_ID]: requestId }, most);
}

/** Without the trace state when it holds something to hide: the caller chooses it, and half of one helps nobody. */
function cleanContext(redactor: TelemetryRedactor, context: SpanContext): SpanContext {
  const { traceState, ...rest } = context;
  if (!traceState) return context;
  const text = traceState.serialize();
  return redactor.text(text) === text ? context : rest;
}

/**
 * A span as it may leave: name, attributes, events (the message and the stack of an exception are attributes of one),
 * links, trace state and status message are redacted. It is a copy: the SDK and other processors see the span unchanged. A
 * view would make a prototype of each span, which costs the engine more than all fields together.
 */
export function redactSpan(redactor: TelemetryRedactor, span: ReadableSpan, most: number): ReadableSpan {
  const clean = <T extends { attributes?: Attributes }>(part: T): T =>
    part.attributes ? { ...part, attributes: cleanAttributes(redactor, part.attributes, most, 'span') } : part;
  const text = (given: string): string => redactor.text(withoutPaths(given));
  const { message } = span.status;
  const own = cleanContext(redactor, span.spanContext());
  return {
    name: text(span.name),
    kind: span.kind,
    spanContext: () => own,
    ...(span.parentSpanContext && { parentSpanContext: span.parentSpanContext }),
    startTime: span.startTime,
    endTime: span.endTime,
    status: message === undefined ? span.status : { ...span.status, message: text(message) },
    attributes: cleanAttributes(redactor, span.attributes, most, 'span'),
    links: span.links.map((link) => ({ ...clean(link), context: cleanContext(redactor, link.context) })),
    events: span.events.map((event) => ({ ...clean(event), name: text(event.name) })),
    duration: span.duration,
    ended: span.ended,
    resource: span.resource,
    instrumentationScope: span.instrumentationScope,
    droppedAttributesCount: span.droppedAttributesCount,
    droppedEventsCount: span.droppedEventsCount,
    droppedLinksCount: span.droppedLinksCount,
  };
}

/** A record with another content. As with spans, a view would cost more. */
const withContent = (record: ReadableLogRecord, body: unknown, attributes: Attributes): ReadableLogRecord =>
  ({
    hrTime: record.hrTime,
    hrTimeObserved: record.hrTimeObserved,
    spanContext: record.spanContext,
    severityText: record.severityText,
    severityNumber: record.severityNumber,
    body,
    eventName: record.eventName,
    resource: record.resource,
    instrumentationScope: record.instrumentationScope,
    attributes,
    droppedAttributesCount: record.droppedAttributesCount,
  }) as ReadableLogRecord;

/** A log record as it may leave: body and attributes are redacted, unless its emitter said that they are. */
export function redactLogRecord(
  redactor: TelemetryRedactor,
  record: ReadableLogRecord,
  most: number,
): ReadableLogRecord {
  if (isClean(record)) {
    const attributes = cleanAttributes(undefined, record.attributes, most, 'record');
    return attributes === record.attributes ? record : withContent(record, record.body, attributes);
  }
  const attributes = cleanAttributes(redactor, record.attributes, most, 'record');
  return withContent(record, redactor.value(record.body), attributes);
}
