import { PGlite } from '@electric-sql/pglite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { judgeVerification, verifyTrail } from '../src/evidence.ts';
import { postgresEvidence, postgresGrants, postgresReaderGrants, postgresStore } from '../src/postgres.ts';
import { createSealer } from '../src/seal.ts';
import { as, empty, rowsAt } from './postgres-support.ts';
import { newSigner } from './seal-support.ts';

let pg: PGlite;
beforeAll(async () => {
  pg = await PGlite.create();
  await pg.exec('CREATE ROLE app; CREATE ROLE auditor; CREATE ROLE owner; CREATE ROLE unfiltered BYPASSRLS');
});
afterAll(() => pg.close());

const signer = newSigner();
const rows = rowsAt(0, 6);

beforeEach(async () => {
  await empty(pg);
  const store = postgresStore(pg);
  await store.migrate();
  for (const sql of [
    ...postgresGrants('app'),
    ...postgresReaderGrants('auditor'),
    ...postgresReaderGrants('unfiltered'),
  ])
    await pg.exec(sql);
  await store.append(rows);
  await createSealer({ store: postgresEvidence(pg), signer }).sealNow();
});

const verify = (source = postgresEvidence(pg)) =>
  verifyTrail(source, { publicKeys: [signer.publicKey], maxWaitingAgeMs: Number.POSITIVE_INFINITY });

/** A record that the owner slips in, past the queue. */
async function slipIn(): Promise<string> {
  const [row] = rowsAt(50, 51);
  if (!row) throw new Error('one row');
  await postgresStore(pg).append([row]);
  await pg.exec('DELETE FROM audit_unsealed');
  return row.id;
}

describe('what the application cannot do to the evidence', () => {
  test('a record waits for its seal once, by whichever statement it came, and nothing else gets into the queue', async () => {
    const copy = `INSERT INTO audit_log (id, recorded_at, action, outcome, class, actor_id, subject_ids, body, leaf_hash)
      SELECT gen_random_uuid(), recorded_at, action, outcome, class, actor_id, subject_ids, body, leaf_hash FROM audit_log`;
    await as(pg, 'app', async () => {
      await pg.exec(copy);
      await postgresStore(pg).append([...rows, ...rowsAt(6, 8)]);
      for (const id of [`'${rows[3]?.id}'`, 'gen_random_uuid()'])
        await expect(
          pg.exec(`INSERT INTO audit_unsealed VALUES (${id}, decode(repeat('00', 32), 'hex'))`),
        ).rejects.toThrow('permission denied');
      // The trigger's function with the owner's rights, on a table of one's own.
      const own = `CREATE TEMP TABLE own (id uuid, leaf_hash bytea); CREATE TRIGGER own AFTER INSERT ON own
        REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION audit_queue()`;
      await expect(pg.exec(own)).rejects.toThrow('permission denied for function');
    });
    expect(await postgresEvidence(pg).totals()).toEqual({ records: 14, waiting: 8 });
  });

  test('a role that may write the queue is refused at the start, and a log that fills no queue as well', async () => {
    await pg.exec('GRANT INSERT ON audit_unsealed TO app');
    await as(pg, 'app', async () => {
      expect(await postgresStore(pg).check()).toMatchObject([{ severity: 'error' }]);
    });
    for (const sql of postgresGrants('app')) await pg.exec(sql);
    for (const sql of ['ALTER TABLE audit_log DISABLE TRIGGER audit_queue', 'DROP TRIGGER audit_queue ON audit_log']) {
      await pg.exec(sql);
      await as(pg, 'app', async () => {
        expect(await postgresStore(pg).check()).toMatchObject([
          { severity: 'error', what: expect.stringContaining('audit_queue') as string },
        ]);
      });
    }
  });
});

test('a lease is an hour at most, however long it is asked for', async () => {
  const left = async (): Promise<unknown> =>
    (
      await pg.query(
        "SELECT until <= clock_timestamp() + interval '1 hour' AS soon, until > clock_timestamp() AS held FROM audit_lease",
      )
    ).rows;
  for (const ttlMs of [100 * 365 * 86_400_000, Number.MAX_SAFE_INTEGER]) {
    expect(await postgresEvidence(pg).acquire('thief', ttlMs)).toBe(true);
    expect(await left()).toEqual([{ soon: true, held: true }]);
    await postgresEvidence(pg).release('thief');
  }
});

