import { execFile } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { diagnose, found, linkPackages, makeFolder, PLAN_PACKAGES, plumbline, writeFiles } from './support.ts';

const run = promisify(execFile);
const workspace = path.resolve(import.meta.dirname, '../../..');

const MAIN = `import { audit, events, logger, plumbline } from './telemetry/start.ts';
logger.info({ orderId: 'o1' }, 'order created');
events.capture('report_exported', { format: 'csv', surface: 'page' });
// @ts-expect-error the catalog does not know this format
const wrong: Parameters<typeof events.capture<'report_exported'>>[1] = { format: 'xls', surface: 'page' };
const receipt = audit.record('login.succeeded', { actor: { type: 'user', id: 'u1' }, subject: { type: 'user', id: 'u1' }, metadata: { method: 'password' } });
await receipt.durable;
await plumbline.shutdown({ timeoutMs: 60_000 });
console.log(JSON.stringify({ events: events.snapshot(), audit: audit.snapshot(), unused: wrong === undefined }));
`;

const tsconfig = { extends: path.join(workspace, 'tsconfig.base.json'), include: ['*.*ts', 'telemetry'] };

const typeFaults = (cwd: string): Promise<string> =>
  run(path.join(workspace, 'node_modules/.bin/tsc'), ['-p', '.', '--pretty', 'false'], { cwd }).then(
    ({ stdout }) => stdout,
    (error: { readonly stdout: string }) => error.stdout,
  );

it('writes files that type-check, run, and satisfy the doctor', async () => {
  const cwd = makeFolder();
  linkPackages(cwd, PLAN_PACKAGES);
  writeFiles(cwd, {
    'package.json': {
      name: 'shop',
      type: 'module',
      scripts: { start: 'node --env-file=.env main.ts' },
      dependencies: Object.fromEntries(PLAN_PACKAGES.map((name) => [name, '*'])),
    },
    'tsconfig.json': tsconfig,
    'main.ts': MAIN,
  });
  const planned = await plumbline(['init'], { cwd });
  expect([planned.code, planned.stdout.includes('npm install')]).toEqual([0, false]);
  expect(planned.stdout).toMatch(/ {2}1\. commit plumbline\.egress\.lock, which is written too/);

  expect(await typeFaults(cwd)).toBe('');

  const lockFile = path.join(cwd, 'plumbline.egress.lock');
  const lock = readFileSync(lockFile, 'utf8');
  expect(lock).toMatch(/^field {2}clickhouse {2}report_exported {2}format {2}enum\(csv\|pdf\) /m);

  const before = await diagnose(cwd, {}, ['--env-file', '.env']);
  expect(found(before)).toEqual([]);
  expect(before.code).toBe(0);

  const env = { PATH: process.env['PATH'] ?? '' };
  const { stdout } = await run(process.execPath, ['--conditions=plumbline:source', '--env-file=.env', 'main.ts'], {
    cwd,
    env,
  });
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  // On a slow machine a line that says ClickHouse still starts may stand in front of it.
  const own = { level: 'info', service: 'shop', orderId: 'o1', msg: 'order created' };
  expect(lines).toContainEqual(expect.objectContaining(own));
  expect(lines.at(-1)).toMatchObject({
    events: { destinations: { clickhouse: { delivered: 1, lost: {}, pending: 0 } } },
    audit: { recorded: 1, stored: 1, pending: 0 },
  });

  // One value more in the catalog: the doctor and the start say it, until the lockfile is written anew.
  const catalogFile = path.join(cwd, 'telemetry/catalog.ts');
  writeFileSync(catalogFile, readFileSync(catalogFile, 'utf8').replace("['csv', 'pdf']", "['csv', 'pdf', 'xls']"));
  expect(found(await diagnose(cwd))).toEqual([
    expect.stringMatching(/^egress-lock: [^]*report_exported\.format: may also be xls \| Run `npx plumbline egress`/),
  ]);
  const refused = await run(process.execPath, ['--conditions=plumbline:source', 'main.ts'], { cwd, env }).catch(
    ({ stderr }: { readonly stderr: string }) => ({ stdout: stderr }),
  );
  expect(refused.stdout).toContain(
    'PLB_EGRESS_LOCK_DIFFERS: more would leave than the egress lockfile allows:\n  - clickhouse: report_exported.format',
  );
  expect((await plumbline(['egress'], { cwd })).code).toBe(0);
  expect(found(await diagnose(cwd))).toEqual([]);

  rmSync(lockFile);
  expect(found(await diagnose(cwd))).toEqual([
    expect.stringMatching(/^egress-lock: plumbline\.egress\.lock is missing/),
  ]);
}, 300_000);

