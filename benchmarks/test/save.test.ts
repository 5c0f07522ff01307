import { expect, test } from 'vitest';
import { resultText } from '../src/harness/save.ts';
import type { BenchmarkResult } from '../src/harness/run.ts';

test('a kept result has four digits and ends its last line', () => {
  const quartiles = { q1: 1.000049, median: 3_059.417, q3: 200_000 };
  const result: BenchmarkResult = {
    benchmark: 'log',
    question: 'What?',
    date: '2026-11-21',
    machine: { cpu: 'A', cores: 2, memoryGiB: 24, platform: 'linux-x64', node: '24.21.0', loadBefore: 0.123 },
    versions: { pino: '10.4.0' },
    rounds: 1,
    scale: { lines: 1 },
    baseline: 'pino',
    metrics: {},
    sides: { pino: { what: 'pino', values: { nanos: quartiles } } },
  };
  const text = resultText(result);
  expect(text).toMatch(/\n$/);
  expect((JSON.parse(text) as BenchmarkResult).sides['pino']?.values['nanos']).toEqual({
    q1: 1,
    median: 3_059,
    q3: 200_000,
  });
});
