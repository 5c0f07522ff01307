import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { systemClock } from '@plumbline/core';
import { expect, it } from 'vitest';
import { createSealer, loadSigner, makeSeal, PROOF_FORMAT } from '../src/seal.ts';
import { sqliteEvidence, sqliteStore } from '../src/sqlite.ts';
import { certify, receive, reply } from './anchor-authority.ts';
import { ask, makeTrail, tamper, useSealedTrail } from './cli-support.ts';
import { rowOf } from './keep-support.ts';
import { useFolder } from './support.ts';

const folder = useFolder();
const sealed = useSealedTrail(folder);
const { audit, verify } = sealed;

/** An authority in the folder; answers where it is asked. */
async function authority(): Promise<string> {
  certify(folder(), 'ca', { extensions: 'ca' });
  certify(folder(), 'tsa', { extensions: 'tsa', issuer: 'ca' });
  writeFileSync(path.join(folder(), 'serial'), '01\n');
  return (await receive((query) => reply(folder(), query))).url;
}

let made = 0;

/** Seals of so many days ago, three records each, in a file of its own, with the key of the first trail. */
async function sealDaysAgo(...days: readonly number[]): Promise<void> {
  const old = path.join(folder(), 'old');
  sealed.file = existsSync(old) ? sealed.file : await makeTrail(old, 0);
  const store = sqliteEvidence({ path: sealed.file });
  const records = sqliteStore({ path: sealed.file });
  const signer = await loadSigner(path.join(folder(), 'seal.pem'));
  for (const ago of days) {
    const now = Date.now() - ago * 86_400_000;
    await records.append(Array.from({ length: 3 }, () => rowOf(made++, { personal: false })));
    await createSealer({ store, signer, clock: { ...systemClock, now: () => now } }).sealNow();
  }
  await store.close();
  await records.close?.();
}

it('lets a time stamp speak for its own time, and not for a history that was written before it', async () => {
  const url = await authority();
  await sealDaysAgo(300, 200, 0);
  await audit('anchor', '--sqlite', sealed.file, '--anchor-tsa', url, '--tsa-ca', 'ca.pem');
  const { code, out } = await verify('--tsa-ca', 'ca.pem');
  expect([code, out]).toEqual([
    2,
    expect.stringMatching(/^not confirmed: Seals 1 to 3 have no time stamp of the 24h /),
  ]);
  expect(out).toMatch(
    /\nnot verified: .*seals up to 3 proven by time stamps from (\S+Z) to \1; no fault was found in these, but one thing above was not covered or not confirmed\n$/,
  );
  expect(JSON.parse((await verify('--tsa-ca', 'ca.pem', '--json')).out)).toMatchObject({
    exit_code: 2,
    stamps_late: [{ from: 1, to: 3 }],
    stamped_up_to: { seal: 3 },
  });
  expect((await verify('--tsa-ca', 'ca.pem', '--stamp-delay', '301d')).code).toBe(0);
  expect((await verify('--tsa-ca', 'ca.pem', '--from-seal', '3')).code).toBe(0);
  await audit('export', '--sqlite', sealed.file, '--out', 'trail');
  const copy = ['verify', '--public-key', 'seal.pem.pub', '--export', 'trail', '--tsa-ca', 'ca.pem'];
  expect((await audit(...copy)).out).toMatch(/^not confirmed: Seals 1 to 3 have no time stamp /);
  expect((await audit(...copy, '--stamp-delay', '301d')).code).toBe(0);
});

it('names seals of a time without stamps as one, and none that another anchor covers', async () => {
  const url = await authority();
  const anchor = (...at: readonly string[]) => audit('anchor', '--sqlite', sealed.file, ...at);
  await sealDaysAgo(300, 200);
  await anchor('--anchor-tsa', url);
  await sealDaysAgo(100, 0);
  await anchor('--anchor-tsa', url, '--anchor-file', 'old.jsonl');
  const late = async (...more: readonly string[]): Promise<unknown> => {
    const { out } = await verify('--tsa-ca', 'ca.pem', '--json', ...more);
    const { stamps_late: found } = JSON.parse(out) as { stamps_late: { from: number; to: number }[] };
    return found.map(({ from, to }) => [from, to]);
  };
  expect(await late()).toEqual([[1, 4]]);
  expect(await late('--stamp-delay', '200d')).toEqual([[1, 2]]);
  expect(await late('--anchor', 'old.jsonl')).toEqual([]);
});

