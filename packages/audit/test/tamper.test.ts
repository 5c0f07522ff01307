import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { judgeVerification, type TrailVerification, type VerifyTrailOptions } from '../src/evidence.ts';
import { leafHash } from '../src/index.ts';
import { type Anchor, makeSeal, parseSealHeader, sealHash } from '../src/seal.ts';
import { useFolder } from './support.ts';
import {
  addSeal,
  forge,
  idOf,
  named,
  newSigner,
  putSeal,
  resealAll,
  rowOf,
  START,
  type TamperTrail,
  tamperTrail,
  verifyCopy,
} from './tamper-support.ts';

/** One way to tamper with the database, and what has to be named. */
interface Attack {
  readonly name: string;
  readonly run: (trail: TamperTrail) => unknown;
  readonly named: readonly object[];
  /** What an export of the tampered database says, where it is something else. */
  readonly copy?: readonly object[];
  /** Kept elsewhere before the attack. */
  readonly anchored?: boolean;
  readonly witnessed?: boolean;
}

const bodyOf = (trail: TamperTrail, n: number): string =>
  String(trail.database.prepare('SELECT body FROM audit_log WHERE id = ?').get(idOf(n))?.['body']);

async function reseal(trail: TamperTrail, no: number, change: (ids: string[]) => string[]): Promise<void> {
  const seal = (await trail.seals())[no - 1];
  if (seal) putSeal(trail, no, { ...seal, ids: change([...seal.ids]) });
}

/** A statement that the sealer signed, over records of a seal. */
const pruneLine = (records: string, seal = 1, before = '2026-01-01T00:00:00.000Z'): string =>
  `plumbline-audit-prune v1\nbefore ${before}\nclasses administration\nseal ${seal} ${records}\n`;
const bits = (...indexes: number[]): string =>
  Buffer.from([indexes.reduce((sum, index) => sum | (1 << index), 0)]).toString('base64');

