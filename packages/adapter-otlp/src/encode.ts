import type { FieldValue, OutboundEvent } from '@plumbline/core';

/** `AnyValue` of OTLP in JSON; 64-bit numbers are texts there. */
type AnyValue =
  | { readonly stringValue: string }
  | { readonly boolValue: boolean }
  | { readonly intValue: string }
  | { readonly doubleValue: number }
  | { readonly arrayValue: { readonly values: readonly AnyValue[] } };

interface Attribute {
  readonly key: string;
  readonly value: AnyValue;
}

const SCOPE = { name: '@plumbline/adapter-otlp' };

/** DELTA of AggregationTemporality. */
const DELTA = 1;

/** INFO of SeverityNumber. */
const INFO = 9;

const nanos = (ms: number): string => `${Math.trunc(ms)}000000`;

function valueOf(value: FieldValue): AnyValue {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value !== 'number') return { arrayValue: { values: value.map((entry) => ({ stringValue: entry })) } };
  return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}

const attributesOf = (values: Readonly<Record<string, FieldValue>>): readonly Attribute[] =>
  Object.entries(values).map(([key, value]) => ({ key, value: valueOf(value) }));

/** `app.` belongs to mobile applications in the semantic conventions; this prefix belongs to nobody else. */
const fieldsOf = ({ payload }: OutboundEvent): Readonly<Record<string, FieldValue>> =>
  Object.fromEntries(Object.entries(payload).map(([field, value]) => [`plumbline.event.${field}`, value]));

/** A batch as an ExportLogsServiceRequest: what happened and the listed fields, nobody's ID. */
export function encodeLogs(events: readonly OutboundEvent[], service: string, eventIds: boolean): string {
  const logRecords = events.map((event) => ({
    timeUnixNano: nanos(event.occurredAt),
    severityNumber: INFO,
    eventName: event.name,
    attributes: attributesOf({ ...fieldsOf(event), ...(eventIds && { 'plumbline.event.id': event.eventId }) }),
  }));
  const resource = { attributes: attributesOf({ 'service.name': service }) };
  return JSON.stringify({ resourceLogs: [{ resource, scopeLogs: [{ scope: SCOPE, logRecords }] }] });
}

/** Events of one batch with the same labels. */
export interface Series {
  readonly labels: Readonly<Record<string, FieldValue>>;
  count: number;
  first: number;
  last: number;
}

/** Counts a batch by name and listed fields; lists become one label, in order, as backends expect. */
export function countSeries(events: readonly OutboundEvent[]): readonly Series[] {
  const series = new Map<string, Series>();
  for (const event of events) {
    const fields = Object.entries(fieldsOf(event)).toSorted(([a], [b]) => (a < b ? -1 : 1));
    const labels = Object.fromEntries([
      ['plumbline.event.name', event.name] as const,
      ...fields.map(([key, value]) => [key, typeof value === 'object' ? value.toSorted().join(',') : value] as const),
    ]);
    const key = JSON.stringify(labels);
    const known = series.get(key) ?? { labels, count: 0, first: event.occurredAt, last: event.occurredAt };
    known.count += 1;
    known.first = Math.min(known.first, event.occurredAt);
    known.last = Math.max(known.last, event.occurredAt);
    series.set(key, known);
  }
  return [...series.values()];
}

/** Counted series as an ExportMetricsServiceRequest: one delta of `plumbline.product.events` for each. */
export function encodeCounters(series: readonly Series[], service: string, instance: string): string {
  const dataPoints = series.map(({ labels, count, first, last }) => ({
    // A window must not be empty, which one event alone would make it.
    startTimeUnixNano: nanos(first - 1),
    timeUnixNano: nanos(last),
    asInt: String(count),
    attributes: attributesOf(labels),
  }));
  const sum = { aggregationTemporality: DELTA, isMonotonic: true, dataPoints };
  const metrics = [{ name: 'plumbline.product.events', unit: '{event}', sum }];
  const resource = { attributes: attributesOf({ 'service.name': service, 'service.instance.id': instance }) };
  return JSON.stringify({ resourceMetrics: [{ resource, scopeMetrics: [{ scope: SCOPE, metrics }] }] });
}
