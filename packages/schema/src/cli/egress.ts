import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type Command, type CommandIo, type ExitCode, PlumblineError, toError } from '@plumbline/core';
import { approvalHash, approveFacts, findApproval, isSpent, isUsed, refusal } from '../egress/approve.ts';
import type { DescribedEgress } from '../egress/describer.ts';
import { diffFacts } from '../egress/diff.ts';
import { formatColumn, namedColumn } from '../egress/fact.ts';
import { formatLock, isApproval, LOCK_FILE, salvageApprovals } from '../egress/lock.ts';
import { type Compared, compareWith, readLock, readOldLock, readText, wordsOf } from '../egress/lock-file.ts';
import { questionsOf } from '../egress/questions.ts';
import { describeChanges } from '../egress/words.ts';

const HELP = `Usage: plumbline egress [--check | --diff REV]
       plumbline egress approve --by @TEAM --reason "WHY" [--since REV]

Writes ${LOCK_FILE}: everything that the configuration may send, one fact per line.

  --check      change nothing; say how the file differs from the configuration
  --diff REV   say in words what the file allows that it did not at a revision of git
  approve      record in the file that somebody approved exactly what it allows more than at REV; prints what that is and
               what to ask first, as --diff does, and waits for no answer
  --by         who approves: @ and a team or person
  --reason     why, in one line
  --since REV  the revision to compare with [default: HEAD]

Exit codes: 0 nothing found; 1 the file is missing, damaged, or not what the configuration says; 2 wrong usage, or it could
not be checked; 3 more would leave than at REV, and no committed line approves exactly that.
`;

const entry = (): URL =>
  import.meta.url.endsWith('.ts')
    ? new URL('../egress/describer.ts', import.meta.url)
    : new URL('./egress/describer.js', import.meta.url);

function readOptions(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        check: { type: 'boolean', default: false },
        diff: { type: 'string' },
        by: { type: 'string' },
        reason: { type: 'string' },
        since: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
      allowPositionals: true,
    });
  } catch (error) {
    throw usage(toError(error).message.split('. ')[0] ?? 'wrong options');
  }
}

const usage = (what: string): PlumblineError =>
  new PlumblineError('PLB_CLI_USAGE', `egress: ${what}`, { fix: 'Run `npx plumbline egress --help`.' });

async function write(io: CommandIo): Promise<ExitCode> {
  const { facts, file } = await io.describe<DescribedEgress>(entry());
  const before = readText(file);
  const text = formatLock([...facts, ...salvageApprovals(before ?? '')]);
  if (before === text) {
    io.stdout(`${LOCK_FILE} is up to date\n`);
    return 0;
  }
  const old = before === undefined ? [] : readLock(file, { ...io, stdout: (text) => io.stderr(text) });
  writeFileSync(file, text);
  io.stdout(`${describeChanges(diffFacts(old ?? [], facts), [...facts, ...(old ?? [])])}\n`);
  io.stdout(`wrote ${LOCK_FILE}: ${facts.length} facts\n`);
  return 0;
}

async function check(io: CommandIo): Promise<ExitCode> {
  const { facts, file } = await io.describe<DescribedEgress>(entry());
  const locked = readLock(file, io);
  if (locked === undefined) return 1;
  if (formatLock([...facts, ...locked.filter(isApproval)]) === readText(file)?.replaceAll('\r\n', '\n')) return 0;
  const words = describeChanges(diffFacts(locked, facts), [...facts, ...locked]);
  const order = 'Its lines do not stand in their order.\n';
  io.stdout(`${LOCK_FILE} is not what the configuration says.\n\n${words === '' ? order : words}\n`);
  io.stdout(
    'Run `npx plumbline egress`, let the owner of privacy review the diff and record that with `npx plumbline egress approve`, and commit the file.\n',
  );
  return 1;
}

/** A comparison of two files: neither of them has to be what the configuration says. */
const sameAs = (revision: string): string =>
  `${LOCK_FILE} allows what it did at ${revision}; whether the configuration keeps to it says \`--check\`\n`;

