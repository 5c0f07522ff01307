#!/usr/bin/env node
// Every root script starts here. Plain JavaScript for Node 20 and npm alone: it brings the pinned pnpm, and the
// pinned Node where the host's is too old, installs the workspace from its lockfile, and runs the task.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { bring, toolchain } from './toolchain/bring.mjs';

const root = path.resolve(import.meta.dirname, '../..');
const [task = 'help', ...rest] = process.argv.slice(2);
/** Progress goes to stderr: stdout belongs to the task. */
const say = (line) => process.stderr.write(`${line}\n`);

function stop(message) {
  say(`\n${message}`);
  process.exit(1);
}

// Node 22.18 is the first that runs TypeScript as it is; 24.11 and 26 are the first stable of their lines.
function runsWorkspace(version) {
  const [major, minor] = version.split('.').map(Number);
  return (major === 22 && minor >= 18) || (major === 24 && minor >= 11) || major >= 26;
}

/** The folder below node_modules whose name matches and which holds `file`, as an absolute path to that file. */
function locate(folder, pattern, file) {
  const base = path.join(toolchain, folder);
  if (!existsSync(base)) return undefined;
  const hits = readdirSync(base).filter((name) => pattern.test(name));
  return hits.map((name) => path.join(base, name, file)).find((candidate) => existsSync(candidate));
}

/** A toolchain folder, or the end of the run. */
function need(name, what) {
  if (!bring(name, what, say)) stop(`npm could not fetch ${what}. Is the npm registry reachable from here?`);
}

const bins = [];
if (runsWorkspace(process.versions.node) && process.env.PLUMBLINE_WORKSPACE_NODE !== 'pinned') {
  bins.push(path.dirname(process.execPath));
} else {
  need('node', 'the pinned Node 24');
  const node = locate('node/node_modules', /^node-/, 'bin/node');
  if (!node) {
    stop(
      `Node ${process.versions.node} is older than 22.18 and no pinned Node exists for ${process.platform}-${process.arch}. Install Node 24 and run this again.`,
    );
  }
  bins.push(path.dirname(node));
}
need('pnpm', 'the pinned pnpm');
// The native binary, not node_modules/.bin/pnpm: without install scripts that one is a stub turbo cannot start.
const pnpm = locate('pnpm/node_modules/@pnpm', /^exe\./, 'pnpm');
if (!pnpm)
  stop(
    `No pinned pnpm exists for ${process.platform}-${process.arch}. Install pnpm 12.18.0, run "pnpm install" and the scripts of package.json with it.`,
  );
bins.push(path.dirname(pnpm), path.join(root, 'node_modules', '.bin'));

const env = {
  ...process.env,
  PATH: [...bins, process.env.PATH ?? ''].join(path.delimiter),
  DO_NOT_TRACK: '1',
  TURBO_TELEMETRY_DISABLED: '1',
  PLUMBLINE_WORKSPACE_ROOT: root,
};
// npm hands its own settings to scripts as variables; pnpm would take them for its own.
for (const key of Object.keys(env)) if (/^npm_/i.test(key)) delete env[key];

function run(command, args, options = {}) {
  const result = spawnSync(command, args, { cwd: root, env, stdio: 'inherit', ...options });
  if (result.error) stop(`${command}: ${result.error.message}`);
  return result.status ?? 1;
}

/** Runs one step and ends the whole task with its exit code when it fails. */
function must(command, args, options) {
  const status = run(command, args, options);
  if (status !== 0) process.exit(status);
}

/** A named step with its time, so that a long task shows where it is. */
function step(title, command, args, options) {
  const began = Date.now();
  const interactive = process.stderr.isTTY;
  if (interactive) process.stderr.write(`· ${title} …`);
  const status = run(command, args, options);
  const took = `${((Date.now() - began) / 1000).toFixed(1)} s`;
  say(`${interactive ? '\r' : ''}${status === 0 ? '✓' : '✗'} ${title} (${took})`);
  if (status !== 0) process.exit(status);
}

const quiet = { stdio: ['ignore', 2, 2] };
const install = () => step('install', pnpm, ['install', '--frozen-lockfile', '--reporter=silent'], quiet);
const turbo = (...tasks) => [
  'run',
  ...tasks,
  '--output-logs=errors-only',
  '--log-order=grouped',
  '--ui=stream',
  '--concurrency=100%',
];
const build = () => step('build', 'turbo', turbo('build'), quiet);
const node = (file, ...args) => [path.join(root, file), ...args];

/** A task that may serve until Ctrl-C: it gets the signals, and its exit code is ours. */
function serve(command, args, extra = {}) {
  const child = spawn(command, args, { cwd: root, env: { ...env, ...extra }, stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
}

const gates = ['arrows', 'surface', 'changesets', 'generated', 'unused', 'size', 'regex', 'docs', 'packages'];
const gateTasks = gates.map((name) => `gate:${name}`);

/** The packages are tried on these; fetched before the parallel part, which would fetch them twice. */
const bringMatrix = () => need('matrix', 'Node 22, 24 and 26');

/** A turbo run whose failure does not end the task: later parts are worth knowing too. */
function part(title, ...tasks) {
  const began = Date.now();
  const status = run('turbo', turbo(...tasks, '--continue'), quiet);
  say(`${status === 0 ? '✓' : '✗'} ${title} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
  return status;
}

const compile = () => part('types, format, lint', 'typecheck', '//#format', '//#lint');

/** Everything but the tests. */
function check() {
  bringMatrix();
  const failed = compile() + part('gates', ...gateTasks);
  process.exit(failed === 0 ? 0 : 1);
}

/** Types, lint, tests and gates, whatever fails on the way; the totals come last. */
function test(...filters) {
  if (filters.length > 0) return step('tests', 'turbo', turbo('test', ...filters), quiet);
  bringMatrix();
  must('node', node('packages/repo/src/totals.ts', 'clear'));
  const failed = compile() + part('tests, gates', 'test', ...gateTasks);
  const uncounted = run('node', node('packages/repo/src/totals.ts', 'tests', ...gates));
  process.exit(failed + uncounted === 0 ? 0 : 1);
}

const tasks = {
  demo: () => (install(), build(), serve('node', node('e2e/demo/src/main.ts', ...rest))),
  test: () => (install(), build(), test(...rest)),
  'test:live': () => (install(), build(), must('node', node('packages/repo/src/live.ts', ...rest))),
  'test:soak': () => (install(), build(), must('node', node('packages/repo/src/soak.ts', ...rest))),
  check: () => (install(), build(), check()),
  build: () => (install(), build()),
  generate: () => (install(), build(), must('node', node('packages/repo/src/generate.ts', ...rest))),
  bench: () => (install(), build(), must('node', node('benchmarks/src/main.ts', ...rest))),
  plumbline: () => (install(), build(), serve('node', node('packages/cli/dist/main.js', ...rest))),
  'new:package': () => (install(), must('node', node('packages/repo/src/new-package.ts', ...rest))),
  'release:dry': () => (install(), build(), must('node', node('packages/repo/src/release-dry.ts', ...rest))),
  matrix: () => (install(), build(), must('node', node('packages/repo/src/matrix.ts', ...rest))),
  pnpm: () => must(pnpm, rest),
  exec: () => (install(), must(rest[0], rest.slice(1))),
};

if (!(task in tasks)) {
  stop(
    `usage: npm run demo | npm test | npm run <${Object.keys(tasks)
      .filter((name) => !['demo', 'test', 'exec'].includes(name))
      .join(' | ')}>\nnode packages/repo/run.mjs exec <command> runs any tool of the workspace.`,
  );
}
tasks[task]();
