import type { Attributes } from '@opentelemetry/api';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
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

const withoutQuery = (value: unknown): string => String(value).replace(/[?#].*$/su, '');

/** Attributes as they may leave; the same object where nothing had to change. */
function cleanAttributes(redactor: TelemetryRedactor, attributes: Attributes): Attributes {
  let cut = attributes;
  const change = (): Attributes => (cut === attributes ? (cut = { ...attributes }) : cut);
  for (const key of FORBIDDEN) if (key in attributes) delete change()[key];
  for (const key of URLS) if (key in attributes) change()[key] = withoutQuery(attributes[key]);
  return redactor.value(cut) as Attributes;
}

/**
 * A span as it may leave: name, attributes, events (the message and the stack of an exception are attributes of one),
 * links and the status message are redacted. It is a view of the span: the SDK and other processors see it unchanged.
 */
export function redactSpan(redactor: TelemetryRedactor, span: ReadableSpan): ReadableSpan {
  const clean = <T extends { attributes?: Attributes }>(part: T): T =>
    part.attributes ? { ...part, attributes: cleanAttributes(redactor, part.attributes) } : part;
  const { message } = span.status;
  return Object.create(span, {
    name: { value: redactor.text(span.name), enumerable: true },
    attributes: { value: cleanAttributes(redactor, span.attributes), enumerable: true },
    events: {
      value: span.events.map((event) => ({ ...clean(event), name: redactor.text(event.name) })),
      enumerable: true,
    },
    links: { value: span.links.map(clean), enumerable: true },
    status: {
      value: message === undefined ? span.status : { ...span.status, message: redactor.text(message) },
      enumerable: true,
    },
  }) as ReadableSpan;
}

/** A log record as it may leave: body and attributes are redacted. */
export function redactLogRecord(redactor: TelemetryRedactor, record: ReadableLogRecord): ReadableLogRecord {
  return Object.create(record, {
    body: { value: redactor.value(record.body), enumerable: true },
    attributes: { value: cleanAttributes(redactor, record.attributes), enumerable: true },
  }) as ReadableLogRecord;
}
