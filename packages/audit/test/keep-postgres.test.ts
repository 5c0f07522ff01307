import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyTrail } from '../src/evidence.ts';
import { createKeeper, type Keeper } from '../src/keep.ts';
import { postgresEvidence, postgresGrants, postgresSealerGrants, postgresStore } from '../src/postgres.ts';
import { createSealer, createSigner, generateSealKey, type KeeperStore } from '../src/seal.ts';
import { clock, DAY, idOf, rowOf, service, START } from './keep-support.ts';

const SECOND = 1_000;
const COUNT = 2_500;
const signer = createSigner(generateSealKey().privateKey);
let pg: PGlite;
let store: KeeperStore;
let keeper: Keeper;

beforeAll(async () => {
  pg = await PGlite.create();
  const records = postgresStore(pg);
  await records.migrate();
  store = postgresEvidence(pg);
  const sealer = createSealer({ store, signer, clock, maxRecords: 700 });
  for (let first = 0; first < COUNT; first += 500) {
    const rows = Array.from({ length: 500 }, (_, n) =>
      rowOf(first + n, n % 50 === 0 ? { subject: 'p_7' } : {}, SECOND),
    );
    await records.append(rows);
  }
  await records.append([rowOf(99)]);
  keeper = createKeeper({ store, auditStore: records, sealer, service, clock, maxRecords: 1_000 });
});
afterAll(async () => pg.close());

const verify = (): ReturnType<typeof verifyTrail> =>
  verifyTrail(store, { publicKeys: [signer.publicKey], clock, maxWaitingAgeMs: Number.POSITIVE_INFINITY });

test('the keeper does the same on PostgreSQL, statement by statement', async () => {
  await keeper.hold('case-17', { subject: 'p_7' });
  await expect(keeper.erase({ subject: 'p_7', basis: 'request' })).rejects.toMatchObject({ code: 'PLB_AUDIT_HOLD' });
  const asked = { before: START + DAY, classes: ['access'] as const };
  expect(await keeper.prune({ ...asked, dryRun: true })).toMatchObject({ prunable: 0, unsealed: COUNT - 50 });
  const report = await keeper.prune(asked);
  expect(report).toMatchObject({ deleted: COUNT - 50, unsealed: 0, suspicious: 0 });
  expect(report.statements).toHaveLength(3);
  expect(await verify()).toMatchObject({ findings: [], pruned: COUNT - 50 });
  expect(await keeper.release('case-17')).toBe(true);
  const erased = await keeper.erase({ subject: 'p_7', basis: 'request' });
  expect(erased.records).toBe(50);
  expect(erased.values).toBeGreaterThan(10);
  expect(await verify()).toMatchObject({ findings: [] });
  expect(await keeper.prune(asked)).toMatchObject({ deleted: 50 });
  expect(await verify()).toMatchObject({ findings: [], pruned: COUNT });
  expect(await store.rowsOf([idOf(1, SECOND), idOf(99)])).toMatchObject([{ id: idOf(99) }]);
});

test('a role that may not do it signs nothing and records nothing', async () => {
  await pg.exec('DROP ROLE IF EXISTS keeper_less; CREATE ROLE keeper_less');
  for (const sql of [...postgresGrants('keeper_less'), ...postgresSealerGrants('keeper_less')]) await pg.exec(sql);
  const before = await store.totals();
  const seals = (await store.seals({ from: 1, limit: 100 })).length;
  await pg.exec('SET ROLE keeper_less');
  try {
    const next = createSigner(generateSealKey().privateKey);
    const tries = [
      () => keeper.rotate(next),
      () => keeper.erase({ subject: 'p_7', basis: 'request' }),
      () => keeper.prune({ before: START + DAY, classes: ['access'] }),
      () => keeper.hold('case-18', { subject: 'p_7' }),
    ];
    for (const attempt of tries) {
      await expect(attempt()).rejects.toMatchObject({
        code: 'PLB_AUDIT_STORE',
        fix: expect.stringContaining('owner of the audit tables'),
      });
    }
  } finally {
    await pg.exec('RESET ROLE');
  }
  expect(await store.totals()).toEqual(before);
  expect(await store.seals({ from: 1, limit: 100 })).toHaveLength(seals);
});

test('rotates the key on PostgreSQL', async () => {
  const next = createSigner(generateSealKey().privateKey);
  await keeper.rotate(next);
  expect(await verify()).toMatchObject({ findings: [] });
});
