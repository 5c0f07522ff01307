import { createRequire } from 'node:module';
import type { Meter } from '@plumbline/core';

interface Point {
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly value: unknown;
}

interface Collected {
  readonly resourceMetrics: {
    readonly scopeMetrics: readonly {
      readonly metrics: readonly {
        readonly descriptor: { readonly name: string };
        readonly dataPoints: readonly Point[];
      }[];
    }[];
  };
}

interface Sdk {
  readonly MetricReader: new () => { collect(): Promise<Collected> };
  readonly MeterProvider: new (options: { readers: unknown[] }) => { getMeter(name: string): Meter };
}

// The SDK is a dependency of @plumbline/otel, not of this package: applications bring their own meter.
const sdk = createRequire(new URL('../../otel/package.json', import.meta.url))('@opentelemetry/sdk-metrics') as Sdk;

class Reader extends sdk.MetricReader {
  protected onForceFlush(): Promise<void> {
    return Promise.resolve();
  }
  protected onShutdown(): Promise<void> {
    return Promise.resolve();
  }
}

export interface SdkMeter {
  readonly meter: Meter;
  /** Every point of one metric, as `label=value,label=value` → value. */
  readonly read: (name: string) => Promise<Record<string, unknown>>;
}

/** A meter of the real OpenTelemetry SDK, and what it would export. */
export function sdkMeter(): SdkMeter {
  const reader = new Reader();
  const meter = new sdk.MeterProvider({ readers: [reader] }).getMeter('test');
  return {
    meter,
    async read(name) {
      const { resourceMetrics } = await reader.collect();
      const metric = resourceMetrics.scopeMetrics
        .flatMap((scope) => scope.metrics)
        .find((one) => one.descriptor.name === name);
      return Object.fromEntries(
        (metric?.dataPoints ?? []).map((point) => [
          Object.entries(point.attributes)
            .map(([label, value]) => `${label}=${String(value)}`)
            .toSorted()
            .join(','),
          point.value,
        ]),
      );
    },
  };
}
