import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import type { CommandIo } from '@plumbline/core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { commands } from '../src/cli.ts';
import { MANIFEST } from '../src/manifest.ts';
import type { StackOptions } from '../src/index.ts';
import { application } from './model.ts';

let cwd = '';
beforeEach(async () => {
  cwd = mkdtempSync(path.join(tmpdir(), 'stack-'));
  await run(['generate']);
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

const at = (name: string): string => path.join(cwd, 'observability', name);

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

it('names a file that nobody generated where everything is loaded, and removes none', async () => {
  writeFileSync(at('prometheus/rules/zz-extra.yml'), 'groups: []\n');
  for (const word of ['check', 'generate', 'check']) {
    const { code, stderr, stdout } = await run([word]);
    expect([code, `${stdout}${stderr}`]).toEqual([
      1,
      expect.stringMatching(/Nobody generated these, .*\n {2}prometheus\/rules\/zz-extra\.yml\n/),
    ]);
  }
  expect(JSON.parse((await run(['check', '--json'])).stdout)).toMatchObject({
    foreign: ['prometheus/rules/zz-extra.yml'],
    edited: [],
  });
});

it('refuses a manifest with marks of a conflict, and names what is left over once it is written anew', async () => {
  const options: StackOptions = { exporters: { host: true } };
  expect((await run(['generate'], options)).code).toBe(0);
  writeFileSync(at(MANIFEST), `<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> other\n`);
  for (const word of ['check', 'generate'])
    await expect(run([word])).rejects.toMatchObject({
      code: 'PLB_STACK_OPTION',
      message: expect.stringContaining('holds the marks of a merge conflict'),
    });
  rmSync(at(MANIFEST));
  const { code, stderr } = await run(['generate', '--force']);
  expect(code).toBe(1);
  expect(stderr).toContain('  prometheus/tests/PlumblineHostMemoryLow.test.yml\n');
  expect((await run(['check'])).stdout).toContain('  runbooks/PlumblineHostMemoryLow.md\n');
});

it('writes and removes nothing through a link, and puts files in the place of links with --force', async () => {
  const elsewhere = path.join(cwd, 'elsewhere');
  mkdirSync(elsewhere);
  for (const name of readdirSync(at('runbooks')))
    writeFileSync(path.join(elsewhere, name), readFileSync(at(`runbooks/${name}`)));
  const before = readdirSync(elsewhere);
  rmSync(at('runbooks'), { recursive: true });
  symlinkSync(elsewhere, at('runbooks'));
  const options: StackOptions = { exporters: { host: true } };
  const refused = await run(['generate'], options);
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('so nothing is written:\n  runbooks\n')]);
  expect((await run(['check'])).stdout).toContain('nothing behind them is looked at:\n  runbooks\n');
  expect((await run(['generate', '--force'], options)).code).toBe(0);
  expect(lstatSync(at('runbooks')).isDirectory()).toBe(true);
  expect(readdirSync(elsewhere)).toEqual(before);
  expect((await run(['check'], options)).code).toBe(0);
});

it('removes no folder that stands where a file belongs', async () => {
  rmSync(at('loki/loki.yml'));
  mkdirSync(at('loki/loki.yml'));
  writeFileSync(at('loki/loki.yml/kept'), '');
  expect((await run(['generate'])).code).toBe(1);
  await expect(run(['generate', '--force'])).rejects.toThrow(/^.*loki\/loki\.yml of the folder is not the file/);
  expect(existsSync(at('loki/loki.yml/kept'))).toBe(true);
});

it('says once that a checkout has line ends of Windows, and keeps git from it', async () => {
  expect(readFileSync(at('.gitattributes'), 'utf8')).toMatch(/^\* text eol=lf$/m);
  const names = readdirSync(at('.'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const { name, parentPath } of names) {
    const file = path.join(parentPath, name);
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll('\n', '\r\n'));
  }
  const { code, stdout } = await run(['check']);
  expect(code).toBe(1);
  expect(stdout.split('\n').slice(0, -2)).toEqual([expect.stringMatching(/^Line ends of Windows in \d+ files, /)]);
  expect((await run(['generate'])).code).toBe(0);
  expect((await run(['check'])).code).toBe(0);
});

it('writes files that containers may read, whatever the umask is', async () => {
  const umask = process.umask(0o077);
  try {
    rmSync(at('alloy'), { recursive: true });
    expect((await run(['generate'])).code).toBe(0);
    expect(statSync(at('alloy/config.alloy')).mode & 0o777).toBe(0o644);
    expect(statSync(at('alloy')).mode & 0o777).toBe(0o755);
    expect((await run(['check'])).code).toBe(0);
  } finally {
    process.umask(umask);
  }
});
