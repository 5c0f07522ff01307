import { expect, it } from 'vitest';
import { makeTrail, type Ran, runAudit } from './cli-support.ts';
import { useFolder } from './support.ts';

const folder = useFolder();
const audit = (...args: readonly string[]): Promise<Ran> => runAudit({ cwd: folder() }, ...args);

it.each([
  [
    ['verfy'],
    /^PLB_CLI_USAGE: audit: there is no word `verfy`; did you mean `verify`\?\n {2}fix: Run `npx plumbline audit --help`/,
  ],
  [['zzzzzz'], /there is no word `zzzzzz`; say one of keygen, seal/],
  [['--nonsense'], /there is no word `--nonsense`; say one of keygen/],
  [[], /audit: needs a word: keygen, seal/],
  [['help', 'verfy'], /did you mean `verify`/],
  [['verify', '--publickey', 'x'], /audit verify: there is no option --publickey; did you mean --public-key\?/],
  [['query', '--outcme=s3cret'], /there is no option --outcme; did you mean --outcome\?/],
  [['query', '--zzzzzzzzz'], /there is no option --zzzzzzzzz\n/],
  [['verify', '--public-key'], /--public-key needs a value; one that begins with a dash is written --public-key=VALUE/],
  [['query', '--as', '--json'], /--as needs a value/],
  [['verify', '--partial=3'], /--partial takes no value/],
  [['keygen', 'seal.pem'], /takes no words beside its options, and was given 1/],
  [['release', 'a', 'b'], /takes at most 1 word beside its options, and was given 2/],
  [['keygen', '--key', ''], /--key needs a value, and was given an empty one/],
  [['query', '--all', '--limit', '3'], /--all goes without --limit and --after/],
  [['patterns', '--denied', '5'], /--denied must be a number and a length of time, such as 10\/5m/],
])('says what is wrong with %j, and what was probably meant', async (args, message) => {
  const { code, err, out } = await audit(...args);
  expect([code, out]).toEqual([2, '']);
  expect(err).toMatch(message);
  expect(err).not.toContain('s3cret');
});

it('lists the words in the order of their use', async () => {
  const { out } = await audit('--help');
  expect(Array.from(out.matchAll(/^ {2}(\w+) /gm), ([, word]) => word).join(' ')).toBe(
    'keygen seal anchor verify export prove query patterns hold release prune erase rotate actions',
  );
});

it('takes `help` before a word, and names each option that a word has', async () => {
  expect((await audit('help', 'seal')).out).toBe((await audit('seal', '--help')).out);
  expect((await audit('seal', '--help')).out).toContain('--max-records');
});

it('speaks of its own options where a function refuses one of its own', async () => {
  const file = await makeTrail(folder(), 1);
  await audit('keygen', '--key', 'seal.pem');
  const seal = ['seal', '--sqlite', file, '--key', 'seal.pem', '--once'];
  for (const [args, message] of [
    [[...seal, '--trail', 'nope'], /audit seal: --trail is no lower-case UUID/],
    [[...seal, '--max-records', '99999'], /audit seal: --max-records must be from 1 to/],
    [[...seal, '--anchor-webhook', 'nope'], /audit seal: --anchor-webhook must be an absolute http/],
    [[...seal, '--anchor-tsa', 'ftp://x'], /audit seal: --anchor-tsa must be an absolute http/],
    [
      [...seal, '--anchor-git', '.', '--anchor-branch', 'a b'],
      /audit seal: --anchor-branch must be the name of a branch/,
    ],
    [['query', '--sqlite', file, '--limit', '5000'], /audit query: --limit must be 1 to 1000/],
    [
      ['query', '--sqlite', file, '--after', 'nope'],
      /audit query: --after is not what `more: --after ID` said of a page/,
    ],
    [
      ['patterns', '--sqlite', file, '--from', '2027-01-01', '--to', '2026-01-01'],
      /audit patterns: --from must be before --to/,
    ],
    [
      ['patterns', '--sqlite', file, '--hours', '9-8', '--zone', 'Europe/Berlin'],
      /the start and the end of --hours must be hours/,
    ],
    [
      ['patterns', '--sqlite', file, '--hours', '8-9', '--zone', 'Mars/Base'],
      /audit patterns: --zone is no IANA time zone/,
    ],
    [['patterns', '--sqlite', file, '--denied', '1/5m'], /audit patterns: --denied needs a number of at least 2/],
    [['patterns', '--sqlite', file, '--only', 'off_hours_export'], /`off_hours_export` needs --hours and --zone/],
  ] as const) {
    const { code, err } = await audit(...args);
    expect([args, code, err]).toEqual([args, 2, expect.stringMatching(message)]);
    expect(err).toMatch(/^PLB_CLI_USAGE: .*\n {2}fix: Run `npx plumbline audit \w+ --help`/);
  }
  const half = await audit(...seal, '--anchor-file', 'nowhere/a.jsonl');
  expect([half.code, half.out]).toEqual([
    1,
    expect.stringMatching(/not anchored: file\. PLB_AUDIT_ANCHOR: --anchor-file does not take/),
  ]);
  expect(half.out).toMatch(/ENOENT: no such file or directory, open '.*nowhere\/a\.jsonl'\n {2}fix: Make the folder/);
  const git = await audit(...seal, '--anchor-git', 'nowhere');
  expect([git.code, git.out]).toEqual([
    1,
    expect.stringMatching(/not anchored: git\. PLB_AUDIT_ANCHOR: --anchor-git: .*nowhere/),
  ]);
  expect(`${half.out}${half.err}${git.out}`).not.toMatch(/\w+Anchor/);
});

it('counts one thing as one', async () => {
  const file = await makeTrail(folder(), 1, { notes: 1 });
  const at = ['--sqlite', file];
  await audit('keygen', '--key', 'seal.pem');
  const seal = (...more: readonly string[]) => audit('seal', ...at, '--key', 'seal.pem', '--once', ...more);
  expect((await seal('--max-records', '1')).out).toBe('2 records sealed, 2 seals\n');
  expect((await audit('anchor', ...at, '--anchor-file', 'a.jsonl')).out).toMatch(/^seal 2, 2 records, file/);
  expect((await audit('erase', ...at, '--subject', 'u_0')).out).toBe('1 value in 2 records erased\n');
  expect((await seal()).out).toBe('1 record sealed, 1 seal\n');
  expect(
    (await audit('export', ...at, '--out', 'e', '--action', 'audit.personal_erased', '--from-seal', '3')).out,
  ).toMatch(/^1 record and seal 3 written to/);
  const verified = await audit('verify', ...at, '--public-key', 'seal.pem.pub');
  expect(verified.out).toMatch(/\nintact: trail \S+, 4 records, .*, 1 waits for a seal\n$/);
});
