import { PlumblineError, systemClock } from '@plumbline/core';
import { keysById } from '../evidence/seal-chain.ts';
import { erase } from './erase.ts';
import { placeHold, releaseHold } from './holds.ts';
import type { Keeper, KeeperOptions } from './keeper-types.ts';
import { createOwnTrace } from './own-trace.ts';
import { prune } from './prune.ts';
import { retain } from './retain.ts';
import { rotate } from './rotate.ts';

/** Below the size of a batch a plan would take more than it may. */
const MIN_RECORDS = 1_000;

/**
 * Makes the keeper of one trail. It does one thing at a time; two keepers of a trail do no harm, and may state the same
 * twice. Throws PLB_OPTION_INVALID, and PLB_AUDIT_KEY for a public key that is none.
 *
 * @example
 * const keeper = createKeeper({ store: sqliteEvidence({ path }), auditStore: sqliteStore({ path }), sealer, service });
 * await keeper.retain({ security: 730, access: 365 });
 */
export function createKeeper(options: KeeperOptions): Keeper {
  if (options.maxRecords !== undefined && !(options.maxRecords >= MIN_RECORDS)) {
    throw new PlumblineError('PLB_OPTION_INVALID', `createKeeper: \`maxRecords\` must be ${MIN_RECORDS} or more`);
  }
  if (options.publicKeys && options.publicKeys.length > 0) keysById(options.publicKeys);
  const { clock = systemClock } = options;
  const trace = createOwnTrace(options);
  let queue: Promise<unknown> = Promise.resolve();
  const alone = <T>(work: () => Promise<T>): Promise<T> => {
    // Before anything is signed or recorded that could then not be done.
    const run = queue.then(() => options.store.checkKeeper?.()).then(work);
    queue = run.catch(() => undefined);
    return run;
  };
  const pruneNow: Keeper['prune'] = (asked) => prune(options, trace, asked);
  return {
    prune: (asked) => alone(() => pruneNow(asked)),
    retain: (retention, { dryRun = false } = {}) =>
      alone(() => retain(retention, { dryRun, now: clock.now(), prune: pruneNow })),
    erase: (asked) => alone(() => erase(options, trace, asked)),
    hold: (name, filters) => alone(() => placeHold(options, trace, { filters, name })),
    release: (name) => alone(() => releaseHold(options, trace, name)),
    rotate: (next) => alone(() => rotate(options, trace, next)),
  };
}
