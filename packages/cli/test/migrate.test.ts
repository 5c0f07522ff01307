import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { healthyProject, plumbline, type Ran } from './support.ts';

/** A store in a file: one line for each step that was applied. */
const store = (name: string, ids: readonly string[], more = ''): string => `
  import { appendFileSync, existsSync, readFileSync } from 'node:fs';
  const applied = (io) => existsSync(io.cwd + '/${name}.store') ? readFileSync(io.cwd + '/${name}.store', 'utf8').split('\\n') : [];
  export const migrations = [{
    name: '${name}',
    plan: async (io) => ${JSON.stringify(ids)}.filter((id) => !applied(io).includes(id))
      .map((id) => ({ id, checksum: 'c' + id, statement: 'CREATE TABLE t' + id + '\\n(x)' })),
    apply: async (io, steps) => steps.forEach(({ id }) => appendFileSync(io.cwd + '/${name}.store', id + '\\n')),
    ${more}
  }];`;

function withStores(stores: Readonly<Record<string, string>>): string {
  const names = Object.keys(stores);
  return healthyProject({
    'node_modules/@plumbline/node/package.json': {
      name: '@plumbline/node',
      version: '1.0.0',
      exports: {},
      dependencies: Object.fromEntries(names.map((name) => [`@plumbline/${name}`, '*'])),
    },
    ...Object.fromEntries(
      names.flatMap((name) => [
        [
          `node_modules/@plumbline/${name}/package.json`,
          { name: `@plumbline/${name}`, version: '1.0.0', type: 'module', exports: { './cli': './cli.js' } },
        ],
        [`node_modules/@plumbline/${name}/cli.js`, stores[name] ?? ''],
      ]),
    ),
  });
}

const migrate = (cwd: string, ...args: readonly string[]): Promise<Ran> => plumbline(['migrate', ...args], { cwd });

const applied = (cwd: string, name: string): string | undefined => {
  const file = path.join(cwd, `${name}.store`);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
};

it('applies what is missing in every store, says what, and finds nothing the second time', async () => {
  const cwd = withStores({ one: store('one', ['1', '2']), two: store('two', ['1']) });
  expect(await migrate(cwd)).toEqual({
    code: 0,
    stderr: '',
    stdout: `one: 1 is missing (c1)
one: 2 is missing (c2)
two: 1 is missing (c1)
one: applied 1, 2
two: applied 1
`,
  });
  expect([applied(cwd, 'one'), applied(cwd, 'two')]).toEqual(['1\n2\n', '1\n']);
  expect(await migrate(cwd)).toEqual({ code: 0, stderr: '', stdout: 'one: up to date\ntwo: up to date\n' });
});

it('prints the statements and changes nothing in a dry run, which fails while something is missing', async () => {
  const cwd = withStores({ one: store('one', ['1']) });
  expect(await migrate(cwd, '--dry-run')).toEqual({
    code: 1,
    stderr: '',
    stdout: 'one: 1 is missing (c1)\n    CREATE TABLE t1\n    (x)\n',
  });
  expect(applied(cwd, 'one')).toBeUndefined();
  await migrate(cwd);
  expect((await migrate(cwd, '--dry-run')).code).toBe(0);
});

it('takes the one store it is told to', async () => {
  const cwd = withStores({ one: store('one', ['1']), two: store('two', ['1']) });
  expect((await migrate(cwd, '--only', 'two')).code).toBe(0);
  expect([applied(cwd, 'one'), applied(cwd, 'two')]).toEqual([undefined, '1\n']);
  expect(await migrate(cwd, '--only', 'three')).toEqual({
    code: 2,
    stdout: '',
    stderr: 'PLB_CLI_USAGE: migrate: `--only` names none of one, two\n  fix: Name one of them.\n',
  });
});

it('leaves every store alone where one of them differs', async () => {
  const drifted = store(
    'two',
    [],
    "plan: async () => [{ id: '7', checksum: 'c7', statement: 'x', drift: 'TTL is 90 days' }],",
  );
  const cwd = withStores({ one: store('one', ['1']), two: drifted });
  const { code, stdout, stderr } = await migrate(cwd);
  expect([code, stderr]).toEqual([1, 'Nothing was changed: a store is not what its migrations made of it.\n']);
  expect(stdout).toContain('two: 7 differs (c7)\n    TTL is 90 days\n');
  expect([applied(cwd, 'one'), applied(cwd, 'two')]).toEqual([undefined, undefined]);
});

it('plans every store before it changes the first', async () => {
  const unreachable = store('two', [], "plan: async () => { throw new Error('no route'); },");
  const cwd = withStores({ one: store('one', ['1']), two: unreachable });
  expect(await migrate(cwd)).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringContaining('no route') as string,
  });
  expect(applied(cwd, 'one')).toBeUndefined();
});

it('says which store is off, and which could not be loaded', async () => {
  const cwd = withStores({
    one: store('one', [], 'plan: async () => undefined,'),
    two: "export const migrations = [{ name: 'two' }];",
  });
  expect(await migrate(cwd)).toEqual({
    code: 0,
    stdout: 'one: off in this environment\n',
    stderr: 'not loaded: @plumbline/two: an entry of `migrations` is not a store\n',
  });
});

it('does not pass for done where nothing can be migrated', async () => {
  expect(await migrate(withStores({}))).toEqual({
    code: 2,
    stdout: '',
    stderr:
      'PLB_CLI_USAGE: migrate: no installed package brings migrations\n' +
      '  fix: Install the package of the store as a dependency of this application, or leave this step out.\n',
  });
  const twice = withStores({ one: store('one', ['1']), other: store('one', ['1']) });
  expect(await migrate(twice)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('two packages both bring') as string,
  });
});

it('explains itself', async () => {
  expect(await migrate(withStores({}), '--help')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('--dry-run') as string,
  });
});
