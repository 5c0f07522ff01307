import { createCounter } from '@plumbline/core';
import { createIdentify, type Pseudonymizer } from '@plumbline/core/context';
import { dyingKey, warnOfKey } from './notices.ts';
import { inProduction } from './options.ts';
import type { Base, Setting } from './parts.ts';

/** `identify` of the baseline: misuse throws while developing; elsewhere it is counted, and warned of once. */
export function makeIdentify(
  { resolved }: Setting,
  { meter, logger }: Base,
  pseudonymizer: Pseudonymizer,
): ReturnType<typeof createIdentify> {
  const misuse = createCounter(meter, 'plumbline.identity.misuse');
  let isWarned = false;
  const onMissing = (fault: string): void => {
    misuse.add(1);
    if (!isWarned) logger.warn({ fault }, 'identify was called in vain, and whoever acts stays anonymous; said once');
    isWarned = true;
  };
  const identify = createIdentify({ pseudonymizer, strict: resolved.strict, onMissing });
  // The lines of the log carry the hash too; who never identifies anybody needs no key.
  let isTold =
    resolved.identityKey !== undefined ||
    resolved.notices.includes(dyingKey) ||
    !inProduction(resolved.environment, resolved.preset);
  return (actor) => {
    identify(actor);
    if (!isTold) warnOfKey(logger);
    isTold = true;
  };
}
