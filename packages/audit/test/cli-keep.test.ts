import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { ask, makeTrail, type Ran, runAudit, tamper } from './cli-support.ts';
import { useFolder } from './support.ts';

const folder = useFolder();
const audit = (...args: readonly string[]): Promise<Ran> => runAudit({ cwd: folder() }, ...args);

let file: string;

const seal = (): Promise<Ran> => audit('seal', '--sqlite', file, '--key', 'seal.pem', '--once');
const verify = (...more: readonly string[]): Promise<Ran> =>
  audit('verify', '--sqlite', file, '--public-key', 'seal.pem.pub', ...more);

beforeEach(async () => {
  file = await makeTrail(folder(), 3);
  await audit('keygen', '--key', 'seal.pem');
  await seal();
});

const count = (where = 'TRUE'): unknown => ask(file, `SELECT count(*) AS n FROM audit_log WHERE ${where}`)['n'];

it('places, lists and releases holds, each on record with who did it', async () => {
  const placed = await audit('hold', 'case-17', '--sqlite', file, '--org', 'o_1', '--as', 'counsel-1');
  expect([placed.code, placed.out]).toEqual([0, expect.stringMatching(/^case-17: org o_1, since \S+Z\n$/)]);
  expect((await audit('hold', '--list', '--sqlite', file)).out).toBe(placed.out);
  expect(await audit('hold', 'case-17', '--sqlite', file, '--org', 'o_2')).toMatchObject({
    code: 2,
    err: expect.stringContaining('PLB_AUDIT_HOLD') as string,
  });
  expect((await audit('release', 'case-17', '--sqlite', file)).out).toBe('case-17 released\n');
  expect((await audit('release', 'case-17', '--sqlite', file)).out).toBe('case-17 was released before\n');
  expect((await audit('release', 'case-18', '--sqlite', file)).err).toContain('PLB_AUDIT_HOLD');
  expect(count("action = 'audit.hold_placed' AND actor_id = 'counsel-1'")).toBe(1);
  expect(count("action = 'audit.hold_released'")).toBe(1);
});

it('prunes by a signed statement, and verification knows the difference', async () => {
  const old = path.join(folder(), 'old');
  file = await makeTrail(old, 4, { daysAgo: 400 });
  const prune = (...more: readonly string[]) => audit('prune', '--sqlite', file, '--key', 'seal.pem', ...more);
  expect((await prune('--keep', 'access=365', '--dry-run')).out).toBe(
    '0 records would be deleted\n4 left, because no seal covers them yet\n',
  );
  await seal();
  await audit('hold', 'case-17', '--sqlite', file, '--subject', 'u_3');
  expect(await prune('--keep', 'access=365', '--dry-run')).toMatchObject({
    code: 0,
    out: '3 records would be deleted\n1 would be left, because of a legal hold; `plumbline audit hold --list` prints what holds cover\n',
  });
  expect((await prune('--before', new Date().toISOString(), '--class', 'access')).err).toMatch(/at least a day ago/);
  expect([count("class = 'access'"), (await prune('--keep', 'access=500')).out]).toEqual([4, '0 records deleted\n']);
  const pruned = await prune('--keep', 'access=365', '--as', 'op-1');
  expect([pruned.code, pruned.out]).toEqual([
    0,
    expect.stringMatching(/^3 records deleted\nstated in seal \d+\n1 left, because of a legal hold; `plumbline/),
  ]);
  expect([count("class = 'access'"), count("action = 'audit.pruned' AND actor_id = 'op-1'")]).toEqual([1, 1]);
  expect(await verify()).toMatchObject({ code: 0, out: expect.stringContaining('3 pruned by a signed') as string });
  tamper(file, "DELETE FROM audit_log WHERE class = 'access'");
  expect((await verify()).out).toMatch(/^missing: record \S+, seal 1/);
});

it('records what it keeps with a witness, where a file for it is named', async () => {
  await audit('hold', 'case-17', '--sqlite', file, '--org', 'o_1', '--witness', 'own.log');
  await audit('query', '--sqlite', file, '--witness', 'own.log');
  const lines = readFileSync(path.join(folder(), 'own.log'), 'utf8').trim().split('\n');
  expect(lines.map((line) => (JSON.parse(line) as { action: string }).action)).toEqual([
    'audit.hold_placed',
    'audit.read',
  ]);
  expect((await verify('--against-logs', 'own.log')).out).toContain('2 of 5 witnessed by the log');
  writeFileSync(path.join(folder(), 'own.log'), lines[0]?.replace(/"audit_leaf":"../, '"audit_leaf":"zz') ?? '');
  expect((await verify('--against-logs', 'own.log')).code).toBe(2);
});

it('erases personal values, which no hold keeps, and everything stays intact', async () => {
  file = await makeTrail(path.join(folder(), 'named'), 1, { notes: 2 });
  await seal();
  const erase = (...more: readonly string[]) => audit('erase', '--sqlite', file, '--subject', 'u_0', ...more);
  await audit('hold', 'case-17', '--sqlite', file, '--subject', 'u_0');
  expect(await erase()).toMatchObject({ code: 2, err: expect.stringContaining('case-17') as string });
  expect(readFileSync(file).includes('Mia 1')).toBe(true);
  await audit('release', 'case-17', '--sqlite', file);
  const erased = await erase('--as', 'op-1');
  expect(erased).toMatchObject({ code: 0, out: '2 values in 3 records erased\n' });
  expect(erased.err).toMatch(/^note: spools were not reached.*Run this again when nothing waits\.\n$/);
  expect(ask(file, 'SELECT count(*) AS n FROM audit_personal WHERE value IS NOT NULL')).toEqual({ n: 0 });
  expect(count("action = 'audit.personal_erased' AND actor_id = 'op-1'")).toBe(1);
  expect(JSON.parse((await erase('--json')).out)).toEqual({ records: 3, values: 0 });
  expect((await verify()).code).toBe(0);
});

it.each([
  [['prune'], /needs either --keep or --before/],
  [['prune', '--before', '2026-01-01'], /go together/],
  [['prune', '--keep', 'access'], /a class and days/],
  [['prune', '--keep', 'everything=30'], /must be one of security/],
  [['prune', '--keep', 'access=30'], /needs --key/],
  [
    ['prune', '--keep', 'access=3', '--key', 'k'],
    /--keep access=3: the days must be from 30 to 36500\n {2}fix: Write access=30 or more; a class that no --keep names is kept for good\./,
  ],
  [['hold', 'Case_17', '--org', 'o_1'], /the name must be lower-case words/],
  [['erase'], /needs either --subject or --actor/],
  [['erase', '--subject', 'a', '--actor', 'b'], /needs either/],
  [['erase', '--subject', 'a', '--basis', 'whim'], /--basis must be/],
  [['hold'], /name of a hold or --list/],
  [['hold', 'case-17', '--list'], /name of a hold or --list/],
  [['hold', 'case-17'], /needs at least one of --org, --actor, --subject and --action/],
  [['release'], /needs the name/],
])('refuses %j with the way out', async (args, message) => {
  const { code, err, out } = await audit(...args, '--sqlite', file);
  expect([code, out]).toEqual([2, '']);
  expect(err).toMatch(message);
});
