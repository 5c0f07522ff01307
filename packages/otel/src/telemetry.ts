import type { Resource } from '@opentelemetry/resources';
import type { LoggerProvider } from '@opentelemetry/sdk-logs';
import type { MeterProvider } from '@opentelemetry/sdk-metrics';
import type { SpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { createCounter, type Log } from '@plumbline/core';
import type { BatchSettings, BatchSignal } from './batch-options.ts';
import { keepCleanMarks } from './clean-record.ts';
import { dropListener } from './drop-meter.ts';
import { guardExporter } from './export-guard.ts';
import { loadLogExporter, loadTraceExporter } from './exporters.ts';
import { countRecords, countSpans, createItemLedger, type ItemLedger } from './item-ledger.ts';
import type { OtelSettings, TelemetryRedactor } from './options.ts';
import { MAX_READ_LENGTH, redactLogRecord, redactSpan } from './redact-telemetry.ts';
import type { OtelSignal } from './signals.ts';
import { asOnTheWire, createTailProcessor } from './tail-processor.ts';

/** What the three pipelines share. */
export interface PipelineParts {
  readonly settings: OtelSettings;
  readonly resource: Resource;
  readonly redactor: TelemetryRedactor;
  readonly log: Log;
  readonly meters: Pick<MeterProvider, 'getMeter'>;
}

/** A pipeline whose items are accounted for. */
export interface ItemPipeline<Provider> {
  readonly provider: Provider;
  readonly ledger: ItemLedger;
}

const ownMeter = ({ meters }: Pick<PipelineParts, 'meters'>) => meters.getMeter('@plumbline/otel');

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
    const kept = items.flatMap((item) => {
      try {
        return [redact(redactor, item)];
      } catch {
        return [];
      }
    });
    return kept.length === 0 ? undefined : kept;
  };
}

export function failureCounter(parts: Pick<PipelineParts, 'meters'>, signal: OtelSignal): () => void {
  const failures = createCounter(ownMeter(parts), 'plumbline.otel.export_failures');
  return () => failures.add(1, { signal });
}

const openLedger = (parts: PipelineParts, signal: BatchSignal): ItemLedger =>
  createItemLedger(signal, createCounter(ownMeter(parts), 'plumbline.otel.dropped'));

/** The processor as it is, or with what keeps failed and slow requests before it. */
function keepTail(parts: PipelineParts, inner: SpanProcessor): SpanProcessor {
  const { keep } = parts.settings;
  if (keep === undefined) return inner;
  const meter = ownMeter(parts);
  return createTailProcessor({
    keep,
    inner,
    kept: createCounter(meter, 'plumbline.otel.tail_kept'),
    dropped: createCounter(meter, 'plumbline.otel.tail_dropped'),
  });
}

/** Traces: parent-based ratio sampling, a bounded batch queue, redaction before export. */
export async function startTraces(parts: PipelineParts, url: string): Promise<ItemPipeline<TracerProvider>> {
  const { settings, resource, log } = parts;
  const [sdk, tail, inner] = await Promise.all([
    import('@opentelemetry/sdk-trace'),
    settings.keep && import('./tail-sampler.ts'),
    loadTraceExporter(url, settings.exporters.traces),
  ]);
  const ledger = openLedger(parts, 'traces');
  const exporter = guardExporter(inner, {
    signal: 'traces',
    url,
    countFailure: failureCounter(parts, 'traces'),
    log,
    account: { ledger, sizeOf: ({ length }) => length },
    prepare: redactAll(parts, (redactor, span) => redactSpan(redactor, asOnTheWire(span), settings.limits.valueLength)),
  });
  const processor = new sdk.BatchSpanProcessor({
    exporter,
    ...batchConfig(settings.batches.traces),
    selfObsMeterProvider: dropListener(ledger),
  });
  const ratio = new sdk.TraceIdRatioBasedSampler(settings.sampleRatio);
  const head = settings.parentBased ? new sdk.ParentBasedSampler({ root: ratio }) : ratio;
  const provider = new sdk.TracerProvider({
    resource,
    // Without the option nothing is recorded that is not sampled, and nothing wraps what the SDK does.
    sampler: tail?.recordUndecided(head) ?? head,
    spanLimits: {
      attributeCountLimit: settings.limits.spanAttributes,
      attributeValueLengthLimit: MAX_READ_LENGTH,
      eventCountLimit: 32,
      linkCountLimit: 32,
    },
    spanProcessors: [keepTail(parts, countSpans(processor, ledger))],
  });
  return { provider, ledger };
}

/** Logs: a bounded batch queue, redaction before export. */
export async function startLogs(parts: PipelineParts, url: string): Promise<ItemPipeline<LoggerProvider>> {
  const { settings, resource, log } = parts;
  const [sdk, inner] = await Promise.all([
    import('@opentelemetry/sdk-logs'),
    loadLogExporter(url, settings.exporters.logs),
  ]);
  const ledger = openLedger(parts, 'logs');
  const exporter = guardExporter(inner, {
    signal: 'logs',
    url,
    countFailure: failureCounter(parts, 'logs'),
    log,
    account: { ledger, sizeOf: ({ length }) => length },
    prepare: redactAll(parts, (redactor, record) => redactLogRecord(redactor, record, settings.limits.valueLength)),
  });
  const processor = new sdk.BatchLogRecordProcessor({
    exporter,
    ...batchConfig(settings.batches.logs),
    selfObsMeterProvider: dropListener(ledger),
  });
  const provider = new sdk.LoggerProvider({
    resource,
    processors: [keepCleanMarks(countRecords(processor, ledger))],
    logRecordLimits: { attributeValueLengthLimit: MAX_READ_LENGTH },
  });
  return { provider, ledger };
}
