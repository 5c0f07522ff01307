import type { Resource } from '@opentelemetry/resources';
import type { LoggerProvider } from '@opentelemetry/sdk-logs';
import type { MeterProvider, MetricReader, PushMetricExporter, ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { SpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { createCounter, type Log } from '@plumbline/core';
import type { BatchSettings } from './batch-options.ts';
import { keepCleanMarks } from './clean-record.ts';
import { dropListener } from './drop-meter.ts';
import { guardExporter } from './export-guard.ts';
import { loadExporter } from './exporters.ts';
import type { OtelSettings, StartOtelOptions, TelemetryRedactor } from './options.ts';
import type { PrometheusSettings } from './prometheus-options.ts';
import { MAX_READ_LENGTH, redactLogRecord, redactSpan } from './redact-telemetry.ts';
import type { OtelSignal } from './signals.ts';
import { asOnTheWire, createTailProcessor } from './tail-processor.ts';
import { tableViews } from './views.ts';

/** What the three pipelines share. */
export interface PipelineParts {
  readonly settings: OtelSettings;
  readonly resource: Resource;
  readonly redactor: TelemetryRedactor;
  readonly log: Log;
  readonly meters: Pick<MeterProvider, 'getMeter'>;
}

/** Series of an instrument that no view bounds. */
const MAX_SERIES = 1_000;

const ownMeter = ({ meters }: PipelineParts) => meters.getMeter('@plumbline/otel');

/** Our words for the options of the SDK's two batch processors. */
const batchConfig = ({ delayMs, timeoutMs, maxQueue, maxBatch }: BatchSettings) => ({
  maxQueueSize: maxQueue,
  maxExportBatchSize: maxBatch,
  scheduledDelayMillis: delayMs,
  exportTimeoutMillis: timeoutMs,
});

/** Applies `redact` to each item; one that cannot be redacted does not leave, and is counted. */
function redactAll<T>(parts: PipelineParts, signal: 'traces' | 'logs', redact: (r: TelemetryRedactor, item: T) => T) {
  const dropped = createCounter(ownMeter(parts), 'plumbline.otel.dropped');
  return (items: T[]): T[] | undefined => {
    const kept = items.flatMap((item) => {
      try {
        return [redact(parts.redactor, item)];
      } catch {
        dropped.add(1, { signal, reason: 'redaction_failed' });
        return [];
      }
    });
    return kept.length === 0 ? undefined : kept;
  };
}

function failureCounter(parts: PipelineParts, signal: OtelSignal): () => void {
  const failures = createCounter(ownMeter(parts), 'plumbline.otel.export_failures');
  return () => failures.add(1, { signal });
}

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
export async function startTraces(parts: PipelineParts, url: string): Promise<TracerProvider> {
  const { settings, resource, log } = parts;
  const [sdk, tail, inner] = await Promise.all([
    import('@opentelemetry/sdk-trace'),
    settings.keep && import('./tail-sampler.ts'),
    loadExporter('traces', url, settings.exporters.traces),
  ]);
  const exporter = guardExporter(inner, {
    signal: 'traces',
    url,
    countFailure: failureCounter(parts, 'traces'),
    log,
    prepare: redactAll(parts, 'traces', (redactor, span) =>
      redactSpan(redactor, asOnTheWire(span), settings.limits.valueLength),
    ),
  });
  const processor = new sdk.BatchSpanProcessor({
    exporter,
    ...batchConfig(settings.batches.traces),
    selfObsMeterProvider: dropListener('traces', createCounter(ownMeter(parts), 'plumbline.otel.dropped')),
  });
  const ratio = new sdk.TraceIdRatioBasedSampler(settings.sampleRatio);
  const head = settings.parentBased ? new sdk.ParentBasedSampler({ root: ratio }) : ratio;
  return new sdk.TracerProvider({
    resource,
    // Without the option nothing is recorded that is not sampled, and nothing wraps what the SDK does.
    sampler: tail?.recordUndecided(head) ?? head,
    spanLimits: {
      attributeCountLimit: settings.limits.spanAttributes,
      attributeValueLengthLimit: MAX_READ_LENGTH,
      eventCountLimit: 32,
      linkCountLimit: 32,
    },
    spanProcessors: [keepTail(parts, processor)],
  });
}

/** Metrics: the views of the signal table, then the application's own; pushed on an interval, scraped, or both. */
export async function startMetrics(
  parts: Omit<PipelineParts, 'meters'>,
  url: string | undefined,
  views: StartOtelOptions['views'] = [],
): Promise<MeterProvider> {
  const { settings, resource } = parts;
  // The counter belongs to the provider that the exporter is made for.
  const failures = { count: (): void => undefined };
  const [sdk, pushing, scraped] = await Promise.all([
    import('@opentelemetry/sdk-metrics'),
    url === undefined ? undefined : pushReader(parts, url, () => failures.count()),
    settings.prometheus && openScrape(parts, settings.prometheus),
  ]);
  const readers = [pushing, scraped].filter((reader) => reader !== undefined);
  const meters = new sdk.MeterProvider({ resource, readers, views: [...tableViews(), ...views] });
  if (pushing) failures.count = failureCounter({ ...parts, meters }, 'metrics');
  return meters;
}

/** Loaded where it is asked for, and not before. */
async function openScrape(
  { settings, log }: Omit<PipelineParts, 'meters'>,
  prometheus: PrometheusSettings,
): Promise<MetricReader> {
  const { openPrometheus } = await import('./prometheus-endpoint.ts');
  return openPrometheus({ settings: prometheus, timeoutMs: settings.metricTimeoutMs, maxSeries: MAX_SERIES, log });
}

/** Collects on an interval and sends to a collector. */
async function pushReader(
  parts: Omit<PipelineParts, 'meters'>,
  url: string,
  countFailure: () => void,
): Promise<MetricReader> {
  const { settings } = parts;
  const [sdk, inner] = await Promise.all([
    import('@opentelemetry/sdk-metrics'),
    loadExporter('metrics', url, settings.exporters.metrics),
  ]);
  const guarded = guardExporter<ResourceMetrics>(inner, {
    signal: 'metrics',
    url,
    countFailure,
    log: parts.log,
    prepare: (batch) => batch,
  });
  const exporter: PushMetricExporter = {
    ...guarded,
    ...(inner.selectAggregation && { selectAggregation: inner.selectAggregation.bind(inner) }),
    ...(inner.selectAggregationTemporality && {
      selectAggregationTemporality: inner.selectAggregationTemporality.bind(inner),
    }),
  };
  return new sdk.PeriodicExportingMetricReader({
    exporter,
    exportIntervalMillis: settings.metricIntervalMs,
    exportTimeoutMillis: settings.metricTimeoutMs,
    cardinalityLimits: { default: MAX_SERIES },
  });
}

/** Logs: a bounded batch queue, redaction before export. */
export async function startLogs(parts: PipelineParts, url: string): Promise<LoggerProvider> {
  const { settings, resource, log } = parts;
  const [sdk, inner] = await Promise.all([
    import('@opentelemetry/sdk-logs'),
    loadExporter('logs', url, settings.exporters.logs),
  ]);
  const exporter = guardExporter(inner, {
    signal: 'logs',
    url,
    countFailure: failureCounter(parts, 'logs'),
    log,
    prepare: redactAll(parts, 'logs', (redactor, record) =>
      redactLogRecord(redactor, record, settings.limits.valueLength),
    ),
  });
  const processor = new sdk.BatchLogRecordProcessor({
    exporter,
    ...batchConfig(settings.batches.logs),
    selfObsMeterProvider: dropListener('logs', createCounter(ownMeter(parts), 'plumbline.otel.dropped')),
  });
  return new sdk.LoggerProvider({
    resource,
    processors: [keepCleanMarks(processor)],
    logRecordLimits: { attributeValueLengthLimit: MAX_READ_LENGTH },
  });
}
