import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import type { AuditRow } from '../src/index.ts';
import {
  createSealer,
  findSealOf,
  type InclusionProof,
  lastSeal,
  makeSeal,
  NO_PREVIOUS,
  parseSealHeader,
  proveRecord,
  readPublicKeys,
  type SealSigner,
  verifyProof,
} from '../src/seal.ts';
import { makeRows, manualClock, newSigner, openTrail, type Trail } from './seal-support.ts';

let trail: Trail;
let signer: SealSigner;
beforeEach(async () => {
  trail = await openTrail();
  signer = newSigner();
});

/** Stores and seals so many records, in seals of at most 10. */
async function sealed(count: number, by: SealSigner = signer): Promise<AuditRow[]> {
  const rows = makeRows(count);
  await trail.records.append(rows);
  await createSealer({ store: trail.store, signer: by, maxRecords: 10 }).sealNow();
  return rows;
}
const idOf = (rows: readonly AuditRow[], at: number): string => rows[at]?.id ?? '';
const overTheWire = (proof: InclusionProof): InclusionProof => JSON.parse(JSON.stringify(proof)) as InclusionProof;

describe('a proof of one record', () => {
  test('is verified without the store, with the public key as PEM', async () => {
    const rows = await sealed(25);
    const keys = readPublicKeys(signer.publicKey.key.export({ format: 'pem', type: 'spki' }).toString());
    for (const row of rows) {
      const proof = overTheWire(await proveRecord(trail.store, row.id));
      expect(verifyProof(proof, keys)).toEqual([]);
      expect(proof.body).toBe(row.body);
    }
  });

  test('shows nothing of the other records', async () => {
    const rows = await sealed(8);
    const text = JSON.stringify(await proveRecord(trail.store, idOf(rows, 4)));
    const others = rows.filter((_row, at) => at !== 4);
    expect(others.filter((row) => text.includes(row.id) || text.includes(row.body))).toEqual([]);
    // The neighbour's leaf is the first step of the path: a hash of its whole text.
    expect(others.filter((row) => text.includes(row.leaf))).toHaveLength(1);
  });

  test('of a record behind rotations is verified from the first key, and from any key on the way', async () => {
    const [second, third] = [newSigner(), newSigner()];
    const sealer = createSealer({ store: trail.store, signer, maxRecords: 2 });
    const all: AuditRow[] = [];
    const some = async (): Promise<void> => {
      const rows = makeRows(9);
      all.push(...rows);
      await trail.records.append(rows);
      await sealer.sealNow();
    };
    await some();
    await sealer.rotate(second);
    await some();
    await sealer.rotate(third);
    await some();
    const proofs = await Promise.all(all.map((row) => proveRecord(trail.store, row.id)));
    expect(proofs.map((proof) => proof.rotations?.length ?? 0)).toEqual([
      ...Array.from({ length: 9 }, () => 0),
      ...Array.from({ length: 9 }, () => 1),
      ...Array.from({ length: 9 }, () => 2),
    ]);
    for (const key of [signer.publicKey, second.publicKey, third.publicKey]) {
      expect(verifyProof(proofs.at(-1), [key])).toEqual([]);
    }
    for (const proof of proofs) expect(verifyProof(overTheWire(proof), [signer.publicKey])).toEqual([]);
    expect(verifyProof(proofs[0], [third.publicKey])).toEqual(['key_unknown']);
    expect(verifyProof({ ...proofs.at(-1), rotations: [] }, [signer.publicKey])).toEqual(['key_unknown']);
    const [first] = proofs.at(-1)?.rotations ?? [];
    expect(verifyProof({ ...proofs.at(-1), rotations: [first] }, [signer.publicKey])).toEqual(['rotation_invalid']);
    const forged = { header: first?.header, signature: Buffer.alloc(64).toString('base64') };
    expect(
      verifyProof({ ...proofs.at(-1), rotations: [forged, proofs.at(-1)?.rotations?.[1]] }, [signer.publicKey]),
    ).toEqual(['rotation_invalid']);
    expect(verifyProof({ ...proofs.at(-1), rotations: [{ header: 'x', signature: '' }] }, [signer.publicKey])).toEqual([
      'rotation_invalid',
    ]);
  });

  test('a rotation of another trail introduces nobody', async () => {
    const thief = newSigner();
    const other = await openTrail();
    await createSealer({ store: other.store, signer }).rotate(thief);
    const [rotation] = await other.store.seals({ from: 1, limit: 1 });
    const rows = await sealed(3);
    const proof = await proveRecord(trail.store, idOf(rows, 1));
    const last = await lastSeal(trail.store);
    const { trail: id } = parseSealHeader(proof.header);
    const leaves = (last?.ids ?? []).map((one, at) => ({ id: one, leaf: last?.leaves[at] ?? '' }));
    const forged = await makeSeal({ trail: id, no: 2, sealedAt: 0, previous: 'a'.repeat(64), leaves }, thief);
    const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
    const rotations = [{ header: rotation?.header, signature: base64(rotation?.signature ?? new Uint8Array()) }];
    const claim = { ...proof, header: forged.header, signature: base64(forged.signature), rotations };
    expect(verifyProof(claim, [signer.publicKey])).toEqual(['rotation_invalid']);
    expect(verifyProof(claim, [thief.publicKey])).toEqual([]);
  });
});

