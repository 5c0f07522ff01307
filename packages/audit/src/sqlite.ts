import { mkdir, open as openHandle } from 'node:fs/promises';
import path from 'node:path';
import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite';
import type * as sqliteModule from 'node:sqlite';
import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';
import { PlumblineError } from '@plumbline/core';
import type { AuditRow } from './audit-record.ts';
import type { AuditStore, ReadOptions, StoreFinding } from './audit-store.ts';
import { createLogFile, type LogFile } from './sqlite-log.ts';
import { SQLITE_SCHEMA, SQLITE_SCHEMA_VERSION } from './sqlite-schema.ts';
import { type Dialect, where } from './where.ts';

/** Loaded when a file is opened and not before: on Node 22 and 24 the module prints a warning as it loads. */
const sqlite = (): typeof sqliteModule => process.getBuiltinModule('node:sqlite');

/** A file that the store opens itself, or a connection that the application opened and closes. */
export type SqliteStoreOptions =
  | { readonly path: string; readonly database?: never }
  | { readonly database: DatabaseSync; readonly path?: never };

/** A database, and what was made for it. */
interface Connection {
  readonly database: DatabaseSync;
  /** Of a file that the store opened itself, where there is one. */
  readonly log?: LogFile | undefined;
  insertion?: StatementSync;
}

/** Rows of one transaction: node:sqlite works on the main thread, and 100 rows take about a millisecond. */
const SLICE = 100;
/** Another process holds the write lock for as long as one slice takes. */
const BUSY_GIVE_UP_MS = 5_000;
const SQLITE_BUSY = 5;

const COLUMNS = 'id, recorded_at, action, outcome, class, actor_id, org, subject_ids, request_id, body, leaf_hash';
const COLUMN_COUNT = 11;

const dialect: Dialect = {
  param: () => '?',
  hasSubject: (param) => `EXISTS (SELECT 1 FROM json_each(subject_ids) WHERE value = ${param})`,
  time: (ms) => ms,
};

const values = (row: AuditRow): SQLInputValue[] => [
  row.id,
  row.recordedAt,
  row.action,
  row.outcome,
  row.class,
  row.actorId,
  row.org,
  JSON.stringify(row.subjectIds),
  row.requestId,
  row.body,
  Buffer.from(row.leaf, 'hex'),
];

const toAuditRow = (row: Record<string, SQLOutputValue>): AuditRow => ({
  id: String(row['id']),
  recordedAt: Number(row['recorded_at']),
  action: String(row['action']),
  outcome: String(row['outcome']),
  class: String(row['class']),
  actorId: String(row['actor_id']),
  org: row['org'] === null ? null : String(row['org']),
  subjectIds: JSON.parse(String(row['subject_ids'])) as string[],
  requestId: row['request_id'] === null ? null : String(row['request_id']),
  body: String(row['body']),
  leaf: Buffer.from(row['leaf_hash'] as Uint8Array).toString('hex'),
});

function insert(rows: number): string {
  const row = `(${Array.from({ length: COLUMN_COUNT }, () => '?').join(', ')})`;
  const list = Array.from({ length: rows }, () => row).join(', ');
  return `INSERT INTO audit_log (${COLUMNS}) VALUES ${list} ON CONFLICT (id) DO NOTHING`;
}

const isBusy = (error: unknown): boolean =>
  (((error as { errcode?: number } | undefined)?.errcode ?? 0) & 0xff) === SQLITE_BUSY;

/** Repeats what another process's lock turned away, without blocking the event loop as SQLite's own waiting would. */
async function whenFree<T>(work: () => T): Promise<T> {
  const giveUp = performance.now() + BUSY_GIVE_UP_MS;
  for (;;) {
    try {
      return work();
    } catch (error) {
      if (!isBusy(error) || performance.now() > giveUp) throw error;
      await wait(1 + Math.random() * 9);
    }
  }
}

function inTransaction(database: DatabaseSync, work: () => void): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    work();
    database.exec('COMMIT');
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

/** Creates the file for its owner alone: it names people. SQLite gives its other files the same mode. */
async function createPrivately(file: string): Promise<void> {
  // No file, or a URI: SQLite's own forms.
  if (file === ':memory:' || file.startsWith('file:')) return;
  await mkdir(path.dirname(path.resolve(file)), { recursive: true, mode: 0o700 });
  await (await openHandle(file, 'a', 0o600)).close();
}

