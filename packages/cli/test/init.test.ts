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
  [{ next: '16' }, '`installBaseline(plumbline)` of @plumbline/node/next there, and export its `onRequestError`'],
  [{}, '@plumbline/node/express (or /fastify, /hono, /koa, /nest) before'],
])('names the call for the framework of %j', async (dependencies, words) => {
  const cwd = application({ 'package.json': { name: 'shop', type: 'module', dependencies } });
  expect((await plumbline(['init', '--dry-run'], { cwd })).stdout).toContain(words);
});

it.each([
  ['module', "`const { plumbline } = await import('./telemetry/start.ts')`"],
  [undefined, "`const { startTelemetry } = await import('./telemetry/start.mts')`"],
])('starts in `register` of Next, which compiles what a package.json of type %s has', async (type, words) => {
  const manifest = { name: 'shop', ...(type && { type }), dependencies: { next: '16' } };
  const { stdout } = await plumbline(['init', '--dry-run'], { cwd: application({ 'package.json': manifest }) });
  expect(stdout).toContain(words);
  expect(stdout).toContain('in `register` of instrumentation.ts');
  expect(stdout).not.toMatch(/require\(|first import/);
});

it('names the import too, for an entry that is an ES module in a package that says nothing', async () => {
  const cwd = application({ 'package.json': { name: 'shop', main: 'main.mts' } });
  const { stdout } = await plumbline(['init', '--dry-run'], { cwd });
  expect(stdout).toContain("`import { startTelemetry } from './telemetry/start.mts'` where the entry is .mts or .mjs");
});
