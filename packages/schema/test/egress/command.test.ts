import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkLock, parseLock } from '../../src/egress.ts';
import { formatRenewal } from '../../src/evolution/renewals.ts';
import { installPreset, makeProject } from './project.ts';

const approve = ['approve', '--by', '@privacy', '--reason', 'DPR-114: how many are made'] as const;

describe('plumbline egress', () => {
  it('writes the same bytes three times, in whatever environment', async () => {
    using project = makeProject();
    using elsewhere = makeProject({ VENDOR_KEY: 'k', NODE_ENV: 'production', TZ: 'Asia/Tokyo', LANG: 'tr_TR.UTF-8' });
    const first = await project.egress();
    expect(first).toMatchObject({ code: 0, err: '' });
    expect(first.out).toContain('vendor (third party, https://vendor.example) would newly receive:');
    const text = project.readLock();
    expect(text).toMatch(/^egress-lock 1\n/);
    for (let time = 2; time <= 3; time += 1) {
      expect(await project.egress()).toEqual({ code: 0, out: 'plumbline.egress.lock is up to date\n', err: '' });
      expect(project.readLock()).toBe(text);
    }
    await elsewhere.egress();
    expect(elsewhere.readLock()).toBe(text);
  });

  it('is refused where a mirror would send the whole catalog', async () => {
    using project = makeProject();
    project.configure({ allow: "'catalog'" });
    await expect(project.egress()).rejects.toThrow(/PLB_ADAPTER_ALLOWLIST: vendor/);
  });

  it('keeps approvals, also those of a damaged file', async () => {
    using project = makeProject();
    await project.egress();
    project.commit();
    project.configure({ fields: 'round: count(),', listed: "'kind', 'round'" });
    await project.egress();
    expect(await project.egress(...approve)).toMatchObject({ code: 0 });
    const approval = project.readLock().split('\n').at(-2);
    expect(approval).toMatch(/^approve {2}[0-9a-f]{12} {2}by=@privacy {2}on=\d{4}-\d{2}-\d{2} {2}reason="DPR-114: how/);
    project.writeLock(`${project.readLock()}<<<<<<< HEAD\n`);
    expect(await project.egress()).toMatchObject({ code: 0, err: expect.stringContaining('line ') as string });
    expect(project.readLock().split('\n').at(-2)).toBe(approval);
    expect((await project.egress('--check')).code).toBe(0);
  });
});

describe('a lockfile with another name', () => {
  it.each(['./locks/prod.lock', './locks/plumbline.egress.lock', './other.lock'])('is refused: %s', async (name) => {
    using project = makeProject();
    await project.egress();
    project.configure({ gates: `{}, lock: new URL('${name}', import.meta.url)` });
    await expect(project.egress('--check')).rejects.toThrow(/PLB_CONFIG_INVALID.*names another file/);
    await expect(project.egress()).rejects.toThrow(/PLB_CONFIG_INVALID.*names another file/);
    project.configure({ gates: "{}, lock: new URL('./plumbline.egress.lock', import.meta.url)" });
    expect((await project.egress('--check')).code).toBe(0);
  });
});

describe('a project with the preset', () => {
  it('has the hosts that its requests carry trace headers to, and says who is new', async () => {
    using project = makeProject();
    project.configure({ propagateTo: "['notes.internal']" });
    await project.egress();
    // Without the preset nobody binds them.
    expect(project.readLock()).not.toContain('trace-headers');
    installPreset(project);
    await project.egress();
    expect(project.readLock()).toContain('signal  trace-headers  undeclared  notes.internal  any  /*\n');
    project.commit();
    project.configure({ propagateTo: "['notes.internal', 'vendor.example']" });
    expect((await project.egress('--check')).code).toBe(1);
    await project.egress();
    const { code, out } = await project.egress('--diff', 'HEAD');
    expect(code).toBe(3);
    expect(out).toContain('trace-headers (whose is not said, notes.internal, vendor.example) would newly receive:\n');
    expect(out).toContain('  requests: your own calls to vendor.example (whose is not said)\n');
  });

  it.each([
    '*.vendor.example',
    'https://vendor.example',
    'vendor.example/path',
    'vendor.example:123456',
    '-vendor.example',
    'env:lower',
    '',
  ])('is refused with %j among the hosts of its trace headers, as its start refuses it', async (host) => {
    using project = makeProject();
    project.configure({ propagateTo: JSON.stringify(['notes.internal', host]) });
    installPreset(project);
    for (const args of [[], ['--check']]) {
      await expect(project.egress(...args)).rejects.toThrow(
        /PLB_CONFIG_INVALID: config\.trace\.propagateTo\.1: must be `host`, `host:port` or `env:NAME`/,
      );
    }
  });

  it('says of each host whose it is, and of the one of which it is said otherwise', async () => {
    using project = makeProject();
    installPreset(project);
    const propagateTo = "['notes.internal', 'env:MAIL_URL']";
    const hostsOf = (mail: string): string =>
      `{}, propagation: { party: 'first-party', hosts: { 'env:MAIL_URL': '${mail}' } }`;
    project.configure({ propagateTo, gates: hostsOf('first-party') });
    await project.egress();
    project.commit();
    project.configure({ propagateTo, gates: hostsOf('third-party') });
    await project.egress();
    expect(project.readLock()).toContain(
      'signal  trace-headers  first-party  notes.internal  any  /*\nsignal  trace-headers  third-party  env:MAIL_URL  any  /*\n',
    );
    expect(await project.egress('--diff', 'HEAD')).toMatchObject({
      code: 3,
      out: expect.stringContaining(
        '  your own calls to the address in the variable MAIL_URL: is now called third party, where it was called first party\n',
      ) as string,
    });
    project.configure({ propagateTo, gates: "{}, propagation: { hosts: { 'notes.internl': 'first-party' } }" });
    await expect(project.egress()).rejects.toThrow(
      /PLB_CONFIG_INVALID: config\.egress\.propagation\.hosts\.notes\.internl: is no host of `trace\.propagateTo`/,
    );
  });

  it('takes a host, a port and a variable', async () => {
    using project = makeProject();
    const hosts = ['notes.internal', 'Notes.Internal:8080', '[::1]:80', 'env:PEER_HOSTS', 'my_host', '127.0.0.1'];
    project.configure({ propagateTo: JSON.stringify(hosts) });
    installPreset(project);
    expect((await project.egress()).code).toBe(0);
  });

  it('has the signals of all its packages', async () => {
    using project = makeProject();
    installPreset(project);
    project.configure({ audit: true, gates: "{ 'otel-signal': { owner: '@ops' } }" });
    expect(await project.egress()).toMatchObject({
      code: 0,
      out: expect.stringContaining('the headers that the variable MORE_HEADERS names') as string,
    });
    const lines = project.readLock().split('\n');
    for (const name of ['audit', 'logger', 'otel', 'sentry']) {
      expect(lines).toContain(`signal  ${name}-signal  first-party  env:SOMEWHERE  POST  /`);
      expect(lines).toContain(`attr  ${name}-signal  x  category  pattern`);
    }
    expect(lines.find((line) => line.startsWith('gate  otel-signal'))).toContain('owner=@ops');
    project.configure({ audit: false });
    await project.egress();
    expect(project.readLock()).toContain('signal  audit-signal  off\n');
  });

  it('asks each package for the receiver that the configuration names', async () => {
    using project = makeProject();
    installPreset(project);
    project.configure({ audit: true, gates: "{}, collector: { party: 'third-party' }, errors: false" });
    await project.egress();
    const lines = project.readLock().split('\n');
    expect(lines).toContain('signal  otel-signal  third-party  env:SOMEWHERE  POST  /');
    expect(lines).toContain('signal  logger-signal  first-party  env:SOMEWHERE  POST  /');
    expect(lines).toContain('signal  sentry-signal  off');
  });

  it.each(['audit', 'logger', 'otel', 'sentry'])('is refused where %s does not say what it sends', async (name) => {
    using project = makeProject();
    installPreset(project, name);
    await expect(project.egress()).rejects.toThrow(`@plumbline/${name} does not say what it sends`);
  });
});

describe('plumbline egress --check', () => {
  it('ends with 0 where the file is what the configuration says', async () => {
    using project = makeProject();
    await project.egress();
    expect(await project.egress('--check')).toEqual({ code: 0, out: '', err: '' });
    project.writeLock(project.readLock().replaceAll('\n', '\r\n'));
    expect((await project.egress('--check')).code).toBe(0);
  });

  it('ends with 1 and the difference in words where it is not', async () => {
    using project = makeProject();
    await project.egress();
    const text = project.readLock();
    project.configure({ fields: 'round: count({ max: 9 }),', listed: "'kind', 'round'" });
    const { code, out } = await project.egress('--check');
    expect(code).toBe(1);
    expect(out).toContain('would newly receive:\n  item_created.round (count, 0 to 9)\n');
    expect(out).toContain('Run `npx plumbline egress`');
    // A check changes nothing.
    expect(project.readLock()).toBe(text);
    project.configure({ mirror: false });
    expect(await project.egress('--check')).toMatchObject({
      code: 1,
      out: expect.stringContaining('no longer') as string,
    });
  });

  it.each([
    ['missing', undefined, /is missing; run `npx plumbline egress`/],
    ['damaged', (text: string) => text.replace('  on  ', ' on '), /PLB_EGRESS_LOCK_INVALID: .*line 4: /],
    [
      'of another version',
      (text: string) => text.replace('lock 1', 'lock 2'),
      /line 1: was written by another version/,
    ],
    [
      'out of order',
      (text: string) => text.replace(/^(catalog.*\n)(self.*\n)/m, '$2$1'),
      /do not stand in their order/,
    ],
  ])('ends with 1 where the file is %s', async (_what, change, words) => {
    using project = makeProject();
    await project.egress();
    if (change === undefined) rmSync(project.lockFile);
    else project.writeLock(change(project.readLock()));
    expect(await project.egress('--check')).toMatchObject({ code: 1, out: expect.stringMatching(words) as string });
  });
});

describe('a renewal of an event', () => {
  const until = new Date(Date.now() + 300 * 86_400_000).toISOString().slice(0, 10);
  const reason = 'The question is asked every quarter.';

  it('is more that leaves, and a start that knows only the declaration is within it', async () => {
    using project = makeProject();
    project.configure({ expires: '2026-01-31' });
    await project.egress();
    project.commit();
    const before = project.readLock();
    writeFileSync(
      path.join(project.folder, 'plumbline.renewals'),
      `${formatRenewal({ event: 'item_created', until, by: '@team', reason })}\n`,
    );
    expect((await project.egress('--check')).code).toBe(1);
    await project.egress();
    expect(await project.egress('--diff', 'HEAD')).toMatchObject({
      code: 3,
      out: expect.stringContaining(`the event item_created: until ${until}, where it was until 2026-01-31`) as string,
    });
    expect(() => checkLock(parseLock(before), project.readLock())).not.toThrow();
    expect(() => checkLock(parseLock(project.readLock()), before)).toThrow(/PLB_EGRESS_LOCK_DIFFERS/);
  });

  it('that ends before the declaration does changes nothing', async () => {
    using project = makeProject();
    await project.egress();
    const line = formatRenewal({ event: 'item_created', until: '2026-01-31', by: '@team', reason });
    writeFileSync(path.join(project.folder, 'plumbline.renewals'), `${line}\n`);
    expect((await project.egress('--check')).code).toBe(0);
  });
});

describe('plumbline egress --diff', () => {
  it('ends with 3 until a committed line approves exactly that', async () => {
    using project = makeProject();
    await project.egress();
    project.commit();
    expect(await project.egress('--diff', 'HEAD')).toEqual({
      code: 0,
      out: 'plumbline.egress.lock allows what it did at HEAD; whether the configuration keeps to it says `--check`\n',
      err: '',
    });

    project.configure({ fields: 'round: count({ max: 9 }),', listed: "'kind', 'round'" });
    await project.egress();
    project.commit('more');
    const refused = await project.egress('--diff', 'HEAD~1');
    expect(refused).toMatchObject({ code: 3, err: '' });
    expect(refused.out).toContain(
      'vendor (third party, https://vendor.example) would newly receive:\n  item_created.round (count, 0 to 9)\n',
    );
    expect(refused.out).toContain('plumbline egress approve --since HEAD~1 --by @TEAM');

    expect(await project.egress(...approve, '--since', 'HEAD~1')).toMatchObject({ code: 0 });
    expect(await project.egress('--diff', 'HEAD~1')).toMatchObject({
      code: 3,
      out: expect.stringContaining('not committed yet') as string,
    });
    project.commit('approved');
    expect(await project.egress('--diff', 'HEAD~2')).toMatchObject({
      code: 0,
      out: expect.stringContaining('approved by @privacy: "DPR-114: how many are made"') as string,
    });
    expect(await project.egress(...approve, '--since', 'HEAD~2')).toMatchObject({
      code: 0,
      out: 'this is approved already\n',
    });

    // One value more is another set.
    project.configure({ fields: 'round: count({ max: 10 }),', listed: "'kind', 'round'" });
    await project.egress();
    project.commit('wider');
    expect((await project.egress('--diff', 'HEAD~3')).code).toBe(3);
  });

  it('believes no edited approval', async () => {
    using project = makeProject();
    await project.egress();
    project.commit();
    project.configure({ fields: 'round: count(),', listed: "'kind', 'round'" });
    await project.egress();
    await project.egress(...approve);
    const approved = project.readLock();
    const [, hash = ''] = /^approve {2}([0-9a-f]{12})/m.exec(approved) ?? [];
    project.writeLock(approved.replace(hash, `${hash.slice(1)}${hash[0] === '0' ? '1' : '0'}`));
    project.commit();
    expect((await project.egress('--diff', 'HEAD~1')).code).toBe(3);
    project.writeLock(approved);
    project.commit();
    expect((await project.egress('--diff', 'HEAD~2')).code).toBe(0);
    // It is spent: taken back and sent again, the same facts need a new line.
    project.configure({});
    await project.egress();
    project.commit();
    project.configure({ fields: 'round: count(),', listed: "'kind', 'round'" });
    await project.egress();
    project.commit();
    const again = await project.egress('--diff', 'HEAD~1');
    expect(again).toMatchObject({
      code: 3,
      out: expect.stringContaining('approved once before, which counts no more') as string,
    });
    // The very line, on the same day, would change nothing in the file.
    const spent = project.readLock();
    await expect(project.egress(...approve, '--since', 'HEAD~1')).rejects.toThrow(
      /this line was used before; give another --reason/,
    );
    expect(project.readLock()).toBe(spent);
    const other = ['approve', '--by', '@privacy', '--reason', 'DPR-115: how many are made, again'] as const;
    expect(await project.egress(...other, '--since', 'HEAD~1')).toMatchObject({ code: 0 });
    project.commit();
    expect((await project.egress('--diff', 'HEAD~2')).code).toBe(0);
  });

  it('says whom to compare with where the file is committed already', async () => {
    using project = makeProject();
    await project.egress();
    project.commit();
    const refusal = { code: 'PLB_CLI_USAGE', fix: 'Run `npx plumbline egress --help`.' };
    await expect(project.egress(...approve)).rejects.toMatchObject({
      ...refusal,
      message: expect.stringContaining(
        'no more would leave than at HEAD; name the branch you merge into: `--since main`',
      ) as string,
    });
    await expect(project.egress(...approve, '--since', 'main')).rejects.toMatchObject({
      ...refusal,
      message: expect.not.stringContaining('--since main') as string,
    });
  });

  it('asks the same before an approval is written as the comparison asks, and writes it all the same', async () => {
    using project = makeProject();
    project.commit('without');
    await project.egress();
    const asked = (text: string): string => /^Ask first:\n(?: {2}- .*\n)+/m.exec(text)?.[0] ?? 'nothing';
    const { out: compared } = await project.egress('--diff', 'HEAD');
    expect(asked(compared)).toContain('who answers for vendor? It has no owner, no review, no end');
    const approved = await project.egress(...approve);
    expect(approved).toMatchObject({ code: 0, err: '' });
    expect(asked(approved.out)).toBe(asked(compared));
    // What is approved, what to ask about it, and last what was done: a script reads the last line.
    expect(approved.out).toMatch(
      /would newly receive:[^]*Ask first:[^]*\napproved by @privacy; commit plumbline\.egress\.lock\n$/,
    );
    expect(project.readLock()).toMatch(/^approve {2}[0-9a-f]{12} {2}by=@privacy /m);
    // Where there is nothing to ask, nothing is asked.
    project.commit('approved');
    project.configure({
      fields: 'round: count({ max: 9 }),',
      listed: "'kind', 'round'",
      gates: "{ vendor: { owner: '@privacy', review: 'DPR-9', expires: '2027-12-31' } }",
    });
    await project.egress();
    const { out } = await project.egress('approve', '--by', '@privacy', '--reason', 'DPR-115: how many rounds');
    expect(out).toContain('item_created.round (count, 0 to 9)');
    expect(asked(out)).toBe('nothing');
  });

  it('ends with 3 where the same line was approved as less of a change', async () => {
    using project = makeProject();
    await project.egress();
    project.commit('without it');
    project.configure({ fields: 'round: count({ max: 9 }),', listed: "'kind', 'round'" });
    await project.egress();
    project.commit('with it');
    project.configure({ fields: 'round: count({ max: 10 }),', listed: "'kind', 'round'" });
    await project.egress();
    expect(await project.egress(...approve)).toMatchObject({ code: 0 });
    project.commit('a higher bound, approved');
    expect((await project.egress('--diff', 'HEAD~1')).code).toBe(0);
    expect((await project.egress('--diff', 'HEAD~2')).code).toBe(3);
  });

  it.each([/ {2}by=\S+/, / {2}on=\S+/, / {2}reason=.+/])('ends with 3 where an approval lacks %s', async (column) => {
    using project = makeProject();
    await project.egress();
    project.commit();
    project.configure({ fields: 'round: count(),', listed: "'kind', 'round'" });
    await project.egress();
    await project.egress(...approve);
    const approved = project.readLock();
    project.writeLock(approved.replace(column, ''));
    project.commit();
    expect((await project.egress('--diff', 'HEAD~1')).code).toBe(3);
    project.writeLock(approved);
    project.commit();
    expect((await project.egress('--diff', 'HEAD~2')).code).toBe(0);
  });

  it('ends with 3 where people are asked no more, and with 0 where they are from now on', async () => {
    using project = makeProject();
    await project.egress();
    project.commit();
    project.configure({ asks: true });
    await project.egress();
    expect(project.readLock()).toContain('\nconsent  asked\n');
    expect((await project.egress('--diff', 'HEAD')).code).toBe(0);
    project.commit();
    project.configure({});
    await project.egress();
    expect(await project.egress('--diff', 'HEAD')).toMatchObject({
      code: 3,
      out: expect.stringContaining('nobody is asked for it any more') as string,
    });
  });

  it('ends with 0 where less leaves, and calls everything new where there was no file', async () => {
    using project = makeProject();
    project.commit('without');
    await project.egress();
    project.commit();
    const all = await project.egress('--diff', 'HEAD~1');
    expect(all).toMatchObject({
      code: 3,
      out: expect.stringMatching(
        /^Ask first:\n {2}- who answers for vendor\? It has no owner, no review, no end .*$/m,
      ) as string,
    });
    project.configure({ mirror: false });
    await project.egress();
    expect(await project.egress('--diff', 'HEAD')).toMatchObject({
      code: 0,
      out: expect.stringMatching(
        /would no longer receive[^]*No more would leave than at HEAD: there is nothing to approve\.\n$/,
      ) as string,
    });
    rmSync(project.lockFile);
    expect(await project.egress('--diff', 'HEAD')).toMatchObject({ code: 1 });
  });

  it('takes a file that could not be read at the revision for one that allowed nothing', async () => {
    using project = makeProject();
    await project.egress();
    const text = project.readLock();
    project.writeLock(text.replace('  on  ', ' on '));
    project.commit();
    project.writeLock(text);
    expect(await project.egress('--diff', 'HEAD')).toMatchObject({
      code: 3,
      err: expect.stringContaining('at HEAD: PLB_EGRESS_LOCK_INVALID') as string,
    });
  });

  it('needs no configuration that runs', async () => {
    using project = makeProject();
    await project.egress();
    project.commit();
    project.configure({ host: "' + nonsense + '" });
    expect((await project.egress('--diff', 'HEAD')).code).toBe(0);
  });
});

describe('usage', () => {
  it.each([
    [['--nonsense'], /Unknown option/],
    [['check'], /takes no argument/],
    [['--check', '--diff', 'HEAD'], /two commands/],
    [['approve'], /needs --by and --reason/],
    [['approve', '--check', '--by', '@x', '--reason', 'because of it'], /neither/],
    [['--by', '@x'], /go with `approve`/],
    [['--diff', 'no-such-branch'], /no revision `no-such-branch`/],
    [['--diff', '--output=x'], /argument is ambiguous|no revision/],
    [['--diff=--output=x'], /no revision/],
    [[...approve], /nothing to approve/],
  ])('%j is refused', async (args, message) => {
    using project = makeProject();
    await project.egress();
    project.commit();
    await expect(project.egress(...args)).rejects.toThrow(message);
  });

  it('is explained', async () => {
    using project = makeProject();
    expect(await project.egress('--help')).toMatchObject({
      code: 0,
      out: expect.stringContaining('--diff REV') as string,
    });
  });
});
