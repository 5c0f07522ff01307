import type { Counter, Meter } from '@plumbline/core';

/** Does it, or leaves it: a measurement that fails is no reason to lose an event. */
function attempt(work: () => void): void {
  try {
    work();
  } catch {
    // A log line for each would come with every event.
  }
}

const quietCounter = (counter: Counter): Counter => ({
  add: (value, labels) => attempt(() => counter.add(value, labels)),
});

/** A meter whose instruments never throw: one that does would take a delivery loop with it, or an event. */
export const quietMeter = (meter: Meter): Meter => ({
  createCounter: (name, options) => quietCounter(meter.createCounter(name, options)),
  createUpDownCounter: (name, options) => quietCounter(meter.createUpDownCounter(name, options)),
  createHistogram: (name, options) => {
    const histogram = meter.createHistogram(name, options);
    return { record: (value, labels) => attempt(() => histogram.record(value, labels)) };
  },
  createObservableGauge: (name, options) => {
    const gauge = meter.createObservableGauge(name, options);
    return {
      addCallback: (callback) => attempt(() => gauge.addCallback(callback)),
      removeCallback: (callback) => attempt(() => gauge.removeCallback(callback)),
    };
  },
});
