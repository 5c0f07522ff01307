import { PlumblineError, unknownOptions } from '@plumbline/core';
import type { ActionSpecs } from './action-spec.ts';
import type { AuditOptions } from './audit-types.ts';

/** A table, so that the compiler misses an option that is not in it. */
const NAMES: Readonly<Record<keyof AuditOptions<ActionSpecs>, true>> = {
  actions: true,
  store: true,
  spoolDirectory: true,
  service: true,
  instance: true,
  context: true,
  redactor: true,
  clock: true,
  log: true,
  meter: true,
  sealedHere: true,
  strict: true,
  onSpoolFailure: true,
  maxHeld: true,
  drainIntervalMs: true,
  maxBatch: true,
  storeTimeoutMs: true,
  spool: true,
};
const SPOOL_NAMES: readonly (keyof NonNullable<AuditOptions<ActionSpecs>['spool']>)[] = [
  'maxBytes',
  'maxSegmentBytes',
  'syncDelayMs',
];
const STORE_CALLS = ['append', 'statement', 'migrate', 'check', 'read', 'count'] as const;

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';

function requiredFaults({ actions, service, spoolDirectory, store }: Partial<AuditOptions<ActionSpecs>>): string[] {
  const faults: string[] = [];
  if (actions === undefined) faults.push('`actions` is missing; make it with `defineActions`');
  else if (typeof actions?.find !== 'function') faults.push('`actions` is not what `defineActions` returns');
  const made = 'make it with `sqliteStore` or `postgresStore`';
  if (store === undefined) faults.push(`\`store\` is missing; ${made}`);
  else if (!STORE_CALLS.every((call) => typeof store?.[call] === 'function'))
    faults.push(`\`store\` is no audit store; ${made}`);
  if (!isText(spoolDirectory)) faults.push('`spoolDirectory` is missing; name a folder on a local disk');
  if (!isText(service?.name)) faults.push('`service.name` is missing');
  return faults;
}

/** Throws PLB_OPTION_INVALID with all faults of the options of `createAudit` at once. */
export function checkOptions<S extends ActionSpecs>(given: AuditOptions<S>): void {
  const options = (given ?? {}) as Partial<AuditOptions<ActionSpecs>>;
  const faults = [...unknownOptions(options, Object.keys(NAMES)), ...requiredFaults(options)];
  for (const name of ['maxHeld', 'drainIntervalMs', 'maxBatch', 'storeTimeoutMs'] as const) {
    if (!Number.isInteger(options[name] ?? 1) || (options[name] ?? 1) < 1)
      faults.push(`\`${name}\` must be at least 1`);
  }
  const { onSpoolFailure = 'degrade', sealedHere = false, spool = {}, strict = false } = options;
  if (typeof strict !== 'boolean') faults.push('`strict` must be true or false');
  if (typeof sealedHere !== 'boolean') faults.push('`sealedHere` must be true or false');
  if (onSpoolFailure !== 'degrade' && onSpoolFailure !== 'refuse')
    faults.push("`onSpoolFailure` must be 'degrade' or 'refuse'");
  faults.push(...unknownOptions(spool, SPOOL_NAMES, 'spool.'));
  if (faults.length > 0) throw new PlumblineError('PLB_OPTION_INVALID', `createAudit: ${faults.join('; ')}`);
}
