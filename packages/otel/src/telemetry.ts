import type { Resource } from '@opentelemetry/resources';
import type { LoggerProvider } from '@opentelemetry/sdk-logs';
import type { MeterProvider, PushMetricExporter, ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { SpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { createCounter, type Log } from '@plumbline/core';
import { keepCleanMarks } from './clean-record.ts';
import { dropListener } from './drop-meter.ts';
import { guardExporter } from './export-guard.ts';
import { loadExporter } from './exporters.ts';
import type { OtelSettings, StartOtelOptions, TelemetryRedactor } from './options.ts';
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

/** Spans and records that wait at most: at 1 kB each, 2 MB per signal. */
const MAX_QUEUE = 2_048;
const MAX_BATCH = 512;
const TRACE_DELAY_MS = 5_000;
const LOG_DELAY_MS = 1_000;

/** Series of an instrument that no view bounds. */
const MAX_SERIES = 1_000;

const ownMeter = ({ meters }: PipelineParts) => meters.getMeter('@plumbline/otel');

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
    loadExporter('traces', url, settings),
  ]);
  const exporter = guardExporter(inner, {
    signal: 'traces',
    url,
    countFailure: failureCounter(parts, 'traces'),
    log,
    prepare: redactAll(parts, 'traces', (redactor, span) => redactSpan(redactor, asOnTheWire(span))),
  });
  const processor = new sdk.BatchSpanProcessor({
    exporter,
    maxQueueSize: MAX_QUEUE,
    maxExportBatchSize: MAX_BATCH,
    scheduledDelayMillis: TRACE_DELAY_MS,
    exportTimeoutMillis: settings.timeoutMs,
    selfObsMeterProvider: dropListener('traces', createCounter(ownMeter(parts), 'plumbline.otel.dropped')),
  });
  const head = new sdk.ParentBasedSampler({ root: new sdk.TraceIdRatioBasedSampler(settings.sampleRatio) });
  return new sdk.TracerProvider({
    resource,
    // Without the option nothing is recorded that is not sampled, and nothing wraps what the SDK does.
    sampler: tail?.recordUndecided(head) ?? head,
    spanLimits: { attributeValueLengthLimit: MAX_READ_LENGTH, eventCountLimit: 32, linkCountLimit: 32 },
    spanProcessors: [keepTail(parts, processor)],
  });
}

/** Metrics: the views of the signal table, then the application's own; cumulative, on an interval. */
export async function startMetrics(
  parts: Omit<PipelineParts, 'meters'>,
  url: string,
  views: StartOtelOptions['views'] = [],
): Promise<MeterProvider> {
  const { settings, resource } = parts;
  const [sdk, inner] = await Promise.all([
    import('@opentelemetry/sdk-metrics'),
    loadExporter('metrics', url, settings),
  ]);
  // The counter belongs to the provider that this exporter is made for.
  let countFailure: () => void = () => undefined;
  const guarded = guardExporter<ResourceMetrics>(inner, {
    signal: 'metrics',
    url,
    countFailure: () => countFailure(),
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
  const reader = new sdk.PeriodicExportingMetricReader({
    exporter,
    exportIntervalMillis: settings.metricIntervalMs,
    exportTimeoutMillis: settings.timeoutMs,
    cardinalityLimits: { default: MAX_SERIES },
  });
  const meters = new sdk.MeterProvider({ resource, readers: [reader], views: [...tableViews(), ...views] });
  countFailure = failureCounter({ ...parts, meters }, 'metrics');
  return meters;
}

/** Logs: a bounded batch queue, redaction before export. */
export async function startLogs(parts: PipelineParts, url: string): Promise<LoggerProvider> {
  const { settings, resource, log } = parts;
  const [sdk, inner] = await Promise.all([import('@opentelemetry/sdk-logs'), loadExporter('logs', url, settings)]);
  const exporter = guardExporter(inner, {
    signal: 'logs',
    url,
    countFailure: failureCounter(parts, 'logs'),
    log,
    prepare: redactAll(parts, 'logs', redactLogRecord),
  });
  const processor = new sdk.BatchLogRecordProcessor({
    exporter,
    maxQueueSize: MAX_QUEUE,
    maxExportBatchSize: MAX_BATCH,
    scheduledDelayMillis: LOG_DELAY_MS,
    exportTimeoutMillis: settings.timeoutMs,
    selfObsMeterProvider: dropListener('logs', createCounter(ownMeter(parts), 'plumbline.otel.dropped')),
  });
  return new sdk.LoggerProvider({
    resource,
    processors: [keepCleanMarks(processor)],
    logRecordLimits: { attributeValueLengthLimit: MAX_READ_LENGTH },
  });
}
