import { createTraceState, SeverityNumber, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { createRedactor } from '@plumbline/redact';
import { expect, it } from 'vitest';
import { redactLogRecord, redactSpan } from '../src/redact-telemetry.ts';

const traceState = createTraceState('vendor=00f067aa');
const spanContext = {
  traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
  spanId: '00f067aa0ba902b7',
  traceFlags: 1,
  traceState,
};
const shared = {
  resource: resourceFromAttributes({ 'service.name': 'orders' }),
  instrumentationScope: { name: 'application', version: '1' },
  attributes: { note: 'kept' },
  droppedAttributesCount: 1,
};

// A field that the SDK adds to one of these does not compile here, and would be missing in the copies.
const span: Required<ReadableSpan> = {
  ...shared,
  name: 'GET /items/:id',
  kind: SpanKind.SERVER,
  spanContext: () => spanContext,
  parentSpanContext: { ...spanContext, spanId: '00f067aa0ba902b8' },
  startTime: [1, 2],
  endTime: [3, 4],
  duration: [2, 2],
  ended: true,
  status: { code: SpanStatusCode.ERROR, message: 'refused' },
  links: [{ context: spanContext, attributes: { why: 'batch' }, droppedAttributesCount: 2 }],
  events: [{ name: 'retried', time: [2, 0], attributes: { count: 2 }, droppedAttributesCount: 3 }],
  droppedEventsCount: 4,
  droppedLinksCount: 5,
};

const record: Required<ReadableLogRecord> = {
  ...shared,
  hrTime: [1, 2],
  hrTimeObserved: [3, 4],
  spanContext,
  severityText: 'warn',
  severityNumber: SeverityNumber.WARN,
  body: 'low on memory',
  eventName: 'device.low',
};

it('a copy of a span has all that the span has', () => {
  const copy = redactSpan(createRedactor(), span, 100);
  expect({ ...copy, spanContext: copy.spanContext() }).toEqual({ ...span, spanContext });
  expect(copy).not.toBe(span);
});

it('a copy of a record has all that the record has', () => {
  const copy = redactLogRecord(createRedactor(), record, 100);
  expect(copy).toEqual(record);
  expect(copy).not.toBe(record);
});
