import { type Counter, createCounter, type Log, type Meter, noopLog, wireLabel } from '@plumbline/core';

/** The label value that stands for every value outside the closed list. */
export const OTHER = 'other';

/** Keeps one label within its closed list: a listed value comes back as it is, anything else as `other`. It never throws. */
export type LabelGuard = (value: unknown) => string;

/** Makes the guard of one label. `instrument` and `label` are names in the source code, never values. */
export type CreateLabelGuard = (instrument: string, label: string, values: readonly string[]) => LabelGuard;

export interface LabelGuardOptions {
  readonly meter: Meter;
  /** @default noopLog */
  readonly log?: Log;
}

/** Starts the series at 0, so that the first refused value is visible to PromQL's `increase`. */
function countedGuard(
  counter: Counter,
  log: Log,
  names: { readonly instrument: string; readonly label: string },
  values: readonly string[],
): LabelGuard {
  const known = new Set(values);
  let reported = false;
  counter.add(0, names);
  return (value) => {
    if (typeof value === 'string' && known.has(value)) return value;
    // Said on purpose, as of a statement that is neither read nor write: nobody could declare it.
    if (value === OTHER) return OTHER;
    counter.add(1, names);
    if (!reported) {
      reported = true;
      // The value itself may be personal data: it is neither logged nor recorded.
      try {
        log.warn({ ...names, listed: known.size }, 'label value outside its closed list, recorded as other');
      } catch {
        // A log that fails must not fail what is counted.
      }
    }
    return OTHER;
  };
}

/**
 * Makes guards that keep the number of series bounded. A value outside its list is recorded as `other`, counted in
 * `plumbline.metrics.other_labels` each time and logged once per label, without the value. `other` itself is neither, since
 * no list can have it.
 */
export function createLabelGuard(options: LabelGuardOptions): CreateLabelGuard {
  const { meter, log = noopLog } = options;
  const counter = createCounter(meter, 'plumbline.metrics.other_labels');
  // A label of ours is told by the name under which it leaves; one of the application leaves as it is.
  const nameOf = (instrument: string, label: string): string =>
    instrument.startsWith('plumbline.') ? wireLabel(label) : label;
  return (instrument, label, values) =>
    countedGuard(counter, log, { instrument, label: nameOf(instrument, label) }, values);
}
