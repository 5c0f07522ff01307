import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { makeFolder, plumbline, writeFiles } from './support.ts';

const read = (folder: string, name: string): string => readFileSync(path.join(folder, name), 'utf8');

function application(files: Record<string, string | object> = {}): string {
  const folder = makeFolder();
  writeFiles(folder, {
    'package.json': { name: '@acme/web shop', type: 'module', dependencies: { zod: '^4' } },
    ...files,
  });
  return folder;
}

const WRITTEN = [
  'plumbline.config.ts',
  'telemetry/catalog.ts',
  'telemetry/audit-actions.ts',
  'telemetry/start.ts',
  '.env.example',
  '.gitignore',
  '.gitattributes',
  '.env',
];

it('prints its plan and writes each file once', async () => {
  const cwd = application();
  const { code, stdout } = await plumbline(['init'], { cwd });
  expect(code).toBe(0);
  expect(stdout).toMatch(/^Plan:\n {2}create +plumbline\.config\.ts/);
  expect(stdout).toContain('npm install @plumbline/adapter-clickhouse @plumbline/audit');
  expect(stdout).not.toMatch(/npm install.* zod/);
  expect(WRITTEN.filter((name) => !existsSync(path.join(cwd, name)))).toEqual([]);
  expect(read(cwd, 'plumbline.config.ts')).toContain("service: { name: 'web-shop' }");
  expect(read(cwd, '.gitignore')).toBe('node_modules/\n.env\n.plumbline/\n');
  // What is not installed yet cannot say what leaves: the lockfile is a step of its own.
  expect(stdout).toMatch(/\d\. run `npx plumbline egress` and commit plumbline\.egress\.lock/);
  expect(existsSync(path.join(cwd, 'plumbline.egress.lock'))).toBe(false);
});

it('says that it wrote only where it did', async () => {
  const cwd = application();
  expect((await plumbline(['init'], { cwd })).stdout).toMatch(/^Written\.$/m);
  const again = await plumbline(['init'], { cwd });
  expect([again.code, again.stdout]).toEqual([0, expect.stringMatching(/\nNothing to write: [^\n]*\n$/)]);
  expect(again.stdout).not.toContain('Written');
});

it('keeps the key in .env alone, readable by its owner, and never prints it', async () => {
  const cwd = application();
  const { stdout } = await plumbline(['init'], { cwd });
  const [, key = ''] = /^PLUMBLINE_IDENTITY_KEY=(\S+)$/m.exec(read(cwd, '.env')) ?? [];
  expect(Buffer.from(key, 'base64')).toHaveLength(32);
  expect(statSync(path.join(cwd, '.env')).mode & 0o777).toBe(0o600);
  for (const text of [stdout, ...WRITTEN.slice(0, -1).map((name) => read(cwd, name))]) expect(text).not.toContain(key);
  const other = application();
  await plumbline(['init'], { cwd: other });
  expect(read(other, '.env')).not.toContain(key);
});

it('writes nothing at all while a file is in the way', async () => {
  const cwd = application({ 'telemetry/catalog.ts': 'mine' });
  const { code, stdout, stderr } = await plumbline(['init'], { cwd });
  expect(code).toBe(1);
  expect(stdout).toMatch(/conflict +telemetry\/catalog\.ts/);
  expect(stderr).toContain('Nothing was written: telemetry/catalog.ts exist and differ.\n  fix: Move them away');
  expect(WRITTEN.filter((name) => existsSync(path.join(cwd, name)))).toEqual(['telemetry/catalog.ts']);
  expect((await plumbline(['init', '--force'], { cwd })).code).toBe(0);
  expect(read(cwd, 'telemetry/catalog.ts')).toContain('defineCatalog');
});

it('adds to .env and .gitignore what is missing, and never replaces a key', async () => {
  const cwd = application({ '.env': 'PORT=80', '.gitignore': 'node_modules\n/.env\n' });
  await plumbline(['init'], { cwd });
  expect(read(cwd, '.env')).toMatch(/^PORT=80\nPLUMBLINE_IDENTITY_KEY=\S{44}\n$/);
  expect(read(cwd, '.gitignore')).toBe('node_modules\n/.env\n.plumbline/\n');
  const before = read(cwd, '.env');
  const again = await plumbline(['init', '--force'], { cwd });
  expect([again.code, read(cwd, '.env'), read(cwd, '.gitignore')]).toEqual([
    0,
    before,
    'node_modules\n/.env\n.plumbline/\n',
  ]);
});

