import { execFile } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { HEAP_FLAGS } from '../src/harness/heap.ts';

const allocate = async (what: string): Promise<number> => {
  const program = path.join(import.meta.dirname, 'fixtures/allocate.ts');
  const { stdout } = await promisify(execFile)(process.execPath, ['--no-warnings', ...HEAP_FLAGS, program, what]);
  return Number(stdout);
};

/** 800 bytes, ten thousand times. */
const PAYLOAD = 8_000_000;

test.each(['kept', 'forgotten'])('what is %s counts, with its headers', async (what) => {
  const bytes = await allocate(what);
  expect(bytes).toBeGreaterThan(PAYLOAD);
  expect(bytes).toBeLessThan(PAYLOAD * 1.3);
});

test('doing nothing allocates next to nothing', async () => {
  expect(Math.abs(await allocate('nothing'))).toBeLessThan(20_000);
});

test('a collection in the window makes the figure worthless and is refused', async () => {
  await expect(allocate('collected')).rejects.toThrow('garbage was collected while allocations were counted');
});
