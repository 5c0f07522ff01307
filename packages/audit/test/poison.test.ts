import path from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import {
  createIdentify,
  createPseudonymizer,
  createRequestContext,
  runInContext,
  runJob,
} from '@plumbline/core/context';
import { openJournal } from '@plumbline/core/journal';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { spoolName } from '../src/spool.ts';
import { toSpoolLine } from '../src/spool-line.ts';
import { type AuditStore, createAudit, leafHash, verifyRecords } from '../src/index.ts';
import { postgresStore } from '../src/postgres.ts';
import { sqliteStore } from '../src/sqlite.ts';
import { empty } from './postgres-support.ts';
import { actions, allRows, keepLog, service, useFolder } from './support.ts';

const folder = useFolder();
let pg: PGlite;
beforeAll(async () => {
  pg = await PGlite.create();
});
afterAll(() => pg.close());

const identify = createIdentify({ pseudonymizer: createPseudonymizer('k'.repeat(32)) });
const request = (requestId = 'request-1') =>
  createRequestContext({ kind: 'request', requestId, traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) });
const as = (id: string, record: () => unknown): unknown =>
  runInContext(request(), () => {
    identify({ id });
    return record();
  });
// Incompressible, so that an index entry of it would be too large for PostgreSQL's B-tree.
const longName = Array.from({ length: 70 }, (_, n) => leafHash(String(n)).slice(0, 50)).join('');

/** Ways in which a text that no store takes gets into the columns of a record. */
const poisons: readonly (readonly [string, (record: () => unknown) => unknown])[] = [
  ['NUL in the ID of an actor', (record) => as('auth0|a\0b', record)],
  ['half a surrogate pair in the ID of an actor', (record) => as('a\ud800b', record)],
  ['NUL in the name of a job', (record) => runJob('import\0x', record)],
  ['a job name longer than an index entry', (record) => runJob(longName, record)],
  ['NUL in a request ID', (record) => runInContext(request('r\0\ud800'), record)],
];

describe.each([
  [
    'postgres',
    async (): Promise<AuditStore> => {
      await empty(pg);
      const store = postgresStore(pg, { allowOwner: true });
      await store.migrate();
      return store;
    },
  ],
  ['sqlite', async (): Promise<AuditStore> => sqliteStore({ path: path.join(folder(), 'audit.db') })],
] as const)('%s', (_kind, openStore) => {
  test.each(poisons)('%s costs no other record, and the record itself stays whole', async (_name, poison) => {
    const store = await openStore();
    const log = keepLog();
    await using audit = createAudit({ actions, store, service, log, spoolDirectory: path.join(folder(), 'spool') });
    await audit.start();
    const record = (): unknown =>
      audit.record('plan.changed', {
        subject: { type: 'org', id: 'o_1' },
        before: { plan: 'free' },
        after: { plan: 'team' },
      });
    poison(record);
    record();
    await expect(audit.flush()).resolves.toMatchObject({ delivered: 2, lost: {}, pending: 0 });
    const rows = await allRows(store);
    await expect(verifyRecords(rows, { witness: log.witness() })).resolves.toMatchObject({ intact: 2, findings: [] });
  });

  test('a forged line of the spool is counted, and blocks nothing', async () => {
    const store = await openStore();
    const spoolDirectory = path.join(folder(), 'spool');
    const body = (fields: Record<string, unknown>): string =>
      JSON.stringify({
        action: 'plan.changed',
        actor: { id: '', type: 'anonymous' },
        class: 'access',
        id: '019a0000-0000-7000-8000-000000000001',
        outcome: 'success',
        recorded_at: '2026-11-21T10:00:00.000Z',
        subjects: [],
        ...fields,
      });
    const forged = [
      body({ id: 'x' }),
      body({ recorded_at: 'never' }),
      body({ recorded_at: '-271821-04-20T00:00:00.000Z' }),
      body({ action: null }),
      body({ actor: { id: { a: 1 } } }),
      body({ subjects: [{ id: 7 }] }),
      body({ request_id: [] }),
    ];
    const journal = await openJournal({ directory: spoolDirectory, name: spoolName(service.name) });
    for (const text of forged) journal.append(toSpoolLine(text, leafHash(text)));
    await journal.close();
    await using audit = createAudit({ actions, store, service, log: keepLog(), spoolDirectory });
    await audit.start();
    audit.record('plan.changed', {
      subject: { type: 'org', id: 'o_1' },
      before: { plan: 'free' },
      after: { plan: 'team' },
    });
    await expect(audit.flush()).resolves.toMatchObject({
      delivered: 1,
      lost: { malformed: forged.length },
      pending: 0,
    });
  });
});
