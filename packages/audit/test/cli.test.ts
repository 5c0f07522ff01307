import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { queryAudit } from '../src/index.ts';
import { sqliteStore } from '../src/sqlite.ts';
import { ask, makeTrail, type Ran, runAudit } from './cli-support.ts';
import { actions, useFolder } from './support.ts';

const folder = useFolder();
const audit = (...args: readonly string[]): Promise<Ran> => runAudit({ cwd: folder() }, ...args);

it('says what it can do, and how each word is used', async () => {
  const { code, out } = await audit('--help');
  expect(code).toBe(0);
  const words = [...out.matchAll(/^ {2}(\w+) {2}/gm)].map(([, word]) => word ?? '');
  expect(words.length).toBeGreaterThan(5);
  for (const word of words) {
    const help = await audit(word, '--help');
    expect([help.code, help.out.split(' [')[0]]).toEqual([0, expect.stringContaining(`plumbline audit ${word}`)]);
    expect(help.out).toContain('Exit codes: 0');
  }
});

it.each([
  [['nonsense'], /say one of keygen/],
  [['query', '--nonsense'], /audit query: there is no option --nonsense/],
  [['query', 'word'], /takes no words beside its options/],
  [['query', '--outcome', 'maybe'], /--outcome must be/],
  [['query', '--from', '2026-11-01T08:00'], /--from must be a day/],
  [['query', '--limit', '0'], /--limit must be/],
  [['query', '--as', 'mia@example.test'], /--as must be an opaque ID/],
  [['query', '--sqlite', 'a', '--database', 'B'], /not both/],
  [['query', '--sqlite', 'nowhere.sqlite'], /there is no audit trail at/],
  [['query', '--database', 'DB_URL'], /no variable DB_URL/],
  [['patterns', '--hours', '8-18'], /--hours goes with --zone/],
  [['patterns', '--since', '1d', '--from', '2026-11-01'], /not both/],
  [['patterns', '--denied', '5'], /--denied must be a number and a length/],
  [['patterns', '--only', 'all'], /--only must be one of/],
  [['keygen'], /needs --key/],
  [['seal', '--sqlite', 'a'], /needs --key/],
  [['anchor', '--sqlite', 'a'], /names no place/],
  [['anchor', '--anchor-push', 'origin'], /go with --anchor-git/],
  [['verify', '--sqlite', 'a'], /needs --public-key/],
  [['verify', '--sqlite', 'a', '--export', 'b', '--public-key', 'c'], /not both/],
  [['export'], /needs --out FOLDER/],
  [['export', '--format', 'xml'], /--format must be/],
  [['export', '--format', 'csv', '--personal'], /go with evidence/],
  [['prove'], /needs the ID of a record/],
  [['prove', '--check', 'proof.json'], /needs --public-key/],
])('refuses %j with the way out', async (args, message) => {
  const { code, err, out } = await audit(...args);
  expect([code, out]).toEqual([2, '']);
  expect(err).toMatch(message);
  expect(err).toContain('fix: ');
});

it('does not repeat a URL that was given instead of the name of a variable', async () => {
  const { code, err } = await audit('query', '--database', 'postgres://app:s3cret@db/x');
  expect(code).toBe(2);
  expect(err).not.toContain('s3cret');
});

it('searches, and records who searched for whom', async () => {
  const file = await makeTrail(folder(), 3);
  const { code, err, out } = await audit(
    'query',
    '--sqlite',
    file,
    '--actor',
    'admin_1',
    '--limit',
    '2',
    '--as',
    'rev-7',
  );
  const lines = out.trim().split('\n');
  expect([code, lines.length]).toEqual([0, 2]);
  expect(lines[0]).toMatch(/^\S+Z {2}role\.changed by admin_1 on user u_2 changed role {2}[0-9a-f-]{36}$/);
  const [, after = ''] = /^more: --after (\S+)\n$/.exec(err) ?? [];
  const rest = await audit('query', '--sqlite', file, '--actor', 'admin_1', '--json', '--after', after);
  expect(
    rest.out
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { after: object }).after),
  ).toEqual([{ role: 'r0' }]);
  const store = sqliteStore({ path: file });
  const { records } = await queryAudit(store, { action: 'audit.read' });
  await store.close?.();
  expect(records.map(({ actor, counts, metadata }) => [actor.id, counts, metadata])).toEqual([
    [expect.stringMatching(/^uid-\d+$/), { records: 1 }, { actor: 'admin_1' }],
    ['rev-7', { records: 2 }, { actor: 'admin_1' }],
  ]);
});

