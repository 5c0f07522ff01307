import { type BigIntStats, statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { PlumblineError } from '@plumbline/core';

/** An SQLite file that is read and left as it was found, the files beside it included. */
export interface ReadOnlyFile {
  readonly database: DatabaseSync;
  /** Closes it. Throws PLB_AUDIT_STORE where what was read may be torn, because a writer came meanwhile. */
  readonly close: () => void;
}

const look = (file: string): BigIntStats | undefined => statSync(file, { bigint: true, throwIfNoEntry: false });

/** What changes with each write to a file, and when another one takes its place. */
const markOf = (stats: BigIntStats | undefined): string =>
  stats === undefined ? '' : [stats.dev, stats.ino, stats.size, stats.mtimeNs, stats.ctimeNs].join(' ');

/**
 * Whether no process has the database open to write, and the file has everything that was written. While a connection of the
 * write-ahead log is open, `-shm` is there. A log without it is what the last connection left, and holds records unless it is
 * empty. `-journal` is of a transaction that has to be undone first.
 */
const isAtRest = (file: string): boolean =>
  !look(`${file}-shm`) && (look(`${file}-wal`)?.size ?? 0n) === 0n && !look(`${file}-journal`);

function refuseChanged(file: string): never {
  throw new PlumblineError(
    'PLB_AUDIT_STORE',
    `${file} was written to while it was read, so nothing can be said of it`,
    {
      fix: 'Run the command again; it reads beside a writer that is there from the beginning.',
    },
  );
}

/**
 * Opens it in one of two ways. SQLite's ordinary read-only connection makes `-wal` and `-shm` where they are not there, and
 * leaves them behind in the name of whoever reads: a service of another user can then write no more.
 *
 * At rest it is opened as `immutable=1` (sqlite.org/uri.html), which makes, locks and writes nothing, and does not see a
 * writer that begins meanwhile: `close` does. Otherwise it is read beside the writer by the `-shm` that is there, with
 * `readonly_shm=1`: as long as it is open, the writer that ends last leaves its own files behind, which the next one takes up.
 *
 * Throws PLB_AUDIT_STORE for a copy with a log and without its `-shm`, which only a writer can put together, unless it is the
 * reader's own.
 */
export function openReadOnly(file: string): ReadOnlyFile {
  const { DatabaseSync: Database } = process.getBuiltinModule('node:sqlite');
  const before = look(file);
  const atRest = isAtRest(file);
  const isLone = !atRest && !look(`${file}-shm`) && look(`${file}-wal`) !== undefined;
  // SQLite gives what root makes to the owner of the file.
  const reader = BigInt(process.getuid?.() ?? 0);
  if (isLone && reader !== 0n && reader !== before?.uid)
    throw new PlumblineError('PLB_AUDIT_STORE', `${file}-wal holds records that are not in ${file} yet`, {
      fix: 'Copy both into a folder of your own and name the copy, or have the owner of the file open it once.',
    });
  const how = atRest ? '?immutable=1' : '?readonly_shm=1';
  const database = new Database(isLone ? file : `${pathToFileURL(file).href}${how}`, { readOnly: true, timeout: 0 });
  return {
    database,
    close() {
      database.close();
      if (atRest && (!isAtRest(file) || markOf(look(file)) !== markOf(before))) refuseChanged(file);
    },
  };
}