it('shows its plan without writing, and needs a package.json', async () => {
  const cwd = application();
  expect((await plumbline(['init', '--dry-run'], { cwd })).code).toBe(0);
  expect(WRITTEN.filter((name) => existsSync(path.join(cwd, name)))).toEqual([]);
  const { code, stderr } = await plumbline(['init'], { cwd: makeFolder() });
  expect([code, stderr]).toEqual([2, expect.stringContaining('fix: Run `npm init` first')]);
});

it('keeps the diff of the lockfile in sight, and what .gitattributes says already', async () => {
  const cwd = application({ '.gitattributes': '* text=auto' });
  await plumbline(['init'], { cwd });
  const written = '* text=auto\nplumbline.egress.lock text eol=lf linguist-generated=false\n';
  expect(read(cwd, '.gitattributes')).toBe(written);
  await plumbline(['init'], { cwd });
  expect(read(cwd, '.gitattributes')).toBe(written);
});

const COMMONJS = { name: 'shop', main: 'index.js' };

it.each([
  ['which says nothing', COMMONJS],
  ['which says so', { ...COMMONJS, type: 'commonjs' }],
])('writes files that require takes for a package.json %s, and leaves it as it is', async (_, manifest) => {
  const cwd = application({ 'package.json': manifest });
  const { code, stdout } = await plumbline(['init'], { cwd });
  expect(code).toBe(0);
  expect(stdout).not.toContain('type=module');
  expect(stdout).toContain("`const { startTelemetry } = require('./telemetry/start.mts')`");
  expect(JSON.parse(read(cwd, 'package.json'))).toEqual(manifest);
  const written = [
    'plumbline.config.mts',
    'telemetry/catalog.mts',
    'telemetry/audit-actions.mts',
    'telemetry/start.mts',
  ];
  for (const name of written) expect(read(cwd, name)).not.toMatch(/^[^/*]*(?:= await|from '\.[^']*\.ts')/m);
  expect(existsSync(path.join(cwd, 'plumbline.config.ts'))).toBe(false);
});

it('says what embedded ClickHouse costs, and writes logs and IDs alone without it', async () => {
  expect((await plumbline(['init'], { cwd: application() })).stdout).toMatch(
    /chdb, embedded ClickHouse, is nearly all of the 600 MB [^\n]*`npx plumbline init --minimal`/,
  );
  const cwd = application();
  const { stdout } = await plumbline(['init', '--minimal'], { cwd });
  expect(stdout).not.toMatch(/clickhouse|chdb|egress|audit/i);
  expect(stdout).toContain('npm install @plumbline/core @plumbline/node @opentelemetry/api\n');
  expect(WRITTEN.filter((name) => existsSync(path.join(cwd, name)))).toEqual([
    'plumbline.config.ts',
    'telemetry/start.ts',
    '.env.example',
    '.gitignore',
    '.env',
  ]);
  expect(read(cwd, '.env.example')).not.toContain('CLICKHOUSE');
});

it.each([
  [{ express: '5' }, '`installBaseline(app, plumbline)` of @plumbline/node/express before the routes'],
  [{ express: '5', '@nestjs/core': '12' }, '@plumbline/node/nest before'],
  [{ next: '16' }, "write each route handler as `export const GET = baselineRoute('/api/orders/[id]', handler)`"],
  [{ fastify: '5' }, '`plumbline.onShutdown({ before: () => app.close() })`'],
  [{ koa: '3' }, '`plumbline.onShutdown({ before: () => new Promise((closed) => server.close(closed)) })`'],
  [{}, '@plumbline/node/express (or /fastify, /hono, /koa, /nest) before'],
])('names the call for the framework of %j', async (dependencies, words) => {
  const cwd = application({ 'package.json': { name: 'shop', type: 'module', dependencies } });
  expect((await plumbline(['init', '--dry-run'], { cwd })).stdout).toContain(words);
});

it.each([
  ['TypeScript', { typescript: '7' }, 'module', 'ts', "import('./telemetry/start')"],
  ['TypeScript in CommonJS', { typescript: '7' }, undefined, 'ts', "import('./telemetry/start')"],
  ['JavaScript', {}, 'module', 'js', "import('./telemetry/start.js')"],
  ['JavaScript in CommonJS', {}, undefined, 'mjs', "import('./telemetry/start.mjs')"],
])('starts in `register` of Next, which compiles %s', async (_how, devDependencies, type, extension, words) => {
  const manifest = { name: 'shop', ...(type && { type }), dependencies: { next: '16' }, devDependencies };
  const cwd = application({ 'package.json': manifest });
  const { stdout } = await plumbline(['init'], { cwd });
  const script = extension === 'ts' ? 'ts' : 'js';
  expect(read(cwd, `instrumentation.${script}`)).toContain(`const { startTelemetry } = await ${words}`);
  expect(read(cwd, `app/readyz/route.${script}`)).toContain("health.respond('/readyz'");
  expect(read(cwd, `plumbline.config.${extension}`)).toContain("lock: pathToFileURL('plumbline.egress.lock')");
  expect(stdout).toContain("`serverExternalPackages: ['@plumbline/node', '@plumbline/adapter-clickhouse', ");
  expect(stdout).toContain('`NEXT_MANUAL_SIG_HANDLE=true next start`');
  expect(stdout).not.toMatch(/require\(|first import|node --env-file|allowImporting/);
  expect(read(cwd, '.env.example')).not.toContain('node --env-file');
});

it("leaves Next's own files as they are, and says what goes into them", async () => {
  const manifest = { name: 'shop', dependencies: { next: '16' }, devDependencies: { typescript: '7' } };
  const cwd = application({ 'package.json': manifest, 'src/instrumentation.ts': 'mine', 'src/app/page.tsx': '' });
  const { code, stdout } = await plumbline(['init', '--minimal'], { cwd });
  expect([code, read(cwd, 'src/instrumentation.ts')]).toEqual([0, 'mine']);
  expect(stdout).toMatch(/keep +src\/instrumentation\.ts/);
  expect(stdout).toContain(
    "src/instrumentation.ts stays yours: in its `register`, behind `if (process.env.NEXT_RUNTIME !== 'nodejs') return`, write `const { startTelemetry } = await import('./telemetry/start')`",
  );
  expect(existsSync(path.join(cwd, 'src/app/readyz/route.ts'))).toBe(true);
  expect(
    (await plumbline(['init', '--minimal'], { cwd: application({ 'package.json': manifest }) })).stdout,
  ).not.toContain('stays yours');
});

it.each([
  [
    'module',
    'src/index.js',
    "`import { plumbline } from '../telemetry/start.js'` in src/index.js, anywhere among its imports",
  ],
  [undefined, 'src/index.js', "`const { startTelemetry } = require('../telemetry/start.mjs')` in src/index.js"],
  ['module', 'index.js', "`import { plumbline } from './telemetry/start.js'` in index.js"],
  ['module', 'src/main.ts', "`import { plumbline } from '../telemetry/start.ts'` in src/main.ts"],
])('names the file as the entry of type %s in %s does', async (type, entry, words) => {
  const manifest = { name: 'shop', ...(type && { type }), scripts: { start: `node --env-file=.env ${entry}` } };
  const { stdout } = await plumbline(['init'], { cwd: application({ 'package.json': manifest, [entry]: '' }) });
  expect(stdout).toContain(words);
  expect(stdout).toContain(`start it with \`node --env-file=.env ${entry}\``);
});

it('says what becomes of what is there: handlers, and a logger', async () => {
  const manifest = { name: 'shop', type: 'module', dependencies: { fastify: '5' } };
  const { stdout } = await plumbline(['init'], { cwd: application({ 'package.json': manifest }) });
  expect(stdout).toMatch(/a SIGTERM or SIGINT handler that there is: move its work into `onShutdown`/);
  expect(stdout).toMatch(
    /an error handler that there is: beside `installBaseline\(app, plumbline, { errorHandler: false }\)`, it calls `const errorId/,
  );
  expect(stdout).toMatch(/a logger that there is \(pino, `request\.log`\): write with `plumbline\.logger`/);
});

it('names the import for an entry that is an ES module in a package that says nothing', async () => {
  const cwd = application({ 'package.json': { name: 'shop', main: 'main.mts' } });
  const { stdout } = await plumbline(['init', '--dry-run'], { cwd });
  expect(stdout).toContain("write `import { startTelemetry } from './telemetry/start.mts'` in main.mts, and");
});
