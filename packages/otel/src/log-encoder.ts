import type { InstrumentationScope } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { FIRST, put, putAny, putPairs, putText, SECOND, SHORT, tag, THIRD } from './wire-values.ts';
import {
  beginMessage,
  endMessage,
  openWriter,
  type WireWriter,
  writeFixed32,
  writeHex,
  writeInteger,
  writeTime,
} from './wire-writer.ts';

type Scope = ReadableLogRecord['instrumentationScope'] & InstrumentationScope;

/** Bytes kept for the length of what is usually so long: a record, all records of a batch. */
const RECORD = 2;
const BATCH = 3;

const LOG = {
  time: tag(1, 'fixed64'),
  severityNumber: tag(2, 'number'),
  severityText: tag(3, 'bytes'),
  body: tag(5, 'bytes'),
  attributes: tag(6, 'bytes'),
  dropped: tag(7, 'number'),
  flags: tag(8, 'fixed32'),
  traceId: tag(9, 'bytes'),
  spanId: tag(10, 'bytes'),
  observedTime: tag(11, 'fixed64'),
  eventName: tag(12, 'bytes'),
} as const;

function putSpan(writer: WireWriter, span: NonNullable<ReadableLogRecord['spanContext']>): void {
  if (span.traceFlags) {
    put(writer, LOG.flags);
    writeFixed32(writer, span.traceFlags);
  }
  put(writer, LOG.traceId);
  writeHex(writer, span.traceId);
  put(writer, LOG.spanId);
  writeHex(writer, span.spanId);
}

function putRecord(writer: WireWriter, record: ReadableLogRecord): void {
  put(writer, SECOND);
  const start = beginMessage(writer, RECORD);
  put(writer, LOG.time);
  writeTime(writer, record.hrTime);
  if (record.severityNumber) {
    put(writer, LOG.severityNumber);
    writeInteger(writer, record.severityNumber);
  }
  if (record.severityText) putText(writer, LOG.severityText, record.severityText);
  if (record.body !== undefined) putAny(writer, LOG.body, record.body);
  putPairs(writer, LOG.attributes, record.attributes);
  put(writer, LOG.dropped);
  writeInteger(writer, record.droppedAttributesCount);
  if (record.spanContext) putSpan(writer, record.spanContext);
  put(writer, LOG.observedTime);
  writeTime(writer, record.hrTimeObserved);
  if (record.eventName) putText(writer, LOG.eventName, record.eventName);
  endMessage(writer, start, RECORD);
}

function putScope(writer: WireWriter, scope: Scope): void {
  put(writer, FIRST);
  const start = beginMessage(writer, SHORT);
  putText(writer, FIRST, scope.name);
  if (scope.version) putText(writer, SECOND, scope.version);
  if (scope.attributes) putPairs(writer, THIRD, scope.attributes);
  if (scope.droppedAttributesCount) {
    put(writer, tag(4, 'number'));
    writeInteger(writer, scope.droppedAttributesCount);
  }
  endMessage(writer, start, SHORT);
}

function putResource(writer: WireWriter, { attributes }: Resource): void {
  put(writer, FIRST);
  const start = beginMessage(writer, RECORD);
  putPairs(writer, FIRST, attributes);
  put(writer, tag(2, 'number'));
  writeInteger(writer, 0);
  endMessage(writer, start, RECORD);
}

type Groups = ReadonlyMap<Resource, ReadonlyMap<Scope, readonly ReadableLogRecord[]>>;

function groupRecords(records: readonly ReadableLogRecord[]): Groups {
  const groups = new Map<Resource, Map<Scope, ReadableLogRecord[]>>();
  for (const record of records) {
    const { resource, instrumentationScope: scope } = record;
    let scopes = groups.get(resource);
    if (!scopes) groups.set(resource, (scopes = new Map()));
    const known = scopes.get(scope);
    if (known) known.push(record);
    else scopes.set(scope, [record]);
  }
  return groups;
}

/**
 * An `ExportLogsServiceRequest` of OTLP, byte for byte the one of the SDK's own serializer, which goes through every record
 * twice: the copies of log lines are most of what a service sends.
 */
export function encodeLogs(records: readonly ReadableLogRecord[]): Uint8Array {
  const writer = openWriter(records.length * 512);
  for (const [resource, scopes] of groupRecords(records)) {
    put(writer, FIRST);
    const whole = beginMessage(writer, BATCH);
    putResource(writer, resource);
    for (const [scope, own] of scopes) {
      put(writer, SECOND);
      const start = beginMessage(writer, BATCH);
      putScope(writer, scope);
      for (const record of own) putRecord(writer, record);
      if (scope.schemaUrl) putText(writer, THIRD, scope.schemaUrl);
      endMessage(writer, start, BATCH);
    }
    if (resource.schemaUrl) putText(writer, THIRD, resource.schemaUrl);
    endMessage(writer, whole, BATCH);
  }
  return writer.bytes.subarray(0, writer.at);
}