it('prints everything oldest first, and nothing that a terminal obeys', async () => {
  const file = await makeTrail(folder(), 2);
  const { out } = await audit('query', '--sqlite', file, '--all');
  expect(out.match(/u_\d/g)).toEqual(['u_0', 'u_1']);
  const named = await audit('query', '--sqlite', file, '--subject', 'u_1', '--as', 'x');
  expect(named.out.match(/u_\d/g)).toEqual(['u_1']);
  expect((await audit('query', '--sqlite', file, '--subject', 'u_9')).err).toBe('nothing was found\n');
});

it('reads on where its record cannot be stored, and says so', async () => {
  const file = await makeTrail(folder(), 1);
  const missing = path.join(folder(), 'nowhere', 'witness.log');
  const { code, err, out } = await audit('query', '--sqlite', file, '--witness', missing);
  expect([code, out.includes('u_0')]).toEqual([0, true]);
  expect(err).toMatch(
    /^warning: audit\.read could not be recorded \(.*ENOENT.*\)\n {2}fix: Name a --witness file that/,
  );
});

it('finds the trail by the configuration, and by the variable of its spool', async () => {
  const config = { service: { name: 'shop' }, audit: { actions, spoolDirectory: path.join(folder(), 'kept') } };
  mkdirSync(path.join(folder(), 'kept'));
  renameSync(await makeTrail(folder(), 1), path.join(folder(), 'kept', 'audit.sqlite'));
  const { code, out } = await runAudit({ cwd: folder(), config }, 'query');
  expect([code, out.includes('u_0')]).toEqual([0, true]);
  vi.stubEnv('PLUMBLINE_AUDIT_SPOOL_DIR', path.join(folder(), 'elsewhere'));
  onTestFinished(() => void vi.unstubAllEnvs());
  expect((await runAudit({ cwd: folder(), config }, 'query')).err).toMatch(/no audit trail at .*elsewhere/);
  expect(await runAudit({ cwd: folder(), config: { service: { name: 'shop' } } }, 'query')).toMatchObject({
    code: 2,
    err: expect.stringContaining('no audited actions') as string,
  });
});

it('finds unusual access, and ends with 1 for it', async () => {
  const file = await makeTrail(folder(), 6);
  const { code, out } = await audit('patterns', '--sqlite', file, '--since', '1h');
  expect(code).toBe(1);
  expect(out).toMatch(/^role_change_burst: admin_1, 6 records, \S+(?: to \S+)?\n( {2}[0-9a-f-]{36}\n){6}$/);
  const [none, json] = [
    await audit('patterns', '--sqlite', file, '--role-changes', '7/1m'),
    await audit('patterns', '--sqlite', file, '--only', 'role_change_burst', '--role-changes', '3/1m', '--json'),
  ];
  expect(none).toEqual({ code: 0, out: 'nothing unusual was found\n', err: '' });
  expect(JSON.parse(json.out)).toMatchObject({ pattern: 'role_change_burst', count: 6 });
});

it('makes keys for their owner alone, and never over others', async () => {
  const { code, out } = await audit('keygen', '--key', 'seal.pem');
  expect(code).toBe(0);
  expect(out).toMatch(/^key [0-9a-f]{16}\nprivate: .*seal\.pem .*\npublic: .*seal\.pem\.pub /);
  expect(statSync(path.join(folder(), 'seal.pem')).mode & 0o777).toBe(0o600);
  const before = readFileSync(path.join(folder(), 'seal.pem'), 'utf8');
  expect((await audit('keygen', '--key', 'seal.pem')).err).toContain('PLB_AUDIT_KEY');
  expect(readFileSync(path.join(folder(), 'seal.pem'), 'utf8')).toBe(before);
});

it('seals and anchors what waits, once, and says what did not work', async () => {
  const file = await makeTrail(folder(), 3);
  await audit('keygen', '--key', 'seal.pem');
  const seal = ['seal', '--sqlite', file, '--key', 'seal.pem', '--once'];
  const sealed = await audit(...seal, '--anchor-file', 'anchors.jsonl');
  expect(sealed).toMatchObject({ code: 0, out: '3 records sealed, 1 seal\nseal 1 anchored: file\n' });
  expect(ask(file, 'SELECT count(*) AS n FROM audit_unsealed')).toEqual({ n: 0 });
  expect(existsSync(path.join(folder(), 'anchors.jsonl'))).toBe(true);
  const half = await audit(...seal, '--anchor-file', 'nowhere/anchors.jsonl', '--json');
  expect(half.code).toBe(1);
  expect(JSON.parse(half.out)).toMatchObject({ records: 0, anchors: [], failed: [{ kind: 'file' }] });
  const listed = await audit('anchor', '--sqlite', file, '--list');
  expect(listed.out).toMatch(/^seal 1, 3 records, file, \S+: .*anchors\.jsonl\n$/);
  expect(await audit('anchor', '--sqlite', file, '--anchor-file', 'more.jsonl')).toMatchObject({ code: 0 });
  const env = { PLUMBLINE_AUDIT_SEAL_KEY_FILE: 'seal.pem' };
  expect((await runAudit({ cwd: folder(), env }, 'seal', '--sqlite', file, '--once')).code).toBe(0);
  writeFileSync(path.join(folder(), 'broken.pem'), 'no key');
  expect((await audit(...seal, '--key', 'broken.pem')).err).toContain('PLB_AUDIT_KEY');
});

