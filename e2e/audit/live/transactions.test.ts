import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Audit, type AuditTransaction, createAudit, type TransactionReceipt } from '@plumbline/audit';
import { postgresStore } from '@plumbline/audit/postgres';
import { sql as drizzleSql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import { CompiledQuery, Kysely, PostgresDialect } from 'kysely';
import type pg from 'pg';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { actions, service } from '../src/actions.ts';
import { APP, type AuditDatabase, poolOf, startDatabase } from '../src/database.ts';

type Work = (transaction: AuditTransaction) => Promise<void>;
/** Runs work in a transaction of a driver; a rejection rolls it back and comes through. */
type Begin = (work: Work) => Promise<void>;

interface Driver {
  readonly begin: Begin;
  end(): Promise<void>;
}

const folder = mkdtempSync(path.join(tmpdir(), 'plumbline-tx-'));
let database: AuditDatabase;
let pool: pg.Pool;
let audit: Audit<(typeof actions)['specs']>;

beforeAll(async () => {
  database = await startDatabase();
  pool = poolOf(database.urlAs(APP), 2);
  audit = createAudit({ actions, service, store: postgresStore(pool), spoolDirectory: path.join(folder, 'spool') });
  await audit.start();
});
afterAll(async () => {
  await audit.shutdown({ timeoutMs: 10_000 });
  await pool.end();
  await database[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

function withPg(): Driver {
  const own = poolOf(database.urlAs(APP), 1);
  const begin: Begin = async (work) => {
    const client = await own.connect();
    try {
      await client.query('BEGIN');
      await work(client);
      await client.query('COMMIT');
    } catch (error) {
      await client.query('ROLLBACK');
      throw error;
    } finally {
      client.release();
    }
  };
  return { begin, end: () => own.end() };
}

function withPostgresJs(): Driver {
  const sql = postgres({ host: database.directory, username: APP, database: 'postgres', max: 1 });
  const begin: Begin = async (work) => {
    await sql.begin(async (tx) => {
      await work({ query: (text, params) => tx.unsafe(text, params as string[]) });
    });
  };
  return { begin, end: () => sql.end() };
}

function withKysely(): Driver {
  const db = new Kysely<Record<string, never>>({
    dialect: new PostgresDialect({ pool: poolOf(database.urlAs(APP), 1) }),
  });
  const begin: Begin = (work) =>
    db
      .transaction()
      .execute((tx) => work({ query: (text, params) => tx.executeQuery(CompiledQuery.raw(text, params)) }));
  return { begin, end: () => db.destroy() };
}

/** Drizzle takes parameters as parts of a template only. */
const drizzleQuery = (text: string, params: readonly unknown[]): ReturnType<typeof drizzleSql.join> =>
  drizzleSql.join(
    text
      .split(/\$(\d+)/)
      .map((part, at) => (at % 2 === 0 ? drizzleSql.raw(part) : drizzleSql.param(params[Number(part) - 1]))),
    drizzleSql.raw(''),
  );

function withDrizzle(): Driver {
  const own = poolOf(database.urlAs(APP), 1);
  const db = drizzle(own);
  const begin: Begin = (work) =>
    db.transaction((tx) => work({ query: (text, params) => tx.execute(drizzleQuery(text, params)) }));
  return { begin, end: () => own.end() };
}

const change = (user: string) =>
  ({ subject: { type: 'user', id: user }, before: { role: 'viewer' }, after: { role: 'admin' } }) as const;

/** How many accounts and how many records there are of a user. */
async function found(user: string): Promise<{ accounts: number; records: number }> {
  const accounts = await database.query('SELECT 1 FROM account WHERE id = $1', [user]);
  return { accounts: accounts.length, records: await postgresStore(pool).count({ subject: user }) };
}

describe.each([
  ['pg', withPg],
  ['postgres.js', withPostgresJs],
  ['Kysely', withKysely],
  ['Drizzle', withDrizzle],
])('in a transaction of %s', (name, make) => {
  let driver: Driver;
  beforeAll(() => {
    driver = make();
  });
  afterAll(() => driver.end());
  const mutate = (tx: AuditTransaction, user: string): unknown =>
    tx.query('INSERT INTO account VALUES ($1, $2)', [user, 'admin']);

  test('a commit stores the mutation and its record', async () => {
    const user = `${name}-commit`;
    let receipt: TransactionReceipt | undefined;
    const before = audit.snapshot().stored;
    await driver.begin(async (tx) => {
      await mutate(tx, user);
      receipt = await audit.in(tx).record('role.changed', change(user));
      expect(await found(user)).toEqual({ accounts: 0, records: 0 });
    });
    receipt?.committed();
    expect(await found(user)).toEqual({ accounts: 1, records: 1 });
    expect(audit.snapshot().stored).toBe(before + 1);
    const [row] = await postgresStore(pool).read({ limit: 1, filters: { subject: user } });
    expect(row).toMatchObject({ id: receipt?.id, action: 'role.changed', subjectIds: [user] });
  });

  test('a rollback takes both back', async () => {
    const user = `${name}-rollback`;
    const rolledBack = driver.begin(async (tx) => {
      await mutate(tx, user);
      await audit.in(tx).record('role.changed', change(user));
      throw new Error('the application changed its mind');
    });
    await expect(rolledBack).rejects.toThrow('changed its mind');
    expect(await found(user)).toEqual({ accounts: 0, records: 0 });
  });

  test('a refused record rejects, and the application decides what becomes of the mutation', async () => {
    const user = `${name}-refused`;
    const wrong = { ...change(user), metadata: { note: 'undeclared' } };
    const refused = driver.begin(async (tx) => {
      await mutate(tx, user);
      await audit.in(tx).record('role.changed', wrong as never);
    });
    await expect(refused).rejects.toMatchObject({ code: 'PLB_AUDIT_REFUSED' });
    expect(await found(user)).toEqual({ accounts: 0, records: 0 });
  });
});
