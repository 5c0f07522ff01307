import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { APP, type AuditDatabase, startDatabase } from '../src/database.ts';

/** Has `pg`, as an application does. */
const application = path.resolve(import.meta.dirname, '..');
const program = path.resolve(application, '..', '..', 'packages', 'cli', 'src', 'main.ts');

let database: AuditDatabase;
beforeAll(async () => {
  database = await startDatabase();
  await database.query('CREATE ROLE stranger LOGIN');
});
afterAll(() => database[Symbol.asyncDispose]());

/** What `plumbline …` says with this URL, and its exit code. */
async function fail(url: string, ...args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, ['--conditions=plumbline:source', program, ...args], {
    cwd: application,
    env: { PATH: process.env['PATH'] ?? '', TRAIL_URL: url, PLUMBLINE_AUDIT_DATABASE_URL: url },
  });
  let err = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => void (err += text));
  const [code] = (await once(child, 'close')) as [number | null];
  return `${code} ${err}`;
}

const QUERY = ['audit', 'query', '--database', 'TRAIL_URL'];
const HOLD = ['audit', 'hold', 'case-17', '--org', 'o_1'];

test.each<[string, () => string, readonly string[], RegExp]>([
  [
    'a role without rights',
    () => database.urlAs('stranger'),
    QUERY,
    /^2 warning: .*\n {2}fix: .*postgresGrants.*\nPLB_AUDIT_STORE: audit query: the database of TRAIL_URL: permission denied .*\(42501\)\n {2}fix: Have the owner/,
  ],
  [
    'a role that only records',
    () => database.urlAs(APP),
    HOLD,
    /^2 PLB_AUDIT_STORE: .*\n {2}fix: Connect as the owner of the audit tables/,
  ],
  [
    'a role that is not there',
    () => database.urlAs('nobody'),
    QUERY,
    /\(28000\)\n {2}fix: Correct user and password in TRAIL_URL/,
  ],
  [
    'a schema without tables',
    () => database.url,
    [...QUERY, '--schema', 'elsewhere'],
    /\((?:42P01|3F000)\)\n {2}fix: Run `npx plumbline migrate`/,
  ],
  [
    'a port that nothing listens on',
    () => 'postgres://a:s3cret@127.0.0.1:1/x',
    QUERY,
    /\(ECONNREFUSED\)\n {2}fix: Start the server/,
  ],
  [
    'a host of no such name',
    () => 'postgres://a:s3cret@nowhere.invalid/x',
    QUERY,
    /fix: Correct the host in TRAIL_URL/,
  ],
  [
    'a migration by a port that nothing listens on',
    () => 'postgres://a:s3cret@127.0.0.1:1/x',
    ['migrate', '--only', 'audit'],
    /the database of PLUMBLINE_AUDIT_DATABASE_URL: .*\(ECONNREFUSED\)/,
  ],
])('gives the fix of its cause for %s', async (_, url, args, said) => {
  const answer = await fail(url(), ...args);
  expect(answer).toMatch(said);
  expect(answer).not.toContain('s3cret');
});