it('does not count a time stamp that was made long after its seal', async () => {
  const url = await authority();
  await sealDaysAgo(2);
  await audit(
    'anchor',
    '--sqlite',
    sealed.file,
    '--anchor-tsa',
    url,
    '--anchor-file',
    'old.jsonl',
    '--tsa-ca',
    'ca.pem',
  );
  const late = await verify('--tsa-ca', 'ca.pem');
  expect([late.code, late.out]).toEqual([2, expect.stringContaining('--tsa-ca: no time stamp counts for a seal')]);
  expect(late.out).not.toContain('anchored up to');
  expect((await verify('--anchor', 'old.jsonl')).code).toBe(0);
  expect((await verify('--tsa-ca', 'ca.pem', '--stamp-delay', '3d')).code).toBe(0);
  expect((await verify('--stamp-delay', '3d')).err).toMatch(/goes with --tsa-ca/);
  tamper(sealed.file, "UPDATE audit_seals SET header = replace(header, 'records 3', 'records 4')");
  const rewritten = await verify('--tsa-ca', 'ca.pem', '--stamp-delay', '3d');
  expect([rewritten.code, rewritten.out]).toEqual([1, expect.stringContaining('rewritten: seal 1.')]);
  expect(rewritten.out).not.toContain('proven by');
});

it.each([
  ['an anchor file', ['--anchor', 'empty']],
  ['one of two anchor files', ['--anchor', 'anchors.jsonl', '--anchor', 'empty']],
  ['a log', ['--against-logs', 'empty']],
  ['a log of something else', ['--against-logs', 'other.log']],
  ['an authority that never stamped', ['--tsa-ca', 'ca.pem']],
  ['a branch', ['--anchor-git', 'repository']],
])('ends with 2 where %s confirms nothing', async (_, more) => {
  certify(folder(), 'ca', { extensions: 'ca' });
  writeFileSync(path.join(folder(), 'empty'), '');
  writeFileSync(path.join(folder(), 'other.log'), '{"level":30,"msg":"hello"}\nnonsense\n');
  const git = (...args: readonly string[]) => execFileSync('git', ['-C', folder(), ...args]);
  git('init', '--quiet', '-b', 'plumbline-anchors', 'repository');
  const author = ['-c', 'user.name=a', '-c', 'user.email=a@b'];
  git('-C', 'repository', ...author, 'commit', '--quiet', '--allow-empty', '-m', 'nothing');
  const { code, out } = await verify(...more);
  expect([code, out]).toEqual([2, expect.stringMatching(/^not confirmed: /)]);
  expect(out).toContain(String(more.at(-2)));
  expect(out).toMatch(/\nnot verified: trail /);
  expect(JSON.parse((await verify(...more, '--json')).out)).toMatchObject({ exit_code: 2, found: 0 });
});

it.each([
  ['the next one', ['--from-seal', '2']],
  ['one far behind', ['--from-seal', '999', '--anchor', 'anchors.jsonl']],
])('does not verify a trail from a seal that is not there: %s', async (_, more) => {
  const { code, err, out } = await verify(...more);
  expect([code, err]).toEqual([2, '']);
  expect(out).toMatch(/^could not check: .*there is no seal/);
  expect(out).toMatch(/\nnot verified: no record and no seal was checked, for the reason above\n$/);
});

it('counts an anchor of a seal that was not read for none', async () => {
  await audit('query', '--sqlite', sealed.file);
  await audit('seal', '--sqlite', sealed.file, '--key', 'seal.pem', '--once');
  expect((await verify('--from-seal', '2')).code).toBe(0);
  const { code, out } = await verify('--from-seal', '2', '--anchor', 'anchors.jsonl');
  const what = /^not confirmed: --anchor anchors.jsonl has no anchor of a seal that was verified/;
  expect([code, out]).toEqual([2, expect.stringMatching(what)]);
});

it('says no trail is intact of which everything is gone, whatever seal it is to begin with', async () => {
  tamper(sealed.file, 'DELETE FROM audit_seals', 'DELETE FROM audit_log', 'DELETE FROM audit_anchors');
  const { code, out } = await verify('--anchor', 'anchors.jsonl', '--from-seal', '2');
  expect([code === 0, out.includes('intact')]).toEqual([false, false]);
});

