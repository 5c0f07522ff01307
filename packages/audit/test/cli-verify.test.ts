import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { certify, receive, reply } from './anchor-authority.ts';
import { ask, tamper, useSealedTrail } from './cli-support.ts';
import { useFolder } from './support.ts';

const folder = useFolder();
const sealed = useSealedTrail(folder);
const { audit, verify } = sealed;

const firstId = (): string => String(ask(sealed.file, 'SELECT id FROM audit_log ORDER BY id')['id']);

it('says that a trail is intact, and up to where it is anchored', async () => {
  const { code, err, out } = await verify('--anchor', 'anchors.jsonl');
  expect([code, err]).toEqual([0, '']);
  expect(out).toMatch(
    /^intact: trail [0-9a-f-]{36}, 3 records, seals up to 1, the last of \S+Z, anchored up to seal 1\n$/,
  );
  expect((await verify()).out).toContain('note: no anchor from outside');
});

it('changes nothing in the file that it verifies', async () => {
  tamper(sealed.file);
  const before = readFileSync(sealed.file);
  expect((await verify()).code).toBe(0);
  expect(readFileSync(sealed.file).equals(before)).toBe(true);
});

it.each([
  ['edited', "UPDATE audit_log SET body = replace(body, 'r0', 'rX')"],
  ['missing', 'DELETE FROM audit_log WHERE id = (SELECT min(id) FROM audit_log)'],
  ['column_mismatch', "UPDATE audit_log SET actor_id = 'somebody' WHERE id = (SELECT min(id) FROM audit_log)"],
])('names a record that is %s, and ends with 1', async (problem, statement) => {
  const id = firstId();
  tamper(sealed.file, statement);
  const { code, out } = await verify();
  expect(code).toBe(1);
  expect(out).toMatch(new RegExp(`^${problem}: record ${id}, seal 1`));
  expect(out).toMatch(/\n1 finding: trail /);
});

it('names a record that somebody put in', async () => {
  const id = firstId().replace(/.$/, (last) => (last === '0' ? '1' : '0'));
  tamper(
    sealed.file,
    `INSERT INTO audit_log SELECT '${id}', recorded_at, stored_at, action, outcome, class, actor_id, org, subject_ids,
      request_id, replace(body, id, '${id}'), leaf_hash FROM audit_log WHERE id = (SELECT min(id) FROM audit_log)`,
  );
  const { code, out } = await verify();
  expect([code, out.includes(`record ${id}`)]).toEqual([1, true]);
  expect(out).toContain('not recorded in the ordinary way, or its seal was deleted.');
});

it('finds a cut tail by the anchor, and only by it', async () => {
  tamper(sealed.file, 'DELETE FROM audit_seals', 'DELETE FROM audit_log', 'DELETE FROM audit_anchors');
  expect((await verify()).code).toBe(0);
  const { code, out } = await verify('--anchor', 'anchors.jsonl');
  expect([code, out]).toEqual([1, expect.stringContaining('tail_cut: seal 1.')]);
});

it('finds what was deleted before it was sealed by the log, and only by it', async () => {
  const witness = String(ask(sealed.file, 'SELECT lower(hex(leaf_hash)) AS leaf FROM audit_log ORDER BY id')['leaf']);
  const [id, lost] = [firstId(), '01a00000-0000-7000-8000-000000000000'];
  const line = (audit_id: string): string => `${JSON.stringify({ msg: 'audit', audit_id, audit_leaf: witness })}\n`;
  writeFileSync(path.join(folder(), 'app.log'), `not JSON at all\n${line(id)}`);
  expect((await verify('--against-logs', 'app.log')).out).toContain('1 of 3 witnessed by the log');
  writeFileSync(path.join(folder(), 'app.log'), `${line(id)}${line(lost)}`);
  const { code, out } = await verify('--against-logs', 'app.log');
  expect([code, out]).toEqual([1, expect.stringContaining(`missing: record ${lost}`)]);
  expect((await verify('--against-logs', 'app.log', '--require-witness')).out).toContain('unwitnessed: record');
});

it('finds seals of a key that nobody gave', async () => {
  await audit('keygen', '--key', 'other.pem');
  const { code, out } = await audit('verify', '--sqlite', sealed.file, '--public-key', 'other.pem.pub');
  expect([code, out]).toEqual([
    1,
    expect.stringMatching(/^key_unknown: seal 1\. .*not the public key of the trail, or/),
  ]);
  const anchored = await audit(
    'verify',
    '--sqlite',
    sealed.file,
    '--public-key',
    'other.pem.pub',
    '--anchor',
    'anchors.jsonl',
  );
  expect([anchored.code, anchored.err]).toEqual([2, '']);
  expect(anchored.out).toMatch(
    /^not covered: No seal names a key that was given: .*this is not the public key of the trail/,
  );
  expect(anchored.out).toMatch(
    /\nnot verified: .* 3 records, .*; no fault was found in these, but one thing above was not/,
  );
  expect(anchored.out).not.toMatch(/keygen makes|ended early/);
});

