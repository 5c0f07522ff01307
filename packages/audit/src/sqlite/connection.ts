import { mkdir, open as openHandle } from 'node:fs/promises';
import path from 'node:path';
import type { DatabaseSync, SQLInputValue, SQLOutputValue } from 'node:sqlite';
import type * as sqliteModule from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { PlumblineError, unknownOptions } from '@plumbline/core';
import { createLogFile, type LogFile } from '../sqlite-log.ts';
import { applySchema } from '../sqlite-schema.ts';

/** Loaded when a file is opened and not before: on Node 22 and 24 the module prints a warning as it loads. */
const sqlite = (): typeof sqliteModule => process.getBuiltinModule('node:sqlite');

/**
 * A file that the store opens itself, or a connection that the application opened and closes. That one should have
 * `PRAGMA secure_delete = ON` from its beginning on, or copies of erased values stay in the file until it runs `VACUUM`.
 */
export type SqliteStoreOptions =
  | { readonly path: string; readonly database?: never }
  | { readonly database: DatabaseSync; readonly path?: never };

/** A database, and what was made for it. */
export interface Connection {
  readonly database: DatabaseSync;
  /** Opened here, and not by the application. */
  readonly own?: true;
  /** Of a file that the store opened itself, where there is one. */
  readonly log?: LogFile | undefined;
}

export type SqliteRow = Record<string, SQLOutputValue>;

/** One database, opened when it is first used. */
export interface Connections {
  readonly use: () => Promise<Connection>;
  /** Rows of a query, each read once nobody holds a lock that is in the way. */
  readonly select: (text: string, params?: readonly SQLInputValue[]) => Promise<SqliteRow[]>;
  /** The same, each row as its values in their order: a third cheaper for many of them. */
  readonly selectValues: (text: string, params?: readonly SQLInputValue[]) => Promise<SQLOutputValue[][]>;
  /** Does the work in a transaction of its own, all of it or nothing, and resolves once it would survive a power loss. */
  readonly write: <T>(work: (database: DatabaseSync) => T) => Promise<T>;
  /** Closes what was opened here; a later call opens it again. */
  readonly close: () => Promise<void>;
}

/** Another process holds the write lock for as long as one slice takes. */
const BUSY_GIVE_UP_MS = 5_000;
const SQLITE_BUSY = 5;
const SQLITE_NOTADB = 26;

const primaryCode = (error: unknown): number => ((error as { errcode?: number } | undefined)?.errcode ?? 0) & 0xff;

const isBusy = (error: unknown): boolean => primaryCode(error) === SQLITE_BUSY;

/** The file holds something else: no later try can store a record in it. */
export const isNoDatabase = (error: unknown): boolean => primaryCode(error) === SQLITE_NOTADB;

/** Repeats what another process's lock turned away, without blocking the event loop as SQLite's own waiting would. */
export async function whenFree<T>(work: () => T): Promise<T> {
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

export function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
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

async function openFile(file: string): Promise<Connection> {
  await createPrivately(file);
  const database = new (sqlite().DatabaseSync)(file, { timeout: 0 });
  const mode = await whenFree(() => database.prepare('PRAGMA journal_mode = WAL').get());
  // Otherwise a page that is split keeps copies of what moved to another one, which no erasure would reach.
  database.exec('PRAGMA secure_delete = ON');
  const hasLog = mode?.['journal_mode'] === 'wal';
  // Without a log that can be synced off the main thread, SQLite has to sync at each commit.
  await whenFree(() => database.exec(`PRAGMA synchronous = ${hasLog ? 'NORMAL' : 'FULL'}`));
  await whenFree(() => inTransaction(database, () => applySchema(database, true)));
  return { database, own: true, log: hasLog ? createLogFile(file) : undefined };
}

/** `file` is what others call it. */
const MEANT: Readonly<Record<string, string>> = { file: 'path', filename: 'path', db: 'database' };

function checkOptions(given: SqliteStoreOptions, caller: string): void {
  const options: { readonly path?: unknown; readonly database?: unknown } = given ?? {};
  const { database, path: file } = options;
  const faults = unknownOptions(options, ['path', 'database']).map((fault) => {
    const meant = MEANT[/`(\w+)`/.exec(fault)?.[1] ?? ''];
    return meant === undefined ? fault : fault.replace('remove it', `did you mean \`${meant}\`?`);
  });
  if (file === undefined && database === undefined) faults.push('`path` is missing; name the file of the trail');
  if (file !== undefined && database !== undefined) faults.push('takes `path` or `database`, not both');
  if (file !== undefined && typeof file !== 'string') faults.push('`path` must be a text');
  if (file === '') faults.push('`path` is empty');
  if (database !== undefined && typeof (database as DatabaseSync | null)?.prepare !== 'function')
    faults.push('`database` is no `DatabaseSync` of node:sqlite');
  if (faults.length > 0) throw new PlumblineError('PLB_OPTION_INVALID', `${caller}: ${faults.join('; ')}`);
}

/** Throws PLB_OPTION_INVALID, in the name of `caller`, for what names no file and no connection. */
export function createConnections(options: SqliteStoreOptions, caller: string): Connections {
  checkOptions(options, caller);
  const given: Connection | undefined = options.database && { database: options.database };
  let opening: Promise<Connection> | undefined;
  const use = (): Promise<Connection> => {
    if (given !== undefined) return Promise.resolve(given);
    const file = options.path as string;
    opening ??= openFile(file).catch(async (error: unknown) => {
      opening = undefined;
      const { namedInTheWay } = await import('./in-the-way.ts');
      throw namedInTheWay(file, error);
    });
    return opening;
  };
  return {
    use,
    async select(text, params = []) {
      const { database } = await use();
      return whenFree(() => database.prepare(text).all(...params));
    },
    async selectValues(text, params = []) {
      const { database } = await use();
      return whenFree(() => {
        const statement = database.prepare(text);
        statement.setReturnArrays(true);
        return statement.all(...params) as unknown as SQLOutputValue[][];
      });
    },
    async write(work) {
      const { database, log } = await use();
      const result = await whenFree(() => inTransaction(database, () => work(database)));
      await log?.sync();
      return result;
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
