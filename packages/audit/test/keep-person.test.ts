import { beforeEach, describe, expect, test } from 'vitest';
import { createOwnRecords, leafHash, toRow } from '../src/index.ts';
import type { LegalHold } from '../src/keep.ts';
import { createSigner, generateSealKey, parseSealHeader } from '../src/seal.ts';
import { clock, DAY, dyingStore, idOf, keptTrail, type KeptTrail, NOW, rowOf, service } from './keep-support.ts';

let trail: KeptTrail;
/** Day 0, 3, 6 … have a personal value; those of person `p_7` are days 6, 9 and 12, and 10 without one. */
beforeEach(async () => {
  trail = await keptTrail((n) => ({
    ...([6, 9, 10, 12].includes(n) && { subject: 'p_7' }),
    ...(n > 20 && { actor: 'u_9' }),
  }));
});

const values = async (...days: number[]): Promise<(string | null)[]> =>
  (await trail.store.personalOf(days.map((day) => idOf(day)))).flatMap(({ salt, value }) => [salt, value]);
const intact = async (): Promise<void> => expect((await trail.verify()).findings).toEqual([]);

describe('erasing', () => {
  test('takes the personal values of a person, records that without saying whose, and the trail stays intact', async () => {
    const report = await trail.keeper().erase({ subject: 'p_7', basis: 'request' });
    expect(report).toEqual({ records: 4, values: 3 });
    expect(await values(6, 9, 12)).toEqual([null, null, null, null, null, null]);
    expect(await values(0, 3)).not.toContain(null);
    const [record] = await trail.own('audit.personal_erased');
    expect(record).toMatchObject({ counts: { values: 3 }, metadata: { basis: 'request' }, subjects: [] });
    expect(JSON.stringify(record)).not.toContain('p_7');
    expect((await trail.ids()).slice(0, 30)).toHaveLength(30);
    await intact();
    await trail.sealer.sealNow();
    await intact();
  });

  test('goes by actor as well', async () => {
    expect(await trail.keeper().erase({ actor: 'u_9', basis: 'contract_end' })).toEqual({ records: 9, values: 3 });
    expect(await values(21, 24, 27)).toEqual([null, null, null, null, null, null]);
  });

  test('does and records nothing the second time, and reaches what came in since', async () => {
    const keeper = trail.keeper();
    await keeper.erase({ subject: 'p_7', basis: 'request' });
    expect(await keeper.erase({ subject: 'p_7', basis: 'request' })).toEqual({ records: 4, values: 0 });
    expect(await trail.own('audit.personal_erased')).toHaveLength(1);
    const late = async (): Promise<void> => trail.records.append([rowOf(33, { subject: 'p_7' })]);
    const flushing = trail.keeper({ flush: late });
    expect(await flushing.erase({ subject: 'p_7', basis: 'request' })).toEqual({ records: 5, values: 1 });
    await intact();
  });

  test.each(['append', 'eraseValues'])(
    'that is killed at %s is recorded and finished by the next call',
    async (name) => {
      for (const when of ['before', 'after'] as const) {
        trail = await keptTrail(() => ({ subject: 'p_7' }));
        const store = dyingStore({ ...trail.records, ...trail.store }, 1, when, [name]);
        await expect(
          trail.keeper({ store, auditStore: store }).erase({ subject: 'p_7', basis: 'legal' }),
        ).rejects.toThrow('killed');
        // Nothing is erased that is not on record.
        const recorded = (await trail.own('audit.personal_erased')).length;
        expect(recorded > 0 || !(await values(0)).includes(null)).toBe(true);
        await trail.keeper().erase({ subject: 'p_7', basis: 'legal' });
        expect(new Set(await values(0, 3, 27))).toEqual(new Set([null]));
        expect((await trail.own('audit.personal_erased')).length).toBeGreaterThan(0);
        await intact();
      }
    },
  );

  test('is refused under a hold, and leaves everything', async () => {
    const keeper = trail.keeper();
    // One record of that person is held, and not for the person's sake.
    await keeper.hold('case-17', { action: 'user.created', actor: 'u_9' });
    await trail.records.append([rowOf(34, { actor: 'u_9', subject: 'p_7' })]);
    await expect(keeper.erase({ subject: 'p_7', basis: 'request' })).rejects.toMatchObject({
      code: 'PLB_AUDIT_HOLD',
      message: expect.stringContaining('case-17'),
    });
    expect(await values(6, 9, 12)).not.toContain(null);
    expect(await trail.own('audit.personal_erased')).toEqual([]);
    await keeper.release('case-17');
    expect(await keeper.erase({ subject: 'p_7', basis: 'request' })).toMatchObject({ records: 5 });
  });

  describe('of a person whose ID no column takes', () => {
    const long = `https://idp.example.org/realms/customers/${'x'.repeat(200)}`;

    test('finds them by the whole ID, and nobody whose ID begins in the same way', async () => {
      const rows = [rowOf(36, { actor: long }), rowOf(39, { actor: `${long}y` }), rowOf(42, { actor: 'a\0b' })];
      await trail.records.append(rows);
      expect(await trail.keeper().erase({ actor: long, basis: 'request' })).toEqual({ records: 1, values: 1 });
      expect(await trail.keeper().erase({ actor: 'a\0b', basis: 'request' })).toEqual({ records: 1, values: 1 });
      expect((await values(36, 39, 42)).map((value) => value === null)).toEqual([true, true, false, false, true, true]);
      await intact();
    });

    test('is refused under a hold on that ID, which is on record', async () => {
      await trail.records.append([rowOf(36, { actor: long })]);
      await trail.keeper().hold('case-17', { actor: long });
      expect(await trail.own('audit.hold_placed')).toMatchObject([{ metadata: { actor: long.slice(0, 200) } }]);
      const erasing = trail.keeper().erase({ actor: long, basis: 'request' });
      await expect(erasing).rejects.toMatchObject({ code: 'PLB_AUDIT_HOLD' });
      expect(await trail.keeper().prune({ before: NOW - 2 * DAY, classes: ['access'] })).toMatchObject({ held: 1 });
    });
  });

  test('reaches what somebody did in the name of another', async () => {
    const { body, leaf: _leaf, personal } = rowOf(36, { actor: 'u_customer' });
    const acting = body.replace('"id":"u_customer"', '"id":"u_customer","impersonator":"u_operator"');
    const { personal: other, ...mentioned } = rowOf(39);
    const named = mentioned.body.replace('"class":', '"changed":["\\"impersonator\\":\\"u_operator\\""],"class":');
    await trail.records.append([toRow(acting, leafHash(acting), personal), toRow(named, leafHash(named), other)]);
    expect(await trail.keeper().erase({ actor: 'u_operator', basis: 'request' })).toEqual({ records: 1, values: 1 });
    expect(await values(36)).toEqual([null, null]);
    await intact();
  });

  test.each([[{}], [{ subject: '' }], [{ subject: 'u_1', actor: 'u_2' }]])('refuses %o', async (person) => {
    const asked = { ...person, basis: 'request' } as Parameters<ReturnType<KeptTrail['keeper']>['erase']>[0];
    await expect(trail.keeper().erase(asked)).rejects.toMatchObject({ code: 'PLB_OPTION_INVALID' });
  });
});

