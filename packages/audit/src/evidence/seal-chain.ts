import { PlumblineError } from '@plumbline/core';
import { type PublicKeyInput, sealPublicKey, type SealPublicKey } from '../seal/public-keys.ts';
import type { Seal } from '../seal/seal.ts';
import { NO_PREVIOUS, parseSealHeader, sealHash, type SealHeader } from '../seal/seal-header.ts';
import { type SealFault, verifySeal } from '../seal/verify-seal.ts';
import type { Findings, TrailFinding } from './findings.ts';

const SENTENCES: Readonly<Record<SealFault, string>> = {
  header_unreadable: 'The header of the seal is not one of version 1.',
  trail_differs: 'The seal belongs to another trail.',
  number_differs: 'The header of the seal bears another number than the place that the seal stands in.',
  previous_differs: 'The seal does not follow the one before it.',
  key_differs: 'The seal names another key than the one that had to sign it.',
  signature_invalid: 'The key that the seal names did not sign it.',
  records_differ: 'The seal has more or fewer records than its header says.',
  ids_invalid: 'The IDs of the seal are none, or do not ascend.',
  ids_differ: 'The IDs of the seal are not the ones that were sealed.',
  root_differs: 'The hashes of the seal are not the ones that were sealed.',
  statement_differs: 'The statement of the seal is not the one that was sealed.',
};

const KEY_SENTENCES = {
  key_unknown: (id: string) => `The seal is signed by key ${id}, which is neither given nor introduced by a seal.`,
  key_retired: (id: string) => `The seal is signed by key ${id}, which another one had replaced.`,
  key_differs: (id: string) =>
    `The seal is signed by key ${id}, and the seal before it says that another key follows, which was not given.`,
} as const;

/** A position in the chain that seals are held against, one after the other. */
export interface SealChain {
  /** Number that the next seal has to have. */
  readonly next: number;
  /** Names the seal's faults. */
  judge(seal: Seal): { readonly header?: SealHeader; readonly hash: string; readonly isTrue: boolean };
}

export interface SealChainOptions {
  readonly trail: string;
  readonly from: number;
  /** The seal before `from`, where it is known. */
  readonly before?: { readonly hash: string; readonly nextKey?: string };
  readonly publicKeys: readonly (PublicKeyInput | SealPublicKey)[];
  readonly findings: Findings;
  /** Told of seals by an unknown key in the place of a finding each, and of those that name a key that is known. */
  readonly givenKeys?: {
    unknown(seal: Seal, key: string): void;
    known(seal: { readonly no: number; readonly key: string; readonly confirms: boolean }): void;
  };
}

const isSealKey = (key: PublicKeyInput | SealPublicKey): key is SealPublicKey =>
  typeof key === 'object' && 'raw' in key && 'id' in key;

/** The given keys by ID. Throws PLB_OPTION_INVALID for none, PLB_AUDIT_KEY for one that is no Ed25519 public key. */
export function keysById(keys: readonly (PublicKeyInput | SealPublicKey)[]): Map<string, SealPublicKey> {
  if (keys.length === 0)
    throw new PlumblineError('PLB_OPTION_INVALID', 'verifyTrail: `publicKeys` is empty', {
      fix: 'Give the public key of the sealer, from another place than the database; without it nothing can be verified.',
    });
  const all = keys.map((key, index) => (isSealKey(key) ? key : sealPublicKey(key, `publicKeys[${index}]`)));
  return new Map(all.map((key) => [key.id, key]));
}

const headerOf = (seal: Seal): SealHeader | undefined => {
  try {
    return parseSealHeader(seal.header);
  } catch {
    return undefined;
  }
};

/**
 * The key that has to sign. A given one begins; it hands over to the next by a seal of its own, or, where it was lost, to
 * one that stands behind it in the given list. It never comes back. Where later seals are verified, the one before them
 * says which key begins (`first`); that one itself is not judged, so a key that only it introduces is not taken from it.
 */
