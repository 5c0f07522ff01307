import {
  type Attributes,
  isSpanContextValid,
  type Logger,
  type LogRecord,
  ROOT_CONTEXT,
  trace,
} from '@opentelemetry/api';
import { millisToHrTime } from '@opentelemetry/core';
import type { LogRecordProcessor, ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { isClean, keepCleanMarks, markClean } from './clean-record.ts';
import { isRestricted } from './redact-telemetry.ts';

/** Attributes of a record beyond which the SDK drops them, and says how many. */
export const MAX_ATTRIBUTES = 128;

/** Records that nothing has to be done with before they are sent. */
const READY: unique symbol = Symbol('plumbline.otel.ready');

type Marked = ReadableLogRecord & { readonly [READY]?: true };

export const isReady = (record: ReadableLogRecord): boolean => (record as Marked)[READY] === true;

const isShort = (value: unknown, most: number): value is string => typeof value === 'string' && value.length <= most;

/** A value that is sent as it is; undefined for one that the SDK has to look at. */
function plainValue(value: unknown, most: number): string | number | boolean | string[] | undefined {
  if (isShort(value, most) || typeof value === 'number' || typeof value === 'boolean') return value;
  if (!Array.isArray(value)) return undefined;
  const items: readonly unknown[] = value;
  return items.every((item) => isShort(item, most)) ? [...items] : undefined;
}

/** A copy of flat attributes that no limit and no rule touches; undefined for all others. */
function plainAttributes(attributes: Attributes, most: number): Attributes | undefined {
  const plain: Attributes = {};
  let count = 0;
  for (const name of Object.keys(attributes)) {
    const value = plainValue(attributes[name], most);
    count += 1;
    if (value === undefined || name === '' || name === '__proto__' || count > MAX_ATTRIBUTES || isRestricted(name))
      return undefined;
    plain[name] = value;
  }
  return plain;
}

/** The record that the SDK would make; undefined where more belongs to it than is done here. */
function readyRecord(model: ReadableLogRecord, record: LogRecord, most: number): Marked | undefined {
  const { timestamp, body, attributes = {}, severityNumber, severityText, context = ROOT_CONTEXT } = record;
  const isUsual = record.eventName === undefined && record.exception === undefined && typeof body === 'string';
  const now = Date.now();
  // A time that is long past may be one of the performance clock.
  const isRecent = typeof timestamp === 'number' && timestamp > now / 2;
  if (!isUsual || !isRecent || record.observedTimestamp !== undefined) return undefined;
  const plain = plainAttributes(attributes, most);
  if (plain === undefined) return undefined;
  const span = trace.getSpanContext(context);
  return {
    [READY]: true,
    hrTime: millisToHrTime(timestamp),
    hrTimeObserved: millisToHrTime(now),
    // Undefined or not, in one place: all records then share a hidden class.
    spanContext: span && isSpanContextValid(span) ? span : undefined,
    severityNumber,
    severityText,
    body,
    resource: model.resource,
    instrumentationScope: model.instrumentationScope,
    attributes: plain,
    droppedAttributesCount: 0,
  } as Marked;
}

/** The way of clean records into a processor. */
export interface CleanEntry {
  /** What the provider is made with. */
  readonly processor: LogRecordProcessor;
  /** Emits a record that is redacted already. `logger` is the provider's, and always the same one. */
  readonly emit: (logger: Logger, record: LogRecord) => void;
}

/**
 * Stands before a processor. Clean records that are flat go straight into it: what the SDK does with each attribute of each
 * record costs more than the rest of a copied line, and changes nothing of them. `most` is the length of a text that leaves.
 */
export function openCleanEntry(inner: LogRecordProcessor, most: number): CleanEntry {
  const marking = keepCleanMarks(inner);
  // The first goes through the SDK: its resource and scope are those of all, by which records are put together.
  let model: ReadableLogRecord | undefined;
  return {
    processor: {
      onEmit(record, own) {
        marking.onEmit(record, own);
        if (isClean(record)) model ??= record;
      },
      forceFlush: (options) => marking.forceFlush(options),
      shutdown: () => marking.shutdown(),
    },
    emit(logger, record) {
      const ready = model && readyRecord(model, record, most);
      if (!ready) logger.emit({ ...record, context: markClean(record.context) });
      else if (logger.enabled({ context: ROOT_CONTEXT })) {
        inner.onEmit(ready as unknown as Parameters<LogRecordProcessor['onEmit']>[0]);
      }
    },
  };
}
