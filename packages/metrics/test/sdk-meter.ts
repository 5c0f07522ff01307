import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import type { Meter } from '@plumbline/core';

class Reader extends MetricReader {
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
  const meter = new MeterProvider({ readers: [reader] }).getMeter('test');
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
