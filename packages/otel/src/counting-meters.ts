import type { Meter, MetricOptions } from '@opentelemetry/api';
import { millisToHrTime } from '@opentelemetry/core';
import {
  type CollectionResult,
  InstrumentType,
  type MetricReader,
  type ScopeMetrics,
  type ViewOptions,
} from '@opentelemetry/sdk-metrics';
import { type InstrumentSpec, signals } from '@plumbline/core';
import { CountedHistogram, type Road } from './counted-histogram.ts';
import { mayMatch } from './view-match.ts';
import { createSummedCounters } from './summed-counters.ts';

/** Runs the SDK's collection of one reader, with what was counted here. */
export type CollectCounted = (collect: () => Promise<CollectionResult>) => Promise<CollectionResult>;

/**
 * Meters whose counters and histograms of the signal table cost a fraction of the SDK's and are exported as if they were
 * the SDK's; all their other instruments are. The SDK finds a series by its labels as sorted JSON, at each measurement.
 */
export interface CountingMeters {
  /** What a reader wraps its `collect` with. Every reader asks for it before the first meter is made. */
  road(reader: Pick<MetricReader, 'selectAggregationTemporality'>): CollectCounted;
  /** The meter of this name around the SDK's; the same for each call. */
  meter(name: string, inner: Meter): Meter;
}

type Histograms = Map<string, CountedHistogram>;

/** An instrument of the table, made as the table has it, that no view but the table's is for. */
function specOf(
  kind: 'counter' | 'histogram',
  name: string,
  { options = {}, views }: { readonly options: MetricOptions | undefined; readonly views: readonly ViewOptions[] },
): InstrumentSpec | undefined {
  const table: Readonly<Record<string, InstrumentSpec>> = signals;
  const spec = Object.hasOwn(table, name) ? table[name] : undefined;
  const { description, unit, valueType, advice } = options;
  const isOurs =
    spec?.kind === kind &&
    description === spec.help &&
    unit === spec.unit &&
    valueType === undefined &&
    advice?.explicitBucketBoundaries?.join() === spec.boundaries?.join() &&
    !views.some((view) => mayMatch(view, name, kind));
  return isOurs ? spec : undefined;
}

/** With the other metrics of the same meter, where it has any. */
function addMetrics(scopes: ScopeMetrics[], name: string, metrics: ScopeMetrics['metrics']): void {
  if (metrics.length === 0) return;
  const at = scopes.findIndex(({ scope }) => scope.name === name && !scope.version && !scope.schemaUrl);
  const { scope, metrics: others } = scopes[at] ?? { scope: { name, version: '' }, metrics: [] };
  scopes.splice(at === -1 ? scopes.length : at, 1, { scope, metrics: [...others, ...metrics] });
}

/** `views`: the application's own; an instrument that one of them is for stays with the SDK, which does as it says. */
export function createCountingMeters(views: readonly ViewOptions[]): CountingMeters {
  const counters = createSummedCounters();
  const roads: Road[] = [];
  const meters = new Map<string, { readonly meter: Meter; readonly histograms: Histograms }>();
  const wrap = (inner: Meter, histograms: Histograms): Meter =>
    Object.assign(Object.create(inner) as Meter, {
      createCounter(name: string, options?: MetricOptions) {
        const spec = specOf('counter', name, { options, views });
        const counter = inner.createCounter(name, options);
        return spec === undefined ? counter : counters.wrap(counter, Object.keys(spec.labels));
      },
      createHistogram(name: string, options?: MetricOptions) {
        const spec = specOf('histogram', name, { options, views });
        if (spec === undefined) return inner.createHistogram(name, options);
        const histogram = histograms.get(name) ?? new CountedHistogram(name, spec, roads);
        histograms.set(name, histogram);
        return histogram;
      },
    });
  return {
    meter(name, inner) {
      const known = meters.get(name);
      if (known !== undefined) return known.meter;
      const histograms: Histograms = new Map();
      const meter = wrap(inner, histograms);
      meters.set(name, { meter, histograms });
      return meter;
    },
    road(reader) {
      const road: Road = { temporality: () => reader.selectAggregationTemporality(InstrumentType.HISTOGRAM) };
      roads.push(road);
      return async (collect) => {
        counters.begin();
        try {
          const time = millisToHrTime(Date.now());
          const { resourceMetrics, errors } = await collect();
          const scopeMetrics = [...resourceMetrics.scopeMetrics];
          for (const [name, { histograms }] of meters) {
            const found = Array.from(histograms.values(), (histogram) => histogram.collect(road, time));
            addMetrics(
              scopeMetrics,
              name,
              found.filter((metric) => metric !== undefined),
            );
          }
          return { resourceMetrics: { ...resourceMetrics, scopeMetrics }, errors };
        } finally {
          counters.end();
        }
      };
    },
  };
}
