import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { healthyProject, makeFolder, presetManifest, runProgram, writeFiles } from './support.ts';

const GREETER = `export const commands = [
  { name: 'greet', summary: 'says hello', run: async (args, io) => { io.stdout('hello ' + args.join(' ') + '\\n'); return 1; } },
];
export const checks = [{ name: 'manners', run: () => ({ status: 'fault', faults: [{ what: 'no greeting', fix: 'Greet.' }] }) }];
`;

const pkg = (name: string, more: object = {}): object => ({
  name: `@plumbline/${name}`,
  version: '1.0.0',
  type: 'module',
  exports: { './cli': './cli.js' },
  ...more,
});

/** Commands come from a dependency and from a dependency of one. */
function withCommands(): string {
  return healthyProject({
    'node_modules/@plumbline/node/package.json': presetManifest({
      dependencies: { '@plumbline/greeter': '*' },
    }),
    'node_modules/@plumbline/greeter/package.json': pkg('greeter'),
    'node_modules/@plumbline/greeter/cli.js': GREETER,
  });
}

it('says what it can do, its version, and what it does not know', async () => {
  const cwd = makeFolder();
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };
  const help = await runProgram(['--help'], { cwd });
  expect([help.code, help.stdout]).toEqual([
    0,
    expect.stringMatching(/Usage: plumbline <command>[\s\S]*doctor[\s\S]*init[\s\S]*Exit codes: 0/),
  ]);
  expect(await runProgram(['--version'], { cwd })).toMatchObject({ code: 0, stdout: `${manifest.version}\n` });
  expect(await runProgram([], { cwd })).toMatchObject({ code: 2, stdout: '' });
  const unknown = await runProgram(['docter'], { cwd });
  expect([unknown.code, unknown.stderr]).toEqual([
    2,
    'PLB_CLI_USAGE: there is no command `docter`; did you mean `doctor`?\n  fix: Run `npx plumbline --help`.\n',
  ]);
  const option = await runProgram(['doctor', '--jsn'], { cwd });
  expect([option.code, option.stderr]).toEqual([
    2,
    "PLB_CLI_USAGE: doctor: Unknown option '--jsn'\n  fix: Run `npx plumbline doctor --help`.\n",
  ]);
  expect(await runProgram(['init', '--help'], { cwd })).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('--dry-run') as string,
  });
});

it('runs the commands and checks that installed packages bring', async () => {
  const cwd = withCommands();
  expect((await runProgram(['--help'], { cwd })).stdout).toContain('greet    says hello (@plumbline/greeter)');
  expect(await runProgram(['greet', 'you', '--loudly'], { cwd })).toMatchObject({
    code: 1,
    stdout: 'hello you --loudly\n',
  });
  expect((await runProgram(['doctor'], { cwd })).stdout).toMatch(/✗ manners +no greeting\n +fix: Greet\./);
});

it('names a package whose commands cannot be loaded, and goes on', async () => {
  const cwd = withCommands();
  writeFiles(cwd, {
    'node_modules/@plumbline/node/package.json': presetManifest({
      dependencies: { '@plumbline/greeter': '*', '@plumbline/broken': '*', '@plumbline/unbuilt': '*' },
    }),
    'node_modules/@plumbline/broken/package.json': pkg('broken'),
    'node_modules/@plumbline/broken/cli.js': "throw new Error('no luck');",
    'node_modules/@plumbline/unbuilt/package.json': pkg('unbuilt'),
  });
  const { stdout } = await runProgram(['--help'], { cwd });
  expect(stdout).toContain('not loaded: @plumbline/broken: no luck');
  expect(stdout).toContain('not loaded: @plumbline/unbuilt: Cannot find module');
  expect((await runProgram(['greet'], { cwd })).code).toBe(1);
});

it('refuses a command that two packages bring', async () => {
  const cwd = withCommands();
  writeFiles(cwd, {
    'node_modules/@plumbline/node/package.json': presetManifest({
      dependencies: { '@plumbline/greeter': '*', '@plumbline/twin': '*' },
    }),
    'node_modules/@plumbline/twin/package.json': pkg('twin'),
    'node_modules/@plumbline/twin/cli.js': GREETER,
  });
  const { code, stderr } = await runProgram(['greet'], { cwd });
  expect([code, stderr]).toEqual([
    2,
    expect.stringContaining('@plumbline/greeter and @plumbline/twin both bring a command `greet`'),
  ]);
});

it('is quiet when nobody reads on: `plumbline --help | head`', async () => {
  const program = path.resolve(import.meta.dirname, '../src/main.ts');
  // `true` is gone before the first line is written.
  const script = '{ "$0" --conditions=plumbline:source "$1" --help; echo "ended with $?" >&2; } | true';
  const { stderr } = await promisify(execFile)('sh', ['-c', script, process.execPath, program], { cwd: makeFolder() });
  expect(stderr).toBe('ended with 0\n');
});
