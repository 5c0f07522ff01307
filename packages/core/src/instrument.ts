import type { Counter, Histogram, Meter, ObservableGauge } from './meter.ts';
import { type InstrumentSpec, signals, type SignalName } from './signals.ts';

const options = (
  spec: InstrumentSpec,
): { description: string; unit: string; advice?: { explicitBucketBoundaries: number[] } } => ({
  description: spec.help,
  unit: spec.unit,
  ...(spec.boundaries && { advice: { explicitBucketBoundaries: [...spec.boundaries] } }),
});

/** The counter of the table with this name, on the meter given. */
export const createCounter = (meter: Meter, name: SignalName): Counter =>
  meter.createCounter(name, options(signals[name]));

/** The histogram of the table with this name, with the table's bucket bounds. */
export const createHistogram = (meter: Meter, name: SignalName): Histogram =>
  meter.createHistogram(name, options(signals[name]));

/** The gauge of the table with this name; the value is read at each collection. */
export const createGauge = (meter: Meter, name: SignalName): ObservableGauge =>
  meter.createObservableGauge(name, options(signals[name]));
