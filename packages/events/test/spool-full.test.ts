import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';

const PROGRAM = fileURLToPath(new URL('programs/full-disk.ts', import.meta.url));
const HALF = 40;

interface State {
  readonly accepted: number;
  readonly refused: object;
  readonly delivered: number;
  readonly lost: object;
  readonly pending: number;
  readonly stored: readonly number[];
}

interface Answer {
  readonly full: { readonly onDisk: readonly number[]; readonly pending: number };
  readonly fromMemory: State;
  readonly again: { readonly onDisk: readonly number[] };
  readonly end: State;
  readonly said: readonly unknown[];
  readonly left: readonly string[];
}

let root = '';

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'plumbline-full-'));
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

const numbers = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, index) => from + index);

it('events wait in memory while the disk takes nothing, are counted and sent, and go to disk again once it does', () => {
  // The file size that a process may write, in units of 512 bytes, stands in for the room on the disk: it stops a write
  // half way, as a full disk does.
  const script = 'program=$1; folder=$2; ulimit -S -f 6; exec "$0" --conditions=plumbline:source "$program" "$folder"';
  const text = execFileSync('sh', ['-c', script, process.execPath, PROGRAM, path.join(root, 'spool')], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const { full, fromMemory, again, end, said, left } = JSON.parse(text) as Answer;
  const kept = full.onDisk.length;
  expect(full).toEqual({ onDisk: numbers(0, kept), pending: HALF });
  expect(kept).toBeGreaterThan(0);
  expect(kept).toBeLessThan(HALF);
  // What memory alone held arrived; what is on disk may have to wait for the room for its seal.
  expect(fromMemory).toMatchObject({ accepted: HALF, refused: {}, lost: {} });
  expect(fromMemory.delivered + fromMemory.pending).toBe(HALF);
  expect(fromMemory.stored).toHaveLength(fromMemory.delivered);
  expect(fromMemory.stored).toEqual(expect.arrayContaining(numbers(kept, HALF)));
  expect(again.onDisk).toEqual(numbers(HALF, 2 * HALF));
  expect(end).toMatchObject({ accepted: 2 * HALF, refused: {}, delivered: 2 * HALF, lost: {}, pending: 0 });
  expect(end.stored.toSorted((a, b) => a - b)).toEqual(numbers(0, 2 * HALF));
  expect(said).toEqual(['PLB_EVENTS_SPOOL']);
  expect(left).toEqual([]);
});
