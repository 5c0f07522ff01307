import { hash } from 'node:crypto';
import { PlumblineError } from '@plumbline/core';
import type { Seal, WaitingLeaf } from './seal.ts';
import { sealHeader } from './seal-header.ts';
import { treeRoot } from './merkle.ts';
import type { SealPublicKey } from './public-keys.ts';
import { type SealSigner, signText } from './signer.ts';
import { areOrdered, idsHash } from './verify-seal.ts';

/** What one seal is made of. */
export interface SealContent {
  readonly trail: string;
  readonly no: number;
  /** Milliseconds since the epoch. */
  readonly sealedAt: number;
  /** Hash of the seal before, {@link NO_PREVIOUS} for the first. */
  readonly previous: string;
  /** In any order; the seal has them by ascending ID. */
  readonly leaves: readonly WaitingLeaf[];
  readonly statement?: string;
  /** The key that signs every seal after this one. */
  readonly nextKey?: SealPublicKey;
}

const byId = (a: WaitingLeaf, b: WaitingLeaf): number => (a.id < b.id ? -1 : Number(a.id > b.id));

/** Makes a seal and signs it. Rejects with PLB_AUDIT_SEAL for content that no seal can have, PLB_AUDIT_KEY for the signer. */
export async function makeSeal(content: SealContent, signer: SealSigner): Promise<Seal> {
  const { trail, no, sealedAt, previous, statement, nextKey } = content;
  const ordered = content.leaves.toSorted(byId);
  const ids = ordered.map((waiting) => waiting.id);
  if (!areOrdered(ids)) throw new PlumblineError('PLB_AUDIT_SEAL', `seal ${no}: an ID is no UUID, or occurs twice`);
  const leaves = ordered.map((waiting) => waiting.leaf);
  const header = sealHeader({
    trail,
    no,
    sealedAt,
    records: ids.length,
    root: treeRoot(leaves),
    ids: idsHash(ids),
    previous,
    key: signer.keyId,
    ...(nextKey && { nextKey: { id: nextKey.id, raw: nextKey.raw } }),
    ...(statement !== undefined && { statement: hash('sha256', statement, 'hex') }),
  });
  const signature = await signText(signer, header);
  return { no, header, ids, leaves, signature, ...(statement !== undefined && { statement }) };
}
