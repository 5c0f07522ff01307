import { closeSync, fstatSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemClock } from '../src/clock.ts';
import { createGroupSync } from '../src/journal/group-sync.ts';

let root = '';
let directoryFd = -1;
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'group sync '));
  directoryFd = openSync(root, 'r');
});
afterEach(async () => {
  closeSync(directoryFd);
  await rm(root, { recursive: true });
});

const isOpen = (fd: number): boolean => {
  try {
    return fstatSync(fd).isFile();
  } catch {
    return false;
  }
};

it('a file whose lines are released while it is synced stays open until that sync has ended, and then closes', async () => {
  let removed = 0;
  const sync = createGroupSync({
    directoryFd,
    clock: systemClock,
    delayMs: undefined,
    onRemoved: () => (removed += 1),
  });
  const file = path.join(root, 'a');
  const fd = openSync(file, 'wx');
  writeSync(fd, 'line\n');
  sync.written(1, fd);
  const durable = sync.durable(1);
  // The sync begins in this very turn; its end cannot be told before the next one.
  await setImmediate();
  unlinkSync(file);
  sync.retire(fd);
  sync.released(1);
  expect(isOpen(fd)).toBe(true);
  await durable;
  await sync.close();
  expect(isOpen(fd)).toBe(false);
  expect(removed).toBe(0);
});

it('a file whose lines are released between two syncs closes at once', async () => {
  const sync = createGroupSync({ directoryFd, clock: systemClock, delayMs: undefined, onRemoved: () => undefined });
  const fd = openSync(path.join(root, 'a'), 'wx');
  sync.written(1, fd);
  sync.retire(fd);
  sync.released(1);
  expect(isOpen(fd)).toBe(false);
  await sync.close();
});

it('a file that is created while the folder is synced gets another sync of the folder', async () => {
  const sync = createGroupSync({ directoryFd, clock: systemClock, delayMs: undefined, onRemoved: () => undefined });
  const fd = openSync(path.join(root, 'a'), 'wx');
  sync.written(1, fd);
  const state = { done: false };
  void sync.durable(1).then(() => (state.done = true));
  // In each turn, so in one between the begin of that sync and its end.
  while (!state.done) {
    sync.created();
    await setImmediate();
  }
  sync.written(2, fd);
  // A number that is no file: whether the folder is synced shows in whether that fails.
  closeSync(directoryFd);
  await expect(sync.durable(2)).rejects.toThrow('PLB_JOURNAL_WRITE');
  directoryFd = openSync(root, 'r');
  sync.moved(directoryFd);
  sync.retire(fd);
  await sync.close();
});

/** Calls of the file system that this process waits for, and the one whose end is just being told. */
const underWay = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'FSReqCallback').length;

/** A number whose sync fails at once: a device that has nothing to sync. */
const unsyncable = (): number => openSync('/dev/null', 'w');

/** More than a process may have open, so that no other file ever gets this number. */
const NEVER_OPEN = 1_000_000_000;

it('a round in which the sync of one file fails ends when the syncs of the others have ended', async () => {
  const sync = createGroupSync({ directoryFd, clock: systemClock, delayMs: undefined, onRemoved: () => undefined });
  const idle = underWay();
  const bad = unsyncable();
  const fds = ['a', 'b', 'c'].map((name) => openSync(path.join(root, name), 'wx'));
  sync.written(1, bad);
  for (const fd of fds) {
    // So much that its sync takes longer than the one that fails.
    writeSync(fd, Buffer.alloc(8_388_608, 'line\n'));
    sync.written(1, fd);
  }
  await expect(sync.durable(1)).rejects.toMatchObject({ code: 'PLB_JOURNAL_WRITE', cause: { code: 'EINVAL' } });
  expect(underWay()).toBeLessThanOrEqual(idle + 1);
  for (const fd of fds) expect(isOpen(fd)).toBe(true);
  for (const fd of [bad, ...fds]) sync.retire(fd);
  await sync.close();
  for (const fd of fds) expect(isOpen(fd)).toBe(false);
});

it('a file that cannot be closed keeps none of the others open, and an error of the sync before it is the one told', async () => {
  const sync = createGroupSync({ directoryFd, clock: systemClock, delayMs: undefined, onRemoved: () => undefined });
  const idle = underWay();
  const fds = Array.from({ length: 50 }, (_, n) => openSync(path.join(root, String(n)), 'wx'));
  sync.written(1, fds[0] as number);
  for (const fd of [NEVER_OPEN, ...fds]) sync.retire(fd);
  await expect(sync.durable(1)).rejects.toMatchObject({ cause: { code: 'EBADF', syscall: 'close' } });
  expect(underWay()).toBeLessThanOrEqual(idle + 1);
  for (const fd of fds) expect(isOpen(fd)).toBe(false);
  sync.written(2, NEVER_OPEN);
  sync.retire(NEVER_OPEN);
  await expect(sync.durable(2)).rejects.toMatchObject({ cause: { code: 'EBADF', syscall: 'fdatasync' } });
  await sync.close();
});
