import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { mapLimit, runCommand } from './command.ts';
import { type FenceModule, writeDocsProject } from './docs-project.ts';
import { matrixNodes } from './matrix-nodes.ts';
import { type CheckResult, conclude, isProgram } from './report.ts';
import { checkout } from './workspace.ts';

/**
 * Ends an example that hangs. Each runs in a second; the rest is for a busy machine with a cold disk, where the 470 MB that
 * embedded ClickHouse reads as it starts took 25 s (20 MB/s).
 */
const FENCE_TIMEOUT_MS = 120_000;

const tail = (text: string, lines = 15): string => text.trim().split('\n').slice(-lines).join('\n');

/** The error's place in the document: a module's line 1 is the line after the opening backticks. */
const inDocument = (root: string, project: string, modules: readonly FenceModule[], line: string): string => {
  const found = /^(.+?\.[cm]?ts)\((\d+),\d+\): (.*)$/.exec(line);
  const module = modules.find((one) => found?.[1] !== undefined && path.resolve(project, found[1]) === one.path);
  return found && module
    ? `${module.document}:${module.line + Number(found[2])}: ${found[3]}`
    : line.replaceAll(`${root}${path.sep}`, '');
};

const typeFaults = async (
  root: string,
  project: string,
  modules: readonly FenceModule[],
): Promise<readonly string[]> => {
  const tsc = path.join(root, 'node_modules/.bin/tsc');
  const { status, stdout, stderr } = await runCommand(tsc, ['-p', 'tsconfig.json', '--pretty', 'false'], {
    cwd: project,
  });
  if (status === 0) return [];
  const lines = `${stdout}${stderr}`.trim().split('\n');
  const faults: string[] = [];
  for (const line of lines) {
    if (/^\s/.test(line) && faults.length > 0) faults.push(`${faults.pop()}\n${line}`);
    else faults.push(inDocument(root, project, modules, line));
  }
  return faults;
};

/** What a reader's shell would have; nothing of this machine's configuration reaches an example. */
const readerEnvironment = (): Record<string, string | undefined> => ({
  PATH: process.env['PATH'],
  HOME: process.env['HOME'],
  TMPDIR: process.env['TMPDIR'],
  NO_COLOR: '1',
});

const runFault = async (node: string, module: FenceModule): Promise<string | undefined> => {
  const result = await runCommand(node, ['--no-warnings', module.path], {
    cwd: path.dirname(module.path),
    env: readerEnvironment(),
    timeoutMs: FENCE_TIMEOUT_MS,
  });
  if (result.status === 0 && !result.timedOut) return undefined;
  const end = result.timedOut ? `did not end within ${FENCE_TIMEOUT_MS / 1000} s` : `ended with ${result.status}`;
  return `${module.document}:${module.line}: the example ${end}\n${tail(result.stderr || result.stdout)}`;
};

/** Type-checks every `ts` fence of the README files and docs in one program, and runs those not marked `no-run`. */
export const checkDocs = async (root: string): Promise<CheckResult> => {
  const real = realpathSync(root);
  const project = path.join(real, 'packages/repo/temp/docs');
  const modules = writeDocsProject(real, project);
  if (modules.length === 0) return { faults: [], count: 0, notes: ['docs: no ts fence found'] };
  const types = await typeFaults(real, project, modules);
  // The same Node whatever the host's is: `await using`, the documented form, is a syntax error before Node 24.
  const node = matrixNodes().find(({ name }) => name === 'node-24')?.binary ?? process.execPath;
  const runs = await mapLimit(
    modules.filter(({ run, path: file }) => run && existsSync(file)),
    2,
    (module) => runFault(node, module),
  );
  return { faults: [...types, ...runs.filter((fault) => fault !== undefined)], count: modules.length };
};

if (isProgram(import.meta.filename)) conclude('docs', await checkDocs(checkout));
