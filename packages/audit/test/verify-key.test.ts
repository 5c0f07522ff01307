import { beforeEach, describe, expect, test } from 'vitest';
import { judgeVerification, type TrailVerification, type VerifyTrailOptions } from '../src/evidence.ts';
import {
  addSeal,
  forge,
  idOf,
  named,
  newSigner,
  putSeal,
  resealAll,
  type TamperTrail,
  tamperTrail,
  verifyCopy,
} from './tamper-support.ts';
import { useFolder } from './support.ts';

const folder = useFolder();
let trail: TamperTrail;
const wrong = newSigner();
const ALL_OF_SEAL_1 = 'plumbline-audit-prune v1\nbefore 2026-01-01T00:00:00.000Z\nclasses administration\nseal 1 all\n';

beforeEach(async () => {
  trail = await tamperTrail();
});

const withWrongKey = (options: Partial<VerifyTrailOptions> = {}): Promise<TrailVerification> =>
  trail.verify({ publicKeys: [wrong.publicKey], ...options });

const exitOf = (result: TrailVerification): number => judgeVerification(result).exitCode;

describe('none of the given keys is named by a seal', () => {
  test('is one finding that names the keys and both of what it may be, in the database and in an export', async () => {
    for (const result of [
      await withWrongKey(),
      await verifyCopy(trail, `${folder()}/export`, { publicKeys: [wrong.publicKey] }),
    ]) {
      expect(named(result)).toEqual([{ problem: 'key_unknown', seal: 1 }]);
      expect(exitOf(result)).toBe(1);
      const { reason = '' } = judgeVerification(result);
      expect(reason).toContain(`given ${wrong.keyId}, named by the 4 seals ${trail.signer.keyId}.`);
      expect(reason).toMatch(/not the public key of the trail, or somebody sealed all of it anew .* give an anchor/);
    }
  });

  test('from the seals alone, a trail that was sealed anew says the same, so it is a finding', async () => {
    const taken = await withWrongKey();
    await resealAll(trail, wrong);
    const rewritten = await trail.verify();
    expect([exitOf(rewritten), named(rewritten)]).toEqual([exitOf(taken), named(taken)]);
  });

  test('an anchor that confirms the seals says that the key is the wrong one: not covered, and never intact', async () => {
    const result = await withWrongKey({ anchors: [await trail.anchor()] });
    expect(result.findings).toEqual([]);
    expect(result.couldNotCheck).toBeUndefined();
    expect(result.notCovered).toEqual([
      expect.stringContaining('The anchors confirm the seals up to 4, so this is not the public key'),
    ]);
    expect(result.notCovered[0]).toContain(trail.signer.keyId);
    for (const acceptPartial of [false, true])
      expect(judgeVerification(result, { acceptPartial })).toMatchObject({ exitCode: 2 });
  });

  test('an anchor of before the rewriting says that it is no slip', async () => {
    const anchor = await trail.anchor();
    await resealAll(trail, wrong);
    const result = await trail.verify({ anchors: [anchor] });
    expect(named(result)).toEqual([
      { problem: 'rewritten', seal: 4 },
      { problem: 'key_unknown', seal: 1 },
    ]);
    expect(exitOf(result)).toBe(1);
  });

  test('hides nothing else: a record that was edited is named beside it, also where an anchor confirms the seals', async () => {
    const anchors = [await trail.anchor()];
    forge(trail, 8, 'u_9');
    for (const options of [{}, { anchors }]) {
      const result = await withWrongKey(options);
      expect(named(result)).toContainEqual({ problem: 'edited', seal: 2, id: idOf(8) });
      expect(exitOf(result)).toBe(1);
    }
  });

  test('accuses nobody of what a statement of pruning may excuse, and excuses it neither', async () => {
    await addSeal(trail.evidence, trail.signer, { statement: ALL_OF_SEAL_1 });
    for (let n = 0; n < 6; n += 1) trail.sql('DELETE FROM audit_log WHERE id = ?', idOf(n));
    const anchors = [await trail.anchor()];
    const result = await withWrongKey({ anchors });
    expect(result).toMatchObject({ findings: [], pruned: 0 });
    expect(result.notCovered.join('\n')).toContain('6 records of the seals are gone');
    expect(exitOf(result)).toBe(2);
    expect(exitOf(await trail.verify({ anchors }))).toBe(0);
  });

  test('a record that is gone without any statement is named all the same', async () => {
    trail.sql('DELETE FROM audit_log WHERE id = ?', idOf(8));
    expect(named(await withWrongKey({ anchors: [await trail.anchor()] }))).toEqual([
      { problem: 'missing', seal: 2, id: idOf(8) },
    ]);
  });
});

