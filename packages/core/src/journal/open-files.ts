import { close, fdatasync, fsync } from 'node:fs';
import { promisify } from 'node:util';

const closeAsync = promisify(close);
const fdatasyncAsync = promisify(fdatasync);

/** Syncs the names in an open folder. */
export const syncNames: (directoryFd: number) => Promise<void> = promisify(fsync);

/**
 * Waits until all of them have ended, whichever way, and only then rejects with the error of the first in the list that
 * failed: nobody may close a file while a sync of it is still under way.
 */
export async function allEnded(work: readonly Promise<unknown>[]): Promise<void> {
  const ends = await Promise.allSettled(work);
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}

/** Syncs the content of each of these open files; rejects once all have ended. */
export const syncAll = (fds: readonly number[]): Promise<void> => allEnded(fds.map((fd) => fdatasyncAsync(fd)));

/** Closes each of these, even where one cannot be closed; rejects once all have ended. */
export const closeAll = (fds: readonly number[]): Promise<void> => allEnded(fds.map((fd) => closeAsync(fd)));