const REQUIRED_MAIN = `const express = require('express');
const { installBaseline } = require('@plumbline/node/express');
const { startTelemetry } = require('./telemetry/start.mjs');

async function main() {
  const plumbline = await startTelemetry();
  const app = express();
  installBaseline(app, plumbline);
  app.get('/orders/:id', (_request, response) => {
    plumbline.logger.info('order read');
    response.end();
  });
  const server = app.listen(0, '127.0.0.1', async () => {
    await fetch('http://127.0.0.1:' + server.address().port + '/orders/17', { headers: { 'x-request-id': 'a-good-request-id' } });
    server.close();
    const again = await startTelemetry();
    await again.shutdown();
  });
}
void main();
`;

it('writes files that a CommonJS application requires', async () => {
  const cwd = makeFolder();
  const packages = ['@plumbline/core', '@plumbline/node', '@opentelemetry/api', 'express', 'zod'];
  linkPackages(cwd, packages);
  writeFiles(cwd, {
    'package.json': {
      name: 'shop',
      type: 'commonjs',
      scripts: { start: 'node --env-file=.env main.js' },
      dependencies: Object.fromEntries(packages.map((name) => [name, '*'])),
    },
    'main.js': '',
  });
  expect((await plumbline(['init', '--minimal'], { cwd })).code).toBe(0);
  expect(found(await diagnose(cwd, {}, ['--env-file', '.env']))).toEqual([
    "hook-order: main.js never imports @plumbline/node, so nothing is started | Write `const { startTelemetry } = require('./telemetry/start.mjs')` (the file that calls `start` of @plumbline/node) in main.js, and await `startTelemetry()` before its server listens.",
  ]);
  writeFiles(cwd, { 'main.js': REQUIRED_MAIN });
  expect(found(await diagnose(cwd, {}, ['--env-file', '.env']))).toEqual([]);
  const { stdout } = await run(process.execPath, ['--conditions=plumbline:source', '--env-file=.env', 'main.js'], {
    cwd,
    env: { PATH: process.env['PATH'] ?? '' },
  });
  const lines = stdout.split('\n').filter((line) => line.includes('"request_id":"a-good-request-id"'));
  expect(lines.map((line) => (JSON.parse(line) as { readonly msg: string }).msg)).toEqual(['order read', 'request']);
  expect(lines[1]).toContain('"/orders/:id"');
}, 300_000);

it.each([[[]], [['--minimal']]])(
  'writes files that type-check in a CommonJS application: %j',
  async (options) => {
    const cwd = makeFolder();
    linkPackages(cwd, PLAN_PACKAGES);
    const dependencies = Object.fromEntries(PLAN_PACKAGES.map((name) => [name, '*']));
    writeFiles(cwd, {
      'package.json': { name: 'shop', dependencies },
      'tsconfig.json': tsconfig,
      'main.cts': "const { startTelemetry } = require('./telemetry/start.mts');\nvoid startTelemetry;\n",
    });
    expect((await plumbline(['init', ...options], { cwd })).code).toBe(0);
    expect(await typeFaults(cwd)).toBe('');
    const { stderr } = await run(process.execPath, ['--conditions=plumbline:source', 'main.cts'], { cwd });
    expect(stderr).toBe('');
  },
  300_000,
);
