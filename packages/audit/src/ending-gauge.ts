import { createGauge, type Meter, type ObservableResult, type SignalName } from '@plumbline/core';

/** A gauge of something that begins and ends while its meter goes on. */
export interface EndingGauge {
  begin(): void;
  /** Answers one more collection: a gauge that ended before the last one would stand at its old value for ever. */
  end(): void;
}

/** Observes what `value` says, and nothing where that is undefined. */
export function createEndingGauge(meter: Meter, name: SignalName, value: () => number | undefined): EndingGauge {
  const gauge = createGauge(meter, name);
  let ended = false;
  const observe = (result: ObservableResult): void => {
    const now = value();
    if (now !== undefined) result.observe(now);
    if (ended) queueMicrotask(() => gauge.removeCallback(observe));
  };
  return {
    begin: () => gauge.addCallback(observe),
    end() {
      ended = true;
    },
  };
}