/** What whoever approves asks before, also where the approval is about to be written; empty where nothing is open. */
function asked({ changes, before, after }: Compared): string {
  const questions = questionsOf(changes, before, after).map((question) => `  - ${question}\n`);
  return questions.length === 0 ? '' : `Ask first:\n${questions.join('')}\n`;
}

function unapproved(revision: string, compared: Compared): string {
  const { widening, before } = compared;
  const hash = approvalHash(widening);
  const once = isSpent(widening, before) ? ' It was approved once before, which counts no more.' : '';
  return `${asked(compared)}More would leave, and nobody approved it (${hash}).${once} Who may, runs:\n  npx plumbline egress approve --since ${revision} --by @TEAM --reason "WHY"\n`;
}

async function diff(revision: string, io: CommandIo): Promise<ExitCode> {
  const compared = await compareWith(revision, io);
  if (compared === undefined) return 1;
  const { file, before, after, widening } = compared;
  const words = wordsOf(compared);
  io.stdout(words === '' ? sameAs(revision) : `${words}\n`);
  if (widening.length === 0) {
    if (words !== '') io.stdout(`No more would leave than at ${revision}: there is nothing to approve.\n`);
    return 0;
  }
  const committed = findApproval(widening, await readOldLock(file, 'HEAD', io), before);
  if (committed !== undefined && findApproval(widening, after, before) !== undefined) {
    const [by, reason] = ['by', 'reason'].map((name) => formatColumn(namedColumn(committed, name) ?? ''));
    io.stdout(`approved by ${by}: ${reason}\n`);
    return 0;
  }
  io.stdout(
    findApproval(widening, after, before) === undefined
      ? unapproved(revision, compared)
      : `The line that approves this (${approvalHash(widening)}) is not committed yet.\n`,
  );
  return 3;
}

/** Who has committed the file already compares it with itself. */
function nothingMore(since: string | undefined): PlumblineError {
  const other = since === undefined ? '; name the branch you merge into: `--since main`' : '';
  return refusal(`there is nothing to approve: no more would leave than at ${since ?? 'HEAD'}${other}`);
}

interface ApproveOptions {
  readonly by: string;
  readonly reason: string;
  readonly since: string | undefined;
}

async function approve({ by, reason, since }: ApproveOptions, io: CommandIo): Promise<ExitCode> {
  const compared = await compareWith(since ?? 'HEAD', io);
  if (compared === undefined) return 1;
  const { file, before, after, widening } = compared;
  if (widening.length === 0) throw nothingMore(since);
  if (findApproval(widening, after, before) !== undefined) {
    io.stdout('this is approved already\n');
    return 0;
  }
  const line = approveFacts(widening, { by, reason, on: new Date().toISOString().slice(0, 10) });
  if (isUsed(line, [...before, ...after])) throw refusal('this line was used before; give another --reason');
  io.stdout(`${wordsOf(compared)}\n${asked(compared)}`);
  writeFileSync(file, formatLock([...after, line]));
  io.stdout(`approved by ${by}; commit ${LOCK_FILE}\n`);
  return 0;
}

async function run(args: readonly string[], io: CommandIo): Promise<ExitCode> {
  const { values, positionals } = readOptions(args);
  if (values.help) {
    io.stdout(HELP);
    return 0;
  }
  const { by, reason, since, diff: revision } = values;
  const [verb, ...more] = positionals;
  if (more.length > 0 || (verb !== undefined && verb !== 'approve')) throw usage('takes no argument but `approve`');
  if (verb === 'approve') {
    if (values.check || revision !== undefined) throw usage('`approve` goes with neither --check nor --diff');
    if (by === undefined || reason === undefined) throw usage('`approve` needs --by and --reason');
    return approve({ by, reason, since }, io);
  }
  if (by !== undefined || reason !== undefined || since !== undefined) {
    throw usage('--by, --reason and --since go with `approve`');
  }
  if (values.check && revision !== undefined) throw usage('--check and --diff are two commands');
  if (revision !== undefined) return diff(revision, io);
  return values.check ? check(io) : write(io);
}

/** Commands on the egress lockfile. */
export const egressCommands: readonly Command[] = [
  { name: 'egress', summary: 'write, check and compare the file that says what may leave', run },
];
