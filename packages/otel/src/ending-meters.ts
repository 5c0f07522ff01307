import type { Resource } from '@opentelemetry/resources';
import {
  type CollectionResult,
  MeterProvider,
  type MetricCollectOptions,
  type MetricProducer,
  MetricReader,
  type MetricReaderOptions,
  type ViewOptions,
} from '@opentelemetry/sdk-metrics';
import { toError } from '@plumbline/core';
import type { OpenEndingMeter } from './ending-meter.ts';

/** What the readers of the pipeline collect beside the pipeline's own instruments. */
export interface EndingMeters {
  readonly open: OpenEndingMeter;
  /** What one reader takes as a producer. Every reader asks for it before the first meter is opened. */
  road(selectors: Omit<MetricReaderOptions, 'metricProducers'>): MetricProducer;
}

/** Read by the producer that it was made for, and by nobody else. */
class RoadReader extends MetricReader {
  protected override onForceFlush(): Promise<void> {
    return Promise.resolve();
  }

  protected override onShutdown(): Promise<void> {
    return Promise.resolve();
  }
}

interface Open {
  readonly isLive: () => boolean;
  readonly readers: readonly RoadReader[];
}

/** Its own failure is one error of the collection, which the rest of the metrics outlives. */
async function collectOne({ isLive, readers }: Open, road: number, options: MetricCollectOptions | undefined) {
  if (!isLive()) return undefined;
  try {
    const result = await readers[road]?.collect(options);
    // What went on meanwhile may have ended it.
    return isLive() ? result : undefined;
  } catch (error) {
    return { resourceMetrics: undefined, errors: [toError(error)] };
  }
}

/** Meters that end one by one, exported the same ways as everything else: with its resource, views and addresses. */
export function createEndingMeters(parts: {
  readonly resource: Resource;
  readonly views: () => ViewOptions[];
}): EndingMeters {
  const { resource, views } = parts;
  const roads: Omit<MetricReaderOptions, 'metricProducers'>[] = [];
  const opened = new Set<Open>();
  const collect = async (road: number, options?: MetricCollectOptions): Promise<CollectionResult> => {
    const results = await Promise.all(Array.from(opened, (one) => collectOne(one, road, options)));
    return {
      resourceMetrics: {
        resource,
        scopeMetrics: results.flatMap((result) => result?.resourceMetrics?.scopeMetrics ?? []),
      },
      errors: results.flatMap((result) => result?.errors ?? []),
    };
  };
  return {
    road(selectors) {
      const road = roads.push(selectors) - 1;
      return { collect: (options) => collect(road, options) };
    },
    open(name, isLive) {
      const readers = roads.map((selectors) => new RoadReader(selectors));
      const provider = new MeterProvider({ resource, views: views(), readers });
      const one: Open = { isLive, readers };
      opened.add(one);
      return {
        meter: provider.getMeter(name),
        end() {
          if (opened.delete(one)) provider.shutdown().catch(() => undefined);
        },
      };
    },
  };
}
