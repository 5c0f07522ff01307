import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { pruneDist } from '../src/prune-dist.ts';
import { makeWorkspace, oneEntry } from './fixture.ts';

const built = {
  'package.json': { name: 'one', exports: oneEntry, plumbline: { entries: ['./src/child.ts'] } },
  'dist/index.js': "import './chunk-a.js';\nawait import('./lazy.js');\n",
  'dist/index.js.map': { sources: ['../src/index.ts', '../node_modules/x/x.js'], sourcesContent: ['own', 'theirs'] },
  'dist/chunk-a.js': 'export {};\n',
  'dist/lazy.js': "export * from './chunk-b.js';\n",
  'dist/chunk-b.js': 'export {};\n',
  'dist/child.js': 'export {};\n',
  'dist/dead.js': "import './chunk-a.js';\n",
  'dist/dead.js.map': { sources: [], sourcesContent: [] },
  'dist/index.d.ts': "export type { A } from './a.ts';\nexport declare const b: import('./b.ts').B;\n",
  'dist/a.d.ts': 'export interface A {}\n',
  'dist/b.d.ts': 'export interface B {}\n',
  'dist/internal.d.ts': "import type { X } from 'x';\nexport declare const x: X;\n",
  'dist/metafile-esm.json': {},
};

it('keeps what an entry reaches and what is neither code nor types, and leaves the sources of others out of maps', () => {
  const root = makeWorkspace(built);
  pruneDist(root);
  expect(readdirSync(path.join(root, 'dist')).toSorted()).toEqual([
    'a.d.ts',
    'b.d.ts',
    'child.js',
    'chunk-a.js',
    'chunk-b.js',
    'index.d.ts',
    'index.js',
    'index.js.map',
    'lazy.js',
    'metafile-esm.json',
  ]);
  expect(JSON.parse(readFileSync(path.join(root, 'dist/index.js.map'), 'utf8'))).toEqual({
    sources: ['../src/index.ts', '../node_modules/x/x.js'],
    sourcesContent: ['own', null],
  });
});

it('ends a build whose entry or import is missing, and removes nothing', () => {
  const { 'dist/b.d.ts': _gone, ...rest } = built;
  const root = makeWorkspace(rest);
  expect(() => pruneDist(root)).toThrow(/b\.d\.ts is missing/);
  expect(existsSync(path.join(root, 'dist/dead.js'))).toBe(true);
});
