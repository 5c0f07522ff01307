import { createHash, randomUUID } from 'node:crypto';
import type pg from 'pg';
import { defineBenchmark } from '../harness/benchmark.ts';
import { startHelper } from '../processes/helper.ts';
import { change, requestOfAdmin } from './context.ts';
import { type AuditDatabase, newKey, numberOf, ROLES, startAuditDatabase } from './database.ts';

type ThroughputScale = Readonly<Record<'milliseconds' | 'warmUpMs', number>>;
type Values = Readonly<Record<string, number>>;

const WRITERS = 8;
/** What else a transaction does, in the database, after it has written its audit record. */
const OTHER_WORK = 'SELECT pg_sleep(0.005)';

/** Writes the audit record of one mutation in its transaction. */
type Write = (client: pg.PoolClient) => Promise<unknown>;

/** Mutation, record and other work in one transaction, from eight connections at once, for so long. */
async function transactions(pool: pg.Pool, write: Write, milliseconds: number): Promise<number> {
  let done = 0;
  const ends = performance.now() + milliseconds;
  const writer = async (account: number): Promise<void> => {
    const client = await pool.connect();
    while (performance.now() < ends) {
      await client.query('BEGIN');
      await client.query('UPDATE account SET role = $2 WHERE id = $1', [`u_${account}`, 'admin']);
      await write(client);
      await client.query(OTHER_WORK);
      await client.query('COMMIT');
      done += 1;
    }
    client.release();
  };
  await Promise.all(Array.from({ length: WRITERS }, (_, account) => writer(account)));
  return done;
}

async function measure(
  database: AuditDatabase,
  write: Write,
  scale: ThroughputScale,
): Promise<{ perSecond: number; all: number }> {
  await database.owner.query(
    "CREATE TABLE account AS SELECT 'u_' || n AS id, 'viewer' AS role FROM generate_series(0, 99) AS n",
  );
  await database.owner.query('CREATE UNIQUE INDEX ON account (id)');
  await database.owner.query(`GRANT SELECT, UPDATE ON account TO ${ROLES.application}`);
  const pool = database.application(WRITERS);
  const warm = await transactions(pool, write, scale.warmUpMs);
  const began = performance.now();
  const done = await transactions(pool, write, scale.milliseconds);
  return { perSecond: (done / (performance.now() - began)) * 1_000, all: warm + done };
}

/** The columns of the audit log, without what makes them evidence. */
const COLUMNS = `id uuid PRIMARY KEY, recorded_at timestamptz NOT NULL, stored_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  action text NOT NULL, outcome text NOT NULL, class text NOT NULL, actor_id text NOT NULL, org text,
  subject_ids text[] NOT NULL, request_id text, body text NOT NULL, leaf_hash bytea NOT NULL`;
const INSERT = `INSERT INTO plain_log (id, recorded_at, action, outcome, class, actor_id, org, subject_ids, request_id, body,
  leaf_hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`;

async function createPlainLog(database: AuditDatabase): Promise<void> {
  await database.owner.query(`CREATE TABLE plain_log (${COLUMNS})`);
  const indexes = ['(action, id)', '(actor_id, id)', '(recorded_at)', 'USING gin (subject_ids)'];
  for (const index of indexes) await database.owner.query(`CREATE INDEX ON plain_log ${index}`);
  await database.owner.query(`GRANT SELECT, INSERT ON plain_log TO ${ROLES.application}`);
}

/** A row like that of the audit log, as an application writes it by hand. */
function plainRow(previous = ''): unknown[] {
  const id = randomUUID();
  const at = new Date();
  const request = '0af7651916cd43dd8448eb211c80319c';
  const body = JSON.stringify({
    action: 'role.changed',
    actor: { id: 'u_1', role: 'admin', type: 'user' },
    ...change,
    changed: ['role'],
    class: 'access',
    id,
    occurred_at: at.toISOString(),
    outcome: 'success',
    recorded_at: at.toISOString(),
    request_id: request,
    route_pattern: '/accounts/:id/role',
    source: { instance: 'bench', service: 'bench' },
    trace_id: request,
    v: 1,
  });
  const leaf = createHash('sha256').update(previous).update(body).digest();
  return [id, at, 'role.changed', 'success', 'access', 'u_1', null, ['u_7'], request, body, leaf];
}

