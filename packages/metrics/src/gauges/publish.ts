import { createGauge, type Meter } from '@plumbline/core';
import { DEFAULT_UNIT, type GaugeSet, instrumentOf } from './gauge-set.ts';
import type { Snapshot } from './read-rows.ts';

/** A meter whose series end with it: `endingMeter` of `@plumbline/otel`. */
export interface EndingMeter {
  readonly meter: Meter;
  end(): void;
}

/** Opens one; its series must be in no export for which `isLive` says no. */
export type OpenEndingMeter = (name: string, isLive: () => boolean) => EndingMeter;

/** The last sample of a set. */
export interface Sample {
  readonly snapshot: Snapshot;
  /** Seconds since the Unix epoch, by the database's clock. */
  readonly at: number;
}

/** Makes the gauges of a set on a meter; each export reads what `latest` is then. */
export function publishGauges(
  { gauges, name: set }: Pick<GaugeSet, 'name' | 'gauges'>,
  meter: Meter,
  latest: () => Sample | undefined,
): void {
  for (const [name, { help: description, unit = DEFAULT_UNIT }] of Object.entries(gauges)) {
    meter.createObservableGauge(instrumentOf(name), { description, unit }).addCallback((result) => {
      for (const { labels, value } of latest()?.snapshot.get(name) ?? []) result.observe(value, labels);
    });
  }
  createGauge(meter, 'plumbline.gauges.sampled_at').addCallback((result) => {
    const sample = latest();
    if (sample) result.observe(sample.at, { set });
  });
}
