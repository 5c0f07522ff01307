import { readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type AuditRow, createAudit, leafHash, queryAudit, toRow } from '../src/index.ts';
import {
  postgresEvidence,
  postgresGrants,
  postgresMigrations,
  postgresMigrationsIn,
  postgresStore,
} from '../src/postgres.ts';
import { sqliteStore } from '../src/sqlite.ts';
import { empty } from './postgres-support.ts';
import { actions, allRows, keepLog, service, useFolder } from './support.ts';

const folder = useFolder();
let pg: PGlite;
beforeAll(async () => {
  pg = await PGlite.create();
});
afterAll(() => pg.close());
beforeEach(() => empty(pg));

const BASE = Date.parse('2026-11-21T10:00:00.000Z');

/** The n-th record of a made-up trail. */
function rowAt(n: number, fields: Record<string, unknown> = {}): AuditRow {
  const id = `019a0000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
  const at = new Date(BASE + n * 1_000).toISOString();
  const body = JSON.stringify({
    action: n % 2 === 0 ? 'user.created' : 'role.changed',
    actor: { id: `u_${n % 3}`, type: 'user' },
    class: 'access',
    id,
    metadata: { text: 'é \u2028 "quoted" \\ \u0000 🙂 {1,2}' },
    occurred_at: at,
    org: n % 5 === 0 ? undefined : 'o_1',
    outcome: n % 4 === 0 ? 'denied' : 'success',
    recorded_at: at,
    source: { instance: 'i', service: 's' },
    subjects: [
      { id: `s_${n}`, type: 'user' },
      { id: 'a "b", {c}', type: 'user' },
    ],
    v: 1,
    ...fields,
  });
  return toRow(body, leafHash(body));
}

const rows = Array.from({ length: 40 }, (_, n) => rowAt(n));

test('a search gives pages, newest first, that follow each other', async () => {
  const store = sqliteStore({ path: path.join(folder(), 'audit.db') });
  await store.append(rows);
  const paged: string[] = [];
  let after: string | undefined;
  do {
    const page = await queryAudit(store, { actor: 'u_1', limit: 5, ...(after !== undefined && { after }) });
    paged.push(...page.records.map((record) => record.id));
    after = page.next;
  } while (after !== undefined);
  const expected = rows.filter((row) => row.actorId === 'u_1').map((row) => row.id);
  expect(paged).toEqual(expected.toReversed());
  await expect(queryAudit(store, { limit: 0 })).rejects.toThrow('PLB_OPTION_INVALID');
  await store.close?.();
});

describe('sqlite', () => {
  test('records can be neither changed nor deleted', async () => {
    const database = new DatabaseSync(':memory:');
    const store = sqliteStore({ database });
    expect(await store.check()).toMatchObject([
      { severity: 'error', fix: expect.stringContaining('migrate') as string },
    ]);
    await store.migrate();
    await store.append(rows);
    expect(() => database.exec("UPDATE audit_log SET body = '{}'")).toThrow('append-only');
    expect(() => database.exec('DELETE FROM audit_log')).toThrow('append-only');
    expect(await store.count()).toBe(rows.length);
    database.exec('INSERT INTO audit_schema (version) VALUES (99)');
    expect((await store.check())[0]?.fix).toContain('newer');
  });

  test('it waits for the lock of another process', async () => {
    const file = path.join(folder(), 'audit.db');
    const store = sqliteStore({ path: file });
    await store.append(rows.slice(0, 1));
    const other = new DatabaseSync(file);
    other.exec('BEGIN IMMEDIATE');
    const waiting = store.append(rows);
    // A turn of the event loop in which the first attempt meets the lock.
    await new Promise((resolve) => setImmediate(resolve));
    other.exec('COMMIT');
    await waiting;
    expect(await store.count()).toBe(rows.length);
    other.close();
    await store.close?.();
  });

  test('where somebody removes its files, what would be lost with them is not called stored', async () => {
    const file = path.join(folder(), 'audit.db');
    const store = sqliteStore({ path: file });
    await store.append(rows.slice(0, 1));
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${file}${suffix}`);
    await expect(store.append(rows)).rejects.toThrow('removed');
    await store.close?.();
    await store.append(rows);
    expect(await store.count()).toBe(rows.length);
    await store.close?.();
  });

  test('in a transaction of the application the record commits with it', async () => {
    const database = new DatabaseSync(':memory:');
    const store = sqliteStore({ database });
    await store.migrate();
    const audit = createAudit({ actions, store, service, spoolDirectory: folder() });
    const query = (text: string, params: unknown[]): unknown => database.prepare(text).run(...(params as string[]));
    database.exec('BEGIN');
    const { id } = await audit.in({ query }).record('user.created', { subject: { type: 'user', id: 'u_1' } });
    database.exec('COMMIT');
    expect((await allRows(store)).map((row) => row.id)).toEqual([id]);
  });
});