async function plain(scale: ThroughputScale): Promise<Values> {
  await using database = await startAuditDatabase();
  await createPlainLog(database);
  const { perSecond, all } = await measure(database, (client) => client.query(INSERT, plainRow()), scale);
  const stored = await numberOf(database.owner, 'SELECT count(*) AS n FROM plain_log');
  if (stored !== all) throw new Error(`${all} committed, ${stored} stored`);
  return { perSecond };
}

async function chained(scale: ThroughputScale): Promise<Values> {
  await using database = await startAuditDatabase();
  await createPlainLog(database);
  await database.owner.query("CREATE TABLE head AS SELECT 1 AS one, ''::text AS hash");
  await database.owner.query(`GRANT SELECT, UPDATE ON head TO ${ROLES.application}`);
  const write: Write = async (client) => {
    const { rows } = await client.query<{ hash: string }>('SELECT hash FROM head WHERE one = 1 FOR UPDATE');
    const row = plainRow(rows[0]?.hash);
    await client.query(INSERT, row);
    await client.query('UPDATE head SET hash = $1 WHERE one = 1', [(row[10] as Buffer).toString('hex')]);
  };
  return { perSecond: (await measure(database, write, scale)).perSecond };
}

async function sealed(scale: ThroughputScale): Promise<Values> {
  const { createAudit, defineActions, starterActions } = await import('@plumbline/audit');
  const { postgresStore } = await import('@plumbline/audit/postgres');
  const { runInContext } = await import('@plumbline/core/context');
  await using database = await startAuditDatabase();
  using sealer = startHelper('audit-sealer', [database.server.urlAs(ROLES.sealer)]);
  await sealer.ask({ pem: newKey().pem });
  const audit = createAudit({
    actions: defineActions(starterActions),
    store: postgresStore(database.application(1)),
    spoolDirectory: 'spool',
    service: { name: 'bench' },
  });
  await audit.start();
  const write: Write = (client) => audit.in(client).record('role.changed', change);
  const context = await requestOfAdmin();
  const { perSecond, all } = await runInContext(context, () => measure(database, write, scale));
  const { seals, records } = await sealer.ask<Values>({ finish: true });
  const stored = await numberOf(database.owner, 'SELECT count(*) AS n FROM audit_log');
  if (stored !== all || records !== all) throw new Error(`${all} committed, ${stored} stored, ${records} sealed`);
  await audit.shutdown({ timeoutMs: 10_000 });
  return { perSecond, seals: seals ?? 0 };
}

export const auditThroughput = defineBenchmark<ThroughputScale>({
  name: 'audit-throughput',
  question: 'How many transactions with an audit record does PostgreSQL commit while their records are sealed?',
  metrics: { perSecond: { unit: '/s', what: 'transactions committed', better: 'more' } },
  baseline: 'plain',
  sides: {
    plain: { what: 'INSERT of the same columns and indexes, no evidence', run: plain },
    sealed: { what: '@plumbline/audit: audit.in(tx), and a sealer in a process of its own', run: sealed },
    chain: { what: 'each record holds the hash of the one before, under a lock of the chain’s head', run: chained },
  },
  bars: [{ side: 'sealed', metric: 'perSecond', to: 'plain', least: 0.95 }],
  needs: 'postgres',
  peers: ['pg'],
  rounds: 7,
  scale: { milliseconds: 10_000, warmUpMs: 2_000 },
  tiny: { milliseconds: 200, warmUpMs: 50 },
});
