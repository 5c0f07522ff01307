import type { Attributes, SpanContext } from '@opentelemetry/api';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { isClean } from './clean-record.ts';
import type { TelemetryRedactor } from './options.ts';

/** Never sent, whoever set them: queries carry anything, and the rest names a person. */
const FORBIDDEN = [
  'url.query',
  'client.address',
  'client.socket.address',
  'http.client_ip',
  'user.email',
  'user.full_name',
  'user.name',
  'enduser.id',
] as const;

/** Sent without query and fragment. */
const URLS = ['url.full', 'http.url', 'http.target'] as const;

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

/** Attributes as they may leave; the same object where nothing had to change. Without a redactor they are clean already. */
function cleanAttributes(redactor: TelemetryRedactor | undefined, attributes: Attributes, most: number): Attributes {
  let kept = attributes;
  const change = (): Attributes => (kept === attributes ? (kept = { ...attributes }) : kept);
  for (const key of FORBIDDEN) if (key in attributes) delete change()[key];
  for (const key of URLS) if (key in attributes) change()[key] = withoutQuery(attributes[key]);
  const clean = redactor === undefined ? kept : (redactor.value(kept) as Attributes);
  return cutAll(clean, most);
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
 * links, trace state and status message are redacted. It is a view: the SDK and other processors see the span unchanged.
 */
export function redactSpan(redactor: TelemetryRedactor, span: ReadableSpan, most: number): ReadableSpan {
  const clean = <T extends { attributes?: Attributes }>(part: T): T =>
    part.attributes ? { ...part, attributes: cleanAttributes(redactor, part.attributes, most) } : part;
  const { message } = span.status;
  return Object.create(span, {
    name: { value: redactor.text(span.name), enumerable: true },
    attributes: { value: cleanAttributes(redactor, span.attributes, most), enumerable: true },
    events: {
      value: span.events.map((event) => ({ ...clean(event), name: redactor.text(event.name) })),
      enumerable: true,
    },
    links: {
      value: span.links.map((link) => ({ ...clean(link), context: cleanContext(redactor, link.context) })),
      enumerable: true,
    },
    spanContext: { value: () => cleanContext(redactor, span.spanContext()), enumerable: true },
    status: {
      value: message === undefined ? span.status : { ...span.status, message: redactor.text(message) },
      enumerable: true,
    },
  }) as ReadableSpan;
}

/** A log record as it may leave: body and attributes are redacted, unless its emitter said that they are. */
export function redactLogRecord(
  redactor: TelemetryRedactor,
  record: ReadableLogRecord,
  most: number,
): ReadableLogRecord {
  if (isClean(record)) {
    const attributes = cleanAttributes(undefined, record.attributes, most);
    if (attributes === record.attributes) return record;
    return Object.create(record, { attributes: { value: attributes, enumerable: true } }) as ReadableLogRecord;
  }
  return Object.create(record, {
    body: { value: redactor.value(record.body), enumerable: true },
    attributes: { value: cleanAttributes(redactor, record.attributes, most), enumerable: true },
  }) as ReadableLogRecord;
}
