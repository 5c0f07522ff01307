// What an application had before: told as advice, and only where the sources say so.
import { expect, it } from 'vitest';
import { diagnose, found, healthyProject, plumbline } from '../support.ts';

interface Advised {
  readonly name: string;
  readonly advice?: readonly { readonly what: string; readonly fix: string }[];
}

async function adviceOf(folder: string): Promise<readonly string[]> {
  const report = await diagnose(folder);
  expect([report.code, found(report)]).toEqual([0, []]);
  return (report.checks as readonly Advised[]).flatMap(({ name, advice = [] }) =>
    advice.map(({ what, fix }) => `${name}: ${what} | ${fix}`),
  );
}

const STARTS = "import { plumbline } from '../telemetry/start.ts';\n";

const withExpress = (files: Readonly<Record<string, string>>): string =>
  healthyProject({
    'package.json': {
      name: 'shop',
      type: 'module',
      scripts: { start: 'node src/main.ts' },
      dependencies: { '@plumbline/core': '*', '@plumbline/node': '*', express: '*' },
    },
    'node_modules/express/package.json': { name: 'express', version: '5.0.0' },
    ...files,
  });

it('names a handler that ends the process itself', async () => {
  const ends = "process.on('SIGTERM', () => {\n  server.close(() => process.exit(0));\n});\n";
  expect(
    await adviceOf(healthyProject({ 'src/main.ts': `${STARTS}import './end.ts';\n`, 'src/end.ts': `\n${ends}` })),
  ).toEqual([
    expect.stringMatching(
      /^application: src\/end\.ts:2 ends the process at a signal itself.* \| Hand its work to `plumbline\.onShutdown/,
    ),
  ]);
});

it.each([
  ['a handler that ends nothing', "process.on('SIGTERM', () => server.close());\n"],
  [
    'one that waits for the baseline',
    "process.once('SIGINT', async () => { await plumbline.shutdown(); process.exit(0); });\n",
  ],
  ['an end without a handler', "if (process.argv[2] === '--version') process.exit(0);\n"],
  ['a comment', "// process.on('SIGTERM', () => process.exit(0));\n"],
])('has no words for %s', async (_how, code) => {
  expect(await adviceOf(healthyProject({ 'src/main.ts': STARTS + code }))).toEqual([]);
});

it('names the call that joins a framework, where nobody makes it', async () => {
  expect(await adviceOf(withExpress({ 'src/main.ts': `${STARTS}import express from 'express';\n` }))).toEqual([
    'application: src/main.ts:2 loads express, and nothing calls `installBaseline` of @plumbline/node/express: no route patterns, no probes, and errors are answered for by nobody | Call `installBaseline(app, plumbline)` of @plumbline/node/express before the routes.',
  ]);
});

it.each([
  [
    'is joined in another file',
    {
      'src/main.ts': `${STARTS}import 'express';\nimport './app.ts';\n`,
      'src/app.ts': "import { installBaseline } from '@plumbline/node/express';\n",
    },
  ],
  [
    'is joined by the edge alone',
    { 'src/main.ts': `${STARTS}import 'express';\nimport '@plumbline/trace/express';\n` },
  ],
  ['is loaded where nobody can look', { 'src/main.ts': `${STARTS}import './app-of-a-bundler';\n` }],
])('has no words for a framework that %s', async (_how, files) => {
  expect(await adviceOf(withExpress(files))).toEqual([]);
});

it('shows advice with its fix, and second copies once with one check each', async () => {
  const checks = "export const checks = [{ name: 'manners', run: () => ({ status: 'ok', note: 'polite' }) }];\n";
  const greeter = { name: '@plumbline/greeter', version: '1.0.0', type: 'module', exports: { './cli': './cli.js' } };
  const folder = healthyProject({
    'package.json': {
      name: 'shop',
      type: 'module',
      scripts: { start: 'node src/main.ts' },
      dependencies: { '@plumbline/core': '*', '@plumbline/node': '*', '@plumbline/greeter': '*', other: '*' },
    },
    'node_modules/@plumbline/greeter/package.json': greeter,
    'node_modules/@plumbline/greeter/cli.js': checks,
    'node_modules/other/package.json': { name: 'other', version: '2.0.0', dependencies: { '@plumbline/greeter': '*' } },
    'node_modules/other/node_modules/@plumbline/greeter/package.json': { ...greeter, version: '1.1.0' },
    'node_modules/other/node_modules/@plumbline/greeter/cli.js': checks,
  });
  const { code, stdout } = await plumbline(['doctor'], { cwd: folder });
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /\n {2}! +more than one copy is installed of @plumbline\/greeter \(1\.0\.0 for shop; 1\.1\.0 for other\)\n +fix: Run `npm dedupe`/,
  );
  expect(stdout.match(/manners/g)).toHaveLength(1);
});
