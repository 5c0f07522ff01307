import { METRIC_KINDS } from './check.ts';
import {
  bigintIn,
  type DecodedMessage,
  type DecodedValue,
  messageIn,
  messagesIn,
  numberIn,
  numbersIn,
  textIn,
} from './decoded.ts';
import type { PlainAttributes, PlainValue, ReceivedLog, ReceivedPoint, ReceivedSpan } from './received.ts';

const SPAN_KINDS = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'] as const;
const STATUS_CODES = ['unset', 'ok', 'error'] as const;
const TEMPORALITIES = ['unspecified', 'delta', 'cumulative'] as const;
const SEVERITIES = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] as const;

// Nanoseconds exceed 2^53: divide as integers to microseconds first.
const msIn = (message: DecodedMessage, field: string): number => Number(bigintIn(message, field) / 1000n) / 1000;

function plain(value: DecodedMessage): PlainValue {
  const held = Object.entries(value).find(([field]) => field.endsWith('Value'));
  if (!held) return null;
  const [field, inner] = held as [string, DecodedValue];
  if (field === 'arrayValue') return messagesIn(messageIn(value, field), 'values').map((item) => plain(item));
  if (field === 'kvlistValue') return plainAttributes(messageIn(value, field), 'values');
  return typeof inner === 'bigint' ? Number(inner) : (inner as PlainValue);
}

/** The attributes in a field, as a plain object. */
export const plainAttributes = (message: DecodedMessage, field = 'attributes'): PlainAttributes =>
  Object.fromEntries(messagesIn(message, field).map((item) => [textIn(item, 'key'), plain(messageIn(item, 'value'))]));

interface Origin {
  readonly scope: string;
  readonly service: string;
  readonly resource: PlainAttributes;
}

function flatten<T>(
  message: DecodedMessage,
  [group, scopes, items]: readonly [string, string, string],
  view: (item: DecodedMessage, origin: Origin) => readonly T[],
): readonly T[] {
  return messagesIn(message, group).flatMap((entry) => {
    const resource = plainAttributes(messageIn(entry, 'resource'));
    const name = resource['service.name'];
    const service = typeof name === 'string' ? name : '';
    return messagesIn(entry, scopes).flatMap((scoped) => {
      const origin = { scope: textIn(messageIn(scoped, 'scope'), 'name'), service, resource };
      return messagesIn(scoped, items).flatMap((item) => view(item, origin));
    });
  });
}

/** The spans of one decoded request. */
export const spansOf = (message: DecodedMessage): readonly ReceivedSpan[] =>
  flatten(message, ['resourceSpans', 'scopeSpans', 'spans'], (span, origin) => [
    {
      traceId: textIn(span, 'traceId'),
      spanId: textIn(span, 'spanId'),
      parentSpanId: textIn(span, 'parentSpanId'),
      name: textIn(span, 'name'),
      kind: SPAN_KINDS[numberIn(span, 'kind')] ?? 'unspecified',
      attributes: plainAttributes(span),
      status: {
        code: STATUS_CODES[numberIn(messageIn(span, 'status'), 'code')] ?? 'unset',
        message: textIn(messageIn(span, 'status'), 'message'),
      },
      events: messagesIn(span, 'events').map((event) => ({
        name: textIn(event, 'name'),
        timeMs: msIn(event, 'timeUnixNano'),
        attributes: plainAttributes(event),
      })),
      links: messagesIn(span, 'links').map((link) => ({
        traceId: textIn(link, 'traceId'),
        spanId: textIn(link, 'spanId'),
        attributes: plainAttributes(link),
      })),
      startMs: msIn(span, 'startTimeUnixNano'),
      endMs: msIn(span, 'endTimeUnixNano'),
      ...origin,
    },
  ]);

function valueOf(point: DecodedMessage): Pick<ReceivedPoint, 'value' | 'count' | 'sum' | 'buckets'> {
  if (point['asDouble'] !== undefined) return { value: numberIn(point, 'asDouble') };
  if (point['asInt'] !== undefined) return { value: numberIn(point, 'asInt') };
  if (point['count'] === undefined) return {};
  const bounds = numbersIn(point, 'explicitBounds');
  const buckets = numbersIn(point, 'bucketCounts').map((count, index) => ({ le: bounds[index] ?? Infinity, count }));
  return { count: numberIn(point, 'count'), sum: numberIn(point, 'sum'), buckets };
}

const pointOf = (
  point: DecodedMessage,
  metric: DecodedMessage,
  field: (typeof METRIC_KINDS)[number],
  origin: Origin,
): ReceivedPoint => ({
  name: textIn(metric, 'name'),
  kind: field === 'exponentialHistogram' ? 'exponential_histogram' : field,
  unit: textIn(metric, 'unit'),
  description: textIn(metric, 'description'),
  temporality: TEMPORALITIES[numberIn(messageIn(metric, field), 'aggregationTemporality')] ?? 'unspecified',
  monotonic: messageIn(metric, field)['isMonotonic'] === true,
  attributes: plainAttributes(point),
  ...valueOf(point),
  startMs: msIn(point, 'startTimeUnixNano'),
  time: msIn(point, 'timeUnixNano'),
  ...origin,
});

/** The data points of one decoded request. */
export const pointsOf = (message: DecodedMessage): readonly ReceivedPoint[] =>
  flatten(message, ['resourceMetrics', 'scopeMetrics', 'metrics'], (metric, origin) => {
    const field = METRIC_KINDS.find((kind) => metric[kind] !== undefined);
    if (field === undefined) return [];
    return messagesIn(messageIn(metric, field), 'dataPoints').map((point) => pointOf(point, metric, field, origin));
  });

/** The log records of one decoded request. */
export const logsOf = (message: DecodedMessage): readonly ReceivedLog[] =>
  flatten(message, ['resourceLogs', 'scopeLogs', 'logRecords'], (record, origin) => {
    const severityNumber = numberIn(record, 'severityNumber');
    // Four numbers each, from 1 (TRACE) to 24 (FATAL4).
    const range = severityNumber > 0 ? SEVERITIES[Math.floor((severityNumber - 1) / 4)] : undefined;
    return [
      {
        body: plain(messageIn(record, 'body')),
        severity: textIn(record, 'severityText') || (range ?? ''),
        severityNumber,
        eventName: textIn(record, 'eventName'),
        attributes: plainAttributes(record),
        traceId: textIn(record, 'traceId'),
        spanId: textIn(record, 'spanId'),
        time: msIn(record, 'timeUnixNano') || msIn(record, 'observedTimeUnixNano'),
        ...origin,
      },
    ];
  });