const attacks: Attack[] = [
  {
    name: 'a body is edited',
    run: (trail) =>
      trail.sql('UPDATE audit_log SET body = ? WHERE id = ?', bodyOf(trail, 8).replace('u_8', 'u_9'), idOf(8)),
    named: [{ problem: 'edited', seal: 2, id: idOf(8) }],
  },
  {
    name: 'a body is edited with its hash and columns',
    run: (trail) => forge(trail, 8, 'u_9'),
    named: [{ problem: 'edited', seal: 2, id: idOf(8) }],
  },
  {
    name: 'a body is edited with its hash, and queued again',
    async run(trail) {
      forge(trail, 8, 'u_9');
      const { leaf } = rowOf(8, 'u_9');
      trail.sql('INSERT INTO audit_unsealed (id, leaf_hash) VALUES (?, ?)', idOf(8), Buffer.from(leaf, 'hex'));
    },
    named: [
      { problem: 'edited', seal: 2, id: idOf(8) },
      { problem: 'sealed_twice', seal: 2, id: idOf(8) },
    ],
  },
  {
    name: 'a sealed record is deleted',
    run: (trail) => trail.sql('DELETE FROM audit_log WHERE id = ?', idOf(0)),
    named: [{ problem: 'missing', seal: 1, id: idOf(0) }],
  },
  {
    name: 'records in the middle of a seal are deleted',
    run: (trail) => trail.sql('DELETE FROM audit_log WHERE id IN (?, ?)', idOf(8), idOf(9)),
    named: [
      { problem: 'missing', seal: 2, id: idOf(8) },
      { problem: 'missing', seal: 2, id: idOf(9) },
    ],
  },
  {
    name: 'a seal is deleted with its records',
    async run(trail) {
      for (let n = 6; n < 12; n += 1) trail.sql('DELETE FROM audit_log WHERE id = ?', idOf(n));
      trail.sql('DELETE FROM audit_seals WHERE no = 2');
    },
    named: [{ problem: 'seal_missing', seal: 2 }],
  },
  {
    name: 'a seal is deleted, and its records stay',
    run: (trail) => trail.sql('DELETE FROM audit_seals WHERE no = 2'),
    named: [
      { problem: 'seal_missing', seal: 2 },
      ...Array.from({ length: 6 }, (_, n) => ({ problem: 'unsealed', id: idOf(n + 6) })),
    ],
  },
  {
    name: 'a seal is deleted with its records, and the later ones are renumbered',
    async run(trail) {
      for (let n = 6; n < 12; n += 1) trail.sql('DELETE FROM audit_log WHERE id = ?', idOf(n));
      trail.sql('DELETE FROM audit_seals WHERE no = 2');
      trail.sql('UPDATE audit_seals SET no = 2 WHERE no = 3');
      trail.sql('UPDATE audit_seals SET no = 3 WHERE no = 4');
    },
    named: [
      { problem: 'number_differs', seal: 2 },
      { problem: 'previous_differs', seal: 2 },
      { problem: 'number_differs', seal: 3 },
    ],
  },
  {
    name: 'a back-dated record is inserted',
    async run(trail) {
      await trail.store.append([rowOf(3, 'u_forged', idOf(3).replace('8000', '9000'))]);
      trail.sql('DELETE FROM audit_unsealed WHERE id = ?', idOf(3).replace('8000', '9000'));
    },
    named: [{ problem: 'unsealed', id: idOf(3).replace('8000', '9000') }],
  },
  {
    name: 'a record takes the place of another',
    run: (trail) => trail.sql('UPDATE audit_log SET body = ? WHERE id = ?', bodyOf(trail, 9), idOf(8)),
    named: [{ problem: 'edited', seal: 2, id: idOf(8) }],
  },
  {
    name: 'the records of a seal are put into another order',
    run: (trail) => reseal(trail, 2, (ids) => ids.toReversed()),
    named: [
      { problem: 'ids_invalid', seal: 2 },
      { problem: 'ids_differ', seal: 2 },
      ...Array.from({ length: 6 }, (_, n) => ({ problem: 'edited', seal: 2, id: idOf(11 - n) })),
    ],
  },
  {
    name: 'two seals are swapped',
    async run(trail) {
      const [, second, third] = await trail.seals();
      if (second && third) putSeal(trail, 2, third);
      if (second && third) putSeal(trail, 3, second);
    },
    named: [
      { problem: 'number_differs', seal: 2 },
      { problem: 'previous_differs', seal: 2 },
      { problem: 'number_differs', seal: 3 },
      { problem: 'previous_differs', seal: 3 },
      { problem: 'previous_differs', seal: 4 },
    ],
  },
  {
    name: 'a search column is changed',
    run: (trail) => trail.sql("UPDATE audit_log SET actor_id = 'u_other' WHERE id = ?", idOf(8)),
    named: [{ problem: 'column_mismatch', seal: 2, id: idOf(8), column: 'actorId' }],
    // An export has no columns: they are made from the texts.
    copy: [],
  },
  {
    name: 'the column of an ID list is changed',
    run: (trail) => trail.sql(`UPDATE audit_log SET subject_ids = '["u_8","u_9"]' WHERE id = ?`, idOf(8)),
    named: [{ problem: 'column_mismatch', seal: 2, id: idOf(8), column: 'subjectIds' }],
    copy: [],
  },
  {
    name: 'a personal value is falsified',
    run: (trail) => trail.sql(`UPDATE audit_personal SET value = '"somebody else"' WHERE id = ?`, idOf(9)),
    named: [{ problem: 'personal_differs', seal: 2, id: idOf(9), field: 'name' }],
  },
  {
    name: 'the salt of a personal value is taken, and the value stays',
    run: (trail) => trail.sql('UPDATE audit_personal SET salt = NULL WHERE id = ?', idOf(9)),
    named: [{ problem: 'personal_differs', seal: 2, id: idOf(9), field: 'name' }],
  },
  {
    name: 'a personal value is taken, and its salt stays',
    run: (trail) => trail.sql('UPDATE audit_personal SET value = NULL WHERE id = ?', idOf(9)),
    named: [{ problem: 'personal_differs', seal: 2, id: idOf(9), field: 'name' }],
  },
  {
    name: 'a record is put under another ID, and sealed so',
    async run(trail) {
      const other = idOf(25).replace('8000', '9000');
      trail.sql('UPDATE audit_log SET id = ? WHERE id = ?', other, idOf(25));
      trail.sql('UPDATE audit_unsealed SET id = ? WHERE id = ?', other, idOf(25));
      await addSeal(trail.evidence, trail.signer);
    },
    named: [{ problem: 'column_mismatch', seal: 5, id: idOf(25).replace('8000', '9000'), column: 'id' }],
  },
  {
    name: 'a personal value is deleted instead of erased',
    run: (trail) => trail.sql('DELETE FROM audit_personal WHERE id = ?', idOf(9)),
    named: [{ problem: 'personal_missing', seal: 2, id: idOf(9), field: 'name' }],
  },
  {
    name: 'a personal value is put beside a record that has none',
    run: (trail) =>
      trail.sql(
        "INSERT INTO audit_personal (id, field, salt, value) VALUES (?, 'name', ?, '\"x\"')",
        idOf(8),
        'ab'.repeat(16),
      ),
    named: [{ problem: 'personal_uncommitted', seal: 2, id: idOf(8), field: 'name' }],
  },
  {
    name: 'the list of IDs of a seal is changed',
    async run(trail) {
      await reseal(trail, 2, (ids) => ids.with(5, idOf(24)).toSorted());
    },
    named: [
      { problem: 'ids_differ', seal: 2 },
      { problem: 'edited', seal: 2, id: idOf(24) },
      { problem: 'sealed_twice', seal: 2, id: idOf(24) },
      { problem: 'unsealed', id: idOf(11) },
    ],
  },
  {
    name: 'the leaves of a seal are changed with a record',
    async run(trail) {
      forge(trail, 8, 'u_9');
      const seal = (await trail.seals())[1];
      if (seal) putSeal(trail, 2, { ...seal, leaves: seal.leaves.with(2, rowOf(8, 'u_9').leaf) });
    },
    named: [{ problem: 'root_differs', seal: 2 }],
  },
  {
    name: 'all seals are written anew with another key',
    async run(trail) {
      forge(trail, 8, 'u_9');
      await resealAll(trail, newSigner());
    },
    named: [{ problem: 'key_unknown', seal: 1 }],
  },
  {
    name: 'all seals are written anew with another key that bears the name of the true one',
    async run(trail) {
      forge(trail, 8, 'u_9');
      const thief = newSigner();
      await resealAll(trail, { ...thief, keyId: trail.signer.keyId });
    },
    named: [1, 2, 3, 4].map((seal) => ({ problem: 'signature_invalid', seal })),
  },
  {
    name: 'the tail is cut off',
    anchored: true,
    async run(trail) {
      for (let n = 18; n < 24; n += 1) trail.sql('DELETE FROM audit_log WHERE id = ?', idOf(n));
      trail.sql('DELETE FROM audit_seals WHERE no = 4');
    },
    named: [{ problem: 'tail_cut', seal: 4 }],
  },
  {
    name: 'everything is written anew with the stolen key',
    anchored: true,
    async run(trail) {
      forge(trail, 8, 'u_9');
      await resealAll(trail, trail.signer);
    },
    named: [{ problem: 'rewritten', seal: 4 }],
  },
  {
    name: 'a record is deleted before it is sealed',
    witnessed: true,
    async run(trail) {
      trail.sql('DELETE FROM audit_log WHERE id = ?', idOf(24));
      trail.sql('DELETE FROM audit_unsealed WHERE id = ?', idOf(24));
      await addSeal(trail.evidence, trail.signer);
    },
    named: [{ problem: 'missing', id: idOf(24) }],
  },
  {
    name: 'a record is edited before it is sealed',
    witnessed: true,
    async run(trail) {
      forge(trail, 25, 'u_9');
      trail.sql(
        'UPDATE audit_unsealed SET leaf_hash = ? WHERE id = ?',
        Buffer.from(rowOf(25, 'u_9').leaf, 'hex'),
        idOf(25),
      );
    },
    named: [{ problem: 'witness_differs', id: idOf(25) }],
  },
  {
    name: 'a statement of pruning is forged',
    async run(trail) {
      await addSeal(trail.evidence, trail.signer, { statement: pruneLine(bits(0)) });
      trail.sql('UPDATE audit_seals SET statement = ? WHERE no = 5', pruneLine('all'));
      trail.sql('DELETE FROM audit_log WHERE id <= ?', idOf(1));
    },
    named: [
      { problem: 'statement_differs', seal: 5 },
      { problem: 'missing', seal: 1, id: idOf(0) },
      { problem: 'missing', seal: 1, id: idOf(1) },
    ],
  },
  {
    name: 'a statement of pruning is put beside a seal that made none',
    async run(trail) {
      trail.sql('UPDATE audit_seals SET statement = ? WHERE no = 4', pruneLine('all'));
      trail.sql('DELETE FROM audit_log WHERE id = ?', idOf(0));
    },
    named: [
      { problem: 'statement_differs', seal: 4 },
      { problem: 'missing', seal: 1, id: idOf(0) },
    ],
  },
  {
    name: 'more is deleted than the statement says',
    async run(trail) {
      await addSeal(trail.evidence, trail.signer, { statement: pruneLine(bits(0, 2)) });
      for (const n of [0, 1, 2]) trail.sql('DELETE FROM audit_log WHERE id = ?', idOf(n));
    },
    named: [{ problem: 'missing', seal: 1, id: idOf(1) }],
  },
  {
    name: 'the stolen key excuses what was made after the time of its statement',
    async run(trail) {
      await addSeal(trail.evidence, trail.signer, { statement: pruneLine('all', 2) });
      trail.sql('DELETE FROM audit_log WHERE id = ?', idOf(7));
    },
    named: [{ problem: 'missing', seal: 2, id: idOf(7) }],
  },
  {
    name: 'the stolen key excuses what was less than a day old',
    async run(trail) {
      const statement = pruneLine('all', 2, new Date(START + 1_000).toISOString());
      await addSeal(trail.evidence, trail.signer, { statement });
      trail.sql('DELETE FROM audit_log WHERE id = ?', idOf(7));
    },
    named: [
      { problem: 'statement_invalid', seal: 5 },
      { problem: 'missing', seal: 2, id: idOf(7) },
    ],
  },
  {
    name: 'the stolen key excuses records of no class',
    async run(trail) {
      const statement = pruneLine('all').replace('administration', 'nosuchclass');
      await addSeal(trail.evidence, trail.signer, { statement });
      trail.sql('DELETE FROM audit_log WHERE id = ?', idOf(0));
    },
    named: [
      { problem: 'statement_unreadable', seal: 5 },
      { problem: 'missing', seal: 1, id: idOf(0) },
    ],
  },
  {
    name: 'a statement says something that this version does not know',
    run: (trail) => addSeal(trail.evidence, trail.signer, { statement: 'plumbline-audit-forget v1\n' }),
    named: [{ problem: 'statement_unreadable', seal: 5 }],
  },
  {
    name: 'a text that is no record is sealed',
    async run(trail) {
      const leaf = Buffer.from(leafHash('no record'), 'hex');
      trail.sql("UPDATE audit_log SET body = 'no record', leaf_hash = ? WHERE id = ?", leaf, idOf(25));
      trail.sql('UPDATE audit_unsealed SET leaf_hash = ? WHERE id = ?', leaf, idOf(25));
      await addSeal(trail.evidence, trail.signer);
    },
    named: [{ problem: 'unreadable', seal: 5, id: idOf(25) }],
  },
  {
    name: 'a record is sealed a second time',
    async run(trail) {
      trail.sql('INSERT INTO audit_unsealed (id, leaf_hash) SELECT id, leaf_hash FROM audit_log WHERE id = ?', idOf(8));
      await addSeal(trail.evidence, trail.signer);
    },
    named: [{ problem: 'sealed_twice', seal: 2, id: idOf(8) }],
  },
  {
    name: 'the trail is given another ID',
    run: (trail) => trail.sql("UPDATE audit_trail SET id = '019f0000-0000-7000-8000-000000000000'"),
    named: [1, 2, 3, 4].map((seal) => ({ problem: 'trail_differs', seal })),
  },
  {
    name: 'an anchor in the database says something else than the seals',
    async run(trail) {
      const anchor = await trail.anchor();
      await trail.evidence.addAnchor({ ...anchor, hash: 'ab'.repeat(32) });
    },
    named: [{ problem: 'rewritten', seal: 4 }],
  },
];

