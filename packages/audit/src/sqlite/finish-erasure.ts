import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { PlumblineError } from '@plumbline/core';
import { type Connections, whenFree } from './connection.ts';

/** Readers and writers on the same file finish within this time, unless one of them hangs. */
const EMPTY_GIVE_UP_MS = 1_000;

/**
 * Old pages stand in the write-ahead log until it is emptied, which waits for everybody who reads or writes. Whether it is
 * empty in the end; it is where there is none.
 */
export async function emptyLog(database: DatabaseSync): Promise<boolean> {
  const giveUp = performance.now() + EMPTY_GIVE_UP_MS;
  const isEmpty = (): boolean => database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()?.['busy'] === 0;
  for (;;) {
    if (isEmpty()) return true;
    if (performance.now() >= giveUp) return false;
    await wait(5);
  }
}

const unfinished = (cause?: unknown): PlumblineError =>
  new PlumblineError(
    'PLB_AUDIT_STORE',
    'erased values are gone from the tables, but copies of them stay in the SQLite file or its write-ahead log',
    {
      fix: 'Let every process that reads the file end its reading, see that the disk has room for the file once more, and repeat the erasure: it records nothing twice.',
      cause,
    },
  );

/** `KeeperStore.finishErasure`; within a connection of the application it empties the log and writes nothing anew. */
export function createFinish({ use, write }: Connections): () => Promise<void> {
  const clean = async (database: DatabaseSync): Promise<boolean> => {
    if (database.prepare('SELECT 1 FROM audit_clean').get()) return emptyLog(database);
    await whenFree(() => database.exec('VACUUM'));
    if (!(await emptyLog(database))) return false;
    await write(() => database.exec('INSERT OR IGNORE INTO audit_clean (one) VALUES (1)'));
    return true;
  };
  return async () => {
    const { database, own } = await use();
    const done = await (own ? clean(database) : emptyLog(database)).catch((error: unknown) => {
      throw unfinished(error);
    });
    if (!done) throw unfinished();
  };
}
