import { closeSync, fstatSync } from 'node:fs';
import type { Clock, Timer } from '../clock.ts';
import { PlumblineError } from '../errors.ts';
import { allEnded, closeAll, syncAll, syncNames } from './open-files.ts';

/** Makes appended lines durable in groups, off the main thread. */
export interface GroupSync {
  /** Told of each line that was written to `fd`. */
  written(seq: number, fd: number): void;
  /** The file will get no more lines: it is closed after the next sync, or once its lines are released. */
  retire(fd: number): void;
  /** `fd` was removed from its folder, and `next` holds its lines again; `fd` is closed after the next sync. */
  replaced(fd: number, next: number): void;
  /** The folder was made anew. */
  moved(directoryFd: number): void;
  /** A file was created, so its folder must be synced too. */
  created(): void;
  /** Resolves once everything up to `seq` would survive a power loss; rejects when the disk refused. */
  durable(seq: number): Promise<void>;
  /** The lines up to `seq` are no longer needed here, so nobody has to wait for them. */
  released(seq: number): void;
  close(): Promise<void>;
}

export interface GroupSyncOptions {
  readonly directoryFd: number;
  readonly clock: Clock;
  /** Longest time a line waits for its sync without being asked for; undefined syncs on demand only. */
  readonly delayMs: number | undefined;
  /** Told when a file turned out to be removed from its folder, where no restart would find it. */
  readonly onRemoved: () => void;
}

interface Waiter {
  readonly seq: number;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** One sync serves every line written before it began; lines written meanwhile wait for the next one. */
export function createGroupSync(options: GroupSyncOptions): GroupSync {
  const { clock, delayMs } = options;
  let { directoryFd } = options;
  const dirty = new Set<number>();
  /** With the sequence number of the last line. */
  const retired = new Map<number, number>();
  const orphaned = new Set<number>();
  /** Whose sync is under way: a number that is closed meanwhile may become that of another file. */
  let syncing: readonly number[] = [];
  let releasedUpTo = 0;
  let waiters: Waiter[] = [];
  /** The newest of `dirty`, so that the same file is not added for each line. */
  let noted = -1;
  let folderDirty = true;
  let last = 0;
  let safe = 0;
  let failed = 0;
  let closed = false;
  let timer: Timer | undefined;
  let running: Promise<void> | undefined;

  const settle = (upTo: number, error: Error | undefined): void => {
    const due = waiters.filter((waiter) => waiter.seq <= upTo);
    waiters = waiters.filter((waiter) => waiter.seq > upTo);
    for (const waiter of due) {
      if (error) waiter.reject(error);
      else waiter.resolve();
    }
  };
  /** A retired file may be gone because all of it was acknowledged; the one that is written to may not. */
  const checkLinked = (fd: number): void => {
    // Of an open file the kernel knows this by heart, and a turn of the thread pool would cost ten times as much.
    const { nlink } = fstatSync(fd);
    if (nlink > 0 || (retired.has(fd) && !orphaned.has(fd))) return;
    if (!orphaned.has(fd)) options.onRemoved();
    throw new Error('the file was removed while it was written to');
  };
  /** A deleted file takes room on the disk for as long as it is open. */
  const closeReleased = (): void => {
    for (const [fd, upTo] of retired) {
      if (upTo > releasedUpTo || syncing.includes(fd)) continue;
      for (const set of [retired, dirty, orphaned]) set.delete(fd);
      // The next file may get the same number.
      if (noted === fd) noted = -1;
      closeSync(fd);
    }
  };
  const syncFolder = async (): Promise<void> => {
    if (!folderDirty) return;
    // Before the sync: a file that is created while it runs needs the next one.
    folderDirty = false;
    try {
      await syncNames(directoryFd);
    } catch (error) {
      folderDirty = true;
      throw error;
    }
  };
  const confirm = async (files: readonly number[], closing: readonly number[]): Promise<void> => {
    await syncAll(files);
    for (const fd of files) if (!closing.includes(fd)) checkLinked(fd);
    await syncFolder();
  };
  const end = async (closing: readonly number[]): Promise<void> => {
    syncing = [];
    closeReleased();
    for (const fd of closing) orphaned.delete(fd);
    await closeAll(closing);
  };
  const syncFiles = async (): Promise<void> => {
    const files = [...dirty];
    syncing = files;
    const closing = [...retired.keys()];
    dirty.clear();
    noted = -1;
    retired.clear();
    const confirmed = confirm(files, closing);
    const ended = confirmed.catch(() => undefined).then(() => end(closing));
    await allEnded([confirmed, ended]);
  };
  const round = async (): Promise<void> => {
    timer?.cancel();
    timer = undefined;
    const target = last;
    try {
      await syncFiles();
      safe = Math.max(safe, target);
      settle(target, undefined);
    } catch (error) {
      // After a failed sync the kernel may call the lost pages clean, so a later success proves nothing about them.
      failed = target;
      settle(target, new PlumblineError('PLB_JOURNAL_WRITE', 'the disk did not confirm a sync', { cause: error }));
    }
  };
  const run = (): Promise<void> => {
    running ??= round().finally(() => {
      running = undefined;
      if (waiters.length > 0) void run();
      else if (dirty.size > 0) later();
    });
    return running;
  };
  const later = (): void => {
    if (closed || delayMs === undefined || timer || running) return;
    timer = clock.after(delayMs, () => {
      timer = undefined;
      void run();
    });
  };
  return {
    written(seq, fd) {
      last = seq;
      if (fd !== noted) dirty.add(fd);
      noted = fd;
      later();
    },
    retire: (fd) => void retired.set(fd, last),
    replaced(fd, next) {
      orphaned.add(fd);
      retired.set(fd, last);
      dirty.delete(fd);
      dirty.add(next);
      noted = next;
      folderDirty = true;
      later();
    },
    moved(next) {
      directoryFd = next;
      folderDirty = true;
    },
    created() {
      folderDirty = true;
    },
    durable(seq) {
      if (seq <= failed) return Promise.reject(new PlumblineError('PLB_JOURNAL_WRITE', 'the disk refused a sync'));
      if (seq <= safe) return Promise.resolve();
      return new Promise((resolve, reject) => {
        waiters.push({ seq, resolve, reject });
        // An immediate groups all the calls of this turn of the event loop.
        if (!running && waiters.length === 1) setImmediate(() => void run());
      });
    },
    released(seq) {
      releasedUpTo = Math.max(releasedUpTo, seq);
      closeReleased();
      if (seq < failed) return;
      failed = 0;
      safe = Math.max(safe, seq);
      settle(seq, undefined);
    },
    async close() {
      closed = true;
      timer?.cancel();
      await running;
      await run();
    },
  };
}
