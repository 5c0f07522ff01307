import { describe, expect, it } from 'vitest';
import { noticeFaults, noticesOf } from '../src/notices.ts';
import { packagesIn, type WorkspacePackage } from '../src/workspace.ts';
import { type Files, makeWorkspace } from './fixture.ts';

const modules = (name: string, manifest: object, texts: Readonly<Record<string, string>>): Files => ({
  [`node_modules/${name}/package.json`]: { name, version: '1.2.3', ...manifest },
  [`node_modules/${name}/src/index.js`]: 'export const x = 1;\n',
  ...Object.fromEntries(Object.entries(texts).map(([file, text]) => [`node_modules/${name}/${file}`, text])),
});

const APACHE = '\n     Apache License\n   text\n\n';
const installed: Files = {
  ...modules('@scope/b', { license: 'Apache-2.0', author: { name: 'The B Authors' } }, { LICENSE: APACHE }),
  ...modules('a', { license: 'Apache-2.0', author: 'A' }, { LICENSE: APACHE, NOTICE: 'Made by A.\n' }),
  ...modules('gpl', { license: 'GPL-3.0-only' }, { 'LICENSE.md': 'GPL\n' }),
  ...modules('silent', { license: 'MIT' }, {}),
};

const input = (name: string, bytesInOutput = 10): object => ({
  [`../../node_modules/${name}/src/index.js`]: { bytesInOutput },
});

/** A built package whose JavaScript holds what `inputs` names, and a chunk that was pruned. */
const built = (inputs: readonly object[], manifest: object = {}, more: Files = {}): WorkspacePackage => {
  const root = makeWorkspace({
    ...installed,
    'packages/one/package.json': {
      name: '@plumbline/one',
      version: '0.0.0',
      files: ['dist', 'THIRD_PARTY_NOTICES.md'],
      ...manifest,
    },
    'packages/one/dist/index.js': 'export {};\n',
    'packages/one/dist/metafile-esm.json': {
      outputs: {
        'dist/index.js': { inputs: Object.assign({ 'src/index.ts': { bytesInOutput: 5 } }, ...inputs) as object },
        'dist/pruned.js': { inputs: input('silent') },
      },
    },
    ...Object.fromEntries(Object.entries(more).map(([file, text]) => [`packages/one/${file}`, text])),
  });
  const [one] = packagesIn(root, 'packages');
  if (one === undefined) throw new Error('no package');
  return one;
};

describe('the notices of a package', () => {
  it('name what is inside it, once with the text of each licence, and every notice', () => {
    const text = noticesOf(built([input('a'), input('@scope/b'), input('gpl', 0)]).folder) ?? '';
    expect(text).toContain(
      '| `@scope/b` | 1.2.3 | Apache-2.0 | The B Authors |\n| `a` | 1.2.3 | Apache-2.0 | A |\n\n' +
        '## Licence of @scope/b, a\n\n```text\n     Apache License\n   text\n```\n\n## Notice of a\n\n```text\nMade by A.\n```\n',
    );
    expect(text).not.toMatch(/gpl|silent/);
  });

  it('are not there where nothing of others is inside', () => {
    const one = built([]);
    expect(noticesOf(one.folder)).toBeUndefined();
    expect(noticeFaults(one)).toEqual([]);
  });

  it('are the same wherever the workspace is', () => {
    expect(noticesOf(built([input('a')]).folder)).toBe(noticesOf(built([input('a')]).folder));
  });
});

describe('noticeFaults', () => {
  it('takes a dependency that is inside and that a declaration names', () => {
    const types = { 'dist/index.d.ts': "import type { X } from 'a';\nexport declare const x: X;\n" };
    expect(noticeFaults(built([input('a')], { dependencies: { a: '1' } }, types))).toEqual([]);
  });

  it.each([
    [
      'a licence that asks for more',
      () => built([input('gpl')]),
      'gpl must not be inlined: its licence is GPL-3.0-only',
    ],
    [
      'no text of a licence',
      () => built([input('silent')]),
      'silent must not be inlined: it has no file with its licence',
    ],
    [
      'notices that are not published',
      () => built([input('a')], { files: ['dist'] }),
      '"files" must name THIRD_PARTY_NOTICES',
    ],
    [
      'a dependency that is inside too',
      () => built([input('a')], { dependencies: { a: '1' } }),
      'a is inlined, so it must be',
    ],
    [
      'notices of nothing',
      () => built([], {}, { 'THIRD_PARTY_NOTICES.md': 'x\n' }),
      "holds nobody else's code; remove it",
    ],
  ])('finds %s', (_what, make, fault) => {
    expect(noticeFaults(make())).toEqual([expect.stringContaining(fault)]);
  });
});
