import { realpathSync } from 'node:fs';
import process from 'node:process';

/** What a check found. No fault means that it passed; `count` says how many things it looked at. */
export interface CheckResult {
  readonly faults: readonly string[];
  readonly count: number;
  /** Lines worth reading when all is well, such as sizes. */
  readonly notes?: readonly string[];
}

export const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Prints a check's outcome and sets the exit code, for files that are run by themselves. */
export const conclude = (name: string, { faults, count, notes = [] }: CheckResult): void => {
  for (const note of notes) say(note);
  for (const fault of faults) say(`✗ ${fault}`);
  say(faults.length === 0 ? `${name}: ok (${count} checked)` : `${name}: ${faults.length} faults`);
  if (faults.length > 0) process.exitCode = 1;
};

/** True in the file that node was started with (`import.meta.main` is missing from Node 22). */
export const isProgram = (filename: string): boolean => {
  const started = process.argv[1];
  return started !== undefined && realpathSync(started) === filename;
};
