import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AuditRow } from '../src/index.ts';
import {
  applyPostgres,
  planPostgres,
  postgresEvidence,
  postgresGrants,
  postgresMigrations,
  postgresMigrationsIn,
  postgresStore,
} from '../src/postgres.ts';
import { sealHash } from '../src/seal.ts';
import { as, BASE, empty, rowAt, rowsAt, sealOf } from './postgres-support.ts';
import { allRows } from './support.ts';

let pg: PGlite;
beforeAll(async () => {
  pg = await PGlite.create();
  await pg.exec('CREATE ROLE app; CREATE ROLE other');
});
afterAll(() => pg.close());
beforeEach(() => empty(pg));

/** The partitions that hold rows, with how many. */
async function filled(): Promise<Record<string, number>> {
  const { rows } = await pg.query<{ part: string; n: number }>(
    'SELECT tableoid::regclass::text AS part, count(*)::int AS n FROM audit_log GROUP BY 1',
  );
  return Object.fromEntries(rows.map(({ part, n }) => [part, n]));
}

const monthName = (ms: number): string => `audit_log_${new Date(ms).toISOString().slice(0, 7).replace('-', '_')}`;

/** Noon of the first day of the n-th month from this one. */
function inMonth(n: number): number {
  const now = new Date();
  return Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + n, 1, 12);
}

describe('from version 1', () => {
  const insertOld = async (rows: readonly AuditRow[]): Promise<void> => {
    for (const row of rows) {
      await pg.query(
        `INSERT INTO audit_log (id, recorded_at, action, outcome, class, actor_id, org, subject_ids, request_id, body, leaf_hash)
         SELECT $1::uuid, $2::timestamptz, $3, $4, $5, $6, $7, ARRAY(SELECT json_array_elements_text($8::text::json)), $9, $10,
           decode($11, 'hex')`,
        [
          row.id,
          new Date(row.recordedAt).toISOString(),
          row.action,
          row.outcome,
          row.class,
          row.actorId,
          row.org,
          JSON.stringify(row.subjectIds),
          row.requestId,
          row.body,
          row.leaf,
        ],
      );
    }
  };
  beforeEach(async () => {
    await pg.exec(postgresMigrations[0]?.sql ?? '');
  });

  test('the check names the migration, and the plan gives it', async () => {
    const [finding] = await postgresStore(pg).check();
    expect(finding).toMatchObject({ severity: 'error', what: expect.stringContaining('version 1') as string });
    expect(finding?.fix).toContain('migration 2');
    expect((await planPostgres(pg)).map(({ id }) => id)).toEqual(['2 seals and months']);
  });

  test('every record stays as it was and waits for its seal, whatever time its ID tells', async () => {
    const late = rowAt(1, {}, Date.now() + 400 * 24 * 3_600_000);
    const rows = [rowAt(0, {}, Date.UTC(1999, 0)), ...rowsAt(0, 30), late];
    await insertOld(rows);
    await pg.exec('GRANT SELECT, INSERT ON audit_log TO app; GRANT SELECT ON audit_log TO other');
    await pg.exec('GRANT SELECT ON audit_schema TO app');
    const steps = await planPostgres(pg);
    await applyPostgres(pg, steps);
    expect(await planPostgres(pg)).toEqual([]);
    expect(await allRows(postgresStore(pg))).toEqual(rows);
    expect(await postgresEvidence(pg).waiting(100)).toEqual(rows.map(({ id, leaf }) => ({ id, leaf })));
    expect(await filled()).toEqual({ audit_log_before: 31, audit_log_default: 1 });
    await as(pg, 'app', async () => {
      expect(await postgresStore(pg).check()).toEqual([]);
      await postgresStore(pg).append([rowAt(100)]);
      // As a service of version 1 does that still runs.
      await insertOld([rowAt(102)]);
    });
    expect((await postgresEvidence(pg).waiting(100)).map(({ id }) => id).slice(-3, -1)).toEqual(
      [100, 102].map((n) => rowAt(n).id),
    );
    await as(pg, 'other', async () => {
      expect(await postgresStore(pg).count()).toBe(rows.length + 2);
      await expect(postgresStore(pg).append([rowAt(101)])).rejects.toThrow('permission denied');
      await expect(pg.query('INSERT INTO audit_log_before SELECT * FROM audit_log')).rejects.toThrow(
        'permission denied',
      );
    });
    await expect(pg.exec('DELETE FROM audit_log_before')).rejects.toThrow('append-only');
    await expect(pg.exec('TRUNCATE audit_log_before')).rejects.toThrow('append-only');
    expect(await postgresEvidence(pg).deleteRows(rows.map(({ id }) => id))).toBe(rows.length);
  });

  test('an empty one gets a partition for this month', async () => {
    await postgresStore(pg).migrate();
    await postgresStore(pg).append([rowAt(0, {}, inMonth(0))]);
    expect(await filled()).toEqual({ [monthName(inMonth(0))]: 1 });
  });

  test('what cannot be converted stays at version 1, rows and rights included', async () => {
    await insertOld(rowsAt(0, 3));
    await pg.exec('CREATE TABLE audit_holds (mine int)');
    await expect(postgresStore(pg).migrate()).rejects.toThrow('audit_holds');
    expect((await pg.query('SELECT max(version) AS v FROM audit_schema')).rows).toEqual([{ v: 1 }]);
    await expect(pg.exec('DELETE FROM audit_log')).rejects.toThrow('append-only');
    await insertOld([rowAt(3)]);
    await pg.exec('DROP TABLE audit_holds');
    await Promise.all([postgresStore(pg).migrate(), postgresStore(pg).migrate()]);
    expect(await postgresEvidence(pg).totals()).toEqual({ records: 4, waiting: 4 });
  });
});