it('prints one object, with the exit code in it', async () => {
  tamper(sealed.file, 'DELETE FROM audit_log WHERE id = (SELECT min(id) FROM audit_log)');
  const { code, out } = await verify('--json', '--anchor', 'anchors.jsonl');
  expect(code).toBe(1);
  expect(JSON.parse(out)).toMatchObject({
    exit_code: 1,
    found: 1,
    anchoredUpTo: 1,
    findings: [{ problem: 'missing' }],
  });
});

it.each([
  [
    'a file that is no database',
    () => writeFileSync(sealed.file, 'x'.repeat(8_192)),
    [],
    /could not check|no.* database/,
  ],
  ['tables that are not there', () => tamper(sealed.file, 'DROP TABLE audit_seals'), [], /audit_seals/],
  ['an anchor file that is none', () => writeFileSync(path.join(folder(), 'a'), '{}\n'), ['--anchor', 'a'], /EVIDENCE/],
  ['a log that is not there', () => undefined, ['--against-logs', 'nowhere.log'], /nowhere\.log/],
  ['a key that is none', () => writeFileSync(path.join(folder(), 'k'), 'k'), ['--public-key', 'k'], /PLB_AUDIT_KEY/],
])('ends with 2 for %s', async (_, damage, more, message) => {
  damage();
  const { code, err, out } = await verify(...more);
  expect(code).toBe(2);
  expect(err + out).toMatch(message);
  expect(out).not.toContain('intact');
});

it('says above its last line, in the same stream, why the database could not be read, with code, place and way out', async () => {
  tamper(sealed.file, 'DROP TABLE audit_seals');
  const { code, err, out } = await verify();
  expect([code, err, out.split('\n').slice(0, -1)]).toEqual([
    2,
    '',
    [
      `could not check: PLB_AUDIT_STORE: audit verify: the database of --sqlite ${sealed.file}: no such table: audit_seals`,
      '  fix: Run `npx plumbline migrate`, and see that the file is that of the trail.',
      'not verified: no record and no seal was checked, for the reason above',
    ],
  ]);
});

it('verifies a copy of the file elsewhere', async () => {
  copyFileSync(sealed.file, path.join(folder(), 'copy.sqlite'));
  expect((await audit('verify', '--sqlite', 'copy.sqlite', '--public-key', 'seal.pem.pub')).code).toBe(0);
});

it('verifies an export offline, with the key and the anchor alone', async () => {
  const { code, out } = await audit(
    'export',
    '--sqlite',
    sealed.file,
    '--out',
    'trail',
    '--as',
    'op-1',
    '--org',
    'o_1',
  );
  expect([code, out]).toEqual([0, expect.stringContaining('0 records and seal 1 written to')]);
  const whole = await audit('export', '--sqlite', sealed.file, '--out', 'whole', '--json');
  expect(JSON.parse(whole.out)).toMatchObject({ records: 4, first_seal: 1, last_seal: 1 });
  const check = (...more: readonly string[]) =>
    audit('verify', '--public-key', 'seal.pem.pub', '--anchor', 'anchors.jsonl', ...more);
  expect(await check('--export', 'whole')).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^intact: /) as string,
  });
  const part = await check('--export', 'trail');
  expect([part.code, part.out]).toEqual([2, expect.stringMatching(/^not covered: .*leaves out 3/)]);
  expect((await check('--export', 'trail', '--partial')).code).toBe(0);
  const records = path.join(folder(), 'whole', 'records.jsonl');
  writeFileSync(records, readFileSync(records, 'utf8').replace('"r1"', '"rX"'));
  const edited = await check('--export', 'whole');
  expect([edited.code, edited.out]).toEqual([1, expect.stringMatching(/^edited: record \S+, seal 1/)]);
  writeFileSync(path.join(folder(), 'whole', 'manifest.json'), '{}');
  expect(await check('--export', 'whole')).toMatchObject({ code: 2, out: '' });
  expect((await audit('query', '--sqlite', sealed.file, '--action', 'audit.exported')).out).toContain('by op-1');
});

