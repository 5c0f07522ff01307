// The plan of init, applied to projects that build in their own way, then built and run.
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { diagnose, found, linkPackages, makeFolder, PLAN_PACKAGES, plumbline, writeFiles } from './support.ts';

const run = promisify(execFile);
const workspace = path.resolve(import.meta.dirname, '../../..');

const dependencies = Object.fromEntries(PLAN_PACKAGES.map((name) => [name, '*']));

function project(files: Readonly<Record<string, string | object>>, manifest: object): string {
  const cwd = makeFolder();
  linkPackages(cwd, PLAN_PACKAGES);
  writeFiles(cwd, { 'package.json': { name: 'shop', dependencies, ...manifest }, ...files });
  return cwd;
}

const compile = (cwd: string): Promise<string> =>
  run(path.join(workspace, 'node_modules/.bin/tsc'), ['-p', '.', '--pretty', 'false'], { cwd }).then(
    ({ stdout }) => stdout,
    (error: { readonly stdout: string }) => error.stdout,
  );

/** The messages that a program logs. */
async function messages(cwd: string, entry: string): Promise<readonly string[]> {
  const args = ['--conditions=plumbline:source', '--env-file=.env', entry];
  const { stdout } = await run(process.execPath, args, { cwd, env: { PATH: process.env['PATH'] ?? '' } });
  return stdout
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { readonly msg: string }).msg);
}

const SAYS = "plumbline.logger.info('hello');\n  await plumbline.shutdown();\n";
const imports = (file: string): string => `import { plumbline } from '${file}';\n${SAYS}`;
const awaits = (file: string): string =>
  `async function main(): Promise<void> {\n  const { startTelemetry } = await import('${file}');\n  const plumbline = await startTelemetry();\n  ${SAYS}}\nvoid main();\n`;

const tsconfig = (options: object): string =>
  `{ // as somebody wrote it\n "extends": "./tsconfig.base.json", "compilerOptions": ${JSON.stringify(options)}, "include": ["src"], }`;
const BASE = {
  compilerOptions: { target: 'es2024', types: ['node'], strict: true, skipLibCheck: true, outDir: 'dist' },
};

it.each([
  ['nodenext, ES modules', 'module', { module: 'nodenext', rootDir: 'src' }, imports('./telemetry/start.js')],
  [
    'rewritten extensions',
    'module',
    { module: 'nodenext', rootDir: 'src', rewriteRelativeImportExtensions: true },
    imports('./telemetry/start.ts'),
  ],
  ['nodenext, CommonJS', 'commonjs', { module: 'nodenext', rootDir: 'src' }, awaits('./telemetry/start.mjs')],
  ['module commonjs', undefined, { module: 'commonjs', rootDir: 'src' }, awaits('./telemetry/start.js')],
])(
  'writes files that tsc compiles and Node runs: %s',
  async (_how, type, options, entry) => {
    const cwd = project(
      { 'tsconfig.json': tsconfig(options), 'tsconfig.base.json': BASE, 'src/index.ts': entry },
      { ...(type && { type }), scripts: { build: 'tsc', start: 'node --env-file=.env dist/index.js' } },
    );
    const planned = await plumbline(['init'], { cwd });
    expect(planned.stderr).toBe('');
    expect(planned.stdout).toMatch(/create +src\/plumbline\.config\.m?ts/);
    expect(planned.stdout).toContain(/'(\.\/telemetry\/[^']*)'/.exec(entry)?.[1]);
    expect(planned.stdout).toContain('build it, start it with');
    expect(await compile(cwd)).toBe('');
    expect(await messages(cwd, 'dist/index.js')).toContain('hello');
    const report = await diagnose(cwd, {}, ['--env-file', '.env']);
    expect(found(report)).toEqual([]);
    expect(report.code).toBe(0);
  },
  300_000,
);