it('misses the seal before the first one that it is asked for', async () => {
  await audit('query', '--sqlite', sealed.file);
  await audit('seal', '--sqlite', sealed.file, '--key', 'seal.pem', '--once');
  expect((await verify('--from-seal', '2')).code).toBe(0);
  tamper(sealed.file, 'DELETE FROM audit_seals WHERE no = 1');
  expect((await verify('--from-seal', '2')).code).not.toBe(0);
});

it('passes over the anchors of other trails in the same place, and names a trail that has none', async () => {
  const first = sealed.file;
  await sealDaysAgo(0);
  const second = sealed.file;
  await audit('anchor', '--sqlite', second, '--anchor-file', 'anchors.jsonl');
  for (const one of [first, second]) {
    sealed.file = one;
    const { code, out } = await verify('--anchor', 'anchors.jsonl');
    expect([code, out]).toEqual([0, expect.stringMatching(/^note: the anchors are of several trails; --trail/)]);
  }
  const lines = readFileSync(path.join(folder(), 'anchors.jsonl'), 'utf8').split('\n');
  writeFileSync(path.join(folder(), 'first.jsonl'), `${lines[0]}\n`);
  const other = await verify('--anchor', 'first.jsonl');
  expect([other.code, other.out]).toEqual([
    1,
    expect.stringMatching(
      /^trail_unexpected: seal 1\. The anchor that was given is of trail \S+, and this is .*\n1 finding: .*\n$/,
    ),
  ]);
  const { trail } = JSON.parse(lines[0] ?? '') as { trail: string };
  expect((await verify('--anchor', 'anchors.jsonl', '--trail', trail)).code).toBe(1);
});

it('names a log of another trail in one sentence', async () => {
  await sealDaysAgo(0, 0, 0, 0, 0, 0, 0);
  const { at, to } = ask(sealed.file, 'SELECT min(id) AS at, max(id) AS to_id, max(id) AS "to" FROM audit_log') as {
    at: string;
    to: string;
  };
  const id = (n: number): string => `${at.slice(0, 24)}${n.toString(16).padStart(12, '0')}`;
  const ids = [
    at.replace(/.$/, 'z').replace('z', at.endsWith('0') ? '1' : '0'),
    to.replace(/.$/, to.endsWith('f') ? 'e' : 'f'),
  ];
  for (let n = 0; n < 18; n += 1) ids.push(id(n));
  const line = (audit_id: string): string => `${JSON.stringify({ audit_id, audit_leaf: 'ab'.repeat(32) })}\n`;
  writeFileSync(path.join(folder(), 'shop.log'), ids.map(line).join(''));
  const { code, out } = await verify('--against-logs', 'shop.log');
  expect([code, out]).toEqual([
    2,
    expect.stringMatching(
      /^not covered: No line of the log is of a record of this trail, .*\nnot verified: .* but one thing above/,
    ),
  ]);
});

it('takes no proof for confirmed that the anchors do not speak of', async () => {
  const signer = await loadSigner(path.join(folder(), 'seal.pem'));
  const { id, leaf, body } = rowOf(80, { personal: false });
  const trail = String(ask(sealed.file, 'SELECT id FROM audit_trail')['id']);
  // What a stolen key, or one that was replaced since, can make: a seal that is nowhere.
  const made = { trail, no: 50, sealedAt: Date.now(), previous: 'ab'.repeat(32), leaves: [{ id, leaf }] };
  const { header, signature } = await makeSeal(made, signer);
  const proof = { format: PROOF_FORMAT, body, leaf, index: 0, size: 1, path: [], header };
  const signed = { ...proof, signature: Buffer.from(signature).toString('base64') };
  writeFileSync(path.join(folder(), 'forged.json'), JSON.stringify(signed));
  writeFileSync(path.join(folder(), 'empty'), '');
  for (const anchors of ['anchors.jsonl', 'empty']) {
    const check = ['prove', '--check', 'forged.json', '--public-key', 'seal.pem.pub', '--anchor', anchors];
    const { code, out } = await audit(...check);
    expect([code, out]).toEqual([2, expect.stringMatching(/^not confirmed: .*seal 50/)]);
    const { out: json } = await audit(...check, '--json');
    expect(JSON.parse(json)).toEqual({ exit_code: 2, faults: [], anchored: 'silent' });
  }
});

it('exports no seals that are not there', async () => {
  const { code, err, out } = await audit('export', '--sqlite', sealed.file, '--out', 'far', '--from-seal', '99');
  expect([code, out, existsSync(path.join(folder(), 'far'))]).toEqual([2, '', false]);
  expect(err).toMatch(/no seal from 99 on/);
});