it('proves one record to whoever has the key, and nothing that was changed', async () => {
  const id = firstId();
  const { code, out } = await audit('prove', id, '--sqlite', sealed.file, '--as', 'op-1');
  expect(code).toBe(0);
  writeFileSync(path.join(folder(), 'proof.json'), out);
  const check = (proof: string, ...more: readonly string[]) =>
    audit('prove', '--check', proof, '--public-key', 'seal.pem.pub', ...more);
  const held = await check('proof.json', '--anchor', 'anchors.jsonl');
  expect([held.code, held.out]).toEqual([0, expect.stringMatching(/^the proof holds: seal 1 of \S+Z, anchored\n\{/)]);
  writeFileSync(path.join(folder(), 'edited.json'), out.replace('r0', 'rX'));
  expect(await check('edited.json')).toMatchObject({
    code: 1,
    out: expect.stringMatching(/^body_differs: /) as string,
  });
  const anchors = readFileSync(path.join(folder(), 'anchors.jsonl'), 'utf8');
  const other = anchors.replace(/"hash":"[0-9a-f]{64}"/, `"hash":"${'0'.repeat(64)}"`);
  writeFileSync(path.join(folder(), 'other.jsonl'), other);
  expect(await check('proof.json', '--anchor', 'other.jsonl')).toMatchObject({ code: 1 });
  expect((await check('nowhere.json')).code).toBe(2);
  expect((await check('proof.json')).out).toMatch(
    /^note: no anchor from outside covers it, .*\nthe proof holds: seal 1 of/,
  );
  const none = await check('anchors.jsonl');
  expect([none.code, none.err]).toEqual([
    2,
    expect.stringContaining('PLB_AUDIT_EVIDENCE: --check anchors.jsonl: this is no proof'),
  ]);
  const { out: made } = await audit('keygen', '--key', 'wrong.pem', '--json');
  const withWrong = ['prove', '--check', 'proof.json', '--public-key', 'wrong.pem.pub'];
  const wrong = await audit(...withWrong);
  expect([wrong.code, wrong.out]).toEqual([
    1,
    expect.stringMatching(/^key_unknown: .* than the ones given: given \S+, named by the seal \S+\n$/),
  ]);
  const [given, names] = wrong.out.split(': given ')[1]?.trim().split(', named by the seal ') ?? [];
  expect([made.includes(given ?? 'none'), given === names]).toEqual([true, false]);
  const anchored = await audit(...withWrong, '--anchor', 'anchors.jsonl');
  expect([anchored.code, anchored.out]).toEqual([
    2,
    expect.stringMatching(/\nnot confirmed: the anchor is of this seal, so it is the key/),
  ]);
  const json = await audit(...withWrong, '--anchor', 'anchors.jsonl', '--json');
  expect(JSON.parse(json.out)).toEqual({ exit_code: 2, faults: ['key_unknown'], anchored: 'confirmed' });
  expect((await audit('prove', id.replace(/^./, '1'), '--sqlite', sealed.file)).err).toMatch(/is not there/);
  expect((await audit('query', '--sqlite', sealed.file, '--action', 'audit.exported', '--json')).out).toContain(id);
  await audit('export', '--sqlite', sealed.file, '--out', 'trail');
  const fromExport = await audit('prove', id, '--export', 'trail');
  expect(JSON.parse(fromExport.out)).toEqual(JSON.parse(out));
});

it('takes stored time stamps of a trusted authority for anchors from outside, and refuses others', async () => {
  for (const name of ['ca', 'other']) certify(folder(), name, { extensions: 'ca' });
  certify(folder(), 'tsa', { extensions: 'tsa', issuer: 'ca' });
  writeFileSync(path.join(folder(), 'serial'), '01\n');
  const { url } = await receive((query) => reply(folder(), query));
  const anchored = await audit('anchor', '--sqlite', sealed.file, '--anchor-tsa', url, '--tsa-ca', 'ca.pem');
  expect([anchored.code, anchored.out]).toEqual([0, expect.stringMatching(/^seal 1, 3 records, rfc3161, /)]);
  expect(await verify('--tsa-ca', 'ca.pem')).toMatchObject({
    code: 0,
    out: expect.stringMatching(
      /^intact: .*anchored up to seal 1, seals up to 1 proven by time stamps from \S+Z to \S+Z\n$/,
    ) as string,
  });
  const refused = await verify('--tsa-ca', 'other.pem');
  expect([refused.code, refused.out]).toEqual([1, expect.stringMatching(/^stamp_refused: seal 1\..*\n1 finding: /s)]);
  expect(await verify('--tsa-ca', 'nowhere.pem')).toMatchObject({ code: 2, out: '' });
  expect(await verify('--tsa-ca', 'serial')).toMatchObject({ code: 2, out: '' });
});

it('takes the commits of a repository for anchors', async () => {
  const repository = path.join(folder(), 'anchors');
  execFileSync('git', ['init', '--quiet', '--bare', repository]);
  const place = ['--anchor-git', 'anchors'];
  expect(await verify(...place)).toMatchObject({
    code: 2,
    out: '',
    err: expect.stringContaining('PLB_AUDIT') as string,
  });
  expect((await audit('anchor', '--sqlite', sealed.file, ...place)).out).toMatch(/^seal 1, 3 records, git, /);
  await audit('query', '--sqlite', sealed.file);
  await audit('seal', '--sqlite', sealed.file, '--key', 'seal.pem', '--once', ...place);
  expect((await verify(...place)).out).toMatch(/^intact: .*anchored up to seal 2\n$/);
  tamper(sealed.file, 'DELETE FROM audit_seals WHERE no = 2', 'DELETE FROM audit_anchors');
  tamper(sealed.file, "DELETE FROM audit_log WHERE action = 'audit.read'");
  expect(await verify(...place)).toMatchObject({
    code: 1,
    out: expect.stringContaining('tail_cut: seal 2.') as string,
  });
  expect((await verify('--anchor-branch', 'x')).err).toMatch(/goes with --anchor-git/);
});
