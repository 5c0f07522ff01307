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