describe('holds', () => {
  test('are placed and released once, and both are recorded', async () => {
    const keeper = trail.keeper();
    const hold = { name: 'case-17', filters: { org: 'o_1' }, since: NOW };
    expect(await keeper.hold('case-17', { org: 'o_1' })).toEqual({ hold, placed: true });
    expect(await keeper.hold('case-17', { org: 'o_1' })).toEqual({ hold, placed: false });
    expect(await trail.own('audit.hold_placed')).toMatchObject([{ metadata: { hold: 'case-17', org: 'o_1' } }]);
    await expect(keeper.hold('case-17', { org: 'o_2' })).rejects.toMatchObject({ code: 'PLB_AUDIT_HOLD' });
    expect(await keeper.release('case-17')).toBe(true);
    expect(await keeper.release('case-17')).toBe(false);
    expect(await trail.own('audit.hold_released')).toHaveLength(1);
    expect(await trail.store.holds()).toEqual([]);
    await expect(keeper.release('case-18')).rejects.toMatchObject({ code: 'PLB_AUDIT_HOLD' });
  });

  test('that are killed on the way are on record after the next call', async () => {
    const dying = (name: string, when: 'after' | 'before'): ReturnType<KeptTrail['keeper']> => {
      const both = { ...trail.records, ...trail.store };
      const store = dyingStore(both, 1, when, [name]);
      return trail.keeper({ store, auditStore: store });
    };
    await expect(dying('placeHold', 'after').hold('case-17', { org: 'o_1' })).rejects.toThrow('killed');
    expect(await trail.keeper().hold('case-17', { org: 'o_1' })).toMatchObject({ placed: false });
    expect(await trail.own('audit.hold_placed')).toHaveLength(1);
    await expect(dying('releaseHold', 'before').release('case-17')).rejects.toThrow('killed');
    expect(await trail.keeper().release('case-17')).toBe(true);
    // The first call had it on record, and nobody can tell that record from one of somebody else.
    expect(await trail.own('audit.hold_released')).toHaveLength(2);
    await intact();
  });

  test('are recorded by the keeper, whatever somebody recorded beforehand', async () => {
    const other = { ...service, name: 'app' };
    const forge = createOwnRecords({ service: other, clock: { ...clock, now: () => NOW + 1 } });
    const byWhom = async (action: string): Promise<string[]> =>
      (await trail.own(action)).map(({ source }) => source.service).toSorted();
    await trail.records.append([
      forge('audit.hold_placed', { metadata: { hold: 'case-17', org: 'o_1' } }),
      forge('audit.hold_released', { metadata: { hold: 'case-17' } }),
    ]);
    await trail.keeper().hold('case-17', { org: 'o_1' });
    await trail.keeper().release('case-17');
    expect(await byWhom('audit.hold_placed')).toEqual(['app', service.name]);
    expect(await byWhom('audit.hold_released')).toEqual(['app', service.name]);
  });

  test.each([
    ['Case 17', { org: 'o_1' }],
    ['case-17', {}],
    ['case-17', { orgs: 'o_1' }],
    ['case-17', { org: '' }],
    ['case-17', { actor: 'ada@example.org' }],
  ])('refuse %s with %o', async (name, filters) => {
    await expect(trail.keeper().hold(name, filters as LegalHold['filters'])).rejects.toMatchObject({
      code: 'PLB_OPTION_INVALID',
    });
    expect(await trail.store.holds()).toEqual([]);
  });
});

