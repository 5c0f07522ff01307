import { once } from 'node:events';
import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import { type CommandIo, type ExitCode, PlumblineError } from '@plumbline/core';
import { counted } from '../counted.ts';
import { parseFault } from './parse-fault.ts';

/** One word behind `plumbline audit`. */
export interface Subcommand {
  readonly help: string;
  run(args: readonly string[], io: CommandIo): Promise<ExitCode>;
}

/** PLB_CLI_USAGE of a subcommand. */
export const usage = (
  name: string,
  what: string,
  fix = `Run \`npx plumbline audit ${name === '' ? '' : `${name} `}--help\`.`,
): PlumblineError => new PlumblineError('PLB_CLI_USAGE', `${`audit ${name}`.trim()}: ${what}`, { fix });

export { counted };

type Parsed<Options extends ParseArgsOptionsConfig> = ReturnType<
  typeof parseArgs<{ options: Options; allowPositionals: true }>
>;

/** Reads options and at most `words` words. Throws PLB_CLI_USAGE for what it does not know. */
export function parse<const Options extends ParseArgsOptionsConfig>(
  name: string,
  args: readonly string[],
  options: Options,
  words = 0,
): Parsed<Options> {
  let parsed: Parsed<Options>;
  try {
    const config = { args: [...args], options, allowPositionals: true, strict: true };
    parsed = parseArgs<{ options: Options; allowPositionals: true }>(config as never);
  } catch (error) {
    throw usage(name, parseFault(error, Object.keys(options)));
  }
  if (parsed.positionals.length > words) {
    const most = words === 0 ? 'no words beside its options' : `at most ${counted(words, 'word')} beside its options`;
    throw usage(name, `takes ${most}, and was given ${parsed.positionals.length}`);
  }
  // As the shell makes of a variable that is not set.
  const empty = Object.entries(parsed.values).find(([, value]) => [value].flat().includes(''));
  if (empty) throw usage(name, `--${empty[0]} needs a value, and was given an empty one`);
  return parsed;
}

/** A day, or a moment with its zone: without one it would be another moment on another machine. */
const TIME = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d))?$/;

/** Milliseconds since the epoch of an option; undefined where it was not given. Throws PLB_CLI_USAGE. */
export function readTime(name: string, option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const ms = TIME.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms))
    throw usage(name, `--${option} must be a day as 2026-11-01, or a moment as 2026-11-01T08:00:00Z`);
  return ms;
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds of a length of time such as `90d` or `10m`. Throws PLB_CLI_USAGE. */
export function readDuration(name: string, option: string, text: string): number {
  const [, digits = '', unit = ''] = /^(\d{1,9})(ms|s|m|h|d)$/.exec(text) ?? [];
  const ms = Number(digits) * (UNITS[unit] ?? 0);
  if (ms > 0) return ms;
  throw usage(name, `--${option} must be a length of time such as 90d, 12h, 10m or 30s`);
}

/** A whole number of at least 1. Throws PLB_CLI_USAGE. */
export function readCount(name: string, option: string, text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw usage(name, `--${option} must be a whole number of at least 1`);
}

/** One JSON object on a line of its own. */
export const writeJson = (io: CommandIo, value: unknown): void => io.stdout(`${JSON.stringify(value)}\n`);

/** Writes to the standard output no faster than its reader takes it, so that a long answer does not fill the memory. */
export async function writeOut(text: string, io: CommandIo): Promise<void> {
  io.stdout(text);
  if (!process.stdout.writableNeedDrain) return;
  try {
    await once(process.stdout, 'drain');
  } catch (cause) {
    const what = 'audit: the standard output was closed before everything was written';
    throw new PlumblineError('PLB_CLI_USAGE', what, {
      cause,
      fix: 'Ask for less with `--limit`, or use `--out FILE`.',
    });
  }
}

/** Text for a terminal: what stands in a record or a database is not obeyed by one. */
export const plain = (text: string): string => text.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '?');
