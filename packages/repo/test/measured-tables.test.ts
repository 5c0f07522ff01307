import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { withMeasuredTables } from '../src/measured-tables.ts';
import { makeWorkspace, writeFiles } from './fixture.ts';

const result = {
  benchmark: 'log',
  date: '2026-11-21',
  rounds: 7,
  baseline: 'pino',
  machine: { cpu: 'A CPU', cores: 2, node: '24.21.0' },
  versions: { pino: '10.4.0' },
  metrics: {
    nanos: { unit: 'ns', what: 'CPU', column: 'CPU' },
    hidden: { unit: 'B', what: 'not shown' },
    leaks: { unit: '%', what: 'leaks', column: 'secrets left' },
  },
  sides: {
    pino: { what: 'pino', values: { nanos: { median: 3_059 }, leaks: { median: 100 } } },
    logger: {
      what: '@plumbline/logger',
      values: { nanos: { median: 3_100 }, leaks: { median: 0 } },
      ratios: { nanos: { median: 1.0134 } },
    },
    slow: { what: 'a | b', values: { nanos: { median: 1e6 } }, ratios: { nanos: { median: 326.9 } } },
  },
};

const page = 'before\n<!-- benchmark log:begin -->\nold\n<!-- benchmark log:end -->\nafter\n';

const TABLE = `| | CPU | secrets left |
| --- | --- | --- |
| pino | 1 (3.1 µs) | 100 % |
| **@plumbline/logger** | **1×** | **0 %** |
| a \\| b | 327× | – |
`;

describe('tables of measured results', () => {
  it('shows ratios, and values where there are none; ours in bold', () => {
    const root = makeWorkspace({ 'benchmarks/results/log.json': result });
    const made = withMeasuredTables(root, page);
    expect(made.replaceAll('|  |', '| |')).toContain(`before\n<!-- benchmark log:begin -->\n${TABLE}`);
    expect(made).toContain(
      '(benchmarks/README.md), 2026-11-21: median of 7 rounds on 2 cores of A CPU, Node 24.21.0; pino 10.4.0.',
    );
    expect(made).toContain('(benchmarks/results/log.json)');
    expect(made).toMatch(/<!-- benchmark log:end -->\nafter\n$/);
    expect(made).not.toContain('old');
    expect(withMeasuredTables(root, made)).toBe(made);
  });

  it.each([
    [0, '0 %'],
    [0.00132, '0.0013 %'],
    [2.13, '2.1 %'],
    [99.84, '99.8 %'],
    [99.96, '> 99.9 %'],
    [100, '100 %'],
  ])('a share of %s is written as %s', (median, text) => {
    const sides = { pino: { what: 'pino', values: { leaks: { median } } } };
    const root = makeWorkspace({ 'benchmarks/results/log.json': { ...result, rounds: 1, sides } });
    const made = withMeasuredTables(root, page);
    expect(made).toContain(`| pino | – | ${text} |`);
    expect(made).toContain('2026-11-21: one round on 2 cores');
  });

  it('changes with the result, and leaves a page without marks alone', () => {
    const root = makeWorkspace({ 'benchmarks/results/log.json': result });
    const made = withMeasuredTables(root, page);
    writeFiles(root, { 'benchmarks/results/log.json': { ...result, rounds: 8 } });
    expect(withMeasuredTables(root, made)).not.toBe(made);
    expect(withMeasuredTables(root, 'no marks\n')).toBe('no marks\n');
  });

  it('refuses a table whose result is missing', () => {
    expect(() => withMeasuredTables(makeWorkspace({}), page)).toThrow(
      'no result of log; run "npm run bench -- log --save"',
    );
  });

  it('the README of this checkout shows what a log line costs', () => {
    const readme = readFileSync(path.join(import.meta.dirname, '../../../README.md'), 'utf8');
    expect(readme).toContain('<!-- benchmark log:begin -->');
  });
});
