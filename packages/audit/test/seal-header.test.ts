import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { isPlumblineError } from '@plumbline/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  createSigner,
  makeSeal,
  NO_PREVIOUS,
  parseSealHeader,
  type Seal,
  sealHash,
  sealHeader,
  type SealHeader,
  sealPublicKey,
  verifySeal,
} from '../src/seal.ts';
import { useFolder } from './support.ts';

const folder = useFolder();
const trail = '019f0000-0000-7000-8000-0000000000aa';
const signer = createSigner(generateKeyPairSync('ed25519').privateKey);
const other = createSigner(generateKeyPairSync('ed25519').privateKey);
const sha = (text: string | Buffer): string => createHash('sha256').update(text).digest('hex');
const idOf = (n: number): string => `019f0000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
const leavesOf = (count: number): { id: string; leaf: string }[] =>
  Array.from({ length: count }, (_, n) => ({ id: idOf(n), leaf: sha(`${n}`) }));

/** What the header says, written again; where it is refused, as it has to be, the text itself. */
function readAgain(text: string): string {
  try {
    return sealHeader(parseSealHeader(text));
  } catch (error) {
    if (isPlumblineError(error) && error.code === 'PLB_AUDIT_EVIDENCE') return text;
    throw error;
  }
}

const whole: SealHeader = {
  trail,
  no: 7,
  sealedAt: Date.UTC(2026, 0, 2, 3, 4, 5, 678),
  records: 3,
  root: 'a'.repeat(64),
  ids: 'b'.repeat(64),
  previous: 'c'.repeat(64),
  key: signer.keyId,
  nextKey: { id: other.keyId, raw: other.publicKey.raw },
  statement: 'd'.repeat(64),
};

const WHOLE = `plumbline-audit-seal v1
trail ${trail}
seal 7
sealed_at 2026-01-02T03:04:05.678Z
records 3
root ${'a'.repeat(64)}
ids ${'b'.repeat(64)}
previous ${'c'.repeat(64)}
key ${signer.keyId}
next_key ${other.keyId} ${Buffer.from(other.publicKey.raw).toString('base64url')}
statement ${'d'.repeat(64)}
`;

describe('the header', () => {
  test('is these lines, to the byte', () => {
    expect(sealHeader(whole)).toBe(WHOLE);
    expect(sealHash(WHOLE)).toBe(sha(WHOLE));
    const { nextKey: _key, statement: _statement, ...least } = whole;
    expect(sealHeader(least)).toBe(WHOLE.split('\n').slice(0, 9).join('\n').concat('\n'));
  });

  test('reads back what was written', () => {
    const header = fc.record(
      {
        trail: fc.uuid(),
        no: fc.integer({ min: 2, max: Number.MAX_SAFE_INTEGER }),
        sealedAt: fc.integer({ min: 0, max: Date.UTC(9999, 11, 31) }),
        records: fc.nat(),
        root: fc.string({ unit: fc.constantFrom('0', '3', '7', 'a', 'f'), minLength: 64, maxLength: 64 }),
        ids: fc.constant('e'.repeat(64)),
        previous: fc.constant('f'.repeat(64)),
        key: fc.constant(signer.keyId),
        nextKey: fc.constant({ id: other.keyId, raw: Buffer.from(other.publicKey.raw) }),
        statement: fc.constant('1'.repeat(64)),
      },
      { requiredKeys: ['trail', 'no', 'sealedAt', 'records', 'root', 'ids', 'previous', 'key'] },
    );
    fc.assert(
      fc.property(header, (one) => {
        expect(parseSealHeader(sealHeader(one))).toEqual(one);
      }),
    );
  });

  test('no other text reads as a header: each byte changed says something else, or is refused', () => {
    for (let at = 0; at < WHOLE.length; at += 1) {
      for (const byte of ['0', '1', ' ', '\n', '\r', '-', 'A', 'é', '']) {
        const text = WHOLE.slice(0, at) + byte + WHOLE.slice(at + 1);
        if (text === WHOLE) continue;
        expect(readAgain(text)).toBe(text);
      }
    }
  });

  test.each([
    ['no line end', WHOLE.slice(0, -1)],
    ['a line more', `${WHOLE}note x\n`],
    ['CRLF', WHOLE.replaceAll('\n', '\r\n')],
    ['a byte-order mark', `\uFEFF${WHOLE}`],
    ['another version', WHOLE.replace('seal v1', 'seal v2')],
    ['a leading zero', WHOLE.replace('seal 7', 'seal 07')],
    ['seal 0', WHOLE.replace('seal 7', 'seal 0')],
    ['a first seal that follows another', WHOLE.replace('seal 7', 'seal 1')],
    ['a number beyond what is exact', WHOLE.replace('seal 7', 'seal 9007199254740993')],
    ['a day that does not exist', WHOLE.replace('2026-01-02', '2026-02-30')],
    ['upper-case hexadecimal', WHOLE.replace('a'.repeat(64), 'A'.repeat(64))],
    ['lines in another order', WHOLE.replace(/(root .*\n)(ids .*\n)/, '$2$1')],
    ['a next key that is not the one of its ID', WHOLE.replace(`next_key ${other.keyId}`, `next_key ${signer.keyId}`)],
    ['a line twice', WHOLE.replace('records 3\n', 'records 3\nrecords 3\n')],
    ['an empty line', WHOLE.replace('records 3\n', 'records 3\n\n')],
    ['a next key alone', WHOLE.replace(/next_key (\w+) .*/, 'next_key $1')],
    ['bits behind the end of the key', WHOLE.replace(/(next_key \w+ .*).\n/, '$1_\n')],
    ['a year of five digits', WHOLE.replace('2026-01-02', '+012026-01-02')],
    ['no time', WHOLE.replace(/sealed_at .*/, 'sealed_at invalid')],
    ['nothing', ''],
  ])('%s is refused', (_case, text) => {
    expect(() => parseSealHeader(text)).toThrow(/PLB_AUDIT_EVIDENCE/);
  });

  test.each([
    { no: 0 },
    { no: 1.5 },
    { no: 1 },
    { sealedAt: Number.NaN },
    { sealedAt: -1e15 },
    { sealedAt: -1 },
    { sealedAt: Date.UTC(10_000, 0, 1) },
    { statement: 'x' },
    { trail: trail.toUpperCase() },
    { records: -1 },
    { trail: 'x' },
    { root: 'A'.repeat(64) },
    { key: '0'.repeat(15) },
    { key: `${'0'.repeat(16)}\nkey 1` },
  ])('%o cannot be written', (wrong) => {
    expect(() => sealHeader({ ...whole, ...wrong })).toThrow(/PLB_AUDIT_SEAL/);
  });
});

describe('a seal', () => {
  const make = (change: object = {}): Promise<Seal> =>
    makeSeal(
      { trail, no: 1, sealedAt: 1_767_322_800_000, previous: NO_PREVIOUS, leaves: leavesOf(5), ...change },
      signer,
    );
  const judge = (seal: Seal, change: object = {}): string[] =>
    verifySeal(seal, { previousHash: NO_PREVIOUS, key: signer.publicKey, trail, ...change });

  test('has its records by ascending ID, and no faults', async () => {
    const seal = await make({ leaves: leavesOf(5).toReversed(), statement: 'a text\n' });
    expect(seal.ids).toEqual(leavesOf(5).map((leaf) => leaf.id));
    expect(seal.leaves).toEqual(leavesOf(5).map((leaf) => leaf.leaf));
    expect(judge(seal)).toEqual([]);
    expect(parseSealHeader(seal.header)).toMatchObject({
      records: 5,
      ids: sha(Buffer.from(seal.ids.join('').replaceAll('-', ''), 'hex')),
      statement: sha('a text\n'),
    });
  });

  test('over nothing makes a statement', async () => {
    const seal = await make({ leaves: [], statement: 'said\n' });
    expect(judge(seal)).toEqual([]);
    expect(parseSealHeader(seal.header)).toMatchObject({ records: 0, root: sha(''), ids: sha('') });
  });

  test('is verified by openssl as well', async () => {
    const seal = await make();
    const at = (name: string): string => path.join(folder(), name);
    writeFileSync(at('header'), seal.header);
    writeFileSync(at('signature'), seal.signature);
    writeFileSync(at('key.pem'), signer.publicKey.key.export({ format: 'pem', type: 'spki' }));
    const args = ['pkeyutl', '-verify', '-pubin', '-inkey', at('key.pem'), '-rawin', '-in', at('header')];
    expect(execFileSync('openssl', [...args, '-sigfile', at('signature')]).toString()).toMatch(/Success/);
  });

  const swapped = <T>([a, b, ...rest]: readonly T[]): T[] => [b as T, a as T, ...rest];
  test.each<[string, (seal: Seal) => Seal | Promise<Seal>, string[]]>([
    ['a leaf edited', (seal) => ({ ...seal, leaves: [sha('x'), ...seal.leaves.slice(1)] }), ['root_differs']],
    ['a leaf that is none', (seal) => ({ ...seal, leaves: ['x', ...seal.leaves.slice(1)] }), ['root_differs']],
    ['leaves reordered', (seal) => ({ ...seal, leaves: swapped(seal.leaves) }), ['root_differs']],
    ['IDs reordered', (seal) => ({ ...seal, ids: swapped(seal.ids) }), ['ids_invalid', 'ids_differ']],
    ['an ID replaced', (seal) => ({ ...seal, ids: [...seal.ids.slice(0, 4), idOf(99)] }), ['ids_differ']],
    ['an ID in capitals', (seal) => ({ ...seal, ids: seal.ids.map((id) => id.toUpperCase()) }), ['ids_invalid']],
    [
      'a record taken out',
      (seal) => ({ ...seal, ids: seal.ids.slice(1), leaves: seal.leaves.slice(1) }),
      ['records_differ', 'ids_differ', 'root_differs'],
    ],
    ['another number', (seal) => ({ ...seal, no: 2 }), ['number_differs']],
    ['a statement added', (seal) => ({ ...seal, statement: 'x\n' }), ['statement_differs']],
    ['the signature changed', (seal) => ({ ...seal, signature: seal.signature.toReversed() }), ['signature_invalid']],
    ['the signature cut', (seal) => ({ ...seal, signature: seal.signature.slice(1) }), ['signature_invalid']],
    ['a header that is none', (seal) => ({ ...seal, header: `${seal.header}x` }), ['header_unreadable']],
    [
      'the header rewritten to fit an edit',
      async (seal) => ({ ...(await make({ leaves: leavesOf(4) })), signature: seal.signature }),
      ['signature_invalid'],
    ],
    [
      'sealed again with another key',
      (seal) => makeSeal({ ...parseSealHeader(seal.header), leaves: leavesOf(5) } as never, other),
      ['key_differs'],
    ],
    [
      'another key under the name of the right one',
      (seal) => ({
        ...seal,
        signature: sign(null, Buffer.from(seal.header), generateKeyPairSync('ed25519').privateKey),
      }),
      ['signature_invalid'],
    ],
  ])('%s is named', async (_case, change, faults) => {
    expect(judge(await change(await make()))).toEqual(faults);
  });

  test('of another trail, or behind another seal, is named', async () => {
    expect(judge(await make(), { trail: idOf(1) })).toEqual(['trail_differs']);
    const second = await make({ no: 2, previous: 'a'.repeat(64) });
    expect(judge(second, { previousHash: 'b'.repeat(64) })).toEqual(['previous_differs']);
    expect(judge(second, { previousHash: 'a'.repeat(64) })).toEqual([]);
  });

  test('with a key whose other half is not the one that it says is judged by the key', async () => {
    const seal = await make();
    expect(judge(seal, { key: other.publicKey })).toEqual(['key_differs']);
    expect(judge(seal, { key: sealPublicKey(signer.publicKey.raw) })).toEqual([]);
  });

  test.each([[[{ id: 'x', leaf: sha('') }]], [[...leavesOf(2), ...leavesOf(1)]]])(
    'cannot be made over %j',
    async (leaves) => {
      await expect(make({ leaves })).rejects.toThrow(/PLB_AUDIT_SEAL/);
    },
  );
});
