import { bigintIn, type DecodedMessage, messageIn, messagesIn, numberIn, numbersIn, textIn } from './decoded.ts';

/** A rule of the OTLP specification that a readable request breaks. */
export interface RuleFault {
  readonly kind: 'missing' | 'id_length' | 'time_order' | 'duplicate_key' | 'inconsistent';
  /** Path such as `resourceSpans[0].scopeSpans[0].spans[2].traceId`. */
  readonly where: string;
  readonly what: string;
}

type Report = (kind: RuleFault['kind'], where: string, what: string) => void;

const TRACE_ID_HEX = 32;
const SPAN_ID_HEX = 16;

/** DATA_POINT_FLAGS_NO_RECORDED_VALUE_MASK: the point says that it has no value. */
const NO_RECORDED_VALUE = 1;

/** The data of a metric, by the field that holds it. */
export const METRIC_KINDS = ['gauge', 'sum', 'histogram', 'exponentialHistogram', 'summary'] as const;

const each = (
  message: DecodedMessage,
  field: string,
  where: string,
  visit: (item: DecodedMessage, at: string) => void,
): void => {
  const prefix = where === '' ? field : `${where}.${field}`;
  for (const [index, item] of messagesIn(message, field).entries()) visit(item, `${prefix}[${index}]`);
};

function checkId(message: DecodedMessage, field: string, digits: number, where: string, report: Report): void {
  const id = textIn(message, field);
  if (id.length !== digits) report('id_length', `${where}.${field}`, `${id.length / 2} bytes, needs ${digits / 2}`);
  else if (/^0+$/.test(id)) report('id_length', `${where}.${field}`, 'all zero, which is not a valid ID');
}

function checkAttributes(message: DecodedMessage, where: string, report: Report, field = 'attributes'): void {
  const seen = new Set<string>();
  each(message, field, where, (attribute, at) => {
    const key = textIn(attribute, 'key');
    if (key === '') report('missing', `${at}.key`, 'an attribute needs a key');
    else if (seen.has(key)) report('duplicate_key', `${at}.key`, 'keys of one collection are unique');
    seen.add(key);
  });
}

function checkSpan(span: DecodedMessage, where: string, report: Report): void {
  checkId(span, 'traceId', TRACE_ID_HEX, where, report);
  checkId(span, 'spanId', SPAN_ID_HEX, where, report);
  if (textIn(span, 'parentSpanId') !== '') checkId(span, 'parentSpanId', SPAN_ID_HEX, where, report);
  if (textIn(span, 'name') === '') report('missing', `${where}.name`, 'a span needs a name');
  const [start, end] = [bigintIn(span, 'startTimeUnixNano'), bigintIn(span, 'endTimeUnixNano')];
  if (start === 0n) report('missing', `${where}.startTimeUnixNano`, 'a span needs its start');
  if (end === 0n) report('missing', `${where}.endTimeUnixNano`, 'a span needs its end');
  else if (end < start) report('time_order', `${where}.endTimeUnixNano`, 'the span ends before it starts');
  checkAttributes(span, where, report);
  each(span, 'events', where, (event, at) => {
    if (textIn(event, 'name') === '') report('missing', `${at}.name`, 'a span event needs a name');
    if (bigintIn(event, 'timeUnixNano') === 0n) report('missing', `${at}.timeUnixNano`, 'a span event needs its time');
    checkAttributes(event, at, report);
  });
  each(span, 'links', where, (link, at) => {
    checkId(link, 'traceId', TRACE_ID_HEX, at, report);
    checkId(link, 'spanId', SPAN_ID_HEX, at, report);
    checkAttributes(link, at, report);
  });
}