function createKeyRing(keys: ReadonlyMap<string, SealPublicKey>, first?: string) {
  const order = [...keys.keys()];
  const retired = new Set<string>();
  let current: SealPublicKey | undefined;
  return {
    /** The key that a seal names, where it may sign here. */
    find(id: string): SealPublicKey | 'key_differs' | 'key_retired' | 'key_unknown' {
      if (current?.id === id) return current;
      const isOther = current === undefined && first !== undefined && first !== id && keys.has(id);
      if (isOther && !keys.has(first)) return 'key_differs';
      if (isOther && order.indexOf(id) < order.indexOf(first)) return 'key_retired';
      const isBehind = current === undefined || order.indexOf(id) > order.indexOf(current.id);
      if (retired.has(id) || (keys.has(id) && !isBehind)) return 'key_retired';
      return keys.get(id) ?? 'key_unknown';
    },
    /** After a seal that the key signed. */
    advance(key: SealPublicKey, next: SealHeader['nextKey']): void {
      if (current && current.id !== key.id) retired.add(current.id);
      current = key;
      // A key that was replaced does not come back: what it signs from here on is found.
      if (!next || next.id === key.id || retired.has(next.id)) return;
      retired.add(key.id);
      current = keys.get(next.id) ?? sealPublicKey(next.raw, 'the next key of a seal');
    },
  };
}

/** Follows the chain of seals from one number on. */
export function createSealChain(options: SealChainOptions): SealChain {
  const { findings, givenKeys, trail } = options;
  const ring = createKeyRing(keysById(options.publicKeys), options.before?.nextKey);
  let next = options.from;
  let previousHash = options.from === 1 ? NO_PREVIOUS : options.before?.hash;
  /** ID of the key that the last seal introduces, whoever signed it. */
  let handedTo: string | undefined;

  const name = (seal: number, problem: TrailFinding['problem'], what: string): void =>
    findings.add({ problem, seal, what });
  const place = (seal: Seal): void => {
    if (seal.no < next) name(seal.no, 'seal_order', 'The seal stands behind a later one, or twice.');
    if (seal.no > next) previousHash = undefined;
    for (let no = next; no < seal.no; no += 1) {
      name(no, 'seal_missing', 'The seal is not there, and a later one is.');
      if (no - next >= 1_000) break;
    }
  };
  const keyFaults = (seal: Seal, header: SealHeader): boolean => {
    const key = ring.find(header.key);
    if (typeof key === 'string') {
      if (key === 'key_unknown' && givenKeys) givenKeys.unknown(seal, header.key);
      else name(seal.no, key, KEY_SENTENCES[key](header.key));
    }
    const link = seal.no === next && previousHash !== undefined ? { previousHash } : {};
    // Without its key the seal is still held against its own header.
    const judged = verifySeal(seal, { ...link, trail, key: typeof key === 'string' ? NOBODY : key });
    const faults = typeof key === 'string' ? judged.filter((fault) => fault !== 'key_differs') : judged;
    const isTrue = typeof key !== 'string' && faults.length === 0;
    if (key !== 'key_unknown') {
      const confirms = isTrue && 'previousHash' in link && handedTo === header.key;
      givenKeys?.known({ no: seal.no, key: header.key, confirms });
    }
    handedTo = header.nextKey?.id;
    for (const fault of faults) name(seal.no, fault, SENTENCES[fault]);
    const isSigned = typeof key !== 'string' && !faults.includes('signature_invalid');
    if (isSigned && seal.no >= next) ring.advance(key, header.nextKey);
    return isTrue;
  };
  return {
    get next() {
      return next;
    },
    judge(seal) {
      const header = headerOf(seal);
      place(seal);
      const isTrue = header !== undefined && keyFaults(seal, header);
      if (!header) name(seal.no, 'header_unreadable', SENTENCES.header_unreadable);
      const hash = sealHash(seal.header);
      if (seal.no >= next) {
        previousHash = hash;
        next = seal.no + 1;
      }
      return { ...(header && { header }), hash, isTrue };
    },
  };
}

/** Stands where a seal's key is not to be had: it has the ID of no key, so that its signature is never asked for. */
const NOBODY = { id: '', raw: new Uint8Array(), key: undefined } as unknown as SealPublicKey;
