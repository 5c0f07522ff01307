import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type CommandIo, isPlumblineError } from '@plumbline/core';
import { approvableFacts } from './approve.ts';
import type { EgressChange } from './diff.ts';
import { diffFacts } from './diff.ts';
import type { Fact } from './fact.ts';
import { readAtRevision } from './git.ts';
import { LOCK_FILE, parseLock } from './lock.ts';
import { describeChanges } from './words.ts';

export const readText = (file: string): string | undefined =>
  existsSync(file) ? readFileSync(file, 'utf8') : undefined;

/** The facts of a text; where it is damaged, what `explain` is told why. */
function readFacts(text: string, explain: (why: string) => void): readonly Fact[] | undefined {
  try {
    return parseLock(text);
  } catch (error) {
    if (!isPlumblineError(error) || error.code !== 'PLB_EGRESS_LOCK_INVALID') throw error;
    explain(`${error.message}\n`);
    return undefined;
  }
}

/** The lockfile as it is now; undefined, with the reason printed, where it is missing or damaged. */
export function readLock(file: string, io: CommandIo): readonly Fact[] | undefined {
  const text = readText(file);
  if (text !== undefined) return readFacts(text, (why) => io.stdout(why));
  io.stdout(`${LOCK_FILE} is missing; run \`npx plumbline egress\` and commit what it writes\n`);
  return undefined;
}

/** The lockfile at a revision. One that is not there or cannot be read allowed nothing: no start accepts it. */
export async function readOldLock(file: string, revision: string, io: CommandIo): Promise<readonly Fact[]> {
  const text = await readAtRevision(file, revision);
  return (text === undefined ? undefined : readFacts(text, (why) => io.stderr(`at ${revision}: ${why}`))) ?? [];
}

/** The lockfile of a folder or of one above it, up to the application's. The configuration is not run to find it. */
function findLock(cwd: string): string | undefined {
  for (let folder = path.resolve(cwd); ; folder = path.dirname(folder)) {
    const file = path.join(folder, LOCK_FILE);
    if (existsSync(file)) return file;
    if (existsSync(path.join(folder, 'plumbline.config.ts')) || folder === path.dirname(folder)) return undefined;
  }
}

/** The lockfile now and at a revision. */
export interface Compared {
  readonly file: string;
  readonly before: readonly Fact[];
  readonly after: readonly Fact[];
  readonly changes: readonly EgressChange[];
  /** By what more leaves, with what it was: what an approval is of. Empty where no more leaves. */
  readonly widening: readonly Fact[];
}

/** Undefined, with the reason printed, where the file of today cannot be compared. */
export async function compareWith(revision: string, io: CommandIo): Promise<Compared | undefined> {
  const file = findLock(io.cwd) ?? path.join(io.cwd, LOCK_FILE);
  const before = await readOldLock(file, revision, io);
  const after = readLock(file, io);
  if (after === undefined) return undefined;
  const changes = diffFacts(before, after);
  return { file, before, after, changes, widening: approvableFacts(changes) };
}

export const wordsOf = ({ changes, before, after }: Compared): string =>
  describeChanges(changes, [...after, ...before]);
