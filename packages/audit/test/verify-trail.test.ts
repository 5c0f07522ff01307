import { beforeEach, describe, expect, test } from 'vitest';
import { type EvidenceSource, judgeVerification, verifyTrail } from '../src/evidence.ts';
import type { Anchor } from '../src/seal.ts';
import { addSeal, clock, idOf, named, newSigner, NOW, rowOf, type TamperTrail, tamperTrail } from './tamper-support.ts';

let trail: TamperTrail;
beforeEach(async () => {
  trail = await tamperTrail();
});

test('an untouched trail is intact, and the result says how far', async () => {
  const anchor = await trail.anchor();
  const result = await trail.verify({ anchors: [anchor], witness: trail.witness });
  expect(result).toEqual({
    trail: anchor.trail,
    records: 26,
    seals: 4,
    checked: 26,
    pruned: 0,
    prunedBy: [],
    leftOut: 0,
    waiting: 2,
    witnessed: 26,
    unwitnessed: 0,
    findings: [],
    found: 0,
    notCovered: [],
    partial: [],
    lastSeal: 4,
    lastSealedAt: expect.any(Number),
    lastSealHash: anchor.hash,
    anchoredUpTo: 4,
  });
  expect(judgeVerification(result)).toEqual({ exitCode: 0 });
});

test('a source that cannot be read is not intact', async () => {
  trail.sql('DROP TABLE audit_personal');
  const result = await trail.verify();
  expect(result.couldNotCheck).toMatch(/audit_personal/);
  expect(judgeVerification(result)).toEqual({ exitCode: 2, reason: result.couldNotCheck });
});

test('a finding counts for more than what could not be checked', async () => {
  trail.sql('DROP TABLE audit_personal');
  const result = await trail.verify({ trail: '019f0000-0000-7000-8000-000000000000' });
  expect(result.couldNotCheck).toBeDefined();
  expect(judgeVerification(result).exitCode).toBe(1);
});

test.each([
  [{ publicKeys: [] }, /publicKeys/],
  [{ from: 0 }, /from/],
  [{ from: 1.5 }, /from/],
  [{ maxFindings: 0 }, /maxFindings/],
  [{ maxWaitingAgeMs: Number.NaN }, /maxWaitingAgeMs/],
])('refuses the option %o', async (options, message) => {
  await expect(trail.verify(options)).rejects.toThrow(message);
});

describe('keys', () => {
  test('a seal hands over to the next key, which need not be given', async () => {
    const next = newSigner();
    await addSeal(trail.evidence, trail.signer, { next });
    await trail.add(26, 28);
    await addSeal(trail.evidence, next);
    expect((await trail.verify()).findings).toEqual([]);
  });

  test('the key of before does not come back', async () => {
    const next = newSigner();
    await addSeal(trail.evidence, trail.signer, { next });
    await trail.add(26, 28);
    await addSeal(trail.evidence, trail.signer);
    for (const publicKeys of [[trail.signer.publicKey], [trail.signer.publicKey, next.publicKey]])
      expect(named(await trail.verify({ publicKeys }))).toEqual([{ problem: 'key_retired', seal: 6 }]);
  });

  test('a key that nobody knows is named, and so is one that a wrong key introduced', async () => {
    const stranger = newSigner();
    await addSeal(trail.evidence, stranger, { next: stranger });
    await addSeal(trail.evidence, stranger);
    expect(named(await trail.verify())).toEqual([
      { problem: 'key_unknown', seal: 5 },
      { problem: 'key_unknown', seal: 6 },
    ]);
  });

  test('a seal that the key did not sign introduces no other', async () => {
    const thief = newSigner();
    const bearer = { ...thief, keyId: trail.signer.keyId };
    await addSeal(trail.evidence, bearer, { next: thief });
    await addSeal(trail.evidence, thief);
    expect(named(await trail.verify())).toEqual([
      { problem: 'signature_invalid', seal: 5 },
      { problem: 'key_unknown', seal: 6 },
    ]);
  });

  test('where a key was lost, the one behind it in the list goes on, and the lost one is over', async () => {
    const next = newSigner();
    await addSeal(trail.evidence, next);
    const publicKeys = [trail.signer.publicKey, next.publicKey];
    expect((await trail.verify({ publicKeys })).findings).toEqual([]);
    await addSeal(trail.evidence, trail.signer);
    expect(named(await trail.verify({ publicKeys }))).toEqual([{ problem: 'key_retired', seal: 6 }]);
  });

  test('from a later seal on, a key of before is still over', async () => {
    const next = newSigner();
    await addSeal(trail.evidence, trail.signer, { next });
    await addSeal(trail.evidence, next);
    await addSeal(trail.evidence, trail.signer);
    const publicKeys = [trail.signer.publicKey, next.publicKey];
    expect(named(await trail.verify({ from: 6, publicKeys }))).toEqual([{ problem: 'key_retired', seal: 7 }]);
  });
});

