import { close, fdatasync, fstatSync, open } from 'node:fs';
import { promisify } from 'node:util';

const closeAsync = promisify(close);
const openAsync = promisify(open);
const syncAsync = promisify(fdatasync);

/** The write-ahead log beside a database, which exists for as long as a connection is open. */
export interface LogFile {
  /** Syncs it off the main thread; with `synchronous = NORMAL` a commit has only written it. */
  sync(): Promise<void>;
  /** Once, when nothing is under way that `sync` was asked for. */
  close(): Promise<void>;
}

/** Opens nothing before the first sync, which comes when SQLite has made the file. */
export function createLogFile(database: string): LogFile {
  let opening: Promise<number> | undefined;
  let underWay: Promise<unknown> = Promise.resolve();

  const syncOnce = async (): Promise<void> => {
    opening ??= openAsync(`${database}-wal`, 'r').catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    const fd = await opening;
    await syncAsync(fd);
    if (fstatSync(fd).nlink === 0) throw new Error('the write-ahead log was removed while it was written to');
  };
  return {
    sync() {
      const sync = syncOnce();
      underWay = Promise.allSettled([underWay, sync]);
      return sync;
    },
    async close() {
      await underWay;
      const fd = await opening?.catch(() => undefined);
      opening = undefined;
      if (fd !== undefined) await closeAsync(fd);
    },
  };
}