describe('months', () => {
  beforeEach(() => postgresStore(pg).migrate());

  test('a record goes to the month of its ID, and to the default where there is none', async () => {
    const times = [inMonth(0), inMonth(1), inMonth(12), inMonth(13), inMonth(-1), 0];
    await postgresStore(pg).append(times.map((ms, n) => rowAt(n, {}, ms)));
    expect(await filled()).toEqual({
      ...Object.fromEntries(times.slice(0, 3).map((ms) => [monthName(ms), 1])),
      audit_log_default: 3,
    });
  });

  test('bounds are exact to the millisecond', async () => {
    const next = Date.UTC(new Date().getUTCFullYear(), new Date().getUTCMonth() + 1, 1);
    await postgresStore(pg).append([rowAt(0, {}, next - 1), rowAt(0, {}, next)]);
    expect(await filled()).toEqual({ [monthName(next - 1)]: 1, [monthName(next)]: 1 });
  });

  test('the plan asks for months when the next one is missing, and what cannot be made is left out', async () => {
    for (const n of [1, 2, 3]) await pg.exec(`DROP TABLE ${monthName(inMonth(n))}`);
    await postgresStore(pg).append([rowAt(0, {}, inMonth(2))]);
    const steps = await planPostgres(pg);
    expect(steps.map(({ id }) => id)).toEqual(['months ahead']);
    await applyPostgres(pg, steps);
    expect(await planPostgres(pg)).toEqual([]);
    await postgresStore(pg).append([1, 2, 3].map((n) => rowAt(n, {}, inMonth(n))));
    expect(await filled()).toEqual({ [monthName(inMonth(1))]: 1, audit_log_default: 2, [monthName(inMonth(3))]: 1 });
  });

  test('a month that is emptied by the rules goes, one that is young or in use stays', async () => {
    const old = [inMonth(-3), inMonth(-2)];
    for (const ms of old) {
      const to = new Date(ms);
      await pg.query(
        `DO $$ BEGIN EXECUTE format('CREATE TABLE ${monthName(ms)} PARTITION OF audit_log FOR VALUES FROM (%L) TO (%L)',
        audit_first_id('${new Date(ms - 43_200_000).toISOString()}'), audit_first_id('${new Date(to.getTime() + 20 * 86_400_000).toISOString()}')); END $$`,
        [],
      );
    }
    const rows = [...old, inMonth(0)].flatMap((ms) => [rowAt(0, {}, ms), rowAt(1, {}, ms)]);
    await postgresStore(pg).append(rows);
    expect(await postgresEvidence(pg).deleteRows([0, 1, 2, 4, 5].map((n) => rows[n]?.id ?? ''))).toBe(5);
    const tables = await pg.query<{ name: string }>(
      "SELECT relname AS name FROM pg_class WHERE relname = ANY (string_to_array($1, ','))",
      [[...old, inMonth(0)].map(monthName).join(',')],
    );
    expect(tables.rows.map(({ name }) => name).toSorted()).toEqual(
      [monthName(inMonth(-2)), monthName(inMonth(0))].toSorted(),
    );
    expect(await postgresStore(pg).count()).toBe(1);
  });
});

