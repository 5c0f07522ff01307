import { hash } from 'node:crypto';
import { PlumblineError } from '@plumbline/core';

const BYTES = 32;
/** Prefix of an inner node, RFC 9162, section 2.1.1. A leaf has the prefix 0, and is hashed before it comes here. */
const INNER = 1;
const LEAF = /^[0-9a-f]{64}$/;

/** `SHA-256(0x01 || left || right)` of two neighbours in `nodes`, written to `to`. */
function join(scratch: Buffer, nodes: Buffer, left: number, to: Buffer, at: number): void {
  nodes.copy(scratch, 1, left, left + 2 * BYTES);
  // A string of bytes costs a third of what a Buffer of its own does.
  to.write(hash('sha256', scratch, 'binary'), at, 'latin1');
}

function scratchOf(): Buffer {
  const scratch = Buffer.allocUnsafe(1 + 2 * BYTES);
  scratch[0] = INNER;
  return scratch;
}

/** Leaf hashes as bytes, one behind the other. Throws PLB_AUDIT_SEAL where one is not 64 lower-case hexadecimal digits. */
function bytesOf(leaves: readonly string[]): Buffer {
  const text = leaves.join('');
  const bytes = Buffer.from(text, 'hex');
  // One look at all of them costs a tenth of one at each. What is no digit ends the bytes; upper case comes back as lower.
  if (leaves.every(({ length }) => length === 2 * BYTES) && bytes.toString('hex') === text) return bytes;
  const index = leaves.findIndex((leaf) => !LEAF.test(leaf));
  throw new PlumblineError('PLB_AUDIT_SEAL', `leaf ${index} is not 64 lower-case hexadecimal digits`);
}

/**
 * Halves a level in place: neighbours become their parent, and an odd last node moves up as it is. Doing so until one node
 * is left makes the tree that RFC 9162, section 2.1.1 defines by splitting at the largest power of two.
 */
function halve(scratch: Buffer, nodes: Buffer, count: number): number {
  const pairs = count >> 1;
  for (let pair = 0; pair < pairs; pair += 1) join(scratch, nodes, pair * 2 * BYTES, nodes, pair * BYTES);
  if (count % 2 === 1) nodes.copyWithin(pairs * BYTES, (count - 1) * BYTES, count * BYTES);
  return pairs + (count % 2);
}

/**
 * Root of the Merkle tree over leaf hashes as given, as 64 hexadecimal digits (`MTH` of RFC 9162, section 2.1.1); that of
 * no leaves is the SHA-256 of nothing. Throws PLB_AUDIT_SEAL for a leaf that is no hash.
 */
export function treeRoot(leaves: readonly string[]): string {
  if (leaves.length === 0) return hash('sha256', '', 'hex');
  const nodes = bytesOf(leaves);
  const scratch = scratchOf();
  for (let count = leaves.length; count > 1; count = halve(scratch, nodes, count));
  return nodes.toString('hex', 0, BYTES);
}

/**
 * The hashes that lead from one leaf to the root (`PATH` of RFC 9162, section 2.1.3.1), from below. Throws PLB_AUDIT_SEAL
 * where there is no such leaf.
 */
export function inclusionPath(leaves: readonly string[], index: number): string[] {
  if (!Number.isSafeInteger(index) || index < 0 || index >= leaves.length)
    throw new PlumblineError('PLB_AUDIT_SEAL', `a tree of ${leaves.length} leaves has no leaf ${index}`);
  const nodes = bytesOf(leaves);
  const scratch = scratchOf();
  const path: string[] = [];
  let position = index;
  for (let count = leaves.length; count > 1; count = halve(scratch, nodes, count)) {
    const sibling = position % 2 === 0 ? position + 1 : position - 1;
    if (sibling < count) path.push(nodes.toString('hex', sibling * BYTES, (sibling + 1) * BYTES));
    position >>= 1;
  }
  return path;
}

/** A leaf, where it stands in a tree of so many leaves, and the way from it to the root. */
export interface Inclusion {
  readonly leaf: string;
  readonly index: number;
  readonly size: number;
  readonly path: readonly string[];
}

/**
 * The root that an inclusion proof leads to (RFC 9162, section 2.1.3.2), or undefined where the proof fits no tree of this
 * size. Whoever calls it holds the root against one that is signed.
 */
export function rootOfInclusion({ leaf, index, size, path }: Inclusion): string | undefined {
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size) return undefined;
  if (![leaf, ...path].every((node) => LEAF.test(node))) return undefined;
  let node = leaf;
  let at = index;
  let last = size - 1;
  for (const sibling of path) {
    if (last === 0) return undefined;
    if (at % 2 === 1 || at === last) {
      node = inner(sibling, node);
      // An odd last node moved up as it is until it had a neighbour on its left.
      while (at % 2 === 0 && at !== 0) [at, last] = up(at, last);
    } else {
      node = inner(node, sibling);
    }
    [at, last] = up(at, last);
  }
  return last === 0 ? node : undefined;
}

// Not by shifting: 32 bits are fewer than a size may have.
const up = (at: number, last: number): [number, number] => [Math.floor(at / 2), Math.floor(last / 2)];

const inner = (left: string, right: string): string => hash('sha256', Buffer.from(`01${left}${right}`, 'hex'), 'hex');
