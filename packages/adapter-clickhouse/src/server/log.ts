import { fstatSync, ftruncateSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import type { EmbeddedPaths } from '../embedded/protocol.ts';

const STDERR = 2;

/** Some hundred lines, or one native stack trace. */
const MAX_LOG_BYTES = 256 * 1024;

/** Writes a line to the log of this process, which is its stderr; the oldest content goes when the file is full. */
export function writeLog(fact: string): void {
  if (fstatSync(STDERR).size > MAX_LOG_BYTES) ftruncateSync(STDERR, 0);
  writeSync(STDERR, `${new Date().toISOString()} ${process.pid} ${fact}\n`);
}

/** Makes the file this process was started with the log of the directory; the last owner's is kept beside it. */
export function adoptLog(startLog: string, paths: EmbeddedPaths): void {
  try {
    renameSync(paths.log, paths.previousLog);
  } catch {
    // There is none before the first start.
  }
  renameSync(startLog, paths.log);
}

/** Whether the engine said that somebody else owns the directory; it says so on stderr alone. */
export function saysLocked(startLog: string): boolean {
  return readFileSync(startLog, 'utf8').includes('Another server instance');
}

export const discardLog = (startLog: string): void => rmSync(startLog, { force: true });
