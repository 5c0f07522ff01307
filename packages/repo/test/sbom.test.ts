import { describe, expect, it } from 'vitest';
import { type Bom, bomFaults, insideOf, withInlined } from '../src/sbom.ts';
import type { Manifest } from '../src/workspace.ts';

const manifest: Manifest = {
  name: '@plumbline/one',
  version: '1.0.0',
  dependencies: { '@plumbline/core': '^1.0.0', pino: '^10.0.0' },
  devDependencies: { vitest: '5.1.0' },
};

const hashed = [{ type: 'distribution', hashes: [{ alg: 'SHA-512', content: 'x' }] }];
const bom: Bom = {
  specVersion: '1.6',
  metadata: { component: { group: '@plumbline', name: 'one', version: '1.0.0' } },
  components: [
    { group: '@plumbline', name: 'core', version: '1.0.0' },
    { name: 'pino', version: '10.4.0', licenses: [{}], externalReferences: hashed },
  ],
};

const withComponent = (component: object): Bom => ({
  ...bom,
  components: [
    ...(bom.components ?? []),
    { name: 'x', version: '1', licenses: [{}], externalReferences: hashed, ...component },
  ],
});

describe('bomFaults', () => {
  it('passes a complete document', () => {
    expect(bomFaults(bom, manifest)).toEqual([]);
  });

  it.each([
    ['a missing dependency', { ...bom, components: bom.components?.slice(0, 1) ?? [] }, 'misses pino'],
    ['a development tool', withComponent({ name: 'vitest' }), 'development tool vitest'],
    ['no licence', withComponent({ licenses: [] }), 'states no licence'],
    ['no hash', withComponent({ externalReferences: [] }), 'has no hash'],
    ['another version of the format', { ...bom, specVersion: '1.4' }, 'CycloneDX 1.4'],
    ['another package', { ...bom, metadata: { component: { name: 'two', version: '1' } } }, 'describes two'],
  ])('fails on %s', (_what, planted, fault) => {
    expect(bomFaults(planted, manifest)).toEqual([expect.stringContaining(fault)]);
  });
});

describe('what is inside of a package', () => {
  const sdk = { group: '@sdk', name: 'trace', version: '3.1.0', licenses: [{}], externalReferences: hashed };
  const inlined = new Map([['@plumbline/core', [sdk]]]);
  const names = (of: Bom): readonly string[] => (of.components ?? []).map(({ name }) => name);

  it('is listed for it and for those that depend on it, once', () => {
    expect(names(withInlined(bom, inlined))).toEqual(['core', 'pino', 'trace']);
    expect(names(withInlined(withInlined(bom, inlined), inlined))).toEqual(['core', 'pino', 'trace']);
    expect(names(withInlined(bom, new Map([['@plumbline/one', [sdk]]])))).toEqual(['core', 'pino', 'trace']);
    expect(withInlined(bom, new Map([['@plumbline/other', [sdk]]]))).toBe(bom);
  });

  it('must be in the document, though it is a devDependency', () => {
    const building = { ...manifest, devDependencies: { '@sdk/trace': '3.1.0' } };
    const inside = insideOf(bom, inlined).map(({ group = '', name }) => `${group}/${name}`);
    expect(bomFaults(withInlined(bom, inlined), building, inside)).toEqual([]);
    expect(bomFaults(bom, building, inside)).toEqual([expect.stringContaining('misses @sdk/trace')]);
  });
});