describe('rotating the key', () => {
  test('is recorded once, by whichever call gets that far', async () => {
    const next = createSigner(generateSealKey().privateKey);
    const dead = dyingStore(trail.records, 1, 'before', ['append']);
    await expect(trail.keeper({ auditStore: dead }).rotate(next)).rejects.toThrow('killed');
    await trail.records.append([rowOf(35)]);
    await trail.sealer.sealNow();
    const seal = await trail.keeper().rotate(next);
    expect(seal.no).toBe(6);
    expect(parseSealHeader(seal.header).nextKey?.id).toBe(next.keyId);
    await trail.keeper().rotate(next);
    expect(await trail.own('audit.key_rotated')).toMatchObject([
      { metadata: { from_key: trail.signer.keyId, to_key: next.keyId, seal: 6 } },
    ]);
    await trail.sealer.sealNow();
    await intact();
  });

  test('is recorded by the keeper, whatever somebody recorded beforehand', async () => {
    const next = createSigner(generateSealKey().privateKey);
    const metadata = { from_key: trail.signer.keyId, seal: 6, to_key: next.keyId };
    await trail.records.append([createOwnRecords({ service, clock })('audit.key_rotated', { metadata })]);
    await trail.keeper().rotate(next);
    expect(await trail.own('audit.key_rotated')).toHaveLength(2);
  });

  test('back to a key that another one replaced is refused, before anything is sealed', async () => {
    const next = createSigner(generateSealKey().privateKey);
    await trail.keeper().rotate(next);
    await trail.sealer.sealNow();
    const back = trail.keeper().rotate(trail.signer);
    await expect(back).rejects.toMatchObject({
      code: 'PLB_AUDIT_KEY',
      message: expect.stringContaining('was in use by seal 1,') as string,
    });
    const third = createSigner(generateSealKey().privateKey);
    await trail.keeper().rotate(third);
    await expect(trail.keeper().rotate(next)).rejects.toMatchObject({ code: 'PLB_AUDIT_KEY' });
    await trail.sealer.sealNow();
    await intact();
  });

  test('to the key that is in use is refused where it always was', async () => {
    await expect(trail.keeper().rotate(trail.signer)).rejects.toMatchObject({ code: 'PLB_AUDIT_KEY' });
  });
});
