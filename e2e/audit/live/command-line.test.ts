import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createAudit, defineActions, starterActions } from '@plumbline/audit';
import { checks } from '@plumbline/audit/cli';
import { postgresGrants, postgresReaderGrants, postgresStore } from '@plumbline/audit/postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { APP, type AuditDatabase, poolOf, SEALER, startDatabase } from '../src/database.ts';

/** Has `pg`, as an application does. */
const application = path.resolve(import.meta.dirname, '..');
const program = path.resolve(application, '..', '..', 'packages', 'cli', 'src', 'main.ts');
const READER = 'auditor';
/** Reads as the auditor does, and adds the record of it. */
const VERIFIER = 'verifier';

let database: AuditDatabase;
let folder = '';
/** Of the tables, where it is not the default. */
let schema: string | undefined;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'plumbline-audit-cli-'));
  database = await startDatabase();
  for (const role of [READER, VERIFIER]) await database.query(`CREATE ROLE ${role} LOGIN`);
  for (const grant of postgresReaderGrants(READER)) await database.query(grant);
  const pool = poolOf(database.urlAs(APP), 2);
  const audit = createAudit({
    actions: defineActions(starterActions),
    store: postgresStore(pool),
    spoolDirectory: path.join(folder, 'spool'),
    service: { name: 'shop' },
  });
  await audit.start();
  for (let n = 0; n < 20; n += 1)
    audit.record('logout.completed', { subject: { type: 'user', id: `u_${n}` }, metadata: { reason: 'user' } });
  await audit.shutdown();
  await pool.end();
});

