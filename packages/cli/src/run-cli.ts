import { readFileSync } from 'node:fs';
import {
  type Command,
  type CommandIo,
  type ExitCode,
  isPlumblineError,
  PlumblineError,
  toError,
} from '@plumbline/core';
import { createDescribe } from './describe.ts';
import { doctor } from './doctor.ts';
import { findCommands } from './find-commands.ts';
import { init } from './init.ts';
import { findApplication } from './installation.ts';
import { migrate } from './migrate.ts';
import { missingCommand } from './missing-command.ts';

const builtin: readonly Command[] = [doctor, init, migrate];

/** What a program gives: the rest of a {@link CommandIo} is made of it. */
export type ProgramIo = Omit<CommandIo, 'describe'>;

/** The version of this package; one folder up from both src and dist. */
function version(): string {
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };
  return manifest.version;
}

const table = (rows: readonly (readonly [string, string])[]): string => {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`).join('\n');
};

async function help(io: ProgramIo): Promise<string> {
  const { commands, failures } = await findCommands(io.cwd);
  const found = commands.map(({ name, summary, from }) => [name, `${summary} (${from})`] as const);
  return [
    'Usage: plumbline <command> [options]',
    '',
    'Commands:',
    table([...builtin.map(({ name, summary }) => [name, summary] as const), ...found]),
    ...failures.map((failure) => `  not loaded: ${failure}`),
    '',
    'Options:',
    table([
      ['--help', 'this text; `plumbline <command> --help` for one command'],
      ['--version', 'the version of @plumbline/cli'],
    ]),
    '',
    'Exit codes: 0 nothing found, 1 findings, 2 wrong usage or it could not be checked, 3 more would leave than was',
    'approved.',
    '',
  ].join('\n');
}

async function findCommand(name: string, io: ProgramIo): Promise<Command> {
  const own = builtin.find((command) => command.name === name);
  if (own) return own;
  const { commands, failures } = await findCommands(io.cwd);
  const matches = commands.filter((command) => command.name === name);
  if (matches.length > 1) {
    const owners = matches.map(({ from }) => from).join(' and ');
    throw new PlumblineError('PLB_CLI_USAGE', `${owners} both bring a command \`${name}\``, {
      fix: 'Install versions of them that belong together.',
    });
  }
  const [match] = matches;
  if (match) return match;
  for (const failure of failures) io.stderr(`not loaded: ${failure}\n`);
  const known = [...builtin, ...commands].map((command) => command.name);
  throw missingCommand(name, { application: findApplication(io.cwd), known, failures });
}

/** Runs one command line and answers with its exit code. It never throws and never ends the process. */
export async function runCli(args: readonly string[], io: ProgramIo): Promise<ExitCode> {
  const [first, ...rest] = args;
  try {
    if (first === '--version' || first === '-v') {
      io.stdout(`${version()}\n`);
      return 0;
    }
    if (first === '--help' || first === '-h' || first === 'help') {
      io.stdout(await help(io));
      return 0;
    }
    if (first === undefined) {
      io.stderr(await help(io));
      return 2;
    }
    const command = await findCommand(first, io);
    return await command.run(rest, { ...io, describe: createDescribe(io) });
  } catch (error) {
    const { message, stack } = toError(error);
    io.stderr(`${isPlumblineError(error) ? message : (stack ?? message)}\n`);
    return 2;
  }
}
