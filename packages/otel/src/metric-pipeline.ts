import {
  type CollectionResult,
  MeterProvider,
  type MetricCollectOptions,
  type MetricReader,
  PeriodicExportingMetricReader,
  type PeriodicExportingMetricReaderOptions,
  type PushMetricExporter,
  type ResourceMetrics,
  type ViewOptions,
} from '@opentelemetry/sdk-metrics';
import type { Meter } from '@opentelemetry/api';
import { type CollectCounted, type CountingMeters, createCountingMeters } from './counting-meters.ts';
import type { OpenEndingMeter } from './ending-meter.ts';
import { createEndingMeters, type EndingMeters } from './ending-meters.ts';
import { guardExporter } from './export-guard.ts';
import { openMetricExporter } from './exporters.ts';
import type { StartOtelOptions } from './options.ts';
import type { PrometheusSettings } from './prometheus-options.ts';
import { failureCounter, type PipelineParts } from './telemetry.ts';
import { tableViews } from './views.ts';
import { tellTwice } from './views-twice.ts';

type MetricParts = Omit<PipelineParts, 'meters'>;

/** Series of an instrument that no view bounds. */
const MAX_SERIES = 1_000;

/** What measures, and what measures for as long as something lasts. */
export interface MetricPipeline {
  readonly provider: MeterProvider;
  /** The provider's meter of this name, whose instruments of the table cost less. */
  readonly meter: (name: string) => Meter;
  readonly openEndingMeter: OpenEndingMeter;
}

/** Metrics: the views of the signal table, then the application's own; pushed on an interval, scraped, or both. */
export async function startMetrics(
  parts: MetricParts,
  url: string | undefined,
  views: StartOtelOptions['views'] = [],
): Promise<MetricPipeline> {
  const { settings, resource } = parts;
  const ownViews = views as readonly unknown[] as readonly ViewOptions[];
  tellTwice(ownViews, parts.log);
  const allViews = (): ViewOptions[] => [...tableViews(), ...ownViews];
  const counting = createCountingMeters(ownViews);
  const ending = createEndingMeters({ resource, views: allViews });
  // The counter belongs to the provider that the exporter is made for.
  const failures = { count: (): void => undefined };
  const scraped = settings.prometheus && (await openScrape(parts, settings.prometheus, { ending, counting }));
  const pushing =
    url === undefined ? undefined : pushReader(parts, url, { ending, counting, countFailure: () => failures.count() });
  const readers = [pushing, scraped].filter((reader) => reader !== undefined);
  const meters = new MeterProvider({ resource, readers, views: allViews() });
  if (pushing) failures.count = failureCounter({ ...parts, meters }, 'metrics');
  const meter = (name: string): Meter => counting.meter(name, meters.getMeter(name));
  return { provider: meters, meter, openEndingMeter: ending.open };
}

/** What the readers collect beside the SDK's own instruments. */
interface Beside {
  readonly ending: EndingMeters;
  readonly counting: CountingMeters;
}

/** Loaded where it is asked for, and not before. */
async function openScrape(
  { settings, log }: MetricParts,
  prometheus: PrometheusSettings,
  beside: Beside,
): Promise<MetricReader> {
  const { openPrometheus } = await import('./prometheus-endpoint.ts');
  const { metricTimeoutMs: timeoutMs } = settings;
  return openPrometheus({ settings: prometheus, timeoutMs, maxSeries: MAX_SERIES, ...beside, log });
}

class PushReader extends PeriodicExportingMetricReader {
  readonly #counted: CollectCounted;

  constructor(options: PeriodicExportingMetricReaderOptions, counting: CountingMeters) {
    super(options);
    this.#counted = counting.road(this);
  }

  override collect(options?: MetricCollectOptions): Promise<CollectionResult> {
    return this.#counted(() => super.collect(options));
  }
}

/** Collects on an interval and sends to a collector. */
function pushReader(
  parts: MetricParts,
  url: string,
  { ending, counting, countFailure }: Beside & { readonly countFailure: () => void },
): MetricReader {
  const { settings } = parts;
  const inner = openMetricExporter(url, settings.exporters.metrics, parts.sockets.open());
  const guarded = guardExporter<ResourceMetrics>(inner, {
    signal: 'metrics',
    url,
    countFailure,
    log: parts.log,
    prepare: (batch) => batch,
  });
  const selectAggregation = inner.selectAggregation?.bind(inner);
  const selectTemporality = inner.selectAggregationTemporality?.bind(inner);
  const exporter: PushMetricExporter = {
    ...guarded,
    ...(selectAggregation && { selectAggregation }),
    ...(selectTemporality && { selectAggregationTemporality: selectTemporality }),
  };
  const road = ending.road({
    ...(selectAggregation && { aggregationSelector: selectAggregation }),
    ...(selectTemporality && { aggregationTemporalitySelector: selectTemporality }),
    cardinalitySelector: () => MAX_SERIES,
  });
  const options = {
    exporter,
    exportIntervalMillis: settings.metricIntervalMs,
    exportTimeoutMillis: settings.metricTimeoutMs,
    cardinalityLimits: { default: MAX_SERIES },
    metricProducers: [road],
  };
  return new PushReader(options, counting);
}
