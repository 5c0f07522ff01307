import { createNoopMeter, type Meter, type MeterProvider } from '@opentelemetry/api';
import type { Counter } from '@plumbline/core';

/**
 * The batch processors tell nobody but their own metrics that a full queue made them drop something. This provider
 * listens to that one fact and counts it under our name; it measures nothing else.
 */
export function dropListener(signal: 'traces' | 'logs', dropped: Counter): MeterProvider {
  const meter: Meter = Object.assign(Object.create(createNoopMeter()) as Meter, {
    createCounter: () => ({
      add(count: number, attributes?: Readonly<Record<string, unknown>>) {
        if (attributes?.['error.type'] === 'queue_full') dropped.add(count, { signal, reason: 'queue_full' });
      },
    }),
  });
  return { getMeter: () => meter };
}
