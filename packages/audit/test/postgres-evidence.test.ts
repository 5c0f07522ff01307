import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { postgresEvidence, postgresStore } from '../src/postgres.ts';
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
});
