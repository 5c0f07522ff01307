import { unknownOptions } from '@plumbline/core';

/** What is kept beyond `sampleRatio`, decided when the local root of a trace ends. */
export interface KeepOptions {
  /** Local roots with status ERROR, `error.type` or an exception event. @default false */
  readonly errors?: boolean;
  /** Local roots that took at least this long, in milliseconds. @default none */
  readonly slowerThanMs?: number;
  /** Local roots kept in one second at most, so that an outage does not push the sample out of the queue. @default 50 */
  readonly maxPerSecond?: number;
}

/** {@link KeepOptions} with every default in place. */
export interface KeepSettings {
  readonly errors: boolean;
  readonly slowerThanMs: number;
  readonly maxPerSecond: number;
}

const DEFAULT_MAX_PER_SECOND = 50;
const NAMES = ['errors', 'slowerThanMs', 'maxPerSecond'] as const;

/** Every fault of `keep`, by the name of its option. */
export function keepFaults(keep: KeepOptions | undefined): string[] {
  if (keep === undefined) return [];
  if (typeof keep !== 'object' || keep === null) return ['`keep` must be an object'];
  const faults = unknownOptions(keep, NAMES, 'keep.');
  const { errors, slowerThanMs, maxPerSecond } = keep;
  if (errors !== undefined && typeof errors !== 'boolean') faults.push('`keep.errors` must be true or false');
  if (slowerThanMs !== undefined && !(Number.isFinite(slowerThanMs) && slowerThanMs > 0)) {
    faults.push('`keep.slowerThanMs` must be a number of ms above 0; leave it out to keep no slow requests');
  }
  if (maxPerSecond !== undefined && !(Number.isSafeInteger(maxPerSecond) && maxPerSecond > 0)) {
    faults.push('`keep.maxPerSecond` must be a whole number above 0');
  }
  return faults;
}

/** Undefined where nothing would ever be kept: then no span is recorded beyond the sample. */
export function readKeep(keep: KeepOptions = {}): KeepSettings | undefined {
  const { errors = false, slowerThanMs = Infinity, maxPerSecond = DEFAULT_MAX_PER_SECOND } = keep;
  return errors || slowerThanMs < Infinity ? { errors, slowerThanMs, maxPerSecond } : undefined;
}
