import { PlumblineError } from '@plumbline/core';
import { leafHash } from '../leaf.ts';
import type { EvidenceSource } from '../seal-store.ts';
import { findSealOf } from './find-seal.ts';
import { inclusionPath } from './merkle.ts';
import type { Seal } from './seal.ts';
import { parseSealHeader } from './seal-header.ts';

/** The first field of every proof. */
export const PROOF_FORMAT = 'plumbline-audit-proof v1';

/** A header and its signature, as proofs have them. */
export interface SignedHeader {
  readonly header: string;
  /** 64 bytes as base64. */
  readonly signature: string;
}

/**
 * That one record is under one seal, as JSON. It shows no other record: of those it holds hashes. Personal
 * fields stand in the record as salted commitments, as they do in the trail.
 */
export interface InclusionProof extends SignedHeader {
  readonly format: typeof PROOF_FORMAT;
  /** The record's text, byte for byte. */
  readonly body: string;
  /** Its hash, `SHA-256(0x00 || body)`. */
  readonly leaf: string;
  /** Where it stands among the records of its seal, from 0. */
  readonly index: number;
  readonly size: number;
  /** From the leaf to the root, as RFC 9162, section 2.1.3.1 has it. */
  readonly path: readonly string[];
  /** The seals that introduced the key of this one, from the trail's first key on; absent where that key signed it. */
  readonly rotations?: readonly SignedHeader[];
}

const signed = ({ header, signature }: Seal): SignedHeader => ({
  header,
  signature: Buffer.from(signature).toString('base64'),
});

async function sealAt(source: EvidenceSource, no: number): Promise<Seal> {
  const [seal] = await source.seals({ from: no, limit: 1 });
  if (seal?.no === no) return seal;
  throw new PlumblineError('PLB_AUDIT_EVIDENCE', `seal ${no} is not there`, {
    fix: 'Run `npx plumbline audit verify`; no proof can be made while a seal is missing.',
  });
}

const keyOf = (seal: Seal): string => parseSealHeader(seal.header).key;

/**
 * The rotations that lead from the first key to the one of this seal, the newest first. Each is found by halving between a
 * seal of another key and one of this key: where the key changes, the seal before introduced it.
 */
async function* rotationsBefore(source: EvidenceSource, seal: Seal): AsyncGenerator<Seal, void, undefined> {
  const first = await sealAt(source, 1);
  let to = seal;
  while (keyOf(to) !== keyOf(first)) {
    let from = first;
    const key = keyOf(to);
    while (to.no - from.no > 1) {
      const middle = await sealAt(source, Math.floor((from.no + to.no) / 2));
      if (keyOf(middle) === key) to = middle;
      else from = middle;
    }
    yield from;
    to = from;
  }
}

/**
 * Makes the proof of one record: some 40 reads of one seal each in a trail of a million seals. Rejects with
 * PLB_AUDIT_EVIDENCE where the record is not there, not sealed yet, or not as it was sealed.
 */
export async function proveRecord(source: EvidenceSource, id: string): Promise<InclusionProof> {
  const [row] = await source.rowsOf([id]);
  if (!row) throw noProof(`record ${id} is not there`, 'Give the ID as `plumbline audit query` prints it.');
  const seal = await findSealOf(source, id, row.recordedAt);
  if (!seal)
    throw noProof(
      `no seal covers record ${id}`,
      'Try again once the sealer has run; where it has, run `npx plumbline audit verify`.',
    );
  const index = seal.ids.indexOf(id);
  const leaf = leafHash(row.body);
  if (seal.leaves[index] !== leaf)
    throw noProof(`record ${id} is not as it was sealed in seal ${seal.no}`, 'Run `npx plumbline audit verify`.');
  const rotations: SignedHeader[] = [];
  for await (const rotation of rotationsBefore(source, seal)) rotations.unshift(signed(rotation));
  return {
    format: PROOF_FORMAT,
    body: row.body,
    leaf,
    index,
    size: seal.ids.length,
    path: inclusionPath(seal.leaves, index),
    ...signed(seal),
    ...(rotations.length > 0 && { rotations }),
  };
}

const noProof = (what: string, fix: string): PlumblineError => new PlumblineError('PLB_AUDIT_EVIDENCE', what, { fix });
