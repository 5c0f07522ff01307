import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import {
  type Command,
  type CommandIo,
  type ExitCode,
  isPlumblineError,
  PlumblineError,
  toError,
} from '@plumbline/core';
import { EMPTY_LOCK, formatLock, METRICS_LOCK, type MetricsLock, parseLock } from '../reporting/lock.ts';
import { describeLockChanges } from '../reporting/lock-words.ts';
import { updateLock } from '../reporting/update-lock.ts';
import type { DescribedMetrics } from './describe-metrics.ts';
import { findLock, readText } from './lock-file.ts';
import { textAtRevision } from './text-at-revision.ts';

const HELP = `Usage: plumbline metrics [--check]
       plumbline metrics diff [REV]

Writes ${METRICS_LOCK}: every version of every reporting definition, one fact per line. Versions that are past stay in it
for ever, and a query that changed under its version is refused.

  --check     change nothing; say how the file differs from the definitions of the configuration
  diff [REV]  say in words what changed since a revision of git [default: HEAD]

Exit codes: 0 nothing found; 1 a definition changed under its version, the file is missing, damaged or not what the
definitions say, or a version was rewritten since REV; 2 wrong usage, or it could not be checked.
`;

const usage = (what: string): PlumblineError =>
  new PlumblineError('PLB_CLI_USAGE', `metrics: ${what}`, { fix: 'Run `npx plumbline metrics --help`.' });

const entry = (): URL =>
  import.meta.url.endsWith('.ts')
    ? new URL('describe-metrics.ts', import.meta.url)
    : new URL('./cli/describe-metrics.js', import.meta.url);

function readOptions(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: { check: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
      allowPositionals: true,
    });
  } catch (error) {
    throw usage(toError(error).message.split('. ')[0] ?? 'wrong options');
  }
}

/** The lock in a text; undefined, with the reason told, where it is damaged. */
function readLock(text: string, tell: (why: string) => void): MetricsLock | undefined {
  try {
    return parseLock(text);
  } catch (error) {
    if (!isPlumblineError(error) || error.code !== 'PLB_REPORTING_LOCK') throw error;
    tell(`${error.message}\n`);
    return undefined;
  }
}

const paragraphs = (texts: readonly string[]): string => (texts.length === 0 ? '' : `${texts.join('\n\n')}\n`);

/** What the file is to be; undefined, with the reasons printed, where it may not be that. */
async function wanted(io: CommandIo) {
  const { directory, metrics } = await io.describe<DescribedMetrics>(entry());
  const file = path.join(directory, METRICS_LOCK);
  const found = readText(file)?.replaceAll('\r\n', '\n');
  const before = found === undefined ? EMPTY_LOCK : readLock(found, (why) => io.stdout(why));
  if (before === undefined) return undefined;
  const update = updateLock(before, metrics);
  if (!('lock' in update)) {
    io.stdout(paragraphs(update.refused));
    return undefined;
  }
  return { file, found, text: formatLock(update.lock), changes: describeLockChanges(before, update.lock) };
}

async function write(io: CommandIo): Promise<ExitCode> {
  const plan = await wanted(io);
  if (plan === undefined) return 1;
  if (plan.found === plan.text) {
    io.stdout(`${METRICS_LOCK} is up to date\n`);
    return 0;
  }
  writeFileSync(plan.file, plan.text);
  io.stdout(`${paragraphs(plan.changes.words)}wrote ${METRICS_LOCK}; commit it\n`);
  return 0;
}

async function check(io: CommandIo): Promise<ExitCode> {
  const plan = await wanted(io);
  if (plan === undefined) return 1;
  if (plan.found === plan.text) return 0;
  const what = plan.found === undefined ? 'is missing' : 'is not what the definitions say';
  io.stdout(`${METRICS_LOCK} ${what}.\n\n${paragraphs(plan.changes.words)}`);
  io.stdout('Run `npx plumbline metrics`, review the diff, and commit the file.\n');
  return 1;
}

/** A comparison of two files: neither of them has to be what the configuration says. */
async function diff(revision: string, io: CommandIo): Promise<ExitCode> {
  const file = findLock(io.cwd);
  if (file === undefined) {
    io.stdout(`${METRICS_LOCK} is missing; run \`npx plumbline metrics\` and commit what it writes\n`);
    return 1;
  }
  const old = await textAtRevision(file, revision);
  const before = old === undefined ? EMPTY_LOCK : readLock(old, (why) => io.stderr(`at ${revision}: ${why}`));
  const after = readLock(readText(file) ?? '', (why) => io.stdout(why));
  if (before === undefined || after === undefined) return 1;
  const { words, rewritten } = describeLockChanges(before, after);
  if (words.length + rewritten.length === 0) {
    io.stdout(`${METRICS_LOCK} says what it did at ${revision}; whether the definitions keep to it says \`--check\`\n`);
    return 0;
  }
  io.stdout(paragraphs([...words, ...rewritten]));
  if (rewritten.length === 0) return 0;
  io.stdout(
    `\nHistory was rewritten: take the version as it was at ${revision}, and declare what is new as the next one.\n`,
  );
  return 1;
}

async function run(args: readonly string[], io: CommandIo): Promise<ExitCode> {
  const { values, positionals } = readOptions(args);
  if (values.help) {
    io.stdout(HELP);
    return 0;
  }
  const [verb, revision = 'HEAD', ...more] = positionals;
  if (verb === undefined) return values.check ? check(io) : write(io);
  if (verb !== 'diff' || more.length > 0) throw usage('takes no argument but `diff` with one revision');
  if (values.check) throw usage('--check and `diff` are two commands');
  return diff(revision, io);
}

/** Commands on reporting definitions. */
export const metricsCommands: readonly Command[] = [
  { name: 'metrics', summary: 'write, check and compare the file that says what reported numbers mean', run },
];
