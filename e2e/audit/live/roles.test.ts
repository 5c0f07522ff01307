import { createAudit } from '@plumbline/audit';
import { postgresEvidence, postgresStore } from '@plumbline/audit/postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type pg from 'pg';
import { actions, service } from '../src/actions.ts';
import { APP, poolOf, SEALER } from '../src/database.ts';
import { useStage } from '../src/stage.ts';

const stage = useStage();
let application: pg.Pool;
let sealer: pg.Pool;

beforeAll(async () => {
  application = poolOf(stage.database.urlAs(APP), 1);
  sealer = poolOf(stage.database.urlAs(SEALER), 1);
  const audit = createAudit({
    actions,
    service,
    store: postgresStore(application),
    spoolDirectory: stage.spool('one'),
  });
  await audit.start();
  for (let n = 0; n < 10; n += 1) audit.record('user.created', { subject: { type: 'user', id: `u_${n}` } });
  await audit.shutdown({ timeoutMs: 60_000 });
});
afterAll(() => Promise.all([application.end(), sealer.end()]));

/** A month's own table: rights on the whole are no rights on its parts, and the reverse. */
const partition = async (): Promise<string> => {
  const [row] = await stage.database.query('SELECT DISTINCT tableoid::regclass::text AS name FROM audit_log');
  return String(row?.['name']);
};

const FORBIDDEN = { code: '42501' };
const ID = '0196a0b0-0000-7000-8000-000000000000';
const record = `INSERT INTO audit_log (id, recorded_at, action, outcome, class, actor_id, subject_ids, body, leaf_hash)
  VALUES ('${ID}', now(), 'a.b', 'success', 'data', '', '{}', '{}', decode(repeat('00', 32), 'hex'))`;

describe("the application's role", () => {
  test.each([
    "UPDATE audit_log SET actor_id = 'somebody else'",
    'DELETE FROM audit_log',
    'TRUNCATE audit_log',
    'DROP TABLE audit_log',
    'ALTER TABLE audit_log DISABLE TRIGGER ALL',
    'DELETE FROM audit_unsealed',
    'UPDATE audit_unsealed SET leaf_hash = leaf_hash',
    'INSERT INTO audit_unsealed SELECT id, leaf_hash FROM audit_log',
    'SELECT * FROM audit_personal',
    "DO 'BEGIN LOCK TABLE audit_schema IN SHARE UPDATE EXCLUSIVE MODE; END'",
    'UPDATE audit_personal SET value = NULL, salt = NULL',
    'INSERT INTO audit_seals SELECT * FROM audit_seals',
    'DELETE FROM audit_seals',
    "SELECT audit_acquire('somebody', 1000)",
    "SELECT audit_add_seal('somebody', 1, 'header', '{}', '', NULL, '')",
    'INSERT INTO audit_holds SELECT * FROM audit_holds',
    'DELETE FROM audit_trail',
  ])('may not %s', async (sql) => {
    await expect(application.query(sql)).rejects.toMatchObject(FORBIDDEN);
  });

  test.each([
    'UPDATE %s SET actor_id = actor_id',
    'DELETE FROM %s',
    'TRUNCATE %s',
    'INSERT INTO %s SELECT * FROM %s',
    'SELECT * FROM %s',
  ])('may not work on a partition: %s', async (sql) => {
    await expect(application.query(sql.replaceAll('%s', await partition()))).rejects.toMatchObject(FORBIDDEN);
  });

  test('keeps nobody from migrating and making months with a lock that is open to everybody', async () => {
    const owner = poolOf(`${stage.database.url}&options=-c%20lock_timeout%3D5s`, 1);
    const lock = "hashtext('plumbline.audit_schema')";
    await application.query(`SELECT pg_advisory_lock(${lock})`);
    await postgresStore(owner).migrate();
    expect((await owner.query('SELECT audit_log_partitions(14) AS made')).rows).toEqual([{ made: 2 }]);
    await application.query(`SELECT pg_advisory_unlock(${lock})`);
    await owner.end();
  });

  test('has what it needs, and nothing that its store warns of', async () => {
    expect(await postgresStore(application).check()).toEqual([]);
    expect(await postgresStore(application).count()).toBe(10);
  });
});

describe("the sealer's role", () => {
  test.each([
    record,
    'UPDATE audit_log SET actor_id = actor_id',
    'DELETE FROM audit_log',
    'TRUNCATE audit_log',
    'DELETE FROM audit_unsealed',
    "INSERT INTO audit_unsealed VALUES (gen_random_uuid(), decode(repeat('00', 32), 'hex'))",
    'INSERT INTO audit_seals SELECT * FROM audit_seals',
    'UPDATE audit_seals SET header = header',
    'DELETE FROM audit_seals',
    'DELETE FROM audit_anchors',
    'SELECT * FROM audit_personal',
    'UPDATE audit_lease SET until = now()',
  ])('may not %s', async (sql) => {
    await expect(sealer.query(sql)).rejects.toMatchObject(FORBIDDEN);
  });

  test('seals what the application recorded', async () => {
    expect(await stage.verified()).toEqual({ faults: [], waiting: 0, checked: 10 });
    expect(await postgresEvidence(sealer).totals()).toEqual({ records: 10, waiting: 0 });
  });
});

test('a role that may do too much is refused at the start, with what to run', async () => {
  const owner = poolOf(stage.database.url, 1);
  const audit = createAudit({ actions, service, store: postgresStore(owner), spoolDirectory: stage.spool('owner') });
  await expect(audit.start()).rejects.toMatchObject({ code: 'PLB_AUDIT_STORE', message: /postgresGrants/ });
  await owner.end();
});

test('a schema without the tables is refused at the start, with the migration to run', async () => {
  await stage.database.query('CREATE SCHEMA empty');
  await stage.database.query(`GRANT USAGE ON SCHEMA empty TO ${APP}`);
  const store = postgresStore(application, { schema: 'empty' });
  const audit = createAudit({ actions, service, store, spoolDirectory: stage.spool('empty') });
  await expect(audit.start()).rejects.toMatchObject({ code: 'PLB_AUDIT_STORE', message: /migrat/ });
});