describe('the plan', () => {
  test('an empty database needs every step, in any schema with the same checksums', async () => {
    expect(await planPostgres(pg)).toMatchObject([{ id: '1 audit_log' }, { id: '2 seals and months' }]);
    const trail = postgresMigrationsIn('Trail').map(({ checksum }) => checksum);
    expect(trail).toEqual(postgresMigrations.map(({ checksum }) => checksum));
    expect(new Set(trail).size).toBe(2);
    await applyPostgres(pg, await planPostgres(pg, { schema: 'Trail' }));
    expect(await planPostgres(pg, { schema: 'Trail' })).toEqual([]);
    expect(await planPostgres(pg)).toHaveLength(2);
  });

  test('tables that another statement made, or a newer package, differ and are left alone', async () => {
    await postgresStore(pg).migrate();
    await pg.exec("UPDATE audit_schema SET checksum = 'another' WHERE version = 2");
    const steps = await planPostgres(pg);
    expect(steps).toMatchObject([{ id: '2 seals and months', drift: expect.stringContaining('another') as string }]);
    await expect(applyPostgres(pg, steps)).rejects.toMatchObject({ code: 'PLB_AUDIT_STORE' });
    await pg.exec('INSERT INTO audit_schema (version) VALUES (9)');
    expect(await planPostgres(pg)).toMatchObject([{ id: '9', drift: expect.stringContaining('newer') as string }]);
  });
});

describe('nothing is changed', () => {
  const tables = ['audit_log', 'audit_seals', 'audit_anchors', 'audit_trail', 'audit_personal'];
  beforeEach(async () => {
    await postgresStore(pg).migrate();
    const personal = [{ field: 'email', salt: 'ab'.repeat(16), value: '"a"' }];
    await postgresStore(pg).append(rowsAt(0, 4).map((row) => ({ ...row, personal })));
    const evidence = postgresEvidence(pg);
    await evidence.acquire('a', 60_000);
    const seal = sealOf(1, await evidence.waiting(2));
    await evidence.addSeal(seal, 'a');
    const [trail, hash] = [await evidence.trail(), sealHash(seal.header)];
    await evidence.addAnchor({ kind: 'file', trail, seal: 1, hash, records: 2, at: 'now', where: 'x' });
  });

  test.each(tables)('%s: not even by the owner, and not by the setting of the functions', async (table) => {
    const column = {
      audit_log: 'body',
      audit_seals: 'header',
      audit_anchors: 'hash',
      audit_trail: 'id',
      audit_personal: 'value',
    }[table];
    for (const sql of [`UPDATE ${table} SET ${column} = ${column}`, `DELETE FROM ${table}`, `TRUNCATE ${table}`]) {
      await expect(pg.exec(sql)).rejects.toThrow('append-only');
    }
    await pg.exec(`GRANT ALL ON ${table} TO app; GRANT SELECT ON ALL TABLES IN SCHEMA public TO app`);
    await as(pg, 'app', async () => {
      await pg.exec("SET plumbline.audit_prune = 'on'");
      for (const sql of [`UPDATE ${table} SET ${column} = ${column}`, `DELETE FROM ${table}`, `TRUNCATE ${table}`]) {
        await expect(pg.exec(sql)).rejects.toThrow('append-only');
      }
    });
    await pg.exec('RESET plumbline.audit_prune');
    expect((await pg.query(`SELECT 1 FROM ${table}`)).rows.length).toBeGreaterThan(0);
  });

  test('no partition is changed or emptied by itself, and no personal value gets another one', async () => {
    const [part] = Object.keys(await filled());
    for (const sql of [`UPDATE ${part} SET body = ''`, `DELETE FROM ${part}`, `TRUNCATE ${part}`]) {
      await expect(pg.exec(sql)).rejects.toThrow('append-only');
    }
    await pg.exec("SET plumbline.audit_prune = 'on'");
    for (const set of ['value = \'"b"\'', 'value = NULL', "field = 'x', salt = NULL, value = NULL"]) {
      await expect(pg.exec(`UPDATE audit_personal SET ${set}`)).rejects.toThrow(/append-only|violates/);
    }
    await expect(pg.exec("UPDATE audit_log SET body = ''")).rejects.toThrow('append-only');
    await expect(pg.exec('DELETE FROM audit_seals')).rejects.toThrow('append-only');
  });
});

