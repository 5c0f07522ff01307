import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { findCommands } from '../src/find-commands.ts';
import { commandOwners } from '../src/missing-command.ts';
import { linkPackages, makeFolder, plumbline, writeFiles } from './support.ts';

const application = (dependencies: object): string => {
  const cwd = makeFolder();
  writeFiles(cwd, { 'package.json': { name: 'shop', type: 'module', dependencies } });
  return cwd;
};

const packages = path.resolve(import.meta.dirname, '../..');

/** Packages of this workspace with a part for the command line. */
const withCli = (): readonly string[] =>
  readdirSync(packages).flatMap((folder) => {
    const { exports, name } = JSON.parse(readFileSync(path.join(packages, folder, 'package.json'), 'utf8')) as {
      readonly exports?: object;
      readonly name: string;
    };
    return exports !== undefined && './cli' in exports ? [name] : [];
  });

it('knows which package brings which command', async () => {
  const owners = withCli();
  const cwd = application(Object.fromEntries(owners.map((name) => [name, '*'])));
  linkPackages(cwd, [...owners, '@plumbline/core']);
  const { commands, failures } = await findCommands(cwd);
  expect(failures).toEqual([]);
  expect(Object.fromEntries(commands.map(({ from, name }) => [name, from]))).toEqual(commandOwners);
});

it('says what to install where a command is of a package that the application does not have', async () => {
  const cwd = application({ zod: '*' });
  expect(await plumbline(['audit', 'verify'], { cwd })).toEqual({
    code: 2,
    stdout: '',
    stderr: `PLB_CLI_USAGE: \`plumbline audit\` comes with @plumbline/audit, which ${cwd} does not have\n  fix: Install it there: \`npm install @plumbline/audit\`, or run the command in the folder of the application that has it.\n`,
  });
  const { code, stderr } = await plumbline(['stack', '--help'], { cwd });
  expect([code, stderr]).toEqual([2, expect.stringContaining('`npm install --save-dev @plumbline/stack`, or run')]);
  expect((await plumbline(['audti'], { cwd })).stderr).toContain('there is no command `audti`; did you mean `audit`?');
});

it('says so where the package is there, but the package.json does not name it', async () => {
  const cwd = application({ zod: '*' });
  linkPackages(cwd, ['@plumbline/audit']);
  expect(await plumbline(['audit', '--help'], { cwd })).toEqual({
    code: 2,
    stdout: '',
    stderr: `PLB_CLI_USAGE: \`plumbline audit\` comes with @plumbline/audit, which is installed, but ${cwd}/package.json does not name it\n  fix: Add it to the dependencies there: \`npm install @plumbline/audit\`.\n`,
  });
});

it('says that a package could not be loaded, and does not ask for it to be installed', async () => {
  const cwd = application({ '@plumbline/audit': '*' });
  writeFiles(cwd, {
    'node_modules/@plumbline/audit/package.json': {
      name: '@plumbline/audit',
      version: '1.0.0',
      exports: { './cli': './cli.js' },
    },
    'node_modules/@plumbline/audit/cli.js': "import '@plumbline/nowhere';\nexport const commands = [];\n",
  });
  const { code, stderr } = await plumbline(['audit', 'verify'], { cwd });
  expect([code, stderr]).toEqual([2, expect.stringMatching(/^not loaded: @plumbline\/audit: .*nowhere/)]);
  expect(stderr).toContain('PLB_CLI_USAGE: `plumbline audit` comes with @plumbline/audit, which could not be loaded');
});

it('says so where there is no application', async () => {
  const { stderr } = await plumbline(['audit'], { cwd: '/' });
  expect(stderr).toContain('`plumbline audit` comes with @plumbline/audit, and there is no package.json here');
});
