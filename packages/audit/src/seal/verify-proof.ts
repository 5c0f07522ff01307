import { leafHash } from '../leaf.ts';
import { type InclusionProof, PROOF_FORMAT, type SignedHeader } from './inclusion-proof.ts';
import { rootOfInclusion } from './merkle.ts';
import { sealPublicKey, type SealPublicKey } from './public-keys.ts';
import { parseSealHeader, type SealHeader } from './seal-header.ts';
import { isSignedBy } from './verify-seal.ts';

/**
 * What is wrong with a proof.
 *
 * `malformed`: it is none of version 1, and nothing else can be said; nor can it for `header_unreadable`, where the seal's
 * header is none. `body_differs`: the record's text is not the one of its hash. `not_included`: the record is not under
 * this seal. `key_unknown`: none of the keys given signed the seal, nor introduced the one that did. `rotation_invalid`: a
 * seal that is to introduce a key does not do so. `signature_invalid`: the key that the header names did not sign it.
 */
export type ProofFault =
  | 'malformed'
  | 'header_unreadable'
  | 'body_differs'
  | 'not_included'
  | 'key_unknown'
  | 'rotation_invalid'
  | 'signature_invalid';

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const isSignedHeader = (value: unknown): value is SignedHeader =>
  isObject(value) && typeof value['header'] === 'string' && typeof value['signature'] === 'string';

function isProof(value: unknown): value is InclusionProof {
  if (!isObject(value) || !isSignedHeader(value) || value['format'] !== PROOF_FORMAT) return false;
  const { body, leaf, index, size, path, rotations } = value as Partial<Record<keyof InclusionProof, unknown>>;
  return (
    typeof body === 'string' &&
    // Half of a surrogate pair is hashed as another character, so two texts would pass for the record.
    Buffer.from(body).toString() === body &&
    typeof leaf === 'string' &&
    typeof index === 'number' &&
    typeof size === 'number' &&
    Array.isArray(path) &&
    path.every((node) => typeof node === 'string') &&
    (rotations === undefined || (Array.isArray(rotations) && rotations.every(isSignedHeader)))
  );
}

interface Link {
  readonly text: string;
  readonly header: SealHeader;
  readonly signature: Uint8Array;
}

function linkOf({ header: text, signature }: SignedHeader): Link | undefined {
  try {
    return { text, header: parseSealHeader(text), signature: Buffer.from(signature, 'base64') };
  } catch {
    return undefined;
  }
}

/** The key that a rotation introduces to whoever trusts `key`, if it does. */
function introduced(rotation: Link, key: SealPublicKey, next: Link): SealPublicKey | undefined {
  const { header, signature, text } = rotation;
  const fits = header.key === key.id && header.trail === next.header.trail && header.no < next.header.no;
  if (!fits || !header.nextKey || !isSignedBy(text, signature, key)) return undefined;
  return sealPublicKey(header.nextKey.raw);
}

/** The key that has to have signed the seal: one of those given, or one that a chain of rotations leads to from one. */
function keyOf(seal: Link, rotations: readonly Link[], keys: readonly SealPublicKey[]): SealPublicKey | ProofFault {
  const given = (link: Link): SealPublicKey | undefined => keys.find((key) => key.id === link.header.key);
  const direct = given(seal);
  if (direct) return direct;
  const start = rotations.findLastIndex((rotation) => given(rotation) !== undefined);
  const begin = rotations[start];
  let key = begin && given(begin);
  if (!key) return 'key_unknown';
  for (let at = start; at < rotations.length; at += 1) {
    key = introduced(rotations[at] as Link, key, rotations[at + 1] ?? seal);
    if (!key) return 'rotation_invalid';
  }
  return key.id === seal.header.key ? key : 'rotation_invalid';
}

/**
 * Verifies a proof offline, by public keys that came another way than the proof: an intact one has no faults. Whatever is
 * given as proof, it does not throw.
 *
 * It proves that whoever had one of the keys sealed the record as it is, and not that the seal stands in the trail: a
 * stolen key, or one that was replaced since, can sign a seal of any number and time. Hold `sealHash(proof.header)` against
 * an anchor of that seal; where there is none, verify an export against the anchors instead.
 */
export function verifyProof(proof: unknown, publicKeys: readonly SealPublicKey[]): ProofFault[] {
  if (!isProof(proof)) return ['malformed'];
  const seal = linkOf(proof);
  if (!seal) return ['header_unreadable'];
  const faults: ProofFault[] = [];
  if (leafHash(proof.body) !== proof.leaf) faults.push('body_differs');
  if (proof.size !== seal.header.records || rootOfInclusion(proof) !== seal.header.root) faults.push('not_included');
  const rotations = (proof.rotations ?? []).map((rotation) => linkOf(rotation));
  const key = rotations.every((rotation) => rotation !== undefined)
    ? keyOf(seal, rotations, publicKeys)
    : 'rotation_invalid';
  if (typeof key === 'string') faults.push(key);
  else if (!isSignedBy(seal.text, seal.signature, key)) faults.push('signature_invalid');
  return faults;
}
