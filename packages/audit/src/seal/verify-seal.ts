import { hash, verify } from 'node:crypto';
import { treeRoot } from './merkle.ts';
import type { SealPublicKey } from './public-keys.ts';
import type { Seal } from './seal.ts';
import { parseSealHeader, type SealHeader } from './seal-header.ts';

/**
 * What is wrong with a seal.
 *
 * `header_unreadable`: its header is not one of version 1, and nothing else can be said. `trail_differs`: it belongs to
 * another trail. `number_differs`: its header bears another number. `previous_differs`: it does not follow the seal before.
 * `key_differs`: it names another key than the one that has to sign here. `signature_invalid`: the key that it names did
 * not sign the header. `records_differ`: there are more or fewer records than its header says. `ids_invalid`: an ID is
 * none, or they do not ascend. `ids_differ`, `root_differs`, `statement_differs`: the IDs, the leaves or the statement are
 * not those that were sealed.
 */
export type SealFault =
  | 'header_unreadable'
  | 'trail_differs'
  | 'number_differs'
  | 'previous_differs'
  | 'key_differs'
  | 'signature_invalid'
  | 'records_differ'
  | 'ids_invalid'
  | 'ids_differ'
  | 'root_differs'
  | 'statement_differs';

export interface VerifySealOptions {
  /** Hash of the seal before, or {@link NO_PREVIOUS} for the first one. Left out, the link is not judged. */
  readonly previousHash?: string;
  /** The key that has to sign this seal. */
  readonly key: SealPublicKey;
  /** The trail it has to belong to. Left out, any. */
  readonly trail?: string;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** SHA-256 over the 16 bytes of each ID, one behind the other. */
export const idsHash = (ids: readonly string[]): string =>
  hash('sha256', Buffer.from(ids.join('').replaceAll('-', ''), 'hex'), 'hex');

/** Whether these are lower-case UUIDs that ascend, each once. */
export function areOrdered(ids: readonly string[]): boolean {
  let before = '';
  for (const id of ids) {
    if (id <= before || !UUID.test(id)) return false;
    before = id;
  }
  return true;
}

function rootOf(leaves: readonly string[]): string | undefined {
  try {
    return treeRoot(leaves);
  } catch {
    return undefined;
  }
}

function contentFaults({ ids, leaves, statement }: Seal, header: SealHeader): SealFault[] {
  const said = statement === undefined ? undefined : hash('sha256', statement, 'hex');
  const faults: SealFault[] = [];
  if (ids.length !== header.records || leaves.length !== header.records) faults.push('records_differ');
  if (!areOrdered(ids)) faults.push('ids_invalid');
  if (idsHash(ids) !== header.ids) faults.push('ids_differ');
  if (rootOf(leaves) !== header.root) faults.push('root_differs');
  if (said !== header.statement) faults.push('statement_differs');
  return faults;
}

/** Whether this key signed this text; never throws. */
export function isSignedBy(text: string, signature: Uint8Array, { key }: SealPublicKey): boolean {
  return verify(null, Buffer.from(text), key, signature);
}

/** Judges one seal by itself, by the one before it and by the key that has to sign it. An intact one has no faults. */
export function verifySeal(seal: Seal, { previousHash, key, trail }: VerifySealOptions): SealFault[] {
  let header: SealHeader;
  try {
    header = parseSealHeader(seal.header);
  } catch {
    return ['header_unreadable'];
  }
  const faults: SealFault[] = [];
  if (trail !== undefined && header.trail !== trail) faults.push('trail_differs');
  if (header.no !== seal.no) faults.push('number_differs');
  if (previousHash !== undefined && header.previous !== previousHash) faults.push('previous_differs');
  if (header.key !== key.id) faults.push('key_differs');
  else if (!isSignedBy(seal.header, seal.signature, key)) faults.push('signature_invalid');
  return [...faults, ...contentFaults(seal, header)];
}