describe('postgres', () => {
  const app = async (work: () => Promise<void>): Promise<void> => {
    await pg.exec('SET ROLE app');
    try {
      await work();
    } finally {
      await pg.exec('RESET ROLE');
    }
  };
  beforeEach(async () => {
    await pg.exec('DO $$ BEGIN CREATE ROLE app; EXCEPTION WHEN duplicate_object THEN NULL; END $$');
  });

  test('check names what is missing: tables, rights, version', async () => {
    const store = postgresStore(pg);
    expect((await store.check()).map((finding) => finding.what)).toEqual(['The audit tables are missing.']);
    await store.migrate();
    const tooMany = expect.stringMatching(/^The role may do more than record and read records:/) as string;
    expect(await store.check()).toMatchObject([{ severity: 'error', what: tooMany }]);
    expect(await postgresStore(pg, { allowOwner: true }).check()).toMatchObject([
      { severity: 'warning', what: tooMany },
    ]);
    await app(async () => {
      expect((await store.check()).map((finding) => finding.what)).toEqual(['The role may not add and read records.']);
    });
    for (const sql of postgresGrants('app')) await pg.exec(sql);
    await app(async () => expect(await store.check()).toEqual([]));
    await pg.exec('INSERT INTO audit_schema (version) VALUES (99)');
    expect((await store.check())[0]).toMatchObject({ severity: 'error', fix: 'Install the newer @plumbline/audit.' });
  });

  test('the role of the application adds and reads, and cannot change, delete, truncate or prune', async () => {
    const store = postgresStore(pg);
    await store.migrate();
    for (const sql of postgresGrants('app')) await pg.exec(sql);
    await app(async () => {
      await store.append(rows);
      await store.append(rows);
      expect(await store.count()).toBe(rows.length);
      for (const sql of [
        "UPDATE audit_log SET body = '{}'",
        'DELETE FROM audit_log',
        'TRUNCATE audit_log',
        "SELECT audit_delete('{}')",
      ]) {
        await expect(pg.exec(sql)).rejects.toThrow(/permission denied/);
      }
    });
    // With too many rights, and knowing the setting that the maintenance function uses, it still is not the owner.
    await pg.exec('GRANT UPDATE, DELETE ON audit_log TO app');
    await app(async () => {
      await pg.exec("SET plumbline.audit_prune = 'on'");
      await expect(pg.exec('DELETE FROM audit_log')).rejects.toThrow('append-only');
      await expect(pg.exec("UPDATE audit_log SET body = '{}'")).rejects.toThrow('append-only');
    });
    await pg.exec('RESET plumbline.audit_prune');
    expect(await store.count()).toBe(rows.length);
  });

  test('even its owner deletes by the maintenance function alone, and changes nothing', async () => {
    const store = postgresStore(pg);
    await store.migrate();
    await store.append(rows);
    await expect(pg.exec("UPDATE audit_log SET body = '{}'")).rejects.toThrow('append-only');
    await expect(pg.exec('DELETE FROM audit_log')).rejects.toThrow('append-only');
    await expect(pg.exec('TRUNCATE audit_log')).rejects.toThrow('append-only');
    expect(await postgresEvidence(pg).deleteRows(rows.slice(0, 10).map(({ id }) => id))).toBe(10);
    expect(await store.count()).toBe(rows.length - 10);
    await expect(pg.exec('DELETE FROM audit_log')).rejects.toThrow('append-only');
  });

  test('a rolled back transaction leaves nothing, a committed one leaves its record', async () => {
    const store = postgresStore(pg);
    await store.migrate();
    const log = keepLog();
    const audit = createAudit({ actions, store, service, log, spoolDirectory: folder() });
    const subject = { type: 'user', id: 'u_1' } as const;
    const failed = pg.transaction(async (tx) => {
      await audit.in(tx).record('user.created', { subject });
      throw new Error('the mutation failed');
    });
    await expect(failed).rejects.toThrow('the mutation failed');
    expect(await store.count()).toBe(0);
    expect(audit.snapshot()).toMatchObject({ recorded: 0, stored: 0 });
    const receipt = await pg.transaction((tx) => audit.in(tx).record('user.created', { subject }));
    receipt.committed();
    expect((await allRows(store)).map((row) => row.id)).toEqual([receipt.id]);
    expect(audit.snapshot()).toMatchObject({ recorded: 1, stored: 1 });
    expect(log.witness().map((line) => line.audit_open ?? false)).toEqual([true, true, false]);
  });

  test('in a transaction an undeclared field rejects, so that the mutation does not happen unrecorded', async () => {
    const store = postgresStore(pg);
    await store.migrate();
    const audit = createAudit({ actions, store, service, spoolDirectory: folder() });
    const input = { subject: { type: 'user', id: 'u_1' }, metadata: { ssn: '1' } } as never;
    const work = pg.transaction((tx) => audit.in(tx).record('user.created', input));
    await expect(work).rejects.toThrow('PLB_AUDIT_REFUSED');
    expect(audit.snapshot().refused).toEqual({ invalid_field: 1 });
    expect(await store.count()).toBe(0);
  });

  test('a temporary table of the same name takes no record and hides none', async () => {
    const store = postgresStore(pg);
    await store.migrate();
    for (const sql of postgresGrants('app')) await pg.exec(sql);
    await app(async () => {
      await store.append(rows.slice(0, 1));
      await pg.exec('CREATE TEMP TABLE audit_log (LIKE public.audit_log INCLUDING ALL)');
      await pg.exec('CREATE TEMP TABLE audit_schema (version int)');
      try {
        await store.append(rows);
        const { text, params } = store.statement([rowAt(99)]);
        await pg.query(text, params);
        expect(await store.count()).toBe(rows.length + 1);
        expect(await allRows(store)).toHaveLength(rows.length + 1);
        expect(await store.check()).toEqual([]);
        expect((await pg.query('SELECT 1 FROM pg_temp.audit_log')).rows).toEqual([]);
      } finally {
        await pg.exec('DROP TABLE pg_temp.audit_log, pg_temp.audit_schema');
      }
    });
    expect((await pg.query('SELECT 1 FROM public.audit_log')).rows).toHaveLength(rows.length + 1);
  });

  test('neither the trigger nor the maintenance function looks at what a session has put in the way', async () => {
    const store = postgresStore(pg);
    await store.migrate();
    await store.append(rows);
    await pg.exec('GRANT SELECT, DELETE ON audit_log TO app');
    await app(async () => {
      await pg.exec(
        'CREATE TEMP TABLE pg_class AS SELECT oid, current_user::regrole::oid AS relowner FROM pg_catalog.pg_class',
      );
      await pg.exec("SET plumbline.audit_prune = 'on'");
      try {
        await expect(pg.exec('DELETE FROM public.audit_log')).rejects.toThrow('append-only');
      } finally {
        await pg.exec('RESET plumbline.audit_prune; DROP TABLE pg_temp.pg_class');
      }
    });
    await pg.exec('CREATE TEMP TABLE audit_log (LIKE public.audit_log)');
    try {
      expect(await postgresEvidence(pg).deleteRows(rows.slice(0, 10).map(({ id }) => id))).toBe(10);
    } finally {
      await pg.exec('DROP TABLE pg_temp.audit_log');
    }
    expect(await store.count()).toBe(rows.length - 10);
  });

  test('the tables can live in a schema of their own, which the application reaches by its grants', async () => {
    const store = postgresStore(pg, { schema: 'Trail' });
    try {
      await store.migrate();
      await store.migrate();
      for (const sql of postgresGrants('app', 'Trail')) await pg.exec(sql);
      await app(async () => {
        expect(await store.check()).toEqual([]);
        await store.append(rows);
        expect(await allRows(store)).toEqual(rows);
      });
      await expect(pg.exec(`DELETE FROM "Trail".audit_log`)).rejects.toThrow('append-only');
      expect((await pg.query("SELECT to_regclass('public.audit_log') AS found")).rows).toEqual([{ found: null }]);
    } finally {
      await pg.exec('DROP SCHEMA IF EXISTS "Trail" CASCADE');
    }
    for (const schema of ['', 'pg_temp', 'a"b', 'a.b', '$plumbline$']) {
      expect(() => postgresStore(pg, { schema })).toThrow('PLB_OPTION_INVALID');
      expect(() => postgresMigrationsIn(schema)).toThrow('PLB_OPTION_INVALID');
      expect(() => postgresGrants('app', schema)).toThrow('PLB_OPTION_INVALID');
    }
  });

  test('each migration is one statement, numbered from 1', () => {
    expect(postgresMigrations.map((migration) => migration.version)).toEqual([1, 2]);
  });
});

test.each([0o022, 0o000])('sqlite: a trail names people, so only its owner can read it (umask %o)', async (umask) => {
  const before = process.umask(umask);
  try {
    const directory = path.join(folder(), 'trail');
    const store = sqliteStore({ path: path.join(directory, 'audit.db') });
    await store.append(rows);
    const modes = ['', ...readdirSync(directory)].map((name) => statSync(path.join(directory, name)).mode & 0o077);
    expect(modes.length).toBeGreaterThan(2);
    expect(modes.filter((mode) => mode !== 0)).toEqual([]);
    await store.close?.();
  } finally {
    process.umask(before);
  }
});
