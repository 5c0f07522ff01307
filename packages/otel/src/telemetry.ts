import type { Resource } from '@opentelemetry/resources';
import type { MeterProvider } from '@opentelemetry/sdk-metrics';
import { createCounter, type Log } from '@plumbline/core';
import type { BatchSettings, BatchSignal } from './batch-options.ts';
import { dropListener } from './drop-meter.ts';
import { guardExporter } from './export-guard.ts';
import type { ExportSockets } from './export-sockets.ts';
import type { ItemExporter } from './item-exporter.ts';
import { createItemLedger, type ItemLedger } from './item-ledger.ts';
import type { OtelSettings, TelemetryRedactor } from './options.ts';
import type { OtelSignal } from './signals.ts';

/** What the three pipelines share. */
export interface PipelineParts {
  readonly settings: OtelSettings;
  readonly resource: Resource;
  readonly redactor: TelemetryRedactor;
  readonly log: Log;
  readonly sockets: ExportSockets;
  readonly meters: Pick<MeterProvider, 'getMeter'>;
}

/** A pipeline whose items are accounted for. */
export interface ItemPipeline<Provider> {
  readonly provider: Provider;
  readonly ledger: ItemLedger;
}

/** The meter of what the pipelines tell of themselves. */
export const ownMeter = ({ meters }: Pick<PipelineParts, 'meters'>) => meters.getMeter('@plumbline/otel');

/** Our words for the options of the SDK's two batch processors. */
const batchConfig = ({ delayMs, timeoutMs, maxQueue, maxBatch }: BatchSettings) => ({
  maxQueueSize: maxQueue,
  maxExportBatchSize: maxBatch,
  scheduledDelayMillis: delayMs,
  exportTimeoutMillis: timeoutMs,
});

/** Applies `redact` to each item; one that cannot be redacted does not leave. */
function redactAll<T>({ redactor }: PipelineParts, redact: (r: TelemetryRedactor, item: T) => T) {
  return (items: T[]): T[] | undefined => {
    const kept: T[] = [];
    for (const item of items) {
      try {
        kept.push(redact(redactor, item));
      } catch {
        // It is counted as one that could not be redacted, by the account of its batch.
      }
    }
    return kept.length === 0 ? undefined : kept;
  };
}

/** Counts the failed exports of a signal. */
export function failureCounter(parts: Pick<PipelineParts, 'meters'>, signal: OtelSignal): () => void {
  const failures = createCounter(ownMeter(parts), 'plumbline.otel.export_failures');
  return () => failures.add(1, { signal });
}

/** Where the items of one signal go, and how each is made fit to leave. */
export interface ItemRoute<Item> {
  readonly signal: BatchSignal;
  readonly url: string;
  readonly exporter: ItemExporter<Item[]>;
  readonly redact: (redactor: TelemetryRedactor, item: Item) => Item;
}

/** What the SDK's batch processor of a signal is made with, and the account of what becomes of its items. */
export function openBatches<Item>(parts: PipelineParts, { signal, url, exporter: inner, redact }: ItemRoute<Item>) {
  const ledger = createItemLedger(signal, createCounter(ownMeter(parts), 'plumbline.otel.dropped'));
  const exporter: ItemExporter<Item[]> = guardExporter(inner, {
    signal,
    url,
    countFailure: failureCounter(parts, signal),
    log: parts.log,
    account: { ledger, sizeOf: ({ length }) => length },
    prepare: redactAll(parts, redact),
  });
  const batching = {
    exporter,
    ...batchConfig(parts.settings.batches[signal]),
    selfObsMeterProvider: dropListener(ledger),
  };
  return { ledger, batching };
}
