import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { packagesWithChangeset } from '../src/changesets.ts';
import { checkArrows } from '../src/check-arrows.ts';
import { runCommand } from '../src/command.ts';
import { createPackage } from '../src/new-package.ts';
import { checkout, filesBelow, packagesIn } from '../src/workspace.ts';
import { copyIn, linkModules, linkTools, makeWorkspace } from './fixture.ts';

const makeCopy = (): string => {
  const root = makeWorkspace({});
  copyIn(root, ['package.json', 'tsconfig.base.json', 'vitest.config.ts', '.oxlintrc.json', 'packages/core']);
  copyIn(root, [
    'packages/repo/src/tsup.base.ts',
    'packages/repo/src/ascii.ts',
    'packages/repo/src/bring-along.ts',
    'packages/repo/template',
    'packages/repo/template-adapter',
    'packages/repo/package.json',
  ]);
  // Every suite runs under the egress guard.
  copyIn(root, ['packages/repo/src/vitest-setup.ts', 'packages/testkit/src', 'packages/testkit/package.json']);
  linkTools(root);
  return root;
};

const withArrows = (): string => {
  const root = makeWorkspace({ 'packages/repo/arrows.json': '{ "core": [] }\n' });
  copyIn(root, ['packages/repo/template']);
  return root;
};

/** Everything that a new package has to pass, as its author runs it. */
const expectSound = async (root: string, folder: string, id: string): Promise<void> => {
  const tool = (name: string): string => path.join(checkout, 'packages/repo/node_modules', name);
  linkModules(root, 'packages/repo', { tsup: tool('tsup') });
  linkModules(root, 'packages/testkit', { vitest: tool('vitest'), '@plumbline/core': 'packages/core' });
  linkModules(root, `packages/${id}`, {
    '@plumbline/core': 'packages/core',
    '@plumbline/testkit': 'packages/testkit',
    '@types/node': tool('@types/node'),
    vitest: tool('vitest'),
    tsup: tool('tsup'),
  });
  const bin = path.join(checkout, 'node_modules/.bin');
  const steps: readonly (readonly [string, ...string[]])[] = [
    ['tsc', '-p', 'tsconfig.json'],
    ['tsup', '--silent'],
    ['tsc', '-p', 'tsconfig.build.json'],
    ['vitest', 'run'],
    ['oxlint', '--deny-warnings', 'src', 'test'],
  ];
  for (const [name, ...args] of steps) {
    const { status, stdout, stderr } = await runCommand(path.join(bin, name), args, { cwd: folder });
    expect(`${name} ${status}${status === 0 ? '' : `\n${stdout}${stderr}`}`).toBe(`${name} 0`);
  }
};

const withLint = (): string => {
  const root = makeCopy();
  // The lint's configuration loads the rules of the workspace from their source.
  copyIn(root, ['packages/repo/arrows.json', 'packages/lint/src', 'packages/lint/package.json']);
  return root;
};

describe('createPackage', () => {
  it('makes a package that type-checks, builds, passes its tests and the lint', { timeout: 120_000 }, async () => {
    const root = withLint();
    const folder = createPackage(root, 'rate-limits', { description: 'Keeps rates low.' });
    await expectSound(root, folder, 'rate-limits');
    const created = packagesIn(root, 'packages').find(({ id }) => id === 'rate-limits');
    expect(created?.manifest).toMatchObject({ name: '@plumbline/rate-limits', description: 'Keeps rates low.' });
  });

  it('makes an adapter that passes the whole contract', { timeout: 240_000 }, async () => {
    const root = withLint();
    const folder = createPackage(root, 'adapter-my-vendor', { adapter: true });
    const left = filesBelow(folder, '').filter((file) =>
      /__(?:vendor|name|kind|description)/i.test(file + readFileSync(file, 'utf8')),
    );
    expect(left).toEqual([]);
    await expectSound(root, folder, 'adapter-my-vendor');
    const strange = checkArrows(root).faults.filter((fault) => fault.includes('adapter-my-vendor/'));
    expect(strange).toEqual([]);
  });

  it.each(['nats', 'adapter-', 'adapter-3d', 'adapter-new'])('refuses %s as the name of an adapter', (name) => {
    expect(() => createPackage(withArrows(), name, { adapter: true })).toThrow(/fix:/);
  });

  it('lists the arrow and writes a changeset', () => {
    const root = withArrows();
    createPackage(root, '@plumbline/adapter-nats');
    expect(JSON.parse(readFileSync(path.join(root, 'packages/repo/arrows.json'), 'utf8'))).toEqual({
      core: [],
      'adapter-nats': ['core'],
    });
    expect([...packagesWithChangeset(root)]).toEqual(['@plumbline/adapter-nats']);
    expect(checkArrows(root).faults).toEqual(['arrows.json: "core" is listed but packages/core does not exist']);
  });

  it.each([undefined, '', 'Upper', '../escape', 'a b', '-x', 'x-', 'x'.repeat(41), '1st'])(
    'refuses the name %s with a fix',
    (name) => {
      const root = withArrows();
      expect(() => createPackage(root, name)).toThrow(/fix:/);
    },
  );

  it('refuses a taken name, and a description that would break a file', () => {
    const root = withArrows();
    createPackage(root, 'taken');
    expect(() => createPackage(root, 'taken')).toThrow(/exists already[\s\S]*fix:/);
    expect(() => createPackage(root, 'other', { description: 'with a "quote"' })).toThrow(/fix:/);
    expect(packagesIn(root, 'packages').map(({ id }) => id)).toEqual(['taken']);
  });
});