describe('what the owner of the database cannot hide from an auditor', () => {
  test('verification calls no function of the schema, which could be replaced by one that finds nothing', async () => {
    const id = await slipIn();
    const asked: string[] = [];
    const source = postgresEvidence({
      query(text, params) {
        asked.push(text);
        return pg.query(text, params);
      },
    });
    expect((await verify(source)).findings).toMatchObject([{ problem: 'unsealed', id }]);
    const functions = await pg.query<{ name: string }>(
      "SELECT DISTINCT proname AS name FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
    );
    expect(functions.rows.length).toBeGreaterThan(5);
    const called = functions.rows.filter(({ name }) => asked.some((text) => new RegExp(`${name}"?\\s*\\(`).test(text)));
    expect(called).toEqual([]);
  });

  test.each([
    [
      'a policy on the log',
      'audit_log',
      `ALTER TABLE audit_log ENABLE ROW LEVEL SECURITY;
      CREATE POLICY hide ON audit_log FOR SELECT TO auditor USING (recorded_at < '2026-11-21T10:00:30Z')`,
    ],
    ['a policy on the seals', 'audit_seals', 'ALTER TABLE audit_seals ENABLE ROW LEVEL SECURITY'],
    ['a policy on the queue', 'audit_unsealed', 'ALTER TABLE audit_unsealed ENABLE ROW LEVEL SECURITY'],
    [
      'a view in the place of the log',
      'audit_log',
      `ALTER TABLE audit_log RENAME TO real_log;
      CREATE VIEW audit_log AS SELECT * FROM real_log WHERE recorded_at < '2026-11-21T10:00:30Z';
      GRANT SELECT ON audit_log TO auditor`,
    ],
  ])('%s: could not check, and which table', async (_, table, sql) => {
    await slipIn();
    await pg.exec(sql);
    await as(pg, 'auditor', async () => {
      const result = await verify();
      expect(judgeVerification(result).exitCode).toBe(2);
      expect(result.couldNotCheck).toContain(table);
      await expect(postgresEvidence(pg).totals()).rejects.toMatchObject({ code: 'PLB_AUDIT_STORE' });
      await expect(postgresEvidence(pg).strays({ limit: 1 })).rejects.toMatchObject({ code: 'PLB_AUDIT_STORE' });
    });
  });

  test('a policy that does not concern the role is none of its business', async () => {
    const id = await slipIn();
    await pg.exec('ALTER TABLE audit_log ENABLE ROW LEVEL SECURITY');
    await as(pg, 'unfiltered', async () =>
      expect((await verify()).findings).toMatchObject([{ problem: 'unsealed', id }]),
    );
  });
});

describe('functions and operators of the owner', () => {
  afterEach(() => pg.exec('SET search_path TO DEFAULT; DROP SCHEMA IF EXISTS evil CASCADE'));

  test.each(['evil, pg_catalog, public', '"evil", "pg_catalog"', 'public,pg_catalog'])(
    'that a search path puts before those of PostgreSQL are refused: %s',
    async (path) => {
      await slipIn();
      await pg.exec(`CREATE SCHEMA evil; CREATE FUNCTION evil.less(bigint) RETURNS bigint LANGUAGE sql AS 'SELECT pg_catalog.int8pl($1, 1)';
        CREATE AGGREGATE evil.count(*) (SFUNC = evil.less, STYPE = bigint, INITCOND = '-1')`);
      await pg.exec(`SET search_path = ${path}`);
      await as(pg, 'auditor', async () => {
        const result = await verify();
        expect(result.couldNotCheck).toMatch(/^PLB_AUDIT_STORE: the search path of this role/);
        expect(judgeVerification(result).exitCode).toBe(2);
      });
    },
  );

  test.each(['DEFAULT', "''", 'pg_catalog, evil', '"a, pg_catalog", public'])(
    'that no search path puts there, or that fit better, change nothing: %s',
    async (path) => {
      const id = await slipIn();
      const none = 'RETURNS text IMMUTABLE LANGUAGE sql AS $$ SELECT NULL::text $$';
      await pg.exec(`CREATE SCHEMA evil`);
      for (const schema of ['evil', 'public'])
        await pg.exec(`CREATE OR REPLACE FUNCTION ${schema}.array_to_string(uuid[], text) ${none};
        CREATE OR REPLACE FUNCTION ${schema}.array_to_json(text[]) ${none};
        CREATE OR REPLACE FUNCTION ${schema}.unnest(uuid[]) RETURNS SETOF uuid IMMUTABLE LANGUAGE sql AS $$ SELECT '${id}'::uuid $$;
        CREATE OR REPLACE FUNCTION ${schema}.no(int8range, int8range) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT false';
        CREATE OPERATOR ${schema}.&& (LEFTARG = int8range, RIGHTARG = int8range, FUNCTION = ${schema}.no);
        CREATE OR REPLACE FUNCTION ${schema}.zero(numeric, integer) RETURNS numeric IMMUTABLE LANGUAGE sql AS 'SELECT 0::numeric';
        CREATE OPERATOR ${schema}.* (LEFTARG = numeric, RIGHTARG = integer, FUNCTION = ${schema}.zero)`);
      await pg.exec(`SET search_path = ${path}`);
      try {
        expect((await verify()).findings).toMatchObject([{ problem: 'unsealed', id }]);
      } finally {
        await pg.exec(`SET search_path TO DEFAULT; DROP OPERATOR public.&& (int8range, int8range); DROP OPERATOR public.* (numeric, integer);
        DROP FUNCTION public.array_to_string(uuid[], text), public.array_to_json(text[]), public.unnest(uuid[])`);
      }
    },
  );
});
