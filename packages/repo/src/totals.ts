import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { type GateReport, gateLine } from './gate-report.ts';
import { isProgram, say } from './report.ts';
import { checkout, packagesIn, readJson } from './workspace.ts';

/** Checks that ran, of one kind. */
export interface Totals {
  readonly passed: number;
  readonly failed: number;
  /** What failed, or left no report. */
  readonly failures: readonly string[];
}

interface TestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numFailedTestSuites: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly success: boolean;
}

const GROUPS = ['packages', 'examples', 'e2e'];
const REPORT = 'temp/test-report.json';

const add = (all: readonly Totals[]): Totals => ({
  passed: all.reduce((sum, { passed }) => sum + passed, 0),
  failed: all.reduce((sum, { failed }) => sum + failed, 0),
  failures: all.flatMap(({ failures }) => failures),
});

const failure = (what: string): Totals => ({ passed: 0, failed: 1, failures: [what] });

const reportTotals = (name: string, file: string): Totals => {
  if (!existsSync(file)) return failure(`${name}: no test report; its tests did not run to the end`);
  const report = readJson(file) as TestReport;
  const { numPassedTests, numFailedTests, numFailedTestSuites, numPendingTests, numTodoTests } = report;
  // A suite that cannot be loaded has no failed test, but it failed. A skipped test is a check that did not run.
  const skipped = numPendingTests + numTodoTests;
  const counted = Math.max(numFailedTests, numFailedTestSuites > 0 ? 1 : 0) + skipped;
  // A run without a single test, or with an unhandled error, has nothing to count and is no success either.
  const failed = counted === 0 && (!report.success || numPassedTests === 0) ? 1 : counted;
  const note = `${name}: ${failed} tests failed${skipped > 0 ? `, ${skipped} of them skipped` : ''}`;
  return { passed: numPassedTests, failed, failures: failed > 0 ? [note] : [] };
};

const withTests = (root: string): readonly { readonly name: string; readonly folder: string }[] =>
  GROUPS.flatMap((group) => packagesIn(root, group))
    .filter(({ manifest }) => manifest.scripts?.['test'] !== undefined)
    .map(({ folder, manifest }) => ({ name: manifest.name, folder }));

/** Sums the test reports of every package that has a `test` script. */
export const testTotals = (root: string): Totals =>
  add(withTests(root).map(({ name, folder }) => reportTotals(name, path.join(folder, REPORT))));

/** Sums the gates' reports; each of `names` counts once. */
export const gateTotals = (root: string, names: readonly string[]): Totals =>
  add(
    names.map((name) => {
      const file = path.join(root, 'packages/repo/temp/gates', `${name}.json`);
      if (!existsSync(file)) return failure(`gate ${name}: did not run to the end`);
      const { ok } = JSON.parse(readFileSync(file, 'utf8')) as GateReport;
      return ok ? { passed: 1, failed: 0, failures: [] } : failure(`gate ${name} failed`);
    }),
  );

/** Removes every report, so that what is there afterwards is of this run or of turbo's cache for the same inputs. */
export const clearReports = (root: string): void => {
  for (const { folder } of withTests(root)) rmSync(path.join(folder, REPORT), { force: true });
  rmSync(path.join(root, 'packages/repo/temp/gates'), { recursive: true, force: true });
  rmSync(path.join(root, 'packages/repo/temp/totals'), { recursive: true, force: true });
};

/** Keeps a part's totals for the last line of `.ci/run`. */
export const keepTotals = (root: string, part: string, totals: Totals): void => {
  const folder = path.join(root, 'packages/repo/temp/totals');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, `${part}.json`), `${JSON.stringify(totals)}\n`);
};

const keptTotals = (root: string): ReadonlyMap<string, Totals> => {
  const folder = path.join(root, 'packages/repo/temp/totals');
  const parts = existsSync(folder) ? readdirSync(folder) : [];
  return new Map(parts.map((name) => [name.replace(/\.json$/, ''), readJson(path.join(folder, name)) as Totals]));
};

/** The sum of all parts; a step that died without a failed check to show for it counts as one. */
export const allTotals = (root: string, died: readonly string[]): Totals => {
  const kept = keptTotals(root);
  const unexplained = died.filter((part) => (kept.get(part)?.failed ?? 0) === 0);
  return add([...kept.values(), ...unexplained.map((part) => failure(`the step "${part}" did not end well`))]);
};

const gateLines = (root: string, names: readonly string[]): readonly string[] =>
  names.flatMap((name) => {
    const file = path.join(root, 'packages/repo/temp/gates', `${name}.json`);
    return existsSync(file) ? [gateLine(readJson(file) as GateReport)] : [];
  });

const sayTests = (root: string, names: readonly string[]): void => {
  const [tests, checks] = [testTotals(root), gateTotals(root, names)];
  const totals = add([tests, checks]);
  keepTotals(root, 'tests', totals);
  for (const line of gateLines(root, names)) say(`  ${line}`);
  for (const one of totals.failures) say(`✗ ${one}`);
  say(
    `tests: ${tests.passed} passed, ${tests.failed} failed · gates: ${checks.passed} passed, ${checks.failed} failed`,
  );
  if (totals.failed > 0) process.exitCode = 1;
};

/** `clear`; `tests GATE…` after turbo; `sum PART…` as the last line of .ci/run, with the parts that died. */
const main = (mode: string | undefined, names: readonly string[]): void => {
  if (mode === 'clear') return clearReports(checkout);
  if (mode === 'tests') return sayTests(checkout, names);
  const { passed, failed, failures } = allTotals(checkout, names);
  for (const one of failures) say(`✗ ${one}`);
  say(`${passed} passed, ${failed} failed`);
  if (failed > 0) process.exitCode = 1;
  return undefined;
};

if (isProgram(import.meta.filename)) main(process.argv[2], process.argv.slice(3));