describe('from a later seal on', () => {
  test('the ones before are taken as they are, and the link to them is judged', async () => {
    trail.sql("UPDATE audit_log SET body = '{}' WHERE id = ?", idOf(1));
    expect(await trail.verify({ from: 3 })).toMatchObject({ seals: 2, checked: 14, findings: [] });
    const header = (await trail.seals())[1]?.header ?? '';
    trail.sql('UPDATE audit_seals SET header = ? WHERE no = 2', header.replace('records 6', 'records 7'));
    expect(named(await trail.verify({ from: 3 }))).toEqual([{ problem: 'previous_differs', seal: 3 }]);
  });

  test('there has to be one, also where a part is enough', async () => {
    for (const from of [5, 999]) {
      const result = await trail.verify({ from });
      expect(result.couldNotCheck).toMatch(new RegExp(`no seal ${from} and none behind it`));
      expect(judgeVerification(result, { acceptPartial: true }).exitCode).toBe(2);
    }
    trail.sql('DELETE FROM audit_seals WHERE no = 2');
    expect(named(await trail.verify({ from: 3 }))).toContainEqual({ problem: 'seal_missing', seal: 2 });
  });

  test('anchors of earlier ones are still held against what is there', async () => {
    const anchors = [await trail.anchor()];
    await addSeal(trail.evidence, trail.signer);
    expect(await trail.verify({ from: 5, anchors })).toMatchObject({ findings: [], seals: 1 });
    const rewritten = [{ ...anchors[0], hash: 'ab'.repeat(32) } as Anchor];
    expect(named(await trail.verify({ from: 5, anchors: rewritten }))).toEqual([{ problem: 'rewritten', seal: 4 }]);
    trail.sql('DELETE FROM audit_seals');
    trail.sql('DELETE FROM audit_log');
    trail.sql('DELETE FROM audit_unsealed');
    expect(named(await trail.verify({ from: 5, anchors }))).toEqual([{ problem: 'tail_cut', seal: 4 }]);
  });

  test('anchors count from what the first of them says', async () => {
    const anchor = await trail.anchor();
    await addSeal(trail.evidence, trail.signer);
    const later = await trail.anchor();
    const anchors = [anchor, later];
    expect(await trail.verify({ from: 3, anchors })).toMatchObject({ findings: [], anchoredUpTo: 5 });
    const wrong = [anchor, { ...later, records: later.records + 1 }];
    expect(named(await trail.verify({ from: 3, anchors: wrong }))).toEqual([{ problem: 'count_differs', seal: 5 }]);
  });

  test('lines of the witness about earlier records are left alone', async () => {
    const old = { audit_id: idOf(-500), audit_leaf: 'ab'.repeat(32) };
    expect(named(await trail.verify({ witness: [old] }))).toEqual([{ problem: 'missing', id: old.audit_id }]);
    expect(await trail.verify({ from: 3, witness: [...trail.witness, old] })).toMatchObject({ findings: [] });
  });
});

describe('the queue', () => {
  test('a record that waits too long is named once, with the sealer', async () => {
    const late = { clock: { ...clock, now: () => NOW + 3_600_000 } };
    const result = await trail.verify(late);
    expect(named(result)).toEqual([{ problem: 'sealer_behind', id: idOf(24) }]);
    expect(result.findings[0]?.what).toMatch(/has waited 36\d\d s/);
    expect((await trail.verify({ ...late, maxWaitingAgeMs: 7_200_000 })).findings).toEqual([]);
  });

  test('a hash that is not the record’s, and an entry without a record', async () => {
    trail.sql('UPDATE audit_unsealed SET leaf_hash = ? WHERE id = ?', Buffer.alloc(32), idOf(24));
    trail.sql('DELETE FROM audit_log WHERE id = ?', idOf(25));
    expect(named(await trail.verify())).toEqual([
      { problem: 'queue_differs', id: idOf(24) },
      { problem: 'missing', id: idOf(25) },
    ]);
  });
});

