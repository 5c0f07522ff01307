import { PlumblineError } from '@plumbline/core';
import { lastSeal } from '../seal/last-seal.ts';
import type { Seal } from '../seal/seal.ts';
import { parseSealHeader } from '../seal/seal-header.ts';
import type { SealSigner } from '../seal/signer.ts';
import type { KeeperOptions } from './keeper-types.ts';
import type { OwnTrace } from './own-trace.ts';
import { walkSeals } from './walk-seals.ts';

/** The seal that introduced a key, where an earlier call was cut off and others were made since. */
async function introductionOf({ store }: KeeperOptions, last: Seal, key: string): Promise<Seal> {
  if (parseSealHeader(last.header).nextKey?.id === key) return last;
  for await (const seal of walkSeals(store)) if (parseSealHeader(seal.header).nextKey?.id === key) return seal;
  throw new PlumblineError('PLB_AUDIT_KEY', 'rotate: the trail has been sealed with that key from its first seal on', {
    fix: 'Give the key to go on with; `npx plumbline audit keygen` makes one.',
  });
}

/** The key that signs a seal, and the one that it introduces; none where the header cannot be read, which verification names. */
function keysOf({ header }: Seal): readonly (string | undefined)[] {
  try {
    const { key, nextKey } = parseSealHeader(header);
    return [key, nextKey?.id];
  } catch {
    return [];
  }
}

/** A key that another one replaced never comes back: it may have been replaced because somebody else has it. */
async function refuseReplaced({ store }: KeeperOptions, last: Seal, key: string): Promise<void> {
  const { key: signedBy, nextKey } = parseSealHeader(last.header);
  if ((nextKey?.id ?? signedBy) === key) return;
  for await (const seal of walkSeals(store)) {
    if (!keysOf(seal).includes(key)) continue;
    throw new PlumblineError('PLB_AUDIT_KEY', `rotate: key ${key} was in use by seal ${seal.no}, and was replaced`, {
      fix: 'Give a new key, which `npx plumbline audit keygen` makes.',
    });
  }
}

/** Introduces the next key by a seal, and records that once, or twice where an earlier call was cut off. */
export async function rotate(options: KeeperOptions, trace: OwnTrace, next: SealSigner): Promise<Seal> {
  const before = await lastSeal(options.store);
  if (before) await refuseReplaced(options, before, next.keyId);
  const seal = await introductionOf(options, await options.sealer.rotate(next), next.keyId);
  const { key, no, sealedAt } = parseSealHeader(seal.header);
  const isNew = no > (before?.no ?? 0);
  const isOnRecord =
    !isNew && (await trace.find('audit.key_rotated', (metadata) => metadata['seal'] === no, sealedAt)) !== undefined;
  if (!isOnRecord)
    await trace.write('audit.key_rotated', { metadata: { from_key: key, seal: no, to_key: next.keyId } });
  return seal;
}
