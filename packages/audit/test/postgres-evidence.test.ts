import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { postgresEvidence, postgresStore } from '../src/postgres.ts';
import { sealHash } from '../src/seal.ts';
import { BASE, empty, idAt, rowsAt, sealOf } from './postgres-support.ts';

let pg: PGlite;
beforeAll(async () => {
  pg = await PGlite.create();
});
afterAll(() => pg.close());
beforeEach(() => empty(pg));

describe.each(['public', 'Trail'])('evidence in the schema %s', (schema) => {
  const store = () => postgresStore(pg, { schema });
  const evidence = () => postgresEvidence(pg, { schema });
  beforeEach(() => store().migrate());

  test('what is stored waits for its seal once, oldest first, and a repeated record does not wait again', async () => {
    const [first, second] = [rowsAt(0, 5), rowsAt(3, 8)];
    await store().append(second);
    await store().append([...first, ...second]);
    const all = rowsAt(0, 8);
    expect(await evidence().waiting(100)).toEqual(all.map(({ id, leaf }) => ({ id, leaf })));
    expect((await evidence().waiting(2)).map(({ id }) => id)).toEqual(all.slice(0, 2).map(({ id }) => id));
    expect(await evidence().acquire('a', 60_000)).toBe(true);
    await evidence().addSeal(sealOf(1, await evidence().waiting(4), 'said\n'), 'a');
    await store().append(all);
    expect((await evidence().waiting(100)).map(({ id }) => id)).toEqual(all.slice(4).map(({ id }) => id));
    expect(await evidence().totals()).toEqual({ records: 8, waiting: 4 });
    expect(await evidence().seals({ from: 1, limit: 10 })).toEqual([sealOf(1, all.slice(0, 4), 'said\n')]);
    expect(await evidence().seals({ from: 2, limit: 10 })).toEqual([]);
    expect(await evidence().strays({ limit: 10 })).toEqual([]);
    const wanted = [all[1], all[6]].map((row) => row?.id ?? '');
    expect(await evidence().rowsOf([...wanted, idAt(BASE, 99)])).toEqual(expect.arrayContaining([all[1], all[6]]));
    expect(await evidence().rowsOf([])).toEqual([]);
  });

  test('a seal is added whole or not at all', async () => {
    await store().append(rowsAt(0, 6));
    const leaves = await evidence().waiting(10);
    const add = (no: number, from: number, to: number, holder = 'a'): Promise<void> =>
      evidence().addSeal(sealOf(no, leaves.slice(from, to)), holder);
    await expect(add(1, 0, 2)).rejects.toMatchObject({ code: 'PLB_AUDIT_SEAL' });
    await evidence().acquire('a', 60_000);
    await expect(add(2, 0, 2)).rejects.toMatchObject({ code: 'PLB_AUDIT_SEAL' });
    await expect(add(1, 0, 2, 'b')).rejects.toMatchObject({ code: 'PLB_AUDIT_SEAL' });
    await add(1, 0, 2);
    await expect(add(1, 2, 4)).rejects.toMatchObject({ code: 'PLB_AUDIT_SEAL' });
    await expect(add(2, 1, 4)).rejects.toMatchObject({ code: 'PLB_AUDIT_SEAL' });
    const twice = [...leaves.slice(2, 4), ...leaves.slice(2, 3)];
    await expect(evidence().addSeal(sealOf(2, twice), 'a')).rejects.toMatchObject({ code: 'PLB_AUDIT_SEAL' });
    expect((await evidence().waiting(10)).map(({ id }) => id)).toEqual(leaves.slice(2).map(({ id }) => id));
    await add(2, 2, 4);
    await add(3, 0, 0);
    expect((await evidence().seals({ from: 1, limit: 10 })).map(({ ids }) => ids.length)).toEqual([2, 2, 0]);
    await evidence().release('a');
    await expect(add(4, 4, 6)).rejects.toThrow('lease');
  });

  test('one holder at a time has the lease, by the clock of the database', async () => {
    const [one, other] = [evidence(), evidence()];
    const won = await Promise.all(['a', 'b', 'c', 'd'].map((holder) => evidence().acquire(holder, 60_000)));
    expect(won.filter(Boolean)).toHaveLength(1);
    const holder = ['a', 'b', 'c', 'd'][won.indexOf(true)] ?? '';
    expect(await one.acquire(holder, 60_000)).toBe(true);
    expect(await other.acquire('x', 60_000)).toBe(false);
    await other.release('x');
    expect(await other.acquire('x', 60_000)).toBe(false);
    // A lease of no time has run out: another holder takes it, and the first one seals nothing any more.
    await store().append(rowsAt(0, 2));
    expect(await one.acquire(holder, 0)).toBe(true);
    expect(await other.acquire('x', 60_000)).toBe(true);
    expect(await one.acquire(holder, 60_000)).toBe(false);
    const leaves = await one.waiting(10);
    await expect(one.addSeal(sealOf(1, leaves), holder)).rejects.toThrow('lease');
    await other.addSeal(sealOf(1, leaves), 'x');
    await other.release('x');
    expect(await one.acquire(holder, 60_000)).toBe(true);
  });

  test('a seal over another leaf than the one that waits is refused', async () => {
    await store().append(rowsAt(0, 2));
    await evidence().acquire('a', 60_000);
    const forged = (await evidence().waiting(10)).map((leaf, n) =>
      n === 0 ? { ...leaf, leaf: '0'.repeat(64) } : leaf,
    );
    await expect(evidence().addSeal(sealOf(1, forged), 'a')).rejects.toThrow('1 of 2 records');
    expect((await evidence().totals()).waiting).toBe(2);
  });

  test('records that nothing vouches for are found among sealed and waiting ones, page by page', async () => {
    const rows = rowsAt(0, 60);
    await store().append(rows);
    await evidence().acquire('a', 60_000);
    await evidence().addSeal(
      sealOf(
        1,
        (await evidence().waiting(60)).filter((_, n) => n % 3 === 0),
      ),
      'a',
    );
    await evidence().addSeal(sealOf(2, await evidence().waiting(15)), 'a');
    expect(await evidence().strays({ limit: 100 })).toEqual([]);
    const at = schema === 'public' ? 'public' : '"Trail"';
    const copy = async (id: string): Promise<void> =>
      void (await pg.query(
        `INSERT INTO ${at}.audit_log (id, recorded_at, action, outcome, class, actor_id, subject_ids, body, leaf_hash)
         SELECT $1::uuid, recorded_at, action, outcome, class, actor_id, subject_ids, body, leaf_hash FROM ${at}.audit_log LIMIT 1`,
        [id],
      ));
    const forged = [
      '00000000-0000-0000-0000-000000000000',
      idAt(0, 1),
      idAt(BASE + 5_000, 999),
      idAt(BASE + 55_000, 999),
      idAt(BASE + 60_000, 60),
      'ffffffff-ffff-ffff-ffff-ffffffffffff',
    ];
    for (const id of forged) await copy(id);
    const queue = `${at}.audit_unsealed WHERE id = ANY (string_to_array($1, ',')::uuid[])`;
    expect((await pg.query(`DELETE FROM ${queue} RETURNING id`, [forged.join(',')])).rows).toHaveLength(forged.length);
    // What is no seal covers nothing, and an ID that is null hides nothing.
    await pg.exec(`ALTER TABLE ${at}.audit_seals DROP CONSTRAINT audit_seals_seal_no_check;
      ALTER TABLE ${at}.audit_seals DISABLE TRIGGER ALL;
      INSERT INTO ${at}.audit_seals (seal_no, header, ids, leaves, signature, span)
        SELECT 0, '', array_agg(id), decode(repeat('00', 32 * count(*)::int), 'hex'), decode(repeat('00', 64), 'hex'), '(,)'
        FROM ${at}.audit_log;
      UPDATE ${at}.audit_seals SET ids = ids || NULL::uuid, leaves = leaves || decode(repeat('00', 32), 'hex')`);
    expect((await evidence().strays({ limit: 100 })).map(({ id }) => id)).toEqual(forged);
    const paged: string[] = [];
    for (let after: string | undefined; ;) {
      const page = await evidence().strays({ limit: 2, ...(after !== undefined && { after }) });
      if (page.length === 0) break;
      paged.push(...page.map(({ id }) => id));
      after = page.at(-1)?.id;
    }
    expect(paged).toEqual(forged);
  });

  test('personal values stand beside their record, once, and are erased for good', async () => {
    const personal = [
      { field: 'email', salt: 'ab'.repeat(16), value: '"é \\u0000 {1}"' },
      { field: 'after.name', salt: 'cd'.repeat(16), value: '"Ada"' },
    ];
    const [first, second, third] = rowsAt(0, 3).map((row, n) => (n < 2 ? { ...row, personal } : row));
    if (!first || !second || !third) throw new Error('three rows');
    await store().append([first, third, first]);
    await store().append([first, second, third]);
    const ids = [first, second, third].map(({ id }) => id);
    const sorted = personal.toSorted((a, b) => (a.field < b.field ? -1 : 1));
    expect(await evidence().personalOf(ids)).toEqual(
      ids.slice(0, 2).flatMap((id) => sorted.map((value) => ({ id, ...value }))),
    );
    expect((await evidence().waiting(10)).map(({ id }) => id)).toEqual(ids);
    expect(await evidence().eraseValues([first.id, third.id])).toBe(2);
    expect(await evidence().eraseValues([first.id])).toBe(0);
    await store().append([first]);
    expect(await evidence().personalOf([first.id])).toEqual(
      sorted.map(({ field }) => ({ id: first.id, field, salt: null, value: null })),
    );
    expect(await evidence().personalOf([second.id])).toHaveLength(2);
    expect(await evidence().deleteRows(ids)).toBe(3);
    expect(await evidence().personalOf(ids)).toEqual([]);
  });

  test('anchors come back as they were', async () => {
    await store().append(rowsAt(0, 8));
    await evidence().acquire('a', 60_000);
    const seals = [sealOf(1, await evidence().waiting(5)), sealOf(2, [], 'said\n')];
    for (const seal of seals) await evidence().addSeal(seal, 'a');
    const [trail, [hash = '', next = '']] = [await evidence().trail(), seals.map(({ header }) => sealHash(header))];
    expect(trail).toBe(await evidence().trail());
    const one = { kind: 'file', trail, seal: 1, hash, records: 5, at: '2026-11-21T10:00:00.123Z', where: '/a' };
    const two = { ...one, kind: 'rfc3161', seal: 2, hash: next, receipt: 'AAAA' };
    await evidence().addAnchor(one);
    await evidence().addAnchor(two);
    expect(await evidence().anchors()).toEqual([one, two]);
  });

  test('what may be pruned is old, of its class, and under no hold', async () => {
    const rows = rowsAt(0, 20);
    await store().append(rows);
    const prunable = async (more: object = {}): Promise<string[]> =>
      (await evidence().prunable({ before: BASE + 12_000, classes: ['security'], limit: 100, ...more })).map(
        ({ id }) => id,
      );
    const even = rows.filter((_, n) => n % 2 === 0 && n < 12).map(({ id }) => id);
    expect(await prunable()).toEqual(even);
    expect(await prunable({ limit: 2, after: even[1] })).toEqual(even.slice(2, 4));
    expect(await prunable({ classes: ['security', 'access'] })).toHaveLength(12);
    expect(await prunable({ classes: [] })).toEqual([]);
    const hold = { name: 'case-7', filters: { actor: 'u_0', action: 'role.changed' }, since: BASE + 1 };
    const bySubject = { name: 'case-8', filters: { subject: 's_2', org: 'o_1' }, since: BASE };
    await evidence().placeHold(hold);
    await evidence().placeHold(bySubject);
    await expect(evidence().placeHold(hold)).rejects.toMatchObject({ code: 'PLB_AUDIT_HOLD' });
    expect(await evidence().holds()).toEqual([hold, bySubject]);
    const free = even.filter((id) => {
      const row = rows.find((one) => one.id === id);
      return row?.actorId !== 'u_0' && !(row?.subjectIds.includes('s_2') && row.org === 'o_1');
    });
    expect(free.length).toBeLessThan(even.length - 1);
    expect(await prunable()).toEqual(free);
    expect(await evidence().deleteRows([...even, idAt(0, 1)])).toBe(free.length);
    expect(await evidence().releaseHold('case-7')).toBe(true);
    expect(await evidence().releaseHold('case-7')).toBe(false);
    expect(await evidence().releaseHold('case-8')).toBe(true);
    expect(await evidence().deleteRows(even)).toBe(even.length - free.length);
    expect(await evidence().deleteRows([])).toBe(0);
    expect((await evidence().totals()).records).toBe(rows.length - even.length);
  });
});
