import { existsSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fileAnchor, publishAnchors, readAnchorFile } from '../src/anchors.ts';
import { postgresEvidence, postgresReaderGrants, postgresSealerGrants, postgresStore } from '../src/postgres.ts';
import { createSealer, type SealStore } from '../src/seal.ts';
import { sqliteEvidence, sqliteStore } from '../src/sqlite.ts';
import { as, empty, rowsAt } from './postgres-support.ts';
import { makeRows, newSigner } from './seal-support.ts';
import { useFolder } from './support.ts';

const folder = useFolder();
let pg: PGlite;
beforeAll(async () => {
  pg = await PGlite.create();
  await pg.exec('CREATE ROLE reader; CREATE ROLE sealer');
  await empty(pg);
  await postgresStore(pg).migrate();
  await postgresStore(pg).append(rowsAt(0, 3));
  await createSealer({ store: postgresEvidence(pg), signer: newSigner() }).sealNow();
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
