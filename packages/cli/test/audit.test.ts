import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import {
  found,
  diagnose,
  healthyProject,
  linkPackages,
  makeFolder,
  plumbline,
  runProgram,
  writeFiles,
} from './support.ts';

/** Uses the trail once as the application does, in a process of its own. */
const WRITER = `import { createAudit, defineActions, starterActions } from '@plumbline/audit';
import { sqliteStore } from '@plumbline/audit/sqlite';
const store = sqliteStore({ path: '.plumbline/audit/audit.sqlite' });
const audit = createAudit({ actions: defineActions(starterActions), store, spoolDirectory: '.plumbline/audit', service: { name: 'shop' } });
await audit.start();
audit.record('logout.completed', { subject: { type: 'user', id: 'u_7' }, metadata: { reason: 'user' } });
await audit.shutdown();
await store.close();
`;

/** An application with an audit trail, and one record in it. */
async function makeApplication(): Promise<string> {
  const cwd = healthyProject({
    'package.json': {
      name: 'shop',
      type: 'module',
      scripts: { start: 'node --env-file=.env src/main.ts' },
      dependencies: { '@plumbline/core': '*', '@plumbline/node': '*', '@plumbline/audit': '*', zod: '*' },
    },
    'writer.ts': WRITER,
  });
  linkPackages(cwd, ['@plumbline/audit', 'zod']);
  mkdirSync(path.join(cwd, '.plumbline', 'audit'), { recursive: true, mode: 0o700 });
  const writer = spawn(process.execPath, ['--conditions=plumbline:source', 'writer.ts'], { cwd, stdio: 'inherit' });
  expect((await once(writer, 'exit'))[0]).toBe(0);
  return cwd;
}

const program = path.resolve(import.meta.dirname, '..', 'src', 'main.ts');

/** Starts the program; it ends when it is told to. */
function startProgram(cwd: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, ['--conditions=plumbline:source', program, ...args], {
    cwd,
    env: { PATH: process.env['PATH'] ?? '', ...env },
  });
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => void (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => void (err += text));
  return {
    child,
    ended: once(child, 'close').then(([code]) => ({ code: code as number | null, out, err })),
    /** Resolves when the error stream has said it. */
    async said(text: string): Promise<void> {
      while (!err.includes(text)) await once(child.stderr, 'data');
    },
  };
}

it('seals until it is told to end, and verifies what it sealed, with the program alone', async () => {
  const cwd = await makeApplication();
  expect((await runProgram(['--help'], { cwd })).stdout).toMatch(/ {2}audit .*\(@plumbline\/audit\)/);
  expect((await runProgram(['audit', 'keygen', '--key', 'seal.pem'], { cwd })).code).toBe(0);
  const seal = ['audit', 'seal', '--key', 'seal.pem', '--every', '50ms', '--anchor-file', 'a.jsonl'];
  const sealer = startProgram(cwd, seal);
  await sealer.said('sealing audit records');
  expect((await runProgram(['audit', 'query'], { cwd })).stdout).toContain('logout.completed');
  sealer.child.kill('SIGTERM');
  const { code, err } = await sealer.ended;
  expect([code, err]).toEqual([0, expect.stringContaining('"msg":"sealing ended"')]);
  // The shutdown seals and anchors what came last.
  const verify = ['audit', 'verify', '--public-key', 'seal.pem.pub', '--anchor', 'a.jsonl'];
  const verified = await runProgram(verify, { cwd });
  expect([verified.code, verified.stdout]).toEqual([
    0,
    expect.stringMatching(/^intact: .* 2 records, .*anchored up to/),
  ]);
  const withLog = startProgram(cwd, [...verify, '--against-logs', '-']);
  const lost = { audit_id: '01900000-0000-7000-8000-000000000000', audit_leaf: '0'.repeat(64) };
  withLog.child.stdin.end(`a line of another kind\n${JSON.stringify(lost)}\n`);
  expect(await withLog.ended).toMatchObject({
    code: 1,
    out: expect.stringContaining(`missing: record ${lost.audit_id}`) as string,
  });
});

it('says what to install where a database is asked for and there is no driver', async () => {
  const cwd = await makeApplication();
  const env = { PLUMBLINE_AUDIT_DATABASE_URL: 'postgres://app:s3cret@127.0.0.1:1/x' };
  const { code, err } = await startProgram(cwd, ['audit', 'query'], env).ended;
  expect(code).toBe(2);
  expect(err).toMatch(/driver `pg` is not installed.*\n.*npm install pg/);
  expect(err).not.toContain('s3cret');
});

it('has the trail in `plumbline migrate` and `plumbline doctor`', async () => {
  const cwd = await makeApplication();
  expect(await plumbline(['migrate', '--only', 'audit'], { cwd })).toEqual({
    code: 0,
    stdout: 'audit: up to date\n',
    stderr: '',
  });
  const report = await diagnose(cwd);
  expect(found(report)).toEqual([]);
  expect(report.checks.find(({ name }) => name === 'audit-seals')).toMatchObject({ status: 'ok' });
});

it('says how to name a trail without a configuration, where there is none', async () => {
  const cwd = makeFolder();
  writeFiles(cwd, { 'package.json': { name: 'shop', type: 'module', dependencies: { '@plumbline/audit': '*' } } });
  linkPackages(cwd, ['@plumbline/audit']);
  const missing = 'PLB_CONFIG_INVALID: there is no plumbline.config.ts\n  fix: ';
  expect((await plumbline(['audit', 'keygen', '--key', 'seal.pem'], { cwd })).code).toBe(0);
  const seal = await plumbline(['audit', 'seal', '--key', 'seal.pem'], { cwd });
  expect([seal.code, seal.stderr]).toEqual([
    2,
    expect.stringContaining(
      `${missing}Name the trail with \`--sqlite FILE\` or \`--database VARIABLE\`, or set PLUMBLINE_AUDIT_DATABASE_URL`,
    ),
  ]);
  const migrate = await plumbline(['migrate'], { cwd });
  expect([migrate.code, migrate.stderr]).toEqual([
    2,
    expect.stringMatching(/fix: For the audit trail set PLUMBLINE_AUDIT_DATABASE_URL to .* `sqliteStore` migrates it/),
  ]);
});
