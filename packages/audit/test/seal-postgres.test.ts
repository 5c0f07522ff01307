import { PGlite } from '@electric-sql/pglite';
import { expect, test } from 'vitest';
import { postgresEvidence, postgresStore } from '../src/postgres.ts';
import { createSealer, proveRecord, verifyProof } from '../src/seal.ts';
import { judgeChain, makeRows, newSigner } from './seal-support.ts';

test('a trail in PostgreSQL is sealed, says something, changes its key, and proves a record', async () => {
  const client = await PGlite.create();
  const records = postgresStore(client);
  await records.migrate();
  const store = postgresEvidence(client);
  const [signer, next] = [newSigner(), newSigner()];
  const sealer = createSealer({ store, signer, maxRecords: 10 });
  const rows = makeRows(25);
  await records.append(rows);
  expect(await sealer.sealNow()).toEqual({ seals: 3, records: 25 });
  await sealer.seal({ statement: 'said\nin two lines\n' });
  await sealer.rotate(next);
  await records.append(makeRows(1));
  expect(await sealer.sealNow()).toEqual({ seals: 1, records: 1 });
  const keys = [signer.keyId, next.keyId];
  expect(await judgeChain(store, signer.publicKey)).toEqual({ faults: [], seals: 6, records: 26, keys });
  expect(await store.totals()).toEqual({ records: 26, waiting: 0 });
  expect(verifyProof(await proveRecord(store, rows[12]?.id ?? ''), [signer.publicKey])).toEqual([]);
  await expect(createSealer({ store, signer }).start()).rejects.toMatchObject({ code: 'PLB_AUDIT_KEY' });
  await client.close();
});
