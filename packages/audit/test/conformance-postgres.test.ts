import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { auditStoreChecks, type EvidenceStoreSubject, evidenceStoreChecks } from '../src/conformance.ts';
import { postgresEvidence, postgresStore } from '../src/postgres.ts';
import { empty } from './postgres-support.ts';

let pg: PGlite;
beforeAll(async () => {
  pg = await PGlite.create();
});
afterAll(() => pg.close());
beforeEach(() => empty(pg));

const subject: EvidenceStoreSubject = {
  open: () => Promise.resolve(postgresStore(pg, { allowOwner: true })),
  openEvidence: () => Promise.resolve(postgresEvidence(pg)),
  transaction: (work) => pg.transaction((tx) => work(tx)),
  async unqueue(ids) {
    await pg.query('DELETE FROM public.audit_unsealed WHERE id = ANY ($1::uuid[])', [`{${ids.join(',')}}`]);
  },
};

describe('PostgreSQL (PGlite)', () => {
  test.each([...auditStoreChecks, ...evidenceStoreChecks])('$name', async (check) => {
    await expect(check.run(subject)).resolves.toBeUndefined();
  });
});
