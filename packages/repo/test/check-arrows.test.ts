import { describe, expect, it } from 'vitest';
import { checkArrows } from '../src/check-arrows.ts';
import { checkout } from '../src/workspace.ts';
import { type Files, makeWorkspace } from './fixture.ts';

const house = (...names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [`@plumbline/${name}`, 'workspace:^']));

const sound: Files = {
  'packages/repo/arrows.json': { core: [], redact: [], 'adapter-x': ['core'], node: ['adapter-x', 'core'] },
  'packages/core/package.json': { name: '@plumbline/core' },
  'packages/core/src/index.ts': "export { a } from './a.ts';\n",
  'packages/core/src/a.ts': 'export const a: number = 1;\n',
  'packages/redact/package.json': { name: '@plumbline/redact' },
  'packages/redact/src/index.ts': 'export {};\n',
  'packages/adapter-x/package.json': { name: '@plumbline/adapter-x', dependencies: house('core') },
  'packages/adapter-x/src/index.ts': "import type { A } from '@plumbline/core';\nexport type B = A;\n",
  'packages/node/package.json': { name: '@plumbline/node', dependencies: house('adapter-x', 'core') },
  'packages/node/src/index.ts': "import { a } from '@plumbline/core/context';\nexport { a };\n",
};

const faultsWith = (planted: Files): readonly string[] => checkArrows(makeWorkspace({ ...sound, ...planted })).faults;

describe('checkArrows', () => {
  it('passes a sound workspace, and this one', () => {
    expect(faultsWith({})).toEqual([]);
    expect(checkArrows(checkout).count).toBeGreaterThan(10);
  });

  it('refuses a dependency that is not listed, in dependencies and in peerDependencies', () => {
    for (const key of ['dependencies', 'peerDependencies']) {
      const manifest = { name: '@plumbline/core', [key]: house('redact') };
      expect(faultsWith({ 'packages/core/package.json': manifest })).toEqual([
        'packages/core/package.json: core → redact is not in arrows.json',
      ]);
    }
  });

  it.each([
    ["import { r } from '@plumbline/redact';\n", 'imports @plumbline/redact, but core → redact'],
    ["import type { R } from '@plumbline/redact';\n", 'imports @plumbline/redact'],
    ["export const late = () => import('@plumbline/redact/shapes');\n", 'imports @plumbline/redact/shapes'],
    ["export { x } from '../../redact/src/index.ts';\n", 'outside its own src'],
    ["export { x } from '@plumbline/core';\n", 'imports its own package'],
  ])('refuses the import %s', (text, fault) => {
    const faults = faultsWith({ 'packages/core/src/a.ts': text });
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain('packages/core/src/a.ts:1: ');
    expect(faults[0]).toContain(fault);
  });

  it('lets an adapter import the main entry of core alone', () => {
    const faults = faultsWith({ 'packages/adapter-x/src/index.ts': "import '@plumbline/core/context';\n" });
    expect(faults).toEqual([expect.stringContaining('an adapter may import only @plumbline/core')]);
  });

  it('holds its rules against the list itself', () => {
    const list = { core: ['redact'], redact: ['core'], 'adapter-x': ['core', 'redact'], node: ['cli', 'core'] };
    const faults = faultsWith({ 'packages/repo/arrows.json': list }).join('\n');
    for (const part of ['core depends on nothing', 'redact depends on nothing', 'cycle core → redact → core']) {
      expect(faults).toContain(part);
    }
    expect(faults).toContain('an adapter may depend on core alone');
    expect(faults).toContain('nothing may depend on cli');
  });

  it('refuses any dependency of redact, a dev edge to an end, unlisted packages and stale arrows', () => {
    const redact = { name: '@plumbline/redact', dependencies: { tiny: '^1.0.0' }, devDependencies: house('cli') };
    expect(faultsWith({ 'packages/redact/package.json': redact })).toEqual([
      expect.stringContaining('devDependency on cli'),
      expect.stringContaining('redact has no dependency at all'),
    ]);
    expect(faultsWith({ 'packages/extra/package.json': { name: '@plumbline/extra' } })).toEqual([
      expect.stringContaining('packages/extra is not listed'),
    ]);
    expect(faultsWith({ 'packages/adapter-x/package.json': { name: '@plumbline/adapter-x' } })).toEqual([
      expect.stringContaining('remove the arrow'),
    ]);
  });
});