afterAll(async () => {
  await database[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

/** `plumbline …` as a role of the database, as a process that gets nothing else of this one's environment. */
async function plumbline(role: string | undefined, ...args: readonly string[]) {
  const url = role === undefined ? database.url : database.urlAs(role);
  const child = spawn(process.execPath, ['--conditions=plumbline:source', program, ...args], {
    cwd: application,
    env: {
      PATH: process.env['PATH'] ?? '',
      PLUMBLINE_AUDIT_DATABASE_URL: url,
      ...(schema !== undefined && { PLUMBLINE_AUDIT_SCHEMA: schema }),
    },
  });
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => void (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => void (err += text));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out, err };
}

const at = (name: string): string => path.join(folder, name);

test('each word works with the role that is made for it, on a real PostgreSQL', async () => {
  expect(await plumbline(undefined, 'migrate', '--only', 'audit')).toEqual({
    code: 0,
    out: 'audit: up to date\n',
    err: '',
  });
  expect((await plumbline(SEALER, 'audit', 'keygen', '--key', at('seal.pem'))).code).toBe(0);
  const seal = ['audit', 'seal', '--once', '--key', at('seal.pem'), '--anchor-file', at('anchors.jsonl')];
  expect(await plumbline(SEALER, ...seal)).toMatchObject({
    code: 0,
    out: '20 records sealed, 1 seal\nseal 1 anchored: file\n',
  });
  // The sealer may change no record and the auditor nothing at all; so a search of theirs is not on record, and says so.
  const search = await plumbline(READER, 'audit', 'query', '--subject', 'u_7');
  expect([search.code, search.out]).toEqual([0, expect.stringContaining('on user u_7')]);
  expect(search.err).toMatch(/^warning: audit\.read could not be recorded \(permission denied/);
  expect((await plumbline(APP, 'audit', 'query', '--subject', 'u_7')).err).toBe('');
  const verify = ['audit', 'verify', '--public-key', at('seal.pem.pub'), '--anchor', at('anchors.jsonl')];
  expect(await plumbline(READER, ...verify)).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^intact: .* 21 records, seals up to 1,.* 1 waits for a seal, anchored up to seal 1\n$/),
  });
  // Verified all the same; a verifier whose record is to be counted has the rights of the application before.
  const unrecorded = await plumbline(READER, ...verify, '--record');
  expect([unrecorded.code, unrecorded.err]).toEqual([
    0,
    expect.stringMatching(/^warning: audit\.verified could not be recorded \(permission denied/),
  ]);
  for (const grant of [...postgresGrants(VERIFIER), ...postgresReaderGrants(VERIFIER)]) await database.query(grant);
  expect(await plumbline(VERIFIER, ...verify, '--record')).toMatchObject({ code: 0, err: '' });
  const kept = await plumbline(APP, 'audit', 'query', '--action', 'audit.verified', '--json');
  expect(JSON.parse(kept.out)).toMatchObject({ metadata: { result: 'intact' }, counts: { findings: 0, records: 21 } });
  expect((await plumbline(undefined, 'audit', 'export', '--out', at('trail'))).code).toBe(0);
  expect((await plumbline(READER, ...verify, '--export', at('trail'))).out).toMatch(/^intact: /);
  expect((await plumbline(undefined, 'audit', 'hold', 'case-17', '--subject', 'u_7')).code).toBe(0);
  expect((await plumbline(SEALER, 'audit', 'hold', 'case-18', '--subject', 'u_8')).code).toBe(2);
});

test('migrate makes the tables in a schema of their own, after it said what is missing', async () => {
  schema = 'trail';
  const planned = await plumbline(undefined, 'migrate', '--only', 'audit', '--dry-run');
  expect([planned.code, planned.out]).toEqual([1, expect.stringContaining('audit: 1 audit_log is missing')]);
  const [before] = await database.query("SELECT to_regclass('trail.audit_log') AS name");
  expect(before).toEqual({ name: null });
  expect(await plumbline(undefined, 'migrate', '--only', 'audit')).toMatchObject({ code: 0, err: '' });
  expect((await plumbline(undefined, 'migrate', '--only', 'audit')).out).toBe('audit: up to date\n');
  expect(await plumbline(undefined, 'audit', 'query')).toMatchObject({ code: 0, out: '', err: 'nothing was found\n' });
  schema = undefined;
});

test('the owner of the tables keeps the trail, and it stays intact', async () => {
  await plumbline(SEALER, 'audit', 'keygen', '--key', at('next.pem'));
  const rotated = await plumbline(undefined, 'audit', 'rotate', '--key', at('seal.pem'), '--new-key', at('next.pem'));
  expect([rotated.code, rotated.out]).toEqual([0, expect.stringMatching(/ hands over from key \w{16} to key \w{16}/)]);
  const prune = ['audit', 'prune', '--key', at('next.pem'), '--keep', 'security=30'];
  expect(await plumbline(undefined, ...prune)).toMatchObject({ code: 0, out: '0 records deleted\n' });
  expect((await plumbline(SEALER, 'audit', 'release', 'case-17')).code).toBe(2);
  expect((await plumbline(undefined, 'audit', 'erase', '--subject', 'u_1')).out).toMatch(
    /^0 values in 1 record erased/,
  );
  expect((await plumbline(READER, 'audit', 'hold', '--list')).out).toMatch(/^case-17: subject u_7, since /);
  expect((await plumbline(undefined, 'audit', 'release', 'case-17')).out).toBe('case-17 released\n');
  const verified = await plumbline(READER, 'audit', 'verify', '--public-key', at('seal.pem.pub'));
  expect([verified.code, verified.out]).toEqual([0, expect.stringMatching(/intact: /)]);
});

test('the doctor looks at seals where it may, and is content where the role of the application may not', async () => {
  const look = (role: string) =>
    checks[0]?.run({
      directory: application,
      env: { PLUMBLINE_AUDIT_DATABASE_URL: database.urlAs(role) },
      config: { status: 'loaded', audit: {} },
      now: Date.now(),
    });
  expect(await look(APP)).toEqual({ status: 'not_needed', note: 'the role of the database may not read seals' });
  expect(await look(READER)).toMatchObject({ status: 'ok', advice: [] });
  expect(await look('nobody')).toMatchObject({ status: 'blocked', note: expect.stringContaining('nobody') });
});

test('verify names what the owner of the database changed, and says where it could not check', async () => {
  const verify = ['audit', 'verify', '--public-key', at('seal.pem.pub')];
  await database.query('ALTER TABLE audit_log DISABLE TRIGGER ALL');
  await database.query("UPDATE audit_log SET body = replace(body, 'u_3', 'u_4') WHERE body LIKE '%\"u_3\"%'");
  const [edited] = await database.query("SELECT id::text AS id FROM audit_log WHERE subject_ids @> ARRAY['u_3']");
  const found = await plumbline(READER, ...verify);
  expect([found.code, found.out]).toEqual([
    1,
    expect.stringContaining(`edited: record ${String(edited?.['id'])}, seal 1`),
  ]);
  const nobody = await plumbline('nobody', ...verify);
  expect([nobody.code, nobody.out]).toEqual([
    2,
    expect.stringMatching(/PLB_AUDIT_STORE: audit verify: .*nobody.*\n {2}fix: /),
  ]);
  const app = await plumbline(APP, ...verify);
  expect([app.code, app.out]).toEqual([2, expect.stringContaining('`postgresReaderGrants(role)`')]);
});