test('a key that was introduced later signs nothing of before', async () => {
  const later = newSigner();
  const rows = await sealed(3);
  await createSealer({ store: trail.store, signer }).rotate(later);
  const [first, rotation] = await trail.store.seals({ from: 1, limit: 2 });
  const proof = await proveRecord(trail.store, idOf(rows, 1));
  const leaves = (first?.ids ?? []).map((id, at) => ({ id, leaf: first?.leaves[at] ?? '' }));
  const claim = async (no: number): Promise<string[]> => {
    const { trail: id } = parseSealHeader(proof.header);
    const seal = await makeSeal({ trail: id, no, sealedAt: 0, previous: NO_PREVIOUS, leaves }, later);
    const base64 = (bytes: Uint8Array = new Uint8Array()): string => Buffer.from(bytes).toString('base64');
    const rotations = [{ header: rotation?.header, signature: base64(rotation?.signature) }];
    return verifyProof({ ...proof, header: seal.header, signature: base64(seal.signature), rotations }, [
      signer.publicKey,
    ]);
  };
  expect([await claim(1), await claim(2), await claim(3)]).toEqual([['rotation_invalid'], ['rotation_invalid'], []]);
});

describe('a proof that was changed', () => {
  let proof: InclusionProof;
  beforeEach(async () => {
    const rows = await sealed(9);
    proof = await proveRecord(trail.store, idOf(rows, 4));
  });
  const judge = (change: object): string[] => verifyProof({ ...proof, ...change }, [signer.publicKey]);

  test.each<[string, (proof: InclusionProof) => object, string[]]>([
    ['the text', ({ body }) => ({ body: body.replace('record', 'Record') }), ['body_differs']],
    ['the leaf', () => ({ leaf: 'a'.repeat(64) }), ['body_differs', 'not_included']],
    ['the place', ({ index }) => ({ index: index + 1 }), ['not_included']],
    ['the size', ({ size }) => ({ size: size + 1 }), ['not_included']],
    ['a step cut', ({ path }) => ({ path: path.slice(1) }), ['not_included']],
    ['a step more', ({ path }) => ({ path: [...path, 'a'.repeat(64)] }), ['not_included']],
    ['a step that is no hash', ({ path }) => ({ path: ['x', ...path.slice(1)] }), ['not_included']],
    ['the header', ({ header }) => ({ header: header.replace('seal 1', 'seal 1 ') }), ['header_unreadable']],
    [
      'the time in the header',
      ({ header }) => ({ header: header.replace(/sealed_at \d{4}/, 'sealed_at 2020') }),
      ['signature_invalid'],
    ],
    ['the signature', () => ({ signature: '' }), ['signature_invalid']],
    ['the format', () => ({ format: 'plumbline-audit-proof v2' }), ['malformed']],
    ['a field that is missing', () => ({ path: undefined }), ['malformed']],
    ['half of a pair', ({ body }) => ({ body: `${body}\uD800` }), ['malformed']],
  ])('%s', (_case, change, faults) => {
    expect(judge(change(proof))).toEqual(faults);
  });

  test('with the text and the leaf of a forged record is not included', async () => {
    const [forged] = makeRows(1);
    expect(judge({ body: forged?.body, leaf: forged?.leaf })).toEqual(['not_included']);
  });

  test('another key or none proves nothing', () => {
    expect(verifyProof(proof, [newSigner().publicKey])).toEqual(['key_unknown']);
    expect(verifyProof(proof, [])).toEqual(['key_unknown']);
  });

  test('whatever is given, it answers', () => {
    fc.assert(
      fc.property(fc.anything(), fc.constantFrom(...Object.keys(proof)), (value, field) => {
        expect(verifyProof(value, [signer.publicKey])).toEqual(['malformed']);
        expect(Array.isArray(verifyProof({ ...proof, [field]: value }, [signer.publicKey]))).toBe(true);
      }),
    );
  });
});

describe('what cannot be proved', () => {
  test.each([
    ['a record that is not there', async () => '019f0000-0000-7000-8000-00000000eeee', /is not there/],
    [
      'a record that waits for its seal',
      async () => {
        const rows = makeRows(1);
        await trail.records.append(rows);
        return idOf(rows, 0);
      },
      /no seal covers/,
    ],
    [
      'a record that was edited',
      async () => {
        const rows = await sealed(3);
        trail.database.exec(`DROP TRIGGER audit_log_no_update; UPDATE audit_log SET body = body || ' '`);
        return idOf(rows, 1);
      },
      /not as it was sealed/,
    ],
  ])('%s', async (_case, prepare, message) => {
    await sealed(2);
    const id = await prepare();
    await expect(proveRecord(trail.store, id)).rejects.toThrow(message);
    await expect(proveRecord(trail.store, id)).rejects.toMatchObject({ code: 'PLB_AUDIT_EVIDENCE' });
  });
});

test('the seal of a record is found whatever the clocks said', async () => {
  const rows: AuditRow[] = [];
  const base = 1_767_322_800_000;
  // A clock that jumps back and forth between seals.
  for (const offset of [0, 3_600_000, -7_200_000, 100, 86_400_000, 5, -1]) {
    const some = makeRows(3);
    rows.push(...some);
    await trail.records.append(some);
    await createSealer({ store: trail.store, signer, clock: manualClock(base + offset) }).sealNow();
  }
  for (const row of rows) {
    for (const claimed of [row.recordedAt, 0, 2 ** 42]) {
      expect((await findSealOf(trail.store, row.id, claimed))?.ids).toContain(row.id);
    }
  }
  expect(await findSealOf(trail.store, 'none', base)).toBeUndefined();
});