const folder = useFolder();
let trail: TamperTrail;
let anchor: Anchor;
beforeEach(async () => {
  trail = await tamperTrail();
  anchor = await trail.anchor();
});

/** In one order, whichever they were written in. */
const KEYS = ['problem', 'seal', 'id', 'column', 'field'];

const optionsOf = ({ anchored, witnessed }: Attack): Partial<VerifyTrailOptions> => ({
  ...(anchored && { anchors: [anchor] }),
  ...(witnessed && { witness: trail.witness }),
});

describe.each(attacks)('$name', (attack) => {
  test('is found in the database', async () => {
    await attack.run(trail);
    const result = await trail.verify(optionsOf(attack));
    expect(result.couldNotCheck).toBeUndefined();
    expect(named(result)).toEqual(attack.named);
    expect(judgeVerification(result).exitCode).toBe(1);
  });

  test('is found in an export', async () => {
    await attack.run(trail);
    const result = await verifyCopy(trail, path.join(folder(), 'export'), optionsOf(attack));
    expect(result.couldNotCheck).toBeUndefined();
    // A record that is sealed and queued stands in the export twice, which is named as well.
    const texts = named(result).map((finding) => JSON.stringify(finding, KEYS));
    for (const finding of attack.copy ?? attack.named) expect(texts).toContain(JSON.stringify(finding, KEYS));
    expect(texts.length > 0).toBe((attack.copy ?? attack.named).length > 0);
  });
});

