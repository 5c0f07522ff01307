import {
  MeterProvider,
  type MetricReader,
  PeriodicExportingMetricReader,
  type PushMetricExporter,
  type ResourceMetrics,
  type ViewOptions,
} from '@opentelemetry/sdk-metrics';
import { guardExporter } from './export-guard.ts';
import { openMetricExporter } from './exporters.ts';
import type { StartOtelOptions } from './options.ts';
import type { PrometheusSettings } from './prometheus-options.ts';
import { failureCounter, type PipelineParts } from './telemetry.ts';
import { tableViews } from './views.ts';

type MetricParts = Omit<PipelineParts, 'meters'>;

/** Series of an instrument that no view bounds. */
const MAX_SERIES = 1_000;

/** Metrics: the views of the signal table, then the application's own; pushed on an interval, scraped, or both. */
export async function startMetrics(
  parts: MetricParts,
  url: string | undefined,
  views: StartOtelOptions['views'] = [],
): Promise<MeterProvider> {
  const { settings, resource } = parts;
  // The counter belongs to the provider that the exporter is made for.
  const failures = { count: (): void => undefined };
  const scraped = settings.prometheus && (await openScrape(parts, settings.prometheus));
  const pushing = url === undefined ? undefined : pushReader(parts, url, () => failures.count());
  const readers = [pushing, scraped].filter((reader) => reader !== undefined);
  const meters = new MeterProvider({
    resource,
    readers,
    views: [...tableViews(), ...(views as readonly unknown[] as readonly ViewOptions[])],
  });
  if (pushing) failures.count = failureCounter({ ...parts, meters }, 'metrics');
  return meters;
}

/** Loaded where it is asked for, and not before. */
async function openScrape({ settings, log }: MetricParts, prometheus: PrometheusSettings): Promise<MetricReader> {
  const { openPrometheus } = await import('./prometheus-endpoint.ts');
  return openPrometheus({ settings: prometheus, timeoutMs: settings.metricTimeoutMs, maxSeries: MAX_SERIES, log });
}

/** Collects on an interval and sends to a collector. */
function pushReader(parts: MetricParts, url: string, countFailure: () => void): MetricReader {
  const { settings } = parts;
  const inner = openMetricExporter(url, settings.exporters.metrics, parts.sockets.open());
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
  return new PeriodicExportingMetricReader({
    exporter,
    exportIntervalMillis: settings.metricIntervalMs,
    exportTimeoutMillis: settings.metricTimeoutMs,
    cardinalityLimits: { default: MAX_SERIES },
  });
}