test('temporary tables take the place of none', async () => {
  const store = postgresStore(pg);
  await store.migrate();
  const names = ['log', 'unsealed', 'seals', 'anchors', 'personal', 'lease', 'holds', 'trail', 'schema'].map(
    (n) => `audit_${n}`,
  );
  for (const name of names) await pg.exec(`CREATE TEMP TABLE ${name} (LIKE public.${name} INCLUDING ALL)`);
  const evidence = postgresEvidence(pg);
  const personal = [{ field: 'email', salt: 'ab'.repeat(16), value: '"a"' }];
  await store.append(rowsAt(0, 4).map((row) => ({ ...row, personal })));
  expect(await evidence.acquire('a', 60_000)).toBe(true);
  const seal = sealOf(1, await evidence.waiting(4));
  await evidence.addSeal(seal, 'a');
  const [trail, hash] = [await evidence.trail(), sealHash(seal.header)];
  await evidence.addAnchor({ kind: 'file', trail, seal: 1, hash, records: 4, at: 'now', where: 'x' });
  await evidence.placeHold({ name: 'h', filters: { actor: 'u_0' }, since: BASE });
  expect(await evidence.strays({ limit: 10 })).toEqual([]);
  expect(await evidence.eraseValues([rowAt(1).id])).toBe(1);
  expect(await evidence.deleteRows(rowsAt(0, 4).map(({ id }) => id))).toBe(2);
  expect(await store.check()).toMatchObject([{ what: expect.stringContaining('change') as string }]);
  for (const name of names) expect((await pg.query(`SELECT 1 FROM pg_temp.${name}`)).rows).toEqual([]);
  expect(await postgresEvidence(pg).totals()).toEqual({ records: 2, waiting: 0 });
});

test("what the owner's default privileges give away is taken back", async () => {
  await pg.exec(
    'ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO app; ALTER DEFAULT PRIVILEGES GRANT ALL ON FUNCTIONS TO app',
  );
  try {
    await postgresStore(pg).migrate();
    for (const sql of postgresGrants('app')) await pg.exec(sql);
    await as(pg, 'app', async () => expect(await postgresStore(pg).check()).toEqual([]));
  } finally {
    await pg.exec(
      'ALTER DEFAULT PRIVILEGES REVOKE ALL ON TABLES FROM app; ALTER DEFAULT PRIVILEGES REVOKE ALL ON FUNCTIONS FROM app',
    );
  }
});

test('an ID that is sent again while its queue entry outlived it is stored', async () => {
  await postgresStore(pg).migrate();
  await postgresStore(pg).append(rowsAt(0, 2));
  expect(await postgresEvidence(pg).deleteRows([rowAt(0).id])).toBe(1);
  await postgresStore(pg).append(rowsAt(0, 3));
  expect(await postgresEvidence(pg).totals()).toEqual({ records: 3, waiting: 3 });
});
