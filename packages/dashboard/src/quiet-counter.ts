import { type Counter, createCounter, type Meter, type SignalName } from '@plumbline/core';

/** A counter of the table that throws nothing: the meter is somebody else's, and a number is missed rather than work. */
export function quietCounter(meter: Meter, name: SignalName): Counter {
  const counter = createCounter(meter, name);
  return {
    add(value, labels) {
      try {
        counter.add(value, labels);
      } catch {
        // What it counts goes on.
      }
    },
  };
}
