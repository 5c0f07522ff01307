import { readFileSync } from 'node:fs';
import { PlumblineError } from '@plumbline/core';
import { checkLock, collectFacts } from '@plumbline/schema/egress';
import type { EventsOptions } from '../options.ts';

function readLock(lock: URL | string): string {
  if (typeof lock === 'string') return lock;
  try {
    return readFileSync(lock, 'utf8');
  } catch (cause) {
    throw new PlumblineError('PLB_EGRESS_LOCK_INVALID', '`lock` names a file that cannot be read', {
      fix: 'Name the file that `npx plumbline egress` writes, and let the user of the service read it.',
      cause,
    });
  }
}

/**
 * Holds what the adapters would send against the egress lockfile; loaded where there is one. Throws
 * PLB_EGRESS_LOCK_DIFFERS or PLB_EGRESS_LOCK_INVALID.
 */
export function permit({ catalog, adapters = [], gates = {}, lock, consent }: EventsOptions): void {
  if (lock === undefined) return;
  const kinds = new Set(adapters.map(({ kind }) => kind));
  // Terms of other signals are no business of this client.
  const ours = Object.fromEntries(Object.entries(gates).filter(([kind]) => kinds.has(kind)));
  const asksConsent = consent !== undefined;
  checkLock(collectFacts({ catalog, adapters, gates: ours, asksConsent }), readLock(lock), { asksConsent });
}
