import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  postgresEvidence,
  postgresGrants,
  postgresReaderGrants,
  postgresSealerGrants,
  postgresStore,
} from '../src/postgres.ts';
import { sealHash } from '../src/seal.ts';
import { as, empty, rowsAt, sealOf } from './postgres-support.ts';
import { allRows } from './support.ts';

let pg: PGlite;
beforeAll(async () => {
  pg = await PGlite.create();
  await pg.exec(
    'CREATE ROLE app; CREATE ROLE sealer; CREATE ROLE reader; CREATE ROLE recording_reader; CREATE ROLE owner',
  );
});
afterAll(() => pg.close());

const personal = [{ field: 'email', salt: 'ab'.repeat(16), value: '"a"' }];
const rows = rowsAt(0, 6).map((row) => ({ ...row, personal }));
const stored = rowsAt(0, 6);
const denied = /permission denied/;

beforeEach(async () => {
  await empty(pg);
  await postgresStore(pg).migrate();
  const grants = [
    ...postgresGrants('app'),
    ...postgresSealerGrants('sealer'),
    ...postgresReaderGrants('reader'),
    ...postgresGrants('recording_reader'),
    ...postgresReaderGrants('recording_reader'),
  ];
  for (const sql of grants) await pg.exec(sql);
});

/** What changes, deletes or makes evidence, and what calls of the functions do. */
const forbidden = [
  "UPDATE audit_log SET body = ''",
  'DELETE FROM audit_log',
  'TRUNCATE audit_log',
  'DELETE FROM audit_unsealed',
  "UPDATE audit_unsealed SET leaf_hash = ''",
  "INSERT INTO audit_seals (seal_no, header, ids, leaves, signature) VALUES (1, '', '{}', '', '')",
  'DELETE FROM audit_seals',
  'DELETE FROM audit_anchors',
  'UPDATE audit_personal SET salt = NULL, value = NULL',
  'DELETE FROM audit_personal',
  "INSERT INTO audit_holds (name, since) VALUES ('x', now())",
  'DELETE FROM audit_holds',
  'UPDATE audit_lease SET until = now()',
  "INSERT INTO audit_lease (holder, until) VALUES ('x', now())",
  'UPDATE audit_trail SET id = gen_random_uuid()',
  'INSERT INTO audit_schema (version) VALUES (3)',
  "SELECT audit_delete('{}')",
  "SELECT audit_erase('{}')",
  'SELECT audit_drop_empty()',
  "SELECT audit_read_only('audit_log'::regclass)",
  'DROP TABLE audit_log_default',
  'ALTER TABLE audit_log DISABLE TRIGGER ALL',
];
const evidenceOnly = [
  "SELECT audit_acquire('x', 1)",
  "SELECT audit_release('x')",
  "SELECT audit_add_seal('x', 1, '', '{}', '', NULL, '')",
  'SELECT audit_log_partitions(1)',
];
const insert = 'INSERT INTO audit_log SELECT * FROM audit_log';
const queueEntry = "INSERT INTO audit_unsealed VALUES (gen_random_uuid(), decode(repeat('00', 32), 'hex'))";
const anchor = `INSERT INTO audit_anchors (kind, trail, seal_no, hash, records, at, place)
  VALUES ('file', gen_random_uuid(), 1, '', 0, '', '')`;

async function expectDenied(role: string, statements: readonly string[]): Promise<void> {
  await as(pg, role, async () => {
    for (const sql of statements) await expect(pg.exec(sql)).rejects.toThrow(/permission denied|must be owner/);
  });
}

test('the application adds records with what belongs to them, and reads records and nothing beside', async () => {
  await as(pg, 'app', async () => {
    const store = postgresStore(pg);
    expect(await store.check()).toEqual([]);
    await store.append(rows);
    await store.append(rows);
    expect(await allRows(store)).toEqual(stored);
    await expect(postgresEvidence(pg).personalOf(stored.map(({ id }) => id))).rejects.toThrow(denied);
    await expect(postgresEvidence(pg).waiting(1)).rejects.toThrow(denied);
    await expect(postgresEvidence(pg).seals({ from: 1, limit: 1 })).rejects.toThrow(denied);
    expect(await store.standing?.()).toEqual({ waiting: 6, waitingSince: stored[0]?.recordedAt });
  });
  await expectDenied('app', [...forbidden, ...evidenceOnly, anchor, queueEntry]);
  expect(await postgresEvidence(pg).personalOf(stored.map(({ id }) => id))).toHaveLength(rows.length);
});

