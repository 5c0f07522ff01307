import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { PlumblineError } from '@plumbline/core';
import { expect, it } from 'vitest';
import { asStoreFault } from '../src/cli/store-fault.ts';
import { makeTrail, type Ran, runAudit, tamper } from './cli-support.ts';
import { useFolder } from './support.ts';

const folder = useFolder();
const audit = (...args: readonly string[]): Promise<Ran> => runAudit({ cwd: folder() }, ...args);

it.each([
  ['verify', '--public-key', 'seal.pem.pub'],
  ['seal', '--key', 'seal.pem', '--once'],
  ['query'],
  ['erase', '--subject', 'u_1'],
  ['hold', '--list'],
])('names a file that is no trail, and leaves it as it was: %s', async (...args) => {
  await audit('keygen', '--key', 'seal.pem');
  writeFileSync(
    path.join(folder(), 'package.json'),
    '{ "name": "shop", "more": "so that it is as long as a header of SQLite, and more than that" }',
  );
  const application = new DatabaseSync(path.join(folder(), 'shop.sqlite'));
  application.exec('CREATE TABLE orders (id TEXT)');
  application.close();
  mkdirSync(path.join(folder(), 'data'));
  for (const [file, is] of [
    ['package.json', 'is no SQLite database'],
    ['shop.sqlite', 'is a database without an audit trail'],
    ['data', 'is a folder'],
  ] as const) {
    const full = path.join(folder(), file);
    const { code, err, out } = await audit(...args, '--sqlite', file);
    const what = `PLB_AUDIT_STORE: audit ${args[0]}: --sqlite ${file}: ${full} ${is}\n`;
    expect([code, out, err]).toEqual([
      2,
      '',
      `${what}  fix: Name it with \`--sqlite FILE\`, or a database with \`--database VARIABLE\`.\n`,
    ]);
  }
  const after = new DatabaseSync(path.join(folder(), 'shop.sqlite'), { readOnly: true });
  expect(after.prepare('SELECT name FROM sqlite_schema').all()).toEqual([{ name: 'orders' }]);
  after.close();
  expect(readFileSync(path.join(folder(), 'package.json'), 'utf8')).toMatch(/^\{ "name": "shop"/);
});

it('names the option that names no file, and one that SQLite does not have', async () => {
  expect((await audit('query', '--sqlite', 'none')).err).toMatch(/no audit trail at .*none, which --sqlite none names/);
  await makeTrail(folder(), 1);
  expect((await audit('query', '--sqlite', 'audit.sqlite', '--schema', 'x')).err).toMatch(/--schema is of PostgreSQL/);
});

it('says of a command that reads and records it why a folder to read alone is not enough, and of verify nothing more', async () => {
  const file = path.join(folder(), 'audit.sqlite');
  const denied = Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' });
  const error = new PlumblineError('PLB_AUDIT_STORE', `${file} cannot be written`, { fix: 'Run it.', cause: denied });
  const at = { kind: 'sqlite', by: '--sqlite audit.sqlite' } as const;
  expect(faultOf({ ...at, name: 'query' }, error).message).toBe(
    `PLB_AUDIT_STORE: audit query: ${file} cannot be written\n  fix: Run it. \`query\` writes as well: it records who read the trail. \`verify\` needs no right to write.`,
  );
  expect(asStoreFault({ ...at, name: 'seal' }, error)).toBe(error);
  // A database that cannot be read says nothing of the anchors that were given.
  await makeTrail(folder(), 1);
  await audit('keygen', '--key', 'seal.pem');
  await audit('seal', '--sqlite', file, '--key', 'seal.pem', '--once', '--anchor-file', 'anchors.jsonl');
  tamper(file, 'DROP TABLE audit_seals');
  const anchored = ['--public-key', 'seal.pem.pub', '--anchor', 'anchors.jsonl'];
  const { code, out } = await audit('verify', '--sqlite', file, ...anchored);
  expect([code, out]).toEqual([2, expect.not.stringContaining('--anchor')]);
});

const faultOf = (...given: Parameters<typeof asStoreFault>): PlumblineError => asStoreFault(...given) as PlumblineError;

const failing = (code: string | undefined, message = 'as the server said'): Error =>
  Object.assign(new Error(message), code === undefined ? {} : { code });

it.each([
  ['42501', 'verify', /: as the server said \(42501\)\n {2}fix: .*`postgresReaderGrants\(role\)`.* into DB_URL/],
  ['42501', 'seal', /fix: .*`postgresSealerGrants\(role\)`/],
  ['42501', 'prune', /fix: Connect as the owner of the audit tables for this: put another URL into DB_URL/],
  ['28P01', 'query', /fix: Correct user and password in DB_URL/],
  ['28000', 'query', /fix: Correct user and password in DB_URL.*pg_hba/],
  ['3D000', 'query', /fix: Correct the name of the database at the end of the URL in DB_URL/],
  ['42P01', 'query', /fix: Run `npx plumbline migrate` as the owner of the tables; .*--schema/],
  ['53300', 'query', /fix: Try again when the server takes connections/],
  ['ECONNREFUSED', 'query', /fix: Start the server, or correct host and port in DB_URL/],
  ['ENOTFOUND', 'query', /fix: Correct the host in DB_URL/],
  ['ETIMEDOUT', 'query', /fix: Check the way from here to the server/],
  ['ERR_INVALID_URL', 'query', /fix: Write the URL in DB_URL as postgres:/],
] as const)('gives the fix of what PostgreSQL says with %s to %s', (code, name, said) => {
  const at = { name, kind: 'postgres', by: 'DB_URL' } as const;
  const { message } = faultOf(at, failing(code));
  expect(message).toMatch(said);
  expect(message).toContain(`PLB_AUDIT_STORE: audit ${name}: the database of DB_URL: `);
  // As the functions below wrap it, with a fix in their own words.
  const wrapped = new PlumblineError('PLB_AUDIT_STORE', 'x', { cause: failing(code) });
  expect(faultOf(at, wrapped).message).toBe(message);
  expect(message.includes('fix: Run `npx plumbline migrate`')).toBe(code === '42P01');
});

it('reads what drivers say without a code, and leaves other errors as they are', () => {
  const at = { name: 'query', kind: 'postgres', by: 'DB_URL' } as const;
  const said = (error: Error): string => faultOf(at, error).fix;
  expect(said(failing(undefined, 'timeout exceeded when trying to connect'))).toMatch(/^Check the way/);
  expect(said(failing(undefined, 'SASL: client password must be a string'))).toMatch(/^Correct user and password/);
  expect(said(failing(undefined, 'The server does not support SSL connections'))).toMatch(/^Set `sslmode`/);
  const both = Object.assign(new AggregateError([failing('ECONNREFUSED', 'connect ECONNREFUSED ::1:1')], ''), {
    code: 'ECONNREFUSED',
  });
  expect(faultOf(at, both).message).toMatch(/: connect ECONNREFUSED ::1:1 \(ECONNREFUSED\)\n/);
  expect(said(failing('XX000'))).toMatch(/^Look the message up in the log of the server/);
  const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', syscall: 'write' });
  expect(faultOf(at, full).message).toMatch(/^PLB_CLI_USAGE: audit query: ENOSPC: .*\n {2}fix: Make room/);
  const bug = new TypeError('x is not a function');
  expect(faultOf({ name: 'erase', kind: 'sqlite', by: '--sqlite a' }, bug)).toBe(bug);
  const own = new PlumblineError('PLB_AUDIT_SEAL', 'x');
  expect(faultOf(at, own)).toBe(own);
  const locked = Object.assign(new Error('database is locked'), { code: 'ERR_SQLITE_ERROR', errcode: 261 });
  expect(faultOf({ name: 'erase', kind: 'sqlite', by: '--sqlite a' }, locked).fix).toMatch(/^Another process holds/);
});
