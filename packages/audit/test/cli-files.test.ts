import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { makeTrail, type Ran, runAudit } from './cli-support.ts';
import { useFolder } from './support.ts';

const folder = useFolder();
const audit = (...args: readonly string[]): Promise<Ran> => runAudit({ cwd: folder() }, ...args);
const at = (name: string): string => path.join(folder(), name);

beforeEach(async () => {
  await makeTrail(folder(), 1);
  await audit('keygen', '--key', 'seal.pem');
  mkdirSync(at('empty'));
  writeFileSync(at('text'), 'neither a key nor a line of JSON "audit_id"\n');
});

const VERIFY = ['verify', '--sqlite', 'audit.sqlite', '--public-key', 'seal.pem.pub'];
const EXPORT = ['verify', '--public-key', 'seal.pem.pub', '--export'];
const CHECK = ['prove', '--public-key', 'seal.pem.pub', '--check'];
const SEAL = ['seal', '--sqlite', 'audit.sqlite', '--once'];

it.each([
  [[...VERIFY, '--anchor', 'none'], 'PLB_AUDIT_EVIDENCE: --anchor none: the anchor file ', 'none is not there'],
  [
    [...VERIFY, '--anchor', 'text'],
    'PLB_AUDIT_EVIDENCE: --anchor text: line 1 of the anchor file ',
    'text is no anchor',
  ],
  [[...VERIFY, '--anchor', 'empty'], 'PLB_AUDIT_EVIDENCE: --anchor empty: the anchor file ', '(it is no file)'],
  [[...VERIFY, '--anchor-git', 'none'], 'PLB_AUDIT_EVIDENCE: --anchor-git: there is no git repository at ', 'none'],
  [
    [...VERIFY, '--anchor-git', 'git'],
    'PLB_AUDIT_EVIDENCE: --anchor-git: the repository has no branch ',
    'with anchors',
  ],
  [[...VERIFY, '--against-logs', 'none'], 'PLB_AUDIT_EVIDENCE: --against-logs none: ', 'none is not there'],
  [[...VERIFY, '--against-logs', 'empty'], 'PLB_AUDIT_EVIDENCE: --against-logs empty: ', 'empty is a folder'],
  [[...VERIFY, '--tsa-ca', 'none'], 'PLB_AUDIT_EVIDENCE: --tsa-ca none: ', 'none is not there'],
  [[...VERIFY, '--tsa-ca', 'text'], 'PLB_AUDIT_EVIDENCE: --tsa-ca text: there is no certificate in it', ''],
  [[...EXPORT, 'none'], 'PLB_AUDIT_EVIDENCE: --export none: this is no folder of an export: ', 'is not there'],
  [[...EXPORT, 'text'], 'PLB_AUDIT_EVIDENCE: --export text: this is no folder of an export: ', 'is a file'],
  [[...CHECK, 'none'], 'PLB_AUDIT_EVIDENCE: --check none: ', 'none is not there'],
  [[...CHECK, 'text'], 'PLB_AUDIT_EVIDENCE: --check text: the proof is no JSON', ''],
  [
    ['verify', '--public-key', 'none'],
    'PLB_AUDIT_KEY: --public-key none: the file of public keys ',
    'none is not there',
  ],
  [['verify', '--public-key', 'seal.pem'], 'PLB_AUDIT_KEY: --public-key seal.pem: key 1 of ', 'is a private key'],
  [[...SEAL, '--key', 'none'], 'PLB_AUDIT_KEY: --key: the sealing key ', 'none is not there'],
  [[...SEAL, '--key', 'text'], 'PLB_AUDIT_KEY: --key: the sealing key ', 'text holds no private key in PEM form'],
  [[...SEAL, '--key', 'seal.pem.pub'], 'PLB_AUDIT_KEY: --key: the sealing key ', 'seal.pem.pub is a public key'],
  [['keygen', '--key', 'no/where/s.pem'], 'PLB_AUDIT_KEY: ', '/no/where/s.pem cannot be created: there is no folder '],
])('names the option and the path of %j', async (args, begin, said) => {
  execFileSync('git', ['init', '--quiet', at('git')]);
  const { code, err, out } = await audit(...args);
  const [what = '', fix = ''] = err.split('\n  fix: ');
  expect([code, out, what.slice(0, begin.length)]).toEqual([2, '', begin]);
  expect(what).toContain(said);
  // What is not there is no damaged file, and has another way out.
  expect(fix.includes('as it was written')).toBe(false);
  const ways = what.endsWith('is not there') ? /^(Correct the path|Name the whole folder)/ : /./;
  expect(fix).toMatch(ways);
  expect(existsSync(at('no'))).toBe(false);
});

it('names the variable where that names the key, and the mode of one that others can read', async () => {
  const run = (file: string) => runAudit({ cwd: folder(), env: { PLUMBLINE_AUDIT_SEAL_KEY_FILE: file } }, ...SEAL);
  expect((await run('none')).err).toMatch(
    /^PLB_AUDIT_KEY: PLUMBLINE_AUDIT_SEAL_KEY_FILE: the sealing key .*none is not there/,
  );
  chmodSync(at('seal.pem'), 0o640);
  const { code, err } = await run('seal.pem');
  expect([code, err]).toEqual([
    0,
    expect.stringMatching(/others can read or change it \(mode 0640\), PLUMBLINE_AUDIT_SEAL_KEY_FILE: /),
  ]);
  expect((await audit('seal', '--sqlite', 'audit.sqlite')).err).toMatch(
    /needs --key FILE\n.*PLUMBLINE_AUDIT_SEAL_KEY_FILE/,
  );
});

it('says of a log that breaks off on which line', async () => {
  const { code, err, out } = await audit(...VERIFY, '--against-logs', 'text');
  expect([code, err]).toEqual([2, '']);
  expect(out).toMatch(/could not check: .*text, line 1: the witness of a record/);
  expect(out).toMatch(
    /\nnot verified: 1 of 1 record checked until it ended early, .*; nothing behind that was checked\n$/,
  );
  expect((await audit(...VERIFY, '--trail', 'abc')).err).toMatch(/--trail must be the ID of a trail/);
});

it('makes no folder for an export, and writes over nothing', async () => {
  for (const [out, said] of [
    ['no/where/e', `there is no folder ${at('no/where')}`],
    ['text/e', `there is no folder ${at('text')}`],
    ['empty', `${at('empty')} exists already`],
  ] as const) {
    for (const format of [[], ['--format', 'csv']]) {
      const { code, err } = await audit('export', '--sqlite', 'audit.sqlite', '--out', out, ...format);
      expect([code, err]).toEqual([2, expect.stringContaining(`PLB_CLI_USAGE: audit export: --out ${out}: ${said}\n`)]);
    }
  }
  const page = await audit('actions', '--out', 'no/page.md', '--check');
  expect([page.code, page.err]).toEqual([2, expect.stringContaining('--out no/page.md: there is no folder')]);
  expect(existsSync(at('no'))).toBe(false);
  expect((await audit('export', '--sqlite', 'audit.sqlite', '--out', 'empty/e')).code).toBe(0);
});
