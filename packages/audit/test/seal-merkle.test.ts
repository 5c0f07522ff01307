import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inclusionPath, rootOfInclusion, treeRoot } from '../src/seal.ts';

const sha256 = (...parts: Uint8Array[]): Buffer => {
  const digest = createHash('sha256');
  for (const part of parts) digest.update(part);
  return digest.digest();
};

/** The largest power of two smaller than n, RFC 9162, section 2.1.1. */
function splitOf(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

/** MTH of RFC 9162, section 2.1.1, over leaf hashes: the text of the RFC, word for word and slow. */
function mth(leaves: readonly Buffer[]): Buffer {
  if (leaves.length === 0) return sha256();
  if (leaves.length === 1) return leaves[0] as Buffer;
  const k = splitOf(leaves.length);
  return sha256(Buffer.of(1), mth(leaves.slice(0, k)), mth(leaves.slice(k)));
}

/** PATH of RFC 9162, section 2.1.3.1. */
function pathOf(m: number, leaves: readonly Buffer[]): Buffer[] {
  if (leaves.length <= 1) return [];
  const k = splitOf(leaves.length);
  return m < k
    ? [...pathOf(m, leaves.slice(0, k)), mth(leaves.slice(k))]
    : [...pathOf(m - k, leaves.slice(k)), mth(leaves.slice(0, k))];
}

const hex = (node: Uint8Array): string => Buffer.from(node).toString('hex');
const leavesOf = (inputs: readonly Uint8Array[]): Buffer[] => inputs.map((input) => sha256(Buffer.of(0), input));
const anyLeaves = fc
  .array(fc.uint8Array({ maxLength: 20 }), { minLength: 1, maxLength: 140 })
  .map((inputs) => leavesOf(inputs));
const treeAndIndex = anyLeaves.chain((leaves) =>
  fc.tuple(fc.constant(leaves), fc.integer({ min: 0, max: leaves.length - 1 })),
);

// The eight inputs that implementations of Certificate Transparency share, and the roots of the first n of them.
const INPUTS = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'].map(
  (text) => Buffer.from(text, 'hex'),
);
const ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

describe('the tree of RFC 9162', () => {
  test.each(ROOTS.map((root, size) => ({ root, size })))('the known root of $size inputs', ({ root, size }) => {
    const leaves = leavesOf(INPUTS.slice(0, size));
    expect(hex(mth(leaves))).toBe(root);
    expect(treeRoot(leaves.map(hex))).toBe(root);
  });

  test('every size up to 130 has the root that the recursive definition gives', () => {
    for (let size = 0; size <= 130; size += 1) {
      const leaves = leavesOf(Array.from({ length: size }, (_, n) => Buffer.from(`record ${n}`)));
      expect(treeRoot(leaves.map(hex)), `size ${size}`).toBe(hex(mth(leaves)));
    }
  });

  test('any leaves: root and path are those of the definition, and lead to each other', () => {
    fc.assert(
      fc.property(treeAndIndex, ([leaves, index]) => {
        const given = leaves.map(hex);
        const path = inclusionPath(given, index);
        expect(path).toEqual(pathOf(index, leaves).map(hex));
        const inclusion = { leaf: given[index] as string, index, size: given.length, path };
        expect(rootOfInclusion(inclusion)).toBe(hex(mth(leaves)));
        expect(treeRoot(given)).toBe(hex(mth(leaves)));
      }),
    );
  });

  test('a proof that was changed anywhere leads elsewhere', () => {
    fc.assert(
      fc.property(treeAndIndex, fc.nat(), fc.integer({ min: 1, max: 255 }), ([leaves, index], at, flip) => {
        const given = leaves.map(hex);
        const root = treeRoot(given);
        const size = given.length;
        const path = inclusionPath(given, index);
        const leaf = given[index] as string;
        const nodes = [leaf, ...path];
        const bytes = Buffer.from(nodes[at % nodes.length] as string, 'hex');
        bytes[at % 32] = (bytes[at % 32] as number) ^ flip;
        nodes[at % nodes.length] = hex(bytes);
        expect(rootOfInclusion({ leaf: nodes[0] as string, index, size, path: nodes.slice(1) })).not.toBe(root);
        expect(rootOfInclusion({ leaf, index, size, path: [...path, leaf] })).toBeUndefined();
        fc.pre(path.length > 0);
        expect(rootOfInclusion({ leaf, index, size, path: path.slice(1) })).not.toBe(root);
        expect(rootOfInclusion({ leaf, index, size, path: path.slice(0, -1) })).not.toBe(root);
      }),
    );
  });

  test('a proof holds for its own place alone', () => {
    const leaves = leavesOf(Array.from({ length: 11 }, (_, n) => Buffer.from(`record ${n}`))).map(hex);
    const root = treeRoot(leaves);
    for (let index = 0; index < 11; index += 1) {
      const path = inclusionPath(leaves, index);
      for (let claimed = -1; claimed <= 12; claimed += 1) {
        const found = rootOfInclusion({ leaf: leaves[index] as string, index: claimed, size: 11, path });
        expect(found === root, `leaf ${index} as ${claimed}`).toBe(claimed === index);
      }
    }
  });

  test('an inner node is no leaf: a shorter tree over the same bytes has another root', () => {
    const leaves = leavesOf(INPUTS).map(hex);
    const pairs = [0, 2, 4, 6].map((at) =>
      hex(sha256(Buffer.from((leaves[at] as string) + (leaves[at + 1] as string), 'hex'))),
    );
    expect(treeRoot(pairs)).not.toBe(treeRoot(leaves));
  });
});

describe('what is no leaf is refused', () => {
  test.each([['ab'], ['A'.repeat(64)], [`${'0'.repeat(63)}g`], [`${'0'.repeat(64)}\n`], ['']])('%j', (leaf) => {
    expect(() => treeRoot(['0'.repeat(64), leaf])).toThrow(/leaf 1 is not 64/);
    expect(rootOfInclusion({ leaf, index: 0, size: 1, path: [] })).toBeUndefined();
    expect(rootOfInclusion({ leaf: '0'.repeat(64), index: 0, size: 2, path: [leaf] })).toBeUndefined();
  });

  test.each([[-1], [2], [0.5], [Number.NaN]])('there is no leaf %d of two', (index) => {
    const leaves = ['0'.repeat(64), '1'.repeat(64)];
    expect(() => inclusionPath(leaves, index)).toThrow(/has no leaf/);
    expect(rootOfInclusion({ leaf: '0'.repeat(64), index, size: 2, path: ['1'.repeat(64)] })).toBeUndefined();
  });

  test('a size beyond 32 bits is walked without losing bits', () => {
    const path = Array.from({ length: 33 }, () => '1'.repeat(64));
    const size = 2 ** 33;
    const low = rootOfInclusion({ leaf: '0'.repeat(64), index: 0, size, path });
    const high = rootOfInclusion({ leaf: '0'.repeat(64), index: 2 ** 32, size, path });
    expect(low).toMatch(/^[0-9a-f]{64}$/);
    expect(high).toMatch(/^[0-9a-f]{64}$/);
    expect(high).not.toBe(low);
  });
});
