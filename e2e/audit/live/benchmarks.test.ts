import { execFile } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { benchmarks } from '../../../benchmarks/src/list.ts';

const run = promisify(execFile);
const program = path.resolve(import.meta.dirname, '../../../benchmarks/src/main.ts');

// With the least work: what they measure then means nothing and is not looked at.
test.each(benchmarks.filter(({ needs }) => needs === 'postgres'))(
  'the benchmark $name runs, and says of each bar whether it holds',
  async ({ name, sides, bars = [] }) => {
    const args = ['--no-warnings', program, name, '--tiny', '--source', '--rounds', '1', '--json'];
    const result = JSON.parse((await run(process.execPath, args)).stdout) as Record<'sides' | 'bars', object>;
    expect(Object.keys(result.sides)).toEqual(Object.keys(sides));
    const held = expect.any(Boolean);
    expect(result.bars).toMatchObject(bars.map(({ side, metric }) => ({ side, metric, holds: held })));
  },
);