describe('the witness', () => {
  test('comes in any order, twice, and open', async () => {
    const open = { audit_id: idOf(90), audit_leaf: 'ab'.repeat(32), audit_open: true };
    const witness = [open, ...trail.witness.toReversed(), ...trail.witness];
    expect(await trail.verify({ witness })).toMatchObject({ findings: [], witnessed: 26, unwitnessed: 0 });
  });

  test('a record of the last moments may be in a spool', async () => {
    const young = { audit_id: idOf(59_000), audit_leaf: 'ab'.repeat(32) };
    expect(named(await trail.verify({ witness: [young] }))).toEqual([{ problem: 'missing', id: young.audit_id }]);
    expect((await trail.verify({ witness: [young], witnessGraceMs: 5_000 })).findings).toEqual([]);
  });

  test('a record without a line is counted, and named where the log is known to be whole', async () => {
    const witness = trail.witness.slice(1);
    expect(await trail.verify({ witness })).toMatchObject({ findings: [], unwitnessed: 1 });
    expect(named(await trail.verify({ witness, requireWitness: true }))).toEqual([
      { problem: 'unwitnessed', seal: 1, id: idOf(0) },
    ]);
  });

  test('a line with another hash is named with the seal', async () => {
    const witness = [{ audit_id: idOf(7), audit_leaf: 'ab'.repeat(32) }];
    expect(named(await trail.verify({ witness }))).toEqual([{ problem: 'witness_differs', seal: 2, id: idOf(7) }]);
  });
});

test('findings are kept up to a number, and all are counted', async () => {
  trail.sql('DELETE FROM audit_log');
  const result = await trail.verify({ maxFindings: 5 });
  expect(result.findings).toHaveLength(5);
  expect(result.found).toBe(26);
});

test('a small seal, a large one and empty ones are read alike', async () => {
  await trail.store.append(Array.from({ length: 900 }, (_, n) => rowOf(100 + n)));
  await addSeal(trail.evidence, trail.signer);
  for (let n = 0; n < 5; n += 1) await addSeal(trail.evidence, trail.signer);
  expect(await trail.verify()).toMatchObject({ seals: 10, checked: 926, waiting: 0, findings: [] });
});

test('asks a database for no more than 1,000 records at a time, however many a seal has', async () => {
  await trail.store.append(Array.from({ length: 6_000 }, (_, n) => rowOf(100 + n)));
  await addSeal(trail.evidence, trail.signer, { most: 10_000 });
  const sizes: number[] = [];
  const watched = (ids: readonly string[]): readonly string[] => {
    sizes.push(ids.length);
    return ids;
  };
  const source = {
    ...trail.evidence,
    rowsOf: (ids: readonly string[]) => trail.evidence.rowsOf(watched(ids)),
    personalOf: (ids: readonly string[]) => trail.evidence.personalOf(watched(ids)),
  };
  const result = await verifyTrail(source, { publicKeys: [trail.signer.publicKey], clock });
  expect(result).toMatchObject({ checked: 6_026, findings: [] });
  expect(Math.max(...sizes)).toBeLessThanOrEqual(1_000);
  // The first page of seals, and then equal ones: a question about few records costs PostgreSQL more for each of them.
  expect(sizes.filter((size) => size < 500)).toEqual([24, 24]);
});

test('what waits is read in pages to its end, however much it is', async () => {
  const few = (await trail.evidence.totals()).waiting;
  await trail.store.append(Array.from({ length: 12_000 }, (_, n) => rowOf(100 + n)));
  const asked: number[] = [];
  const source: EvidenceSource = {
    ...trail.evidence,
    waiting(limit, after) {
      asked.push(limit);
      return trail.evidence.waiting(limit, after);
    },
  };
  const options = { publicKeys: [trail.signer.publicKey], clock };
  expect(await verifyTrail(source, options)).toMatchObject({ waiting: few + 12_000, findings: [], notCovered: [] });
  expect(asked).toEqual([5_000, 5_000, 5_000]);
  // A store that cannot go on behind a record is not taken for one whose queue ends.
  const stuck: EvidenceSource = { ...trail.evidence, waiting: (limit) => trail.evidence.waiting(limit) };
  expect((await verifyTrail(stuck, options)).couldNotCheck).toContain('`waiting`');
});

test('records that are pruned while they are verified are not missed', async () => {
  const statement = `plumbline-audit-prune v1\nbefore 2026-01-01T00:00:00.000Z\nclasses administration\nseal 1 all\n`;
  await addSeal(trail.evidence, trail.signer, { statement });
  const prune = async (): Promise<void> => {
    for (let n = 0; n < 6; n += 1) trail.sql('DELETE FROM audit_log WHERE id = ?', idOf(n));
    for (let n = 0; n < 6; n += 1) trail.sql('DELETE FROM audit_personal WHERE id = ?', idOf(n));
  };
  // Between the two questions about a seal.
  const source = {
    ...trail.evidence,
    rowsOf: async (ids: readonly string[]) => prune().then(() => trail.evidence.rowsOf(ids)),
  };
  const result = await verifyTrail(source, { publicKeys: [trail.signer.publicKey], clock });
  expect(result).toMatchObject({ findings: [], pruned: 6 });
});
