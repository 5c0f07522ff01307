import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkSurface, checkSurfaceChangesets } from '../src/check-surface.ts';
import { mustRun } from '../src/command.ts';
import { type Files, makeWorkspace, oneEntry, writeFiles } from './fixture.ts';

const INDEX = `import type { Inner } from './inner.ts';
/** Adds. */
export declare function add(a: number, b?: number): number;
export interface Options { readonly inner: Inner }
export declare const LIMIT = 10;
`;

const files: Files = {
  'packages/one/package.json': { name: '@plumbline/one', version: '0.0.0', type: 'module', exports: oneEntry },
  'packages/one/dist/index.d.ts': INDEX,
  'packages/one/dist/inner.d.ts': 'export interface Inner { readonly deep: string }\n',
};

const written = (): string => {
  const root = makeWorkspace(files);
  checkSurface(root, { write: true });
  return root;
};

const withIndex = (root: string, text: string): readonly string[] => {
  writeFiles(root, { 'packages/one/dist/index.d.ts': text });
  return checkSurface(root).faults;
};

describe('checkSurface', () => {
  it('writes names, kinds, declarations and reached types, and then passes', () => {
    const root = written();
    const text = readFileSync(path.join(root, 'packages/one/surface.txt'), 'utf8');
    for (const part of [
      'export LIMIT: value',
      'export Options: interface',
      'export add: function',
      'reached Inner: interface',
    ]) {
      expect(text).toContain(part);
    }
    expect(text).toContain('function add(a: number, b?: number): number;');
    expect(text).not.toContain('Adds.');
    expect(checkSurface(root).faults).toEqual([]);
  });

  it.each([
    ['an added export', `${INDEX}export declare const more: string;\n`, '+ export more: value'],
    ['a removed export', INDEX.replace('export declare const LIMIT = 10;\n', ''), '- export LIMIT: value'],
    ['a changed parameter', INDEX.replace('b?: number', 'b: number'), 'b: number): number;'],
    ['a changed literal', INDEX.replace('LIMIT = 10', 'LIMIT = 11'), '+     const LIMIT = 11;'],
  ])('fails on %s', (_what, text, line) => {
    const [fault = ''] = withIndex(written(), text);
    expect(fault).toContain('@plumbline/one: its public surface differs');
    expect(fault).toContain(line);
  });

  it('fails when a type that is only reached changes, and not when a comment does', () => {
    const root = written();
    expect(withIndex(root, INDEX.replace('Adds.', 'Adds two numbers.'))).toEqual([]);
    writeFiles(root, { 'packages/one/dist/inner.d.ts': 'export interface Inner { readonly deep: number }\n' });
    expect(checkSurface(root).faults).toHaveLength(1);
  });

  it('fails loudly for a package that is not built', () => {
    const root = makeWorkspace({ 'packages/one/package.json': { name: '@plumbline/one', exports: oneEntry } });
    expect(() => checkSurface(root)).toThrow(/build the package first/);
  });
});

describe('checkSurfaceChangesets', () => {
  const inGit = async (): Promise<string> => {
    const root = written();
    const git = (...args: readonly string[]): Promise<unknown> => mustRun('git', ['-C', root, ...args]);
    await git('init', '-q', '-b', 'main');
    await git('add', '.');
    await git('-c', 'user.name=t', '-c', 'user.email=t@localhost', 'commit', '-qm', 'base');
    return root;
  };

  it('asks for a changeset that names the package whose surface changed', async () => {
    const root = await inGit();
    expect((await checkSurfaceChangesets(root, '')).faults).toEqual([]);
    writeFiles(root, { 'packages/one/dist/index.d.ts': `${INDEX}export declare const more: string;\n` });
    checkSurface(root, { write: true });
    expect((await checkSurfaceChangesets(root, '')).faults).toEqual([
      expect.stringContaining('no changeset names the package'),
    ]);
    writeFiles(root, { '.changeset/other.md': "---\n'@plumbline/two': minor\n---\n\nOther.\n" });
    expect((await checkSurfaceChangesets(root, '')).faults).toHaveLength(1);
    writeFiles(root, { '.changeset/more.md': "---\n'@plumbline/one': minor\n---\n\nMore.\n" });
    expect((await checkSurfaceChangesets(root, '')).faults).toEqual([]);
  });

  it('compares nothing without git or for a package new to the base, and refuses an unknown CI_BASE', async () => {
    const plain = written();
    expect(await checkSurfaceChangesets(plain, '')).toMatchObject({ faults: [], count: 0 });
    const root = await inGit();
    writeFiles(root, { 'packages/two/package.json': { name: '@plumbline/two' }, 'packages/two/surface.txt': 'new\n' });
    expect((await checkSurfaceChangesets(root, '')).faults).toEqual([]);
    await expect(checkSurfaceChangesets(root, 'no-such-ref')).rejects.toThrow(/CI_BASE=no-such-ref is not a commit/);
  });
});
