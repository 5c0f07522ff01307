import { closeSync, fstatSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
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