describe('the given key is one that a rotation introduced', () => {
  const next = newSigner();

  beforeEach(async () => {
    await addSeal(trail.evidence, trail.signer, { statement: ALL_OF_SEAL_1 });
    await addSeal(trail.evidence, trail.signer, { next });
    await trail.add(26, 28);
    await addSeal(trail.evidence, next);
    for (let n = 0; n < 6; n += 1) trail.sql('DELETE FROM audit_log WHERE id = ?', idOf(n));
  });

  const withNewKey = (options: Partial<VerifyTrailOptions> = {}): Promise<TrailVerification> =>
    trail.verify({ publicKeys: [next.publicKey], ...options });

  test('it confirms the seals before, so one line asks for the key of before, and nothing is accused or excused', async () => {
    expect(exitOf(await trail.verify())).toBe(0);
    for (const options of [{}, { anchors: [await trail.anchor()] }]) {
      const result = await withNewKey(options);
      expect(result).toMatchObject({ findings: [], pruned: 0, lastSeal: 7 });
      expect(result.notCovered.toSorted()).toEqual([
        '6 records of the seals are gone; the statements that may excuse that are signed by a key that was not given.',
        expect.stringMatching(
          /^The seals up to 6 are signed by .*Give the public key of before as well \(--public-key\)/,
        ),
      ]);
      for (const acceptPartial of [false, true])
        expect(judgeVerification(result, { acceptPartial })).toMatchObject({ exitCode: 2 });
    }
    const copy = await verifyCopy(trail, `${folder()}/export`, { publicKeys: [next.publicKey] });
    expect([copy.findings, exitOf(copy)]).toEqual([[], 2]);
  });

  test('a record that no statement covers is named all the same', async () => {
    trail.sql('DELETE FROM audit_log WHERE id = ?', idOf(8));
    expect(named(await withNewKey())).toEqual([{ problem: 'missing', seal: 2, id: idOf(8) }]);
  });

  test('it confirms nothing where somebody has written the seals before anew', async () => {
    const forged = await tamperTrail(trail.signer);
    const [, second] = await forged.seals();
    if (second) putSeal(trail, 6, { ...second, header: second.header });
    const result = await withNewKey();
    expect(exitOf(result)).toBe(1);
    expect(result.notCovered.join('\n')).not.toContain('confirms them');
    expect(named(result)).toContainEqual({ problem: 'key_unknown', seal: 1 });
  });

  test('seals behind it by a key that nobody introduced are findings, and their statements excuse nothing', async () => {
    const thief = newSigner();
    const statement = ALL_OF_SEAL_1.replace('seal 1', 'seal 2').replace('2026-01-01', '2026-01-03');
    await addSeal(trail.evidence, thief, { statement, sealedAt: Date.UTC(2026, 0, 5) });
    trail.sql('DELETE FROM audit_log WHERE id = ?', idOf(8));
    expect(named(await trail.verify())).toEqual([
      { problem: 'key_unknown', seal: 8 },
      { problem: 'missing', seal: 2, id: idOf(8) },
    ]);
  });
});

describe('one seal names a given key', () => {
  test('each of the others is a finding, those before it too, and all are counted', async () => {
    const next = newSigner();
    await addSeal(trail.evidence, next);
    const publicKeys = [next.publicKey];
    expect(named(await trail.verify({ publicKeys }))).toEqual(
      [1, 2, 3, 4].map((seal) => ({ problem: 'key_unknown', seal })),
    );
    const few = await trail.verify({ publicKeys, maxFindings: 2 });
    expect([few.found, named(few)]).toEqual([4, [1, 2].map((seal) => ({ problem: 'key_unknown', seal }))]);
  });

  test('behind a rotation the key that was introduced has to be given as well', async () => {
    const next = newSigner();
    await addSeal(trail.evidence, trail.signer, { next });
    await trail.add(26, 28);
    await addSeal(trail.evidence, next);
    const result = await trail.verify({ from: 6 });
    expect(named(result)).toEqual([{ problem: 'key_unknown', seal: 6 }]);
    expect(judgeVerification(result).reason).toContain(
      'A key that an earlier seal introduced has to be given as well.',
    );
    expect((await trail.verify({ from: 6, publicKeys: [next.publicKey] })).findings).toEqual([]);
  });
});
