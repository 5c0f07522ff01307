import { TraceFlags } from '@opentelemetry/api';
import type { LogRecordProcessor } from '@opentelemetry/sdk-logs';
import type { SpanProcessor } from '@opentelemetry/sdk-trace';
import type { ItemLedger } from './item-ledger.ts';

/** Counts the spans that a batch processor accepts; it takes none without the sampled flag, and none after its end. */
export function countSpans(inner: SpanProcessor, ledger: ItemLedger): SpanProcessor {
  let stopped = false;
  return {
    onStart: (span, parentContext) => inner.onStart(span, parentContext),
    onEnd(span) {
      if (!stopped && (span.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0) ledger.accept();
      inner.onEnd(span);
    },
    forceFlush: () => inner.forceFlush(),
    shutdown() {
      stopped = true;
      return inner.shutdown();
    },
  };
}

/**
 * Counts the records that a batch processor accepts. The processor ends at once where a flush still runs, and forgets what
 * came since: here an end waits for the flushes before it.
 */
export function countRecords(inner: LogRecordProcessor, ledger: ItemLedger): LogRecordProcessor {
  let stopped = false;
  let last: Promise<unknown> = Promise.resolve();
  const next = (work: () => Promise<void>): Promise<void> => {
    const run = last.then(work, work);
    last = run;
    return run;
  };
  return {
    onEmit(record, own) {
      if (!stopped) ledger.accept();
      inner.onEmit(record, own);
    },
    forceFlush: (options) => next(() => inner.forceFlush(options)),
    shutdown: () =>
      next(() => {
        stopped = true;
        return inner.shutdown();
      }),
  };
}