/**
 * The audit trail in SQLite, for one host: several processes may share the file. A file of its own is created with its
 * tables; in a connection of the application `migrate` creates them, and `synchronous` should stay FULL. Throws
 * PLB_OPTION_INVALID for an empty path.
 */
export function sqliteStore(options: SqliteStoreOptions): AuditStore {
  if (options.path === '') throw new PlumblineError('PLB_OPTION_INVALID', 'sqliteStore: `path` is empty');
  const given: Connection | undefined = options.database && { database: options.database };
  let opening: Promise<Connection> | undefined;

  const openFile = async (file: string): Promise<Connection> => {
    await createPrivately(file);
    const database = new (sqlite().DatabaseSync)(file, { timeout: 0 });
    const mode = await whenFree(() => database.prepare('PRAGMA journal_mode = WAL').get());
    const hasLog = mode?.['journal_mode'] === 'wal';
    // Without a log that can be synced off the main thread, SQLite has to sync at each commit.
    await whenFree(() => database.exec(`PRAGMA synchronous = ${hasLog ? 'NORMAL' : 'FULL'}`));
    await whenFree(() => inTransaction(database, () => database.exec(SQLITE_SCHEMA)));
    return { database, log: hasLog ? createLogFile(file) : undefined };
  };
  const use = (): Promise<Connection> => {
    if (given !== undefined) return Promise.resolve(given);
    opening ??= openFile(options.path as string).catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    return opening;
  };
  const select = async (text: string, params: unknown[]): Promise<Record<string, SQLOutputValue>[]> => {
    const { database } = await use();
    return whenFree(() => database.prepare(text).all(...(params as SQLInputValue[])));
  };
  return {
    kind: 'sqlite',
    maxBatch: 2_000,
    async append(rows) {
      const connection = await use();
      const { database, log } = connection;
      const statement = (connection.insertion ??= database.prepare(insert(1)));
      for (let start = 0; start < rows.length; start += SLICE) {
        const slice = rows.slice(start, start + SLICE);
        const store = (): void => {
          for (const row of slice) statement.run(...values(row));
        };
        await whenFree(() => inTransaction(database, store));
        await nextTurn();
      }
      await log?.sync();
    },
    statement: (rows) => ({ text: insert(rows.length), params: rows.flatMap(values) }),
    async migrate() {
      const { database } = await use();
      await whenFree(() => inTransaction(database, () => database.exec(SQLITE_SCHEMA)));
    },
    async check() {
      const tables = await select("SELECT name FROM sqlite_schema WHERE type = 'table' AND name = 'audit_schema'", []);
      const versions = tables.length === 0 ? [] : await select('SELECT max(version) AS version FROM audit_schema', []);
      return judgeVersion(versions[0]?.['version'] ?? 0);
    },
    async read({ limit, ...options }: ReadOptions) {
      const { text, params } = where(dialect, options);
      const order = options.order === 'desc' ? 'DESC' : 'ASC';
      const sql = `SELECT ${COLUMNS} FROM audit_log${text} ORDER BY id ${order} LIMIT ?`;
      return (await select(sql, [...params, limit])).map(toAuditRow);
    },
    async count(filters = {}) {
      const { text, params } = where(dialect, { filters });
      return Number((await select(`SELECT count(*) AS n FROM audit_log${text}`, params))[0]?.['n'] ?? 0);
    },
    async close() {
      const closing = opening;
      opening = undefined;
      const connection = await closing;
      await connection?.log?.close();
      connection?.database.close();
    },
  };
}

function judgeVersion(version: SQLOutputValue): StoreFinding[] {
  if (version === SQLITE_SCHEMA_VERSION) return [];
  const what = `The audit tables are at version ${String(version)}, and this package writes version ${SQLITE_SCHEMA_VERSION}.`;
  const fix =
    Number(version) > SQLITE_SCHEMA_VERSION ? 'Install the newer @plumbline/audit.' : 'Call `await store.migrate()`.';
  return [{ severity: 'error', what, fix }];
}
