import { symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkPacks } from '../src/pack-check.ts';
import { checkout } from '../src/workspace.ts';
import { type Files, linkTools, makeWorkspace, oneEntry } from './fixture.ts';

interface Planted {
  readonly js?: string;
  readonly types?: string;
  readonly readme?: false;
  readonly manifest?: object;
  readonly more?: Files;
}

const published = (exports: object): object => ({ access: 'public', exports });

const entry = { types: './dist/index.d.ts', default: './dist/index.js' };

const packageFiles = (id: string, { js, types, readme, manifest, more = {} }: Planted = {}): Files => {
  const base = `packages/${id}`;
  return {
    [`${base}/package.json`]: {
      name: `@plumbline/${id}`,
      version: '0.0.0',
      license: 'MIT',
      type: 'module',
      sideEffects: false,
      exports: oneEntry,
      files: ['dist'],
      engines: { node: '>=22.18' },
      publishConfig: published({ '.': entry, './package.json': './package.json' }),
      ...manifest,
    },
    [`${base}/dist/index.js`]: js ?? 'export const one = 1;\n',
    [`${base}/dist/index.d.ts`]: types ?? 'export declare const one: number;\n',
    ...(readme === false ? {} : { [`${base}/README.md`]: `# ${id}\n` }),
    ...Object.fromEntries(Object.entries(more).map(([file, text]) => [`${base}/${file}`, text])),
  };
};

const check = async (packages: Readonly<Record<string, Planted>>): Promise<readonly string[]> => {
  const root = makeWorkspace({
    'package.json': { name: 'fixture', private: true },
    'pnpm-workspace.yaml': 'packages:\n  - packages/*\npmOnFail: ignore\nupdateNotifier: false\n',
    LICENSE: 'MIT\n',
    ...Object.assign({}, ...Object.entries(packages).map(([id, planted]) => packageFiles(id, planted))),
  });
  linkTools(root);
  // A peer's version is looked up where the workspace has it installed.
  symlinkSync(
    path.join(checkout, 'packages/health/node_modules'),
    path.join(root, 'packages', Object.keys(packages)[0] ?? '', 'node_modules'),
  );
  return (await checkPacks(root, { lint: true, idleMs: 300 })).faults;
};

const optionalPeer = { peerDependencies: { fastify: '^5.0.0' }, peerDependenciesMeta: { fastify: { optional: true } } };
const peerImport = "import fastify from 'fastify';\nexport const two = typeof fastify;\n";
const withSubpath = {
  ...optionalPeer,
  exports: { ...oneEntry, './sub': { types: './dist/sub.d.ts', default: './dist/sub.js' } },
  publishConfig: published({ '.': entry, './sub': { types: './dist/sub.d.ts', default: './dist/sub.js' } }),
};

describe('checkPacks', { timeout: 240_000 }, () => {
  it('passes sound packages, also one with a subpath that needs an optional peer', async () => {
    const more = { 'dist/sub.js': peerImport, 'dist/sub.d.ts': 'export declare const two: string;\n' };
    expect(await check({ sound: {}, peer: { manifest: withSubpath, more } })).toEqual([]);
  });

  it('names the package and the reason for each planted fault', async () => {
    const faults = await check({
      sound: {},
      prints: { js: "console.log('hello');\nexport const one = 1;\n" },
      stays: { js: 'setInterval(() => {}, 1000);\nexport const one = 1;\n' },
      throws: { js: "throw new Error('planted');\n" },
      awaits: { js: 'export const one = await Promise.resolve(1);\n' },
      mistyped: { types: "export declare const one: import('./gone.js').Gone;\n" },
      undocumented: { readme: false },
      needs: { js: peerImport, types: 'export declare const two: string;\n', manifest: optionalPeer },
      borrows: {
        js: "export const one = 1;\nexport const load = () => import('fastify');\n",
        more: {
          'dist/lost.d.ts': "import type { FastifyInstance } from 'fastify';\nexport type A = FastifyInstance;\n",
          'dist/metafile-esm.json': '{}\n',
        },
      },
      condition: { manifest: { publishConfig: published(oneEntry) } },
    });
    const about = (id: string): string => faults.filter((fault) => fault.includes(`@plumbline/${id}`)).join('\n');
    expect(about('sound')).toBe('');
    for (const node of ['node-22', 'node-24', 'node-26']) {
      for (const form of ['esm', 'cjs']) {
        expect(about('prints')).toContain(`${node} ${form}: @plumbline/prints: importing it prints: hello`);
        expect(about('stays')).toContain(`${node} ${form}: @plumbline/stays: importing it keeps the process alive`);
      }
      expect(about('awaits')).toContain(`${node} cjs: @plumbline/awaits: ERR_REQUIRE_ASYNC_MODULE`);
    }
    expect(about('throws')).toContain('planted');
    expect(about('mistyped')).toMatch(/types under (?:node16|nodenext|bundler): .*error TS2307/);
    expect(about('undocumented')).toBe('@plumbline/undocumented: README.md is not in the tarball');
    expect(about('needs')).toContain('no optional peer: node-24 esm: @plumbline/needs: ERR_MODULE_NOT_FOUND');
    expect(about('needs')).not.toContain('all peers');
    expect(about('borrows').split('\n')).toEqual([
      '@plumbline/borrows: dist/metafile-esm.json is in the tarball; leave it out with "files"',
      '@plumbline/borrows: dist/index.js imports fastify, which is no dependency of it',
      '@plumbline/borrows: dist/lost.d.ts imports fastify, which is no dependency of it',
    ]);
    expect(about('condition')).toContain('plumbline:source');
  });
});
