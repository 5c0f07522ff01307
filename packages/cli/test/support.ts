import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { runCli } from '../src/index.ts';

const packages = path.resolve(import.meta.dirname, '../..');

/** A temporary folder that goes with the test. */
export function makeFolder(): string {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'plumbline cli-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function writeFiles(folder: string, files: Readonly<Record<string, string | object>>): void {
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  }
}

/** Links packages of this workspace into an application, as an installation would. */
export function linkPackages(folder: string, names: readonly string[]): void {
  for (const name of names) {
    const link = path.join(folder, 'node_modules', name);
    mkdirSync(path.dirname(link), { recursive: true });
    const [scope, base] = name.split('/');
    const own = path.join(packages, base ?? '');
    symlinkSync(scope === '@plumbline' ? own : path.join(packages, 'node', 'node_modules', name), link);
  }
}

/** An adapter as a configuration holds it: on where CLICKHOUSE_URL is set, and otherwise embedded. */
const ADAPTER = `const clickhouse = {
  kind: 'clickhouse', role: 'source', variables: ['CLICKHOUSE_URL', 'PLUMBLINE_CLICKHOUSE_EMBEDDED_DIR'],
  fromEnvironment: (env) => ({ destinations: [env.CLICKHOUSE_URL ? 'http://db' : 'embedded'] }),
};`;

export const healthyConfig = `import { defineConfig } from '@plumbline/core';
${ADAPTER}
const catalog = { version: '1', events: { page_viewed: { expires: '2999-01-01' } } };
export default defineConfig({ service: { name: 'shop' }, catalog, events: { adapters: [clickhouse] }, audit: { actions: {} } });
`;

/** A preset that has nothing to say; what the real one says is held in start-faults.test.ts. */
export const presetManifest = (more: object = {}): object => ({
  name: '@plumbline/node',
  version: '1.0.0',
  type: 'module',
  exports: { '.': './index.js' },
  ...more,
});

/** An application in which nothing is wrong; each test breaks one thing. */
export function healthyProject(change: Readonly<Record<string, string | object>> = {}): string {
  const folder = makeFolder();
  linkPackages(folder, ['@plumbline/core']);
  writeFiles(folder, {
    'package.json': {
      name: 'shop',
      type: 'module',
      scripts: { start: 'node --env-file=.env src/main.ts' },
      dependencies: { '@plumbline/core': '*', '@plumbline/node': '*' },
    },
    'node_modules/@plumbline/node/package.json': presetManifest(),
    'node_modules/@plumbline/node/index.js': 'export const checkConfig = () => [];\n',
    'plumbline.config.ts': healthyConfig,
    'telemetry/start.ts': "import { start } from '@plumbline/node';\nexport const plumbline = await start({});\n",
    'src/main.ts': "import '../telemetry/start.ts';\nimport { createServer } from 'node:http';\ncreateServer();\n",
    ...change,
  });
  return folder;
}

export const KEY = 'k'.repeat(32);

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const variables = (env: Record<string, string> = {}): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '',
  PLUMBLINE_IDENTITY_KEY: KEY,
  ...env,
});

/** Runs the program as a process, with nothing of this one's environment but the path. */
export function runProgram(args: readonly string[], options: { cwd: string }): Promise<Ran> {
  const program = path.join(packages, 'cli', 'src', 'main.ts');
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['--conditions=plumbline:source', program, ...args],
      { cwd: options.cwd, env: variables() },
      (error, stdout, stderr) => {
        const code = typeof error?.code === 'number' ? error.code : error ? -1 : 0;
        resolve({ code, stdout, stderr });
      },
    );
  });
}

/** The same without a process of its own. */
export async function plumbline(
  args: readonly string[],
  options: { cwd: string; env?: Record<string, string> },
): Promise<Ran> {
  const written = { stdout: '', stderr: '' };
  const code = await runCli(args, {
    cwd: options.cwd,
    env: variables(options.env),
    stdout: (text) => void (written.stdout += text),
    stderr: (text) => void (written.stderr += text),
  });
  return { code, ...written };
}

interface Report {
  readonly canary?: string;
  readonly faults: number;
  readonly checks: readonly {
    readonly name: string;
    readonly status: string;
    readonly note?: string;
    readonly faults?: readonly { readonly what: string; readonly fix: string }[];
  }[];
}

/** The doctor's report on a project, and its exit code. */
export async function diagnose(
  folder: string,
  env: Record<string, string> = {},
  args: readonly string[] = [],
): Promise<Report & { code: number }> {
  const { code, stdout, stderr } = await plumbline(['doctor', '--json', ...args], { cwd: folder, env });
  if (stdout === '') throw new Error(stderr);
  return { ...(JSON.parse(stdout) as Report), code };
}

/** Everything that was found, as `check: what | fix`. */
export const found = (report: Report): readonly string[] =>
  report.checks.flatMap(({ name, faults }) => (faults ?? []).map(({ what, fix }) => `${name}: ${what} | ${fix}`));

/** Real packages: what a plan of `init` names, and what those ask an application for. */
export const PLAN_PACKAGES = [
  '@plumbline/adapter-clickhouse',
  '@plumbline/audit',
  '@plumbline/core',
  '@plumbline/node',
  '@plumbline/schema',
  '@clickhouse/client',
  '@opentelemetry/api',
  '@types/node',
  'chdb',
  'zod',
];