it.each([
  ['module', 'js', "import { plumbline } from '../telemetry/start.js';\n"],
  [undefined, 'mjs', "const { startTelemetry } = require('../telemetry/start.mjs');\n"],
])(
  'writes plain JavaScript, with types for those who check them, where package.json has type %s',
  async (type, extension, first) => {
    const rest = type === 'module' ? SAYS : `startTelemetry().then(async (plumbline) => {\n  ${SAYS}});\n`;
    const manifest = { ...(type && { type }), scripts: { start: 'node --env-file=.env src/index.js' } };
    const cwd = project({ 'src/index.js': first + rest }, manifest);
    const { stdout } = await plumbline(['init'], { cwd });
    expect(stdout).toMatch(new RegExp(`create +telemetry/start\\.${extension} `));
    expect(stdout).not.toMatch(/create +\S+\.m?ts /);
    expect(await messages(cwd, 'src/index.js')).toContain('hello');
    expect(found(await diagnose(cwd, {}, ['--env-file', '.env']))).toEqual([]);
    const options = { module: 'nodenext', target: 'es2024', types: ['node'], strict: true, noEmit: true };
    const checked = { ...options, allowJs: true, checkJs: true, skipLibCheck: true };
    writeFiles(cwd, { 'tsconfig.json': { compilerOptions: checked, include: ['telemetry', '*.js', '*.mjs'] } });
    expect(await compile(cwd)).toBe('');
  },
  300_000,
);

it('says what tsconfig.json lacks where Node runs the sources, and is content once it is there', async () => {
  const options = { module: 'nodenext', target: 'es2024', types: ['node'], strict: true, skipLibCheck: true };
  const config = (more: object): object => ({
    compilerOptions: { ...options, ...more },
    include: ['*.ts', 'telemetry'],
  });
  const cwd = project(
    { 'tsconfig.json': config({}), 'main.ts': imports('./telemetry/start.ts') },
    { type: 'module', main: 'main.ts' },
  );
  const { stdout } = await plumbline(['init', '--minimal'], { cwd });
  const [, said = ''] = /put `(.*)` into `compilerOptions` of tsconfig\.json/.exec(stdout) ?? [];
  expect(await compile(cwd)).toContain('TS5097');
  writeFiles(cwd, { 'tsconfig.json': config(JSON.parse(`{${said}}`) as object) });
  expect(await compile(cwd)).toBe('');
  expect((await plumbline(['init', '--minimal'], { cwd })).stdout).not.toContain('tsconfig.json');
}, 300_000);

// What `create-next-app` writes, as far as a compiler is concerned.
const NEXT = {
  compilerOptions: {
    target: 'ES2017',
    lib: ['dom', 'dom.iterable', 'esnext'],
    allowJs: true,
    skipLibCheck: true,
    strict: true,
    noEmit: true,
    esModuleInterop: true,
    module: 'esnext',
    moduleResolution: 'bundler',
    isolatedModules: true,
    types: ['node'],
  },
  include: ['**/*.ts'],
  exclude: ['node_modules'],
};

it.each([[undefined], ['module'], ['commonjs']])(
  'writes files that Next takes as it sets itself up, and that the doctor reads without Next: type %s',
  async (type) => {
    const cwd = project(
      { 'tsconfig.json': NEXT, 'app/page.ts': '' },
      { ...(type && { type }), scripts: { start: 'next start' }, dependencies: { ...dependencies, next: '16' } },
    );
    const { stdout, stderr } = await plumbline(['init'], { cwd });
    expect(stderr).toBe('');
    expect(stdout).toContain('Written: plumbline.egress.lock.');
    expect(await compile(cwd)).toBe('');
    const report = await diagnose(cwd, {}, ['--env-file', '.env']);
    expect(found(report)).toEqual([]);
    expect(report.checks.find(({ name }) => name === 'hook-order')?.note).toBe(
      'telemetry starts in instrumentation.ts',
    );
    expect(report.code).toBe(0);
    writeFiles(cwd, { 'instrumentation.ts': 'export function register() {}\n' });
    expect(found(await diagnose(cwd, {}, ['--env-file', '.env']))).toEqual([
      expect.stringMatching(
        /^hook-order: instrumentation\.ts never imports @plumbline\/node.*await import\('\.\/telemetry\/start'\)/,
      ),
    ]);
  },
  300_000,
);
