import { type Counter, eventSignals, type InstrumentSpec, type Meter, type ObservableGauge } from '@plumbline/core';

type Name = keyof typeof eventSignals;

const optionsOf = (name: Name): { description: string; unit: string } => {
  const { help, unit }: InstrumentSpec = eventSignals[name];
  return { description: help, unit };
};

// From the table of this package's own instruments: that of all packages would come along into every bundle.

/** The counter of the table with this name, on the meter given. */
export const createCounter = (meter: Meter, name: Name): Counter => meter.createCounter(name, optionsOf(name));

/** The gauge of the table with this name; the value is read at each collection. */
export const createGauge = (meter: Meter, name: Name): ObservableGauge =>
  meter.createObservableGauge(name, optionsOf(name));