test('what the application learns of the queue is a number and a time, and nobody else may ask without its grants', async () => {
  await expectDenied('sealer', ['SELECT * FROM audit_standing()']);
  await expectDenied('reader', ['SELECT * FROM audit_standing()']);
  await as(pg, 'recording_reader', async () => expect(await postgresStore(pg).standing?.()).toEqual({ waiting: 0 }));
  await pg.exec('REVOKE EXECUTE ON FUNCTION audit_standing() FROM app');
  await as(pg, 'app', async () => {
    // It records all the same.
    expect(await postgresStore(pg).check()).toEqual([]);
    await expect(postgresStore(pg).standing?.()).rejects.toThrow(denied);
  });
});

test('the sealer adds seals and anchors by the rules, and neither records nor anything else', async () => {
  await postgresStore(pg).append(rows);
  for (const n of [1, 2]) {
    await pg.exec(
      `DROP TABLE audit_log_${new Date(Date.UTC(new Date().getUTCFullYear(), new Date().getUTCMonth() + n)).toISOString().slice(0, 7).replace('-', '_')}`,
    );
  }
  const parts = async (): Promise<unknown> => (await pg.query('SELECT count(*) AS n FROM pg_inherits')).rows;
  const before = await parts();
  await as(pg, 'sealer', async () => {
    const sealer = postgresEvidence(pg);
    expect(await sealer.acquire('s', 60_000)).toBe(true);
    const seal = sealOf(1, await sealer.waiting(4));
    await sealer.addSeal(seal, 's');
    const [trail, hash] = [await sealer.trail(), sealHash(seal.header)];
    await sealer.addAnchor({ kind: 'file', trail, seal: 1, hash, records: 4, at: 'now', where: 'x' });
    expect(await sealer.anchors()).toHaveLength(1);
    expect(await sealer.seals({ from: 1, limit: 9 })).toHaveLength(1);
    expect(await sealer.totals()).toEqual({ records: 6, waiting: 2 });
    expect(await sealer.strays({ limit: 9 })).toEqual([]);
    expect(await sealer.rowsOf(stored.map(({ id }) => id))).toHaveLength(6);
    expect(await sealer.holds()).toEqual([]);
    await expect(sealer.personalOf([stored[0]?.id ?? ''])).rejects.toThrow(denied);
    await sealer.release('s');
  });
  expect(await parts()).not.toEqual(before);
  await expectDenied('sealer', [...forbidden, insert, queueEntry]);
});

test('a reader reads everything and changes nothing; with the grants of the application it also records that it read', async () => {
  await postgresStore(pg).append(rows);
  for (const role of ['reader', 'recording_reader']) {
    await as(pg, role, async () => {
      const reader = postgresEvidence(pg);
      expect(await reader.totals()).toEqual({ records: 6, waiting: 6 });
      expect(await reader.strays({ limit: 9 })).toEqual([]);
      expect(await reader.personalOf(stored.map(({ id }) => id))).toHaveLength(6);
      expect(await reader.waiting(9)).toHaveLength(6);
      expect(await reader.anchors()).toEqual([]);
      expect(await reader.holds()).toEqual([]);
      expect(await reader.prunable({ before: Date.now() + 1, classes: [], limit: 1 })).toEqual([]);
    });
    await expectDenied(role, [...forbidden, ...evidenceOnly, anchor]);
  }
  await expectDenied('reader', [insert, queueEntry]);
  await as(pg, 'recording_reader', async () => {
    await postgresStore(pg).append(rowsAt(10, 11));
    // The command records so; a service would have more rights than it needs.
    expect(await postgresStore(pg).check()).toMatchObject([{ severity: 'error' }]);
  });
});

