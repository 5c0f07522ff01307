import { mkdirSync } from 'node:fs';
import { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import type { Settings } from './settings.ts';

export type Row = Record<string, unknown>;

/** What a repository needs: one statement with parameters. */
export interface Queryable {
  query<T extends Row = Row>(text: string, params?: unknown[]): Promise<{ rows: T[] }>;
}

export interface Database extends Queryable {
  /** Of a server; an embedded database has none. */
  readonly pool?: pg.Pool;
  /** Several statements at once, where `query` takes only one. */
  readonly exec?: (text: string) => Promise<unknown>;
  transaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T>;
  /** Runs the work unless another replica is at work of that name; then it does nothing. */
  alone(name: string, work: () => Promise<unknown>): Promise<void>;
  close(): Promise<void>;
}

/** PostgreSQL where a server is configured, PGlite in this process where none is. */
export async function openDatabase(settings: Pick<Settings, 'databaseUrl' | 'dataDirectory'>): Promise<Database> {
  const database =
    settings.databaseUrl === undefined ? await openEmbedded(settings.dataDirectory) : openServer(settings.databaseUrl);
  for (const statement of SCHEMA) await database.query(statement);
  return database;
}

const ignore = (): void => undefined;

async function openEmbedded(directory: string): Promise<Database> {
  mkdirSync(directory, { recursive: true });
  const lite = await PGlite.create(directory);
  return {
    query: (text, params) => lite.query(text, params),
    exec: (text) => lite.exec(text),
    transaction: (work) => lite.transaction((tx) => work({ query: (text, params) => tx.query(text, params) })),
    // Nobody else has it open.
    alone: async (_name, work) => void (await work()),
    close: () => lite.close(),
  };
}

/**
 * The lock belongs to the connection, not to a transaction: work may take minutes, and an open transaction would keep the server
 * from cleaning up for so long. If this process dies the server lets go of it.
 */
async function holdLock(pool: pg.Pool, name: string, work: () => Promise<unknown>): Promise<void> {
  const client = await pool.connect();
  // A connection that breaks during the work would end the process.
  client.on('error', ignore);
  let isHeld = false;
  try {
    const { rows } = await client.query<Row>('SELECT pg_try_advisory_lock(hashtext($1)) AS mine', [name]);
    isHeld = rows[0]?.['mine'] === true;
    if (isHeld) await work();
  } finally {
    if (isHeld)
      isHeld = await client.query('SELECT pg_advisory_unlock(hashtext($1))', [name]).then(
        () => false,
        () => true,
      );
    // One that would not let go of the lock is closed. The pool listens again before this ends to.
    client.release(isHeld);
    client.off('error', ignore);
  }
}

async function inTransaction<T>(pool: pg.Pool, work: (tx: Queryable) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  // A connection that breaks in between would end the process; the statement that waits fails with it.
  client.on('error', ignore);
  let isBroken = false;
  try {
    await client.query('BEGIN');
    const result = await work({ query: (text, params) => client.query(text, params) });
    await client.query('COMMIT');
    return result;
  } catch (error) {
    isBroken = await client.query('ROLLBACK').then(
      () => false,
      () => true,
    );
    throw error;
  } finally {
    client.release(isBroken);
    client.off('error', ignore);
  }
}

function openServer(connectionString: string): Database {
  const pool = new pg.Pool({ connectionString, max: 10 });
  // A connection that breaks while nobody uses it would end the process; the next query makes another.
  pool.on('error', ignore);
  const database: Database = {
    pool,
    query: (text, params) => pool.query(text, params),
    alone: (name, work) => holdLock(pool, name, work),
    transaction: (work) => inTransaction(pool, work),
    close: () => pool.end(),
  };
  return database;
}

const SCHEMA = [
  `CREATE TABLE IF NOT EXISTS organisations (id text PRIMARY KEY, name text NOT NULL, plan text NOT NULL)`,
  `CREATE TABLE IF NOT EXISTS accounts (
     id text PRIMARY KEY, org_id text NOT NULL REFERENCES organisations, email text NOT NULL UNIQUE,
     password_hash text NOT NULL, role text NOT NULL, failed_logins int NOT NULL DEFAULT 0)`,
  `ALTER TABLE accounts ADD COLUMN IF NOT EXISTS analytics_consent boolean NOT NULL DEFAULT false`,
  `CREATE TABLE IF NOT EXISTS sessions (token_hash text PRIMARY KEY, account_id text NOT NULL REFERENCES accounts)`,
  `CREATE TABLE IF NOT EXISTS workspaces (id text PRIMARY KEY, org_id text NOT NULL REFERENCES organisations, name text NOT NULL)`,
  `CREATE TABLE IF NOT EXISTS content_items (
     id text PRIMARY KEY, workspace_id text NOT NULL REFERENCES workspaces, kind text NOT NULL, title text NOT NULL,
     status text NOT NULL DEFAULT 'draft', round int NOT NULL DEFAULT 0, attachment text)`,
  `ALTER TABLE content_items ADD COLUMN IF NOT EXISTS changed_at timestamptz NOT NULL DEFAULT now()`,
  `CREATE INDEX IF NOT EXISTS content_items_workspace ON content_items (workspace_id, id)`,
  `CREATE TABLE IF NOT EXISTS comments (id text PRIMARY KEY, item_id text NOT NULL REFERENCES content_items, author_id text NOT NULL, body text NOT NULL)`,
  `ALTER TABLE comments ADD COLUMN IF NOT EXISTS created_at timestamptz NOT NULL DEFAULT now()`,
  `CREATE TABLE IF NOT EXISTS decisions (id text PRIMARY KEY, item_id text NOT NULL REFERENCES content_items, approver_id text NOT NULL, decision text NOT NULL)`,
  `CREATE TABLE IF NOT EXISTS invites (id text PRIMARY KEY, workspace_id text NOT NULL REFERENCES workspaces, email text NOT NULL, role text NOT NULL, status text NOT NULL DEFAULT 'pending')`,
  `ALTER TABLE invites ADD COLUMN IF NOT EXISTS created_at timestamptz NOT NULL DEFAULT now()`,
  `CREATE TABLE IF NOT EXISTS feedback_reports (id text PRIMARY KEY, account_id text NOT NULL, kind text NOT NULL, body text NOT NULL, status text NOT NULL DEFAULT 'open')`,
];
