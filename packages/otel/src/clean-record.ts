import { type Context, context } from '@opentelemetry/api';
import type { LogRecordProcessor, ReadableLogRecord } from '@opentelemetry/sdk-logs';

/** Private to this module, so that nobody else can say it of a record. */
const CLEAN: unique symbol = Symbol('plumbline.otel.clean');

/** A context that says of the record emitted with it that it is redacted already. It is never the active one. */
export const markClean = (own: Context = context.active()): Context => own.setValue(CLEAN, true);

/** Whether the record was emitted as a clean one. */
export const isClean = (record: ReadableLogRecord): boolean => (record as { [CLEAN]?: true })[CLEAN] === true;

/** Passes records on and keeps on each what its emitter said: at export its context is gone. */
export const keepCleanMarks = (inner: LogRecordProcessor): LogRecordProcessor => ({
  onEmit(record, own) {
    if (own?.getValue(CLEAN) === true) (record as { [CLEAN]?: true })[CLEAN] = true;
    inner.onEmit(record, own);
  },
  forceFlush: (options) => inner.forceFlush(options),
  shutdown: () => inner.shutdown(),
});