/** Its findings and what a program would end with. */
const verdict = (result: TrailVerification): object => ({ ...judgeVerification(result), findings: result.findings });
const GREEN = { exitCode: 0, findings: [] };

describe('stays green', () => {
  test('an erased person', async () => {
    await trail.evidence.eraseValues([idOf(9), idOf(24)]);
    expect(verdict(await trail.verify())).toEqual(GREEN);
    expect(verdict(await verifyCopy(trail, path.join(folder(), 'export')))).toEqual(GREEN);
  });

  test('records that a signed statement says were pruned, also before they are all deleted', async () => {
    const statement = pruneLine('all');
    await addSeal(trail.evidence, trail.signer, { statement });
    expect(verdict(await trail.verify())).toEqual(GREEN);
    for (let n = 0; n < 6; n += 1) {
      trail.sql('DELETE FROM audit_log WHERE id = ?', idOf(n));
      expect(verdict(await trail.verify())).toEqual(GREEN);
    }
    expect(await trail.verify()).toMatchObject({ pruned: 6 });
    expect(verdict(await verifyCopy(trail, path.join(folder(), 'export')))).toEqual(GREEN);
  });

  test('with anchors, not before one is newer than the statement that says what was pruned', async () => {
    await addSeal(trail.evidence, trail.signer, { statement: pruneLine('all') });
    for (let n = 0; n < 6; n += 1) trail.sql('DELETE FROM audit_log WHERE id = ?', idOf(n));
    const result = await trail.verify({ anchors: [anchor] });
    expect(verdict(result)).toMatchObject({
      exitCode: 2,
      reason: expect.stringMatching(/^6 records .* anchor/) as string,
    });
    expect(verdict(await trail.verify({ anchors: [anchor, await trail.anchor()] }))).toEqual(GREEN);
  });

  test('a second statement that says a part again', async () => {
    await addSeal(trail.evidence, trail.signer, { statement: pruneLine(bits(0, 1)) });
    await addSeal(trail.evidence, trail.signer, { statement: pruneLine(bits(1, 2)) });
    for (const n of [0, 1, 2]) trail.sql('DELETE FROM audit_log WHERE id = ?', idOf(n));
    expect(verdict(await trail.verify())).toEqual(GREEN);
  });
});

