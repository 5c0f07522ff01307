import { execFile } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { BenchmarkResult } from '../src/harness/run.ts';
import { benchmarks } from '../src/list.ts';

// Every benchmark runs with the least work; what it measures then means nothing and is not looked at.
const bench = async (...args: readonly string[]): Promise<string> => {
  const program = path.join(import.meta.dirname, '../src/main.ts');
  const { stdout } = await promisify(execFile)(process.execPath, ['--no-warnings', program, ...args]);
  return stdout;
};

test('without a name it lists every benchmark', async () => {
  const listed = await bench();
  for (const { name, question } of benchmarks) expect(listed).toContain(`${name.padEnd(9)} ${question}`);
});

test('an unknown name is refused', async () => {
  await expect(bench('nothing')).rejects.toMatchObject({ code: 1 });
});

test('only the sides that are asked for run, and the baseline', { timeout: 60_000 }, async () => {
  const result = JSON.parse(await bench('capture', '--tiny', '--rounds', '1', '--json', '--sides', 'events'));
  expect(Object.keys((result as BenchmarkResult).sides)).toEqual(['stringify', 'events']);
  await expect(bench('capture', '--tiny', '--sides', 'nobody')).rejects.toMatchObject({
    stderr: expect.stringContaining('no such side: nobody; there are stringify, events, posthog'),
  });
});

test.each([['--tiny'], ['--source'], ['--sides', 'events']])('%s is no result to keep', async (...args) => {
  await expect(bench('capture', '--save', ...args)).rejects.toMatchObject({
    stderr: expect.stringContaining('--save is for the whole benchmark'),
  });
});

// What needs a server is tried by e2e/audit in `npm run test:live`.
const alone = benchmarks.filter(({ needs }) => needs === undefined);

describe.each(alone.map((benchmark) => [benchmark.name, benchmark] as const))('%s', (name, benchmark) => {
  test('measures every side and gives ratios to its baseline', { timeout: 300_000 }, async () => {
    const result = JSON.parse(await bench(name, '--tiny', '--rounds', '1', '--json')) as BenchmarkResult;
    const quartiles = { q1: expect.any(Number), median: expect.any(Number), q3: expect.any(Number) };
    expect(result).toMatchObject({
      benchmark: name,
      rounds: 1,
      baseline: benchmark.baseline,
      machine: { cpu: expect.any(String), cores: expect.any(Number), node: process.versions.node },
    });
    expect(Object.keys(result.versions)).toEqual(benchmark.peers);
    expect(Object.keys(result.sides)).toEqual(Object.keys(benchmark.sides));
    for (const [side, { values, ratios }] of Object.entries(result.sides)) {
      for (const [metric, { ratio = true }] of Object.entries(benchmark.metrics)) {
        expect(values[metric]).toEqual(quartiles);
        expect(ratios?.[metric]).toEqual(side === benchmark.baseline || !ratio ? undefined : quartiles);
      }
    }
  });
});
