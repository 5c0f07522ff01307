import { spawn } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { pnpm } from './pnpm.ts';
import { say } from './report.ts';
import { keepTotals, type Totals } from './totals.ts';
import { packagesIn, readJson } from './workspace.ts';

interface Counts {
  readonly numPassedTests?: number;
  readonly numFailedTests?: number;
  readonly passed?: number;
  readonly failed?: number;
}

interface Run {
  readonly status: number;
  readonly lastLine: string;
}

/** Runs a package's script with its output shown as it comes, and keeps the last line. */
const runScript = (folder: string, script: string): Promise<Run> =>
  new Promise((resolve) => {
    let tail = '';
    const child = spawn(pnpm(), ['run', '--silent', script], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      process.stdout.write(text);
      tail = `${tail}${text}`.slice(-4000);
    });
    child.on('error', (error) => resolve({ status: 127, lastLine: error.message }));
    child.on('close', (code) => resolve({ status: code ?? 1, lastLine: tail.trimEnd().split('\n').at(-1) ?? '' }));
  });

/** From the report file, else from the last line `N passed, N failed`, else the script itself is one check. */
const countsOf = (
  report: string | undefined,
  { status, lastLine }: Run,
): { readonly passed: number; readonly failed: number } => {
  if (report !== undefined) {
    const { numPassedTests, numFailedTests, passed, failed } = readJson(report) as Counts;
    return { passed: numPassedTests ?? passed ?? 0, failed: numFailedTests ?? failed ?? 0 };
  }
  const line = /(\d+) passed, (\d+) failed$/.exec(lastLine);
  if (line) return { passed: Number(line[1]), failed: Number(line[2]) };
  return status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
};

/**
 * Runs the script `test:<part>` of every package, example and end-to-end folder that has one, in turn, and sums what they
 * report in temp/<part>-report.json, in vitest's own report, or in their last line. A script that ends badly without a failed check counts as one.
 *
 * @param only - folders, such as `e2e/stack` or `stack`; all where it is empty. One that has no such script fails.
 */
export const runScripted = async (root: string, part: 'live' | 'soak', only: readonly string[]): Promise<Totals> => {
  const script = `test:${part}`;
  const all = ['packages', 'examples', 'e2e']
    .flatMap((group) => packagesIn(root, group))
    .filter(({ manifest }) => manifest.scripts?.[script] !== undefined);
  const namesOf = ({ id, folder }: (typeof all)[number]): readonly string[] => [id, path.relative(root, folder)];
  const wanted = all.filter((one) => only.length === 0 || namesOf(one).some((name) => only.includes(name)));
  // Nothing may be called green that was not there to run.
  const unknown = only.filter((name) => !all.some((one) => namesOf(one).includes(name)));
  const known = all.map((one) => path.relative(root, one.folder)).join(', ');
  const failures = unknown.map((name) => `${name}: has no ${script}; name one of ${known}`);
  const totals = { passed: 0, failed: failures.length, failures };
  for (const { id, folder } of wanted) {
    // vitest writes to test-report.json where the script names no other file; the unit tests' one is counted by now.
    const reports = [`temp/${part}-report.json`, 'temp/test-report.json'].map((file) => path.join(folder, file));
    for (const file of reports) rmSync(file, { force: true });
    say(`· ${id} ${script}`);
    const run = await runScript(folder, script);
    const { passed, failed } = countsOf(
      reports.find((file) => existsSync(file)),
      run,
    );
    const bad = run.status !== 0 && failed === 0 ? 1 : failed;
    totals.passed += passed;
    totals.failed += bad;
    if (bad > 0) totals.failures.push(`${id}: ${bad} of its ${part} checks failed`);
  }
  keepTotals(root, part, totals);
  for (const one of totals.failures) say(`✗ ${one}`);
  say(`${part}: ${wanted.length} scripts · ${totals.passed} passed, ${totals.failed} failed`);
  return totals;
};
