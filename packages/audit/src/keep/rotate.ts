import { PlumblineError } from '@plumbline/core';
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

/** Introduces the next key by a seal, and records that once. */
export async function rotate(options: KeeperOptions, trace: OwnTrace, next: SealSigner): Promise<Seal> {
  const seal = await introductionOf(options, await options.sealer.rotate(next), next.keyId);
  const { key, no } = parseSealHeader(seal.header);
  if (!(await trace.find('audit.key_rotated', (metadata) => metadata['seal'] === no))) {
    await trace.write('audit.key_rotated', { metadata: { from_key: key, seal: no, to_key: next.keyId } });
  }
  return seal;
}
