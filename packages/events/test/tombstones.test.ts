import { chownSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Tombstones, watchTombstones, writeTombstones } from '../src/erase/tombstones.ts';

const DAY = 86_400_000;
let root = '';
let now = Date.now();
const errors: unknown[] = [];

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'plumbline-tombs-'));
  now = Date.now();
  errors.length = 0;
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

const watch = (): Tombstones => watchTombstones(root, { now: () => now, onError: (error) => errors.push(error) });

it('sees who is added by another process, also twice within one stamp of the file system', async () => {
  const seen = watch();
  expect([seen.look(), seen.size]).toEqual([0, 0]);
  const folder = path.join(root, 'erased');
  const stamp = new Date();
  await writeTombstones(root, ['a'], now);
  utimesSync(folder, stamp, stamp);
  expect([seen.look(), seen.until('a'), seen.until('b')]).toEqual([1, now, undefined]);
  await writeTombstones(root, ['b'], now);
  utimesSync(folder, stamp, stamp);
  expect([seen.look(), seen.until('b')]).toEqual([2, now]);
  expect(seen.look()).toBe(2);
});

it('moves the time of a repeat on, keeps one file for each person, and says who was there', async () => {
  const seen = watch();
  expect(await writeTombstones(root, ['a', 'b'], now)).toEqual(new Set());
  expect(await writeTombstones(root, ['b', 'c'], now + 5)).toEqual(new Set(['b']));
  expect([seen.look(), ...['a', 'b', 'c'].map((id) => seen.until(id))]).toEqual([1, now, now + 5, now + 5]);
  expect(readdirSync(path.join(root, 'erased')).toSorted()).toEqual([`${now}-a`, `${now + 5}-b`, `${now + 5}-c`]);
});

it('belongs to whoever the spool belongs to', async () => {
  if (process.getuid?.() === 0) chownSync(root, 12_345, 12_345);
  await writeTombstones(root, ['a'], now);
  expect(statSync(path.join(root, 'erased')).uid).toBe(statSync(root).uid);
});

it('forgets who was erased once no event of that time can wait any more', async () => {
  await writeTombstones(root, ['old'], now - 182 * DAY);
  await writeTombstones(root, ['kept'], now - 180 * DAY);
  const seen = watch();
  seen.look();
  expect([seen.until('old'), seen.until('kept')]).toEqual([undefined, now - 180 * DAY]);
  await writeTombstones(root, ['new'], now);
  expect(readdirSync(path.join(root, 'erased'))).toHaveLength(2);
});

it('goes on with what it knows where the folder is none any more, and says so once', async () => {
  await writeTombstones(root, ['a'], now);
  const seen = watch();
  seen.look();
  const folder = path.join(root, 'erased');
  rmSync(folder, { recursive: true });
  expect([seen.look(), seen.until('a')]).toEqual([1, now]);
  writeFileSync(folder, '');
  expect([seen.look(), seen.look(), seen.until('a')]).toEqual([1, 1, now]);
  expect(errors).toHaveLength(1);
});
