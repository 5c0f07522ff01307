import { PlumblineError } from '@plumbline/core';
import { keyFault, type SealPublicKey } from './public-keys.ts';
import type { Seal } from './seal.ts';
import { NO_PREVIOUS, parseSealHeader, sealHash, type SealHeader } from './seal-header.ts';
import { isSignedBy } from './verify-seal.ts';

/** Where the next seal of a trail goes. */
export interface ChainEnd {
  readonly trail: string;
  /** The last seal; undefined before the first. */
  readonly last: Seal | undefined;
  readonly nextNo: number;
  /** Hash of the last seal. */
  readonly previous: string;
  /** ID of the key that has to sign what follows; undefined before the first seal. */
  readonly key: string | undefined;
}

/** Which key signs what follows a seal. */
export const keyAfter = (header: SealHeader): string => header.nextKey?.id ?? header.key;

function headerOf(seal: Seal, trail: string): SealHeader {
  let header: SealHeader;
  try {
    header = parseSealHeader(seal.header);
  } catch (cause) {
    throw new PlumblineError('PLB_AUDIT_SEAL', `seal ${seal.no}, the last one, cannot be read`, {
      fix: 'Run `npx plumbline audit verify`: somebody changed it. Nothing is sealed on top of it.',
      cause,
    });
  }
  if (header.no === seal.no && header.trail === trail) return header;
  throw new PlumblineError(
    'PLB_AUDIT_SEAL',
    `seal ${seal.no}, the last one, is not of this trail or bears another number`,
    {
      fix: 'Run `npx plumbline audit verify`: somebody put it there. Nothing is sealed on top of it.',
    },
  );
}

/** The end of the chain as the last seal says it. Throws PLB_AUDIT_SEAL where that is no seal of this trail. */
export function chainEnd(trail: string, last: Seal | undefined): ChainEnd {
  if (!last) return { trail, last, nextNo: 1, previous: NO_PREVIOUS, key: undefined };
  return {
    trail,
    last,
    nextNo: last.no + 1,
    previous: sealHash(last.header),
    key: keyAfter(headerOf(last, trail)),
  };
}

/**
 * Holds the end of the chain against the key that is to seal on: it has to be the one that signed the last seal, or the one
 * that the last seal introduces. A signature of a key among `known` has to be right. Throws PLB_AUDIT_KEY.
 */
export function checkChainKey({ last, key, trail }: ChainEnd, signer: string, known: readonly SealPublicKey[]): void {
  if (!last) return;
  if (key !== signer)
    throw keyFault(
      `seal ${last.no} has to be followed by one of key ${key}, and the sealer has key ${signer}`,
      'Give the sealer that key (`--key`, or PLUMBLINE_AUDIT_SEAL_KEY_FILE); only `plumbline audit rotate` with it introduces another one.',
    );
  const signedBy = known.find((one) => one.id === headerOf(last, trail).key);
  // The key before the last rotation may not be at hand; verification holds it against the one it was given.
  if (!signedBy || isSignedBy(last.header, last.signature, signedBy)) return;
  throw keyFault(
    `seal ${last.no}, the last one, bears the name of key ${signedBy.id} and was not signed with it`,
    'Run `npx plumbline audit verify`: somebody changed it. Nothing is sealed on top of it.',
  );
}
