import { describe, expect, it } from 'vitest';
import { allTotals, clearReports, gateTotals, keepTotals, testTotals } from '../src/totals.ts';
import { makeWorkspace } from './fixture.ts';

const report = (numPassedTests: number, numFailedTests = 0, others: object = {}): object => ({
  numPassedTests,
  numFailedTests,
  numFailedTestSuites: numFailedTests > 0 ? 1 : 0,
  numPendingTests: 0,
  numTodoTests: 0,
  success: numFailedTests === 0,
  ...others,
});

const tested = (name: string): object => ({ name, scripts: { test: 'vitest run' } });

describe('testTotals', () => {
  it('sums the reports of packages, examples and end-to-end folders', () => {
    const root = makeWorkspace({
      'packages/a/package.json': tested('a'),
      'packages/a/temp/test-report.json': report(3),
      'examples/b/package.json': tested('b'),
      'examples/b/temp/test-report.json': report(2, 1),
      'packages/untested/package.json': { name: 'untested' },
    });
    expect(testTotals(root)).toEqual({ passed: 5, failed: 1, failures: ['b: 1 tests failed'] });
  });

  it.each([
    ['no report', undefined, 'did not run to the end'],
    ['a suite that could not be loaded', report(0, 0, { numFailedTestSuites: 1 }), '1 tests failed'],
    ['a skipped test', report(4, 0, { numPendingTests: 1 }), '1 of them skipped'],
    ['a run without a test', report(0), '1 tests failed'],
    ['an unhandled error', report(4, 0, { success: false }), '1 tests failed'],
    ['a test left to do', report(4, 0, { numTodoTests: 1 }), '1 of them skipped'],
  ])('counts %s as a failure', (_what, found, note) => {
    const files = {
      'packages/a/package.json': tested('a'),
      ...(found ? { 'packages/a/temp/test-report.json': found } : {}),
    };
    const totals = testTotals(makeWorkspace(files));
    expect(totals.failed).toBe(1);
    expect(totals.failures[0]).toContain(note);
  });
});

describe('gateTotals', () => {
  it('counts each gate once, and one without a report as failed', () => {
    const root = makeWorkspace({
      'packages/repo/temp/gates/a.json': { name: 'a', ok: true, seconds: 1, count: 9 },
      'packages/repo/temp/gates/b.json': { name: 'b', ok: false, seconds: 1, count: 9 },
    });
    expect(gateTotals(root, ['a', 'b', 'c'])).toEqual({
      passed: 1,
      failed: 2,
      failures: ['gate b failed', 'gate c: did not run to the end'],
    });
  });
});

describe('allTotals', () => {
  it('adds one failure for a part that died without a failed check of its own', () => {
    const root = makeWorkspace({});
    keepTotals(root, 'tests', { passed: 7, failed: 1, failures: ['x'] });
    keepTotals(root, 'live', { passed: 2, failed: 0, failures: [] });
    expect(allTotals(root, [])).toMatchObject({ passed: 9, failed: 1 });
    expect(allTotals(root, ['tests'])).toMatchObject({ passed: 9, failed: 1 });
    expect(allTotals(root, ['live', 'install'])).toMatchObject({ passed: 9, failed: 3 });
    clearReports(root);
    expect(allTotals(root, ['tests'])).toMatchObject({ passed: 0, failed: 1 });
  });
});
