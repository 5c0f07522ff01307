import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { noopLog, noopMeter, PlumblineError, systemClock, unknownOptions } from '@plumbline/core';
import type { SealerOptions } from './sealer-types.ts';

const DEFAULTS = { everyMs: 1_000, maxRecords: 5_000, leaseMs: 30_000 } as const;
/** A seal is read, sent and stored as a whole: so many take 3 MB. */
const MOST_RECORDS = 65_536;
/** Longer than this no timer counts. */
const MOST_MS = 2 ** 31 - 1;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

const NAMES: readonly (keyof SealerOptions)[] = [
  'store',
  'signer',
  'log',
  'meter',
  'clock',
  'everyMs',
  'maxRecords',
  'leaseMs',
  'holder',
  'trailCheck',
  'publicKeys',
  'onSeal',
];

/** Options with every default filled in. */
export type CompleteOptions = SealerOptions & Required<Omit<SealerOptions, 'trailCheck' | 'onSeal'>>;

/** Fills in what was left out. Throws PLB_OPTION_INVALID with all faults at once. */
export function completeOptions(options: SealerOptions): CompleteOptions {
  const { everyMs, maxRecords, leaseMs } = { ...DEFAULTS, ...options };
  const faults = unknownOptions(options, NAMES);
  if (typeof options.store?.addSeal !== 'function') faults.push('`store` is not one that takes seals');
  if (typeof options.signer?.sign !== 'function') faults.push('`signer` is none; make it with `createSigner`');
  for (const [name, value, most] of [
    ['everyMs', everyMs, MOST_MS],
    ['maxRecords', maxRecords, MOST_RECORDS],
    ['leaseMs', leaseMs, MOST_MS],
  ] as const) {
    if (!Number.isInteger(value) || value < 1 || value > most) faults.push(`\`${name}\` must be from 1 to ${most}`);
  }
  if (options.holder === '') faults.push('`holder` is empty');
  if (options.trailCheck !== undefined && !UUID.test(options.trailCheck))
    faults.push('`trailCheck` is no lower-case UUID');
  if (faults.length > 0) throw new PlumblineError('PLB_OPTION_INVALID', `createSealer: ${faults.join('; ')}`);
  return {
    log: noopLog,
    meter: noopMeter,
    clock: systemClock,
    publicKeys: [],
    holder: `${hostname()}:${process.pid}:${randomBytes(4).toString('hex')}`,
    ...options,
    everyMs,
    maxRecords,
    leaseMs,
  };
}
