import { existsSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fileAnchor, publishAnchors, readAnchorFile } from '../src/anchors.ts';
import { postgresEvidence, postgresReaderGrants, postgresSealerGrants, postgresStore } from '../src/postgres.ts';
import { createSealer, sealHash, type SealStore } from '../src/seal.ts';
import { sqliteEvidence, sqliteStore } from '../src/sqlite.ts';
import { as, empty, rowsAt } from './postgres-support.ts';
import { makeRows, newSigner } from './seal-support.ts';
import { useFolder } from './support.ts';

const folder = useFolder();
const signer = newSigner();
let pg: PGlite;
beforeAll(async () => {
  pg = await PGlite.create();
  await pg.exec('CREATE ROLE reader; CREATE ROLE sealer');
  await empty(pg);
  await postgresStore(pg).migrate();
  await postgresStore(pg).append(rowsAt(0, 3));
  await createSealer({ store: postgresEvidence(pg), signer }).sealNow();
  for (const sql of [...postgresReaderGrants('reader'), ...postgresSealerGrants('sealer')]) await pg.exec(sql);
});
afterAll(() => pg.close());

const anchors = (): string => path.join(folder(), 'anchors.jsonl');
const publish = (store: SealStore) => publishAnchors({ store, targets: [fileAnchor({ path: anchors() })] });

test('a role that may not store anchors publishes none: nothing is left half done', async () => {
  await as(pg, 'reader', async () => {
    expect(await publish(postgresEvidence(pg))).toMatchObject({
      published: [],
      failed: [{ kind: 'file', error: { code: 'PLB_AUDIT_STORE', fix: expect.stringContaining('Sealer') as string } }],
    });
  });
  expect(existsSync(anchors())).toBe(false);
  await as(pg, 'sealer', async () => {
    expect(await publish(postgresEvidence(pg))).toMatchObject({ published: [{ kind: 'file', seal: 1 }], failed: [] });
  });
  expect(await readAnchorFile(anchors())).toHaveLength(1);
});

test.each([
  ['of a seal that there is not', { seal: 1_000_000 }],
  ['with another hash', { hash: 'ab'.repeat(32) }],
  ['with another count', { records: 4 }],
  ['of another trail', { trail: '019a0000-0000-7000-8000-000000000001' }],
])("an anchor %s is taken from no role, the owner's neither, and anchoring goes on", async (_what, change) => {
  const evidence = postgresEvidence(pg);
  const [seal] = await evidence.seals({ from: 1, limit: 1 });
  const right = {
    kind: 'file',
    trail: await evidence.trail(),
    seal: 1,
    hash: sealHash(seal?.header ?? ''),
    records: 3,
  };
  const anchor = { ...right, ...change, at: '2026-01-01T00:00:00.000Z', where: 'nowhere' };
  const before = await evidence.anchors();
  for (const role of ['sealer', undefined]) {
    const adding = (): Promise<void> =>
      expect(evidence.addAnchor(anchor)).rejects.toMatchObject({ code: 'PLB_AUDIT_ANCHOR' });
    await (role === undefined ? adding() : as(pg, role, adding));
  }
  expect(await evidence.anchors()).toEqual(before);
  expect(await publish(evidence)).toMatchObject({ published: [{ seal: 1 }], failed: [] });
});

test('an SQLite file that may only be read is asked before, too', async () => {
  const file = path.join(folder(), 'audit.sqlite');
  const store = sqliteStore({ path: file });
  await store.migrate();
  await store.append(makeRows(3));
  const evidence = sqliteEvidence({ path: file });
  await createSealer({ store: evidence, signer: newSigner() }).sealNow();
  await evidence.close();
  await store.close?.();
  const database = new DatabaseSync(file, { readOnly: true });
  const { failed, published } = await publish(sqliteEvidence({ database }));
  expect([published.length, failed[0]?.error.message]).toEqual([0, expect.stringContaining('readonly')]);
  expect(existsSync(anchors())).toBe(false);
  database.close();
});

test('anchors follow one another, also those that come late', async () => {
  const evidence = postgresEvidence(pg);
  const trail = await evidence.trail();
  const sealer = createSealer({ store: evidence, signer });
  const at = '2026-01-01T00:00:00.000Z';
  const add = async (seal: number, records: number): Promise<void> => {
    const [found] = await evidence.seals({ from: seal, limit: 1 });
    await evidence.addAnchor({
      kind: 'file',
      trail,
      seal,
      hash: sealHash(found?.header ?? ''),
      records,
      at,
      where: 'f',
    });
  };
  for (const first of [3, 5]) {
    await postgresStore(pg).append(rowsAt(first, first + 2));
    await sealer.sealNow();
  }
  await add(3, 7);
  await add(2, 5);
  await add(3, 7);
  await expect(add(2, 7)).rejects.toMatchObject({ code: 'PLB_AUDIT_ANCHOR' });
});

test('where the receipt was lost behind the place, publishing again is harmless', async () => {
  let broken = true;
  const evidence = postgresEvidence(pg);
  const store: SealStore = {
    ...evidence,
    addAnchor: async (anchor) => (broken ? Promise.reject(new Error('connection lost')) : evidence.addAnchor(anchor)),
  };
  expect(await publish(store)).toMatchObject({ published: [], failed: [{ kind: 'file' }] });
  broken = false;
  expect(await publish(store)).toMatchObject({ published: [{ kind: 'file' }], failed: [] });
  const [first, second] = await readAnchorFile(anchors());
  expect([first?.hash, first?.seal]).toEqual([second?.hash, second?.seal]);
});