function checkBuckets(point: DecodedMessage, where: string, report: Report): void {
  const [counts, bounds] = [numbersIn(point, 'bucketCounts'), numbersIn(point, 'explicitBounds')];
  if (counts.length === 0 && bounds.length === 0) return;
  if (counts.length !== bounds.length + 1) {
    report('inconsistent', `${where}.bucketCounts`, `${counts.length} buckets for ${bounds.length} bounds`);
  }
  if (counts.reduce((sum, count) => sum + count, 0) !== numberIn(point, 'count')) {
    report('inconsistent', `${where}.count`, 'the buckets do not add up to the count');
  }
  if (bounds.some((bound, index) => index > 0 && bound <= (bounds[index - 1] ?? 0))) {
    report('inconsistent', `${where}.explicitBounds`, 'bounds must rise strictly');
  }
}

function checkPoint(kind: (typeof METRIC_KINDS)[number], point: DecodedMessage, where: string, report: Report): void {
  const [start, time] = [bigintIn(point, 'startTimeUnixNano'), bigintIn(point, 'timeUnixNano')];
  if (time === 0n) report('missing', `${where}.timeUnixNano`, 'a data point needs its time');
  else if (start > time) report('time_order', `${where}.timeUnixNano`, 'the point lies before its start');
  const plain = kind === 'gauge' || kind === 'sum';
  const valued = point['asDouble'] !== undefined || point['asInt'] !== undefined;
  const silent = (numberIn(point, 'flags') & NO_RECORDED_VALUE) !== 0;
  if (plain && !valued && !silent) report('missing', `${where}.asDouble`, 'a number point needs a value');
  if (kind === 'histogram') checkBuckets(point, where, report);
  checkAttributes(point, where, report);
}

function checkMetric(metric: DecodedMessage, where: string, report: Report): void {
  if (textIn(metric, 'name') === '') report('missing', `${where}.name`, 'a metric needs a name');
  const kinds = METRIC_KINDS.filter((kind) => metric[kind] !== undefined);
  if (kinds.length === 0) report('missing', where, 'a metric needs data');
  if (kinds.length > 1) report('inconsistent', where, `a metric has one kind of data, this has ${kinds.join(' and ')}`);
  for (const kind of kinds) {
    const data = messageIn(metric, kind);
    const needsTemporality = kind === 'sum' || kind === 'histogram' || kind === 'exponentialHistogram';
    if (needsTemporality && numberIn(data, 'aggregationTemporality') === 0) {
      report('missing', `${where}.${kind}.aggregationTemporality`, 'must be delta or cumulative');
    }
    each(data, 'dataPoints', `${where}.${kind}`, (point, at) => checkPoint(kind, point, at, report));
  }
}

function checkLog(record: DecodedMessage, where: string, report: Report): void {
  if (bigintIn(record, 'timeUnixNano') === 0n && bigintIn(record, 'observedTimeUnixNano') === 0n) {
    report('missing', `${where}.observedTimeUnixNano`, 'a record needs its time or the time it was observed');
  }
  if (textIn(record, 'traceId') !== '') checkId(record, 'traceId', TRACE_ID_HEX, where, report);
  if (textIn(record, 'spanId') !== '') checkId(record, 'spanId', SPAN_ID_HEX, where, report);
  checkAttributes(record, where, report);
}

/** Every rule of OTLP that this decoded request breaks. */
export function checkRequest(message: DecodedMessage): readonly RuleFault[] {
  const faults: RuleFault[] = [];
  const report: Report = (kind, where, what) => void faults.push({ kind, where, what });
  const walk = (group: string, scopes: string, items: string, visit: typeof checkSpan): void => {
    each(message, group, '', (resource, at) => {
      checkAttributes(messageIn(resource, 'resource'), `${at}.resource`, report);
      each(resource, scopes, at, (scope, atScope) => {
        each(scope, items, atScope, (item, atItem) => visit(item, atItem, report));
      });
    });
  };
  walk('resourceSpans', 'scopeSpans', 'spans', checkSpan);
  walk('resourceMetrics', 'scopeMetrics', 'metrics', checkMetric);
  walk('resourceLogs', 'scopeLogs', 'logRecords', checkLog);
  return faults;
}