describe('what is not found, and with what it would be', () => {
  test('without an anchor: a tail that was cut off', async () => {
    trail.sql('DELETE FROM audit_log WHERE id >= ? AND id < ?', idOf(18), idOf(24));
    trail.sql('DELETE FROM audit_seals WHERE no = 4');
    expect(verdict(await trail.verify())).toEqual(GREEN);
    expect((await trail.verify({ anchors: [anchor] })).found).toBe(1);
  });

  test('with an older anchor: what came after it and was cut off', async () => {
    await addSeal(trail.evidence, trail.signer);
    trail.sql('DELETE FROM audit_log WHERE id >= ?', idOf(24));
    trail.sql('DELETE FROM audit_seals WHERE no = 5');
    const result = await trail.verify({ anchors: [anchor] });
    expect(verdict(result)).toEqual(GREEN);
    expect(result.anchoredUpTo).toBe(4);
  });

  test('without an anchor: everything written anew with the stolen key', async () => {
    trail.sql('DELETE FROM audit_personal');
    for (let n = 0; n < 26; n += 1) {
      const { body } = rowOf(n);
      const plain = body.replace(/"commitments":\{[^}]*\},/, '').replace('u_8', 'u_9');
      trail.sql(`UPDATE audit_log SET body = ? WHERE id = ?`, plain, idOf(n));
    }
    trail.sql(`UPDATE audit_log SET subject_ids = '["u_9"]' WHERE id = ?`, idOf(8));
    for (const { id, body } of await trail.store.read({ limit: 100 })) {
      const leaf = Buffer.from(leafHash(body), 'hex');
      trail.sql('UPDATE audit_log SET leaf_hash = ? WHERE id = ?', leaf, id);
      trail.sql('UPDATE audit_unsealed SET leaf_hash = ? WHERE id = ?', leaf, id);
    }
    await resealAll(trail, trail.signer);
    expect(verdict(await trail.verify())).toEqual(GREEN);
    expect((await trail.verify({ anchors: [anchor] })).found).toBe(1);
    expect((await trail.verify({ witness: trail.witness })).found).toBeGreaterThan(0);
  });

  test('without the witness: a record deleted before it was sealed', async () => {
    trail.sql('DELETE FROM audit_log WHERE id = ?', idOf(25));
    trail.sql('DELETE FROM audit_unsealed WHERE id = ?', idOf(25));
    expect(verdict(await trail.verify({ anchors: [anchor] }))).toEqual(GREEN);
    expect((await trail.verify({ witness: trail.witness })).found).toBe(1);
  });

  test('without a whole log: a record inserted through the queue and sealed', async () => {
    await trail.store.append([rowOf(2, 'u_forged', idOf(2).replace('8000', '9000'))]);
    await addSeal(trail.evidence, trail.signer);
    expect(verdict(await trail.verify({ anchors: [anchor], witness: trail.witness }))).toEqual(GREEN);
    const strict = await trail.verify({ witness: trail.witness, requireWitness: true });
    expect(named(strict)).toEqual([{ problem: 'unwitnessed', seal: 5, id: idOf(2).replace('8000', '9000') }]);
  });
});

