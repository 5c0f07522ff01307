import type { Meter, ObservableResult } from '@plumbline/core';
import type { Ages } from './ages.ts';
import type { Delivery } from './deliver.ts';
import { createGauge } from './instruments.ts';
import type { Spool } from './spool/spool.ts';

export interface GaugesOptions {
  readonly meter: Meter;
  readonly deliveries: readonly Delivery[];
  readonly spool: () => Spool | undefined;
  readonly pendingOf: (settled: number, recovered: number) => number;
  readonly ages: Ages;
}

const BREAKER = { closed: 0, half: 1, open: 2 } as const;

/** Shows what waits, how old it is and who is left alone, up to the collection after the end. */
export function watchGauges(options: GaugesOptions): { readonly end: () => void } {
  const { meter, deliveries, spool, pendingOf, ages } = options;
  if (deliveries.length === 0) return { end: () => undefined };
  let ended = false;
  const watch = (
    name: Parameters<typeof createGauge>[1],
    observe: (result: ObservableResult, delivery: Delivery) => void,
  ): void => {
    const gauge = createGauge(meter, name);
    const callback = (result: ObservableResult): void => {
      for (const delivery of deliveries) observe(result, delivery);
      // The last collection comes after the shutdown: a gauge that ended before it would stand at its old value for ever.
      if (ended) queueMicrotask(() => gauge.removeCallback(callback));
    };
    gauge.addCallback(callback);
  };
  watch('plumbline.events.pending', (result, { label, counter }) =>
    result.observe(pendingOf(counter.settled, counter.recovered), { destination: label }),
  );
  watch('plumbline.events.breaker', (result, { label, counter }) =>
    result.observe(BREAKER[counter.breakerState], { destination: label }),
  );
  watch('plumbline.events.oldest_age', (result, delivery) => {
    if (spool()) result.observe(ages.ofOldest(delivery) / 1_000, { destination: delivery.label });
  });
  watch('plumbline.events.spool_size', (result, delivery) => {
    const bytes = spool()?.bytes();
    if (bytes !== undefined && delivery === deliveries[0]) result.observe(bytes);
  });
  return {
    end() {
      ended = true;
    },
  };
}