it('goes on with another key, and records that', async () => {
  const file = await makeTrail(folder(), 2);
  for (const key of ['old.pem', 'new.pem']) await audit('keygen', '--key', key);
  const seal = (key: string) => audit('seal', '--sqlite', file, '--key', key, '--once');
  await seal('old.pem');
  const rotated = await audit('rotate', '--sqlite', file, '--key', 'old.pem', '--new-key', 'new.pem', '--as', 'op-1');
  expect([rotated.code, rotated.out]).toEqual([0, expect.stringMatching(/^seal 2 hands over from key \w{16} to key/)]);
  expect(await seal('old.pem')).toMatchObject({ code: 2, err: expect.stringContaining('PLB_AUDIT_KEY') as string });
  expect((await seal('new.pem')).out).toBe('1 record sealed, 1 seal\n');
  expect((await audit('query', '--sqlite', file, '--action', 'audit.key_rotated')).out).toContain('by op-1');
  const intact = await audit('verify', '--sqlite', file, '--public-key', 'old.pem.pub');
  expect([intact.code, intact.out]).toEqual([0, expect.stringContaining('intact: ')]);
});

it('writes records for other systems, and records that', async () => {
  const file = await makeTrail(folder(), 2);
  const out = async (...args: readonly string[]) => (await audit('export', '--sqlite', file, ...args)).out;
  const lines = (text: string): string[] => text.trim().split('\n');
  const jsonl = lines(await out('--format', 'jsonl', '--action', 'role.changed', '--as', 'op-1'));
  expect(jsonl.map((line) => (JSON.parse(line) as { after: object }).after)).toEqual([{ role: 'r0' }, { role: 'r1' }]);
  expect(lines(await out('--format', 'csv', '--subject', 'u_1'))).toEqual([
    expect.stringMatching(/^id,recorded_at,/),
    expect.stringMatching(/role\.changed.*u_1/),
  ]);
  expect(lines(await out('--format', 'ocsf', '--subject', 'u_1')).map((line) => JSON.parse(line) as object)).toEqual([
    expect.objectContaining({ class_uid: 3001 }),
  ]);
  expect(await out('--format', 'ecs', '--subject', 'u_1')).toContain('"ecs"');
  expect(await out('--format', 'csv', '--out', 'records.csv', '--subject', 'u_0')).toBe('1 record written\n');
  expect(statSync(path.join(folder(), 'records.csv')).mode & 0o777).toBe(0o600);
  expect((await audit('export', '--sqlite', file, '--format', 'csv', '--out', 'records.csv')).code).toBe(2);
  const store = sqliteStore({ path: file });
  const { records } = await queryAudit(store, { action: 'audit.exported' });
  await store.close?.();
  expect(records.map(({ metadata }) => metadata?.['format'])).toEqual(['csv', 'ecs', 'ocsf', 'csv', 'jsonl']);
  expect(records.at(-1)).toMatchObject({ actor: { id: 'op-1' }, counts: { records: 2 } });
});

it('prints the page of the declared actions, and finds one that is out of date', async () => {
  const place = { cwd: folder(), config: { service: { name: 'shop' }, audit: { actions } } };
  const page = await runAudit(place, 'actions', '--kept', 'security=2 years');
  expect([page.code, page.out]).toEqual([0, expect.stringMatching(/^# Audited actions\n/)]);
  expect(page.out).toMatch(/\| `login\.failed` \|.*2 years/);
  expect((await runAudit(place, 'actions', '--out', 'actions.md', '--check')).code).toBe(1);
  await runAudit(place, 'actions', '--out', 'actions.md');
  expect((await runAudit(place, 'actions', '--out', 'actions.md', '--check')).code).toBe(0);
  expect((await runAudit(place, 'actions', '--out', 'actions.md', '--kept', 'data=1 day', '--check')).code).toBe(1);
  const [first = ''] = (await runAudit(place, 'actions', '--json')).out.split('\n');
  expect(JSON.parse(first)).toMatchObject({ name: 'login.succeeded', class: 'security' });
  const without = { cwd: folder(), config: { service: { name: 'shop' } } };
  expect((await runAudit(without, 'actions')).err).toContain('PLB_CONFIG_INVALID');
});
