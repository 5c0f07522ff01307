import { createNoopMeter, type Meter, type MeterProvider } from '@opentelemetry/api';
import type { ItemLedger } from './item-ledger.ts';

/**
 * The batch processors tell nobody but their own metrics that a full queue made them drop something. This provider
 * listens to that one fact and enters it in the ledger; it measures nothing else.
 */
export function dropListener(ledger: ItemLedger): MeterProvider {
  const meter: Meter = Object.assign(Object.create(createNoopMeter()) as Meter, {
    createCounter: () => ({
      add(count: number, attributes?: Readonly<Record<string, unknown>>) {
        if (attributes?.['error.type'] === 'queue_full') ledger.lose('queue_full', count);
      },
    }),
  });
  return { getMeter: () => meter };
}