test('a trail with the same key in the place of this one is found with an anchor or its ID', async () => {
  const other = await tamperTrail(trail.signer);
  expect(verdict(await other.verify())).toEqual(GREEN);
  const expected = await trail.evidence.trail();
  expect(named(await other.verify({ trail: expected }))).toEqual([{ problem: 'trail_unexpected', seal: 1 }]);
  expect((await other.verify({ anchors: [anchor] })).findings[0]?.problem).toBe('trail_unexpected');
});

test('a seal that was made right and stands in another trail is named', async () => {
  const other = await tamperTrail(trail.signer);
  const seal = (await other.seals())[1];
  if (seal) putSeal(trail, 2, seal);
  expect(named(await trail.verify()).slice(0, 2)).toEqual([
    { problem: 'trail_differs', seal: 2 },
    { problem: 'previous_differs', seal: 2 },
  ]);
});

test('a seal whose header was signed with other records than it has is named', async () => {
  const [first, second] = await trail.seals();
  if (!first || !second) throw new Error('no seals');
  const forged = await makeSeal(
    {
      trail: await trail.evidence.trail(),
      no: 2,
      sealedAt: parseSealHeader(second.header).sealedAt,
      previous: sealHash(first.header),
      leaves: [],
    },
    trail.signer,
  );
  putSeal(trail, 2, { ...second, header: forged.header, signature: forged.signature });
  expect(named(await trail.verify())).toEqual([
    { problem: 'records_differ', seal: 2 },
    { problem: 'ids_differ', seal: 2 },
    { problem: 'root_differs', seal: 2 },
    { problem: 'previous_differs', seal: 3 },
  ]);
  expect(parseSealHeader(forged.header).sealedAt).toBeGreaterThan(START);
});
