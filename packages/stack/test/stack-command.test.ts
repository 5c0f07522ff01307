import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { CommandIo } from '@plumbline/core';
import { afterAll, describe, expect, it } from 'vitest';
import { commands } from '../src/cli.ts';
import type { StackOptions } from '../src/index.ts';
import { resolveStack } from '../src/resolve-stack.ts';
import { stackFiles } from '../src/stack-files.ts';
import { application } from './model.ts';

const cwd = mkdtempSync(path.join(tmpdir(), 'stack-'));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

/** Runs `plumbline stack` on an application with these options. */
async function run(args: readonly string[], options: StackOptions = {}) {
  const said = { stdout: '', stderr: '' };
  const io: CommandIo = {
    cwd,
    env: {},
    stdout: (text) => void (said.stdout += text),
    stderr: (text) => void (said.stderr += text),
    describe: async <Answer>() => ({ application, options, file: undefined }) as Answer,
  };
  return { code: await commands[0]?.run(args, io), ...said };
}

describe('the files of a stack', () => {
  const files = stackFiles(resolveStack(application, {}));

  it('are the same bytes each time, each under a path of its own', () => {
    expect(stackFiles(resolveStack(application, {}))).toEqual(files);
    expect(new Set(files.map((file) => file.path)).size).toBe(files.length);
    for (const { path: name, text } of files) {
      expect(name).toMatch(/^[\w./-]+$/);
      expect(text).toMatch(/\n$/);
    }
  });

  it('begin with a page whose links lead somewhere', () => {
    const page = files.find((file) => file.path === 'README.md')?.text ?? '';
    const links = [...page.matchAll(/\]\(([^)]+)\)/g)].map(([, link]) => link);
    expect(links.length).toBeGreaterThan(60);
    const paths = new Set(files.map((file) => file.path));
    expect(links.filter((link) => !paths.has(link ?? ''))).toEqual([]);
  });
});

describe('plumbline stack', () => {
  it('writes, checks, keeps what was edited by hand, and removes what is no longer needed', async () => {
    expect(await run(['check'])).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('Not there yet:\n  .gitattributes\n  README.md\n'),
    });
    expect(await run(['generate'])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^observability: \d+ files, \d+ written, 0 removed\n$/),
    });
    expect(await run(['check'])).toMatchObject({ code: 0 });
    expect(await run(['generate'])).toMatchObject({ stdout: expect.stringContaining(' 0 written, 0 removed') });

    const scraped: StackOptions = { metricsStore: 'mimir' };
    expect((await run(['check'], scraped)).stdout).toMatch(
      /Not there yet:\n {2}mimir\/mimir\.yml\n.*No longer needed:\n/s,
    );
    const rules = path.join(cwd, 'observability/prometheus/rules/alerts.yml');
    const before = readFileSync(rules, 'utf8');
    writeFileSync(rules, `${before}# by hand\n`);
    expect(await run(['generate'], scraped)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /^Edited by hand, and so nothing is written:\n {2}prometheus\/rules\/alerts\.yml\n.*\n$/,
      ),
    });
    expect(await run(['check'])).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('Edited by hand:\n  prometheus/rules/alerts.yml\n'),
    });
    expect(await run(['generate', '--force'], scraped)).toMatchObject({
      code: 0,
      stdout: expect.not.stringContaining(' 0 removed'),
    });
    expect(readFileSync(rules, 'utf8')).not.toContain('# by hand');
    expect(await run(['check'], scraped)).toMatchObject({ code: 0 });
  });

  it.each([
    [[], /needs `generate`, `check` or `draw`/],
    [['gnerate'], /`gnerate` is none of/],
    [['generate', 'here'], /takes no word behind `generate`/],
    [['check', '--out', ''], /--out needs a folder/],
    [['check', '--outt', 'x'], /Unknown option/],
    [['generate', '--out', 'a\n# b'], /--out needs a folder without spaces/],
    [['generate', '--out', 'a}$(b)'], /--out needs a folder without spaces/],
    [['generate', '--json'], /--json goes with `check`/],
  ])('says of %j what is wrong', async (args, message) => {
    await expect(run(args)).rejects.toThrow(message);
    await expect(run(args)).rejects.toMatchObject({ code: 'PLB_CLI_USAGE' });
  });

  it('says who is told of nothing, and what is left out that could be there', async () => {
    const out = ['--out', 'told'];
    const said = [await run(['generate', ...out]), await run(['check', ...out])];
    for (const { code, stderr } of said) {
      expect(code).toBe(0);
      expect(stderr).toMatch(/^! nobody will be told of any alert: no receiver is named.*\n {2}fix: Name one in plumb/);
      expect(stderr).toContain('! PlumblineBugReportSubmitted left out: no event is named as the report of a bug\n');
      expect(stderr).toMatch(/! alerts and boards left out .*: 12 more; README\.md of the folder lists them\n$/);
    }
    const page = readFileSync(path.join(cwd, 'told/README.md'), 'utf8');
    expect(page).toContain('| `oncall` | critical alerts | nobody |');
    expect(page).toMatch(/## What is left out\n.*\| PlumblineProbeFailing \| no readiness endpoint is named \|/s);

    const oncall = [{ kind: 'webhook', urlFile: '/run/secrets/hook' }] as const;
    const { code, stderr, stdout } = await run(['check', '--json', ...out], { receivers: { oncall } });
    expect([code, stderr]).toEqual([1, '']);
    expect(JSON.parse(stdout)).toMatchObject({
      environment: 'production',
      missing: [],
      edited: [],
      drifted: expect.arrayContaining(['README.md', 'alertmanager/alertmanager.yml']),
      notes: expect.arrayContaining([{ what: expect.stringContaining('no receiver `chat`'), fix: expect.any(String) }]),
    });
  });

  it('draws its boards, which are no part of the stack', async () => {
    const out = 'drawn';
    expect(await run(['draw', '--out', out, '--dark'])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^drawn\/pictures: \d+ boards/),
    });
    expect(readFileSync(path.join(cwd, out, 'pictures/plumbline-reliability.svg'), 'utf8')).toMatch(/^<svg /);
    await run(['generate', '--out', out]);
    expect(await run(['check', '--out', out])).toMatchObject({ code: 0 });
  });

  it('explains itself', async () => {
    expect(await run(['--help'])).toMatchObject({ code: 0, stdout: expect.stringContaining('Exit codes:') });
  });
});
