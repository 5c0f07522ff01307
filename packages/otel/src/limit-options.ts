import { unknownOptions } from '@plumbline/core';
import { inBounds } from './batch-options.ts';

/** How much of a span or a log record leaves. */
export interface LimitOptions {
  /** Longest text of one attribute, in characters; it is cut after redaction. @default 8192, which is also the most */
  readonly valueLength?: number;
  /** Most attributes of one span; more are counted by OpenTelemetry on the span. @default 128 */
  readonly spanAttributes?: number;
}

export type LimitSettings = Required<LimitOptions>;

/** Long enough for a stack trace. */
const MAX_VALUE_LENGTH = 8_192;
const MAX_ATTRIBUTES = 1_024;
const DEFAULT_ATTRIBUTES = 128;

export const LIMIT_BOUNDS = {
  valueLength: { least: 1, most: MAX_VALUE_LENGTH },
  spanAttributes: { least: 1, most: MAX_ATTRIBUTES },
} as const;

/** Every fault of `limits`, by the name of its option. */
export function limitFaults(limits: LimitOptions = {}): string[] {
  const names = ['valueLength', 'spanAttributes'] as const;
  const faults = unknownOptions(limits, names, 'limits.');
  for (const name of names) {
    const value = limits[name];
    const { least, most } = LIMIT_BOUNDS[name];
    if (value !== undefined && !inBounds(value, { least, most })) {
      faults.push(`\`limits.${name}\` must be a whole number from ${least} to ${most}`);
    }
  }
  return faults;
}

export const readLimits = (limits: LimitOptions = {}): LimitSettings => ({
  valueLength: limits.valueLength ?? MAX_VALUE_LENGTH,
  spanAttributes: limits.spanAttributes ?? DEFAULT_ATTRIBUTES,
});