test.each([
  ...['UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER'].map((right) => `GRANT ${right} ON audit_log TO app`),
  'GRANT UPDATE (body) ON audit_log TO app',
  'GRANT INSERT ON audit_unsealed TO app',
  'GRANT DELETE ON audit_unsealed TO app',
  'GRANT UPDATE ON audit_personal TO app',
  'GRANT INSERT ON audit_seals TO app',
  'GRANT INSERT ON audit_anchors TO app',
  'GRANT DELETE ON audit_holds TO app',
  'GRANT UPDATE ON audit_lease TO app',
  'GRANT DELETE ON audit_schema TO app',
  'GRANT DELETE ON audit_log_default TO app',
  'GRANT EXECUTE ON FUNCTION audit_delete(uuid[]) TO app',
  'GRANT EXECUTE ON FUNCTION audit_erase(uuid[]) TO app',
  'GRANT EXECUTE ON FUNCTION audit_queue() TO app',
  ...postgresSealerGrants('app').filter((sql) => sql.includes('EXECUTE')),
  'ALTER TABLE audit_log OWNER TO owner; GRANT owner TO app',
])('a role with too many rights is refused: %s', async (sql) => {
  try {
    await pg.exec(sql);
    await as(pg, 'app', async () => {
      expect(await postgresStore(pg).check()).toMatchObject([
        { severity: 'error', fix: expect.stringContaining('postgresGrants') as string },
      ]);
      expect(await postgresStore(pg, { allowOwner: true }).check()).toMatchObject([{ severity: 'warning' }]);
    });
  } finally {
    await pg.exec('REVOKE owner FROM app');
  }
});

test.each([
  'REVOKE INSERT ON audit_log FROM app',
  'REVOKE SELECT ON audit_log FROM app',
  'REVOKE INSERT ON audit_personal FROM app',
  'REVOKE SELECT ON audit_schema FROM app',
])('a role with too few rights is refused with what to run: %s', async (sql) => {
  await pg.exec(sql);
  await as(pg, 'app', async () => {
    expect(await postgresStore(pg, { allowOwner: true }).check()).toMatchObject([
      { severity: 'error', fix: expect.stringContaining('postgresGrants') as string },
    ]);
  });
});

test('the grants take away what a role had too many of', async () => {
  await pg.exec('GRANT ALL ON ALL TABLES IN SCHEMA public TO app; GRANT ALL ON ALL FUNCTIONS IN SCHEMA public TO app');
  for (const sql of postgresGrants('app')) await pg.exec(sql);
  await as(pg, 'app', async () => expect(await postgresStore(pg).check()).toEqual([]));
});

test('a role may have any name', async () => {
  const name = `o'dd "$plumbline$ %I`;
  const quoted = `"${name.replaceAll('"', '""')}"`;
  await pg.exec(`CREATE ROLE ${quoted}`);
  for (const grants of [postgresGrants, postgresSealerGrants, postgresReaderGrants]) {
    for (const sql of grants(name)) await pg.exec(sql);
  }
  for (const sql of postgresGrants(name)) await pg.exec(sql);
  await as(pg, quoted, async () => expect(await postgresStore(pg).check()).toEqual([]));
});

test('the owner of the tables need be no superuser', async () => {
  await empty(pg);
  await pg.exec('GRANT CREATE ON SCHEMA public TO owner');
  await as(pg, 'owner', async () => {
    const store = postgresStore(pg, { allowOwner: true });
    const keeper = postgresEvidence(pg);
    await store.migrate();
    await store.append(rows);
    expect(await keeper.acquire('k', 60_000)).toBe(true);
    await keeper.addSeal(sealOf(1, await keeper.waiting(6)), 'k');
    expect(await keeper.eraseValues([stored[0]?.id ?? ''])).toBe(1);
    expect(await keeper.deleteRows(stored.slice(1, 3).map(({ id }) => id))).toBe(2);
    await expect(pg.exec('DELETE FROM audit_log')).rejects.toThrow('append-only');
    expect(await keeper.totals()).toEqual({ records: 4, waiting: 0 });
    expect((await store.check()).map(({ severity }) => severity)).toEqual(['warning']);
  });
});

test('what is missing for evidence is named with what to run', async () => {
  await as(pg, 'app', async () => {
    await expect(postgresEvidence(pg).waiting(1)).rejects.toMatchObject({
      code: 'PLB_AUDIT_STORE',
      fix: expect.stringContaining('postgresSealerGrants') as string,
    });
  });
  await empty(pg);
  await expect(postgresEvidence(pg).trail()).rejects.toMatchObject({
    code: 'PLB_AUDIT_STORE',
    fix: expect.stringContaining('migrate') as string,
  });
});

test('a log without a partition for the next month is worth a warning', async () => {
  const now = new Date();
  const next = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1)).toISOString().slice(0, 7);
  await pg.exec(`DROP TABLE audit_log_${next.replace('-', '_')}`);
  await as(pg, 'app', async () => {
    expect(await postgresStore(pg).check()).toMatchObject([
      { severity: 'warning', what: expect.stringContaining('month') as string },
    ]);
  });
});
