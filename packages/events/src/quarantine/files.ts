import { randomBytes } from 'node:crypto';
import {
  appendFileSync,
  chownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import type { KeptEnvelope } from '@plumbline/schema/runtime';

/** Events of versions that the catalog did not know, kept aside until one does. */
export interface QuarantineOptions {
  /** Folder on a local disk that outlives the process; processes of one host may share it. */
  readonly directory: string;
  /** Most bytes on disk; what comes then is counted and not kept. @default 16777216 (16 MiB) */
  readonly maxBytes?: number;
}

/** One line of the quarantine. */
export interface KeptLine {
  /** When it came, in milliseconds since the epoch: what its own time is judged by when it is read again. */
  readonly at: number;
  readonly event: KeptEnvelope;
}

const OPEN_FILE = 'quarantine.jsonl';
const TAKEN_FILE = /^quarantine-[0-9a-f]{12}\.jsonl$/;

/** Names of the files that hold something, those that an interrupted replay had taken among them. */
const namesIn = (directory: string): readonly string[] =>
  readdirSync(directory).filter((name) => name === OPEN_FILE || TAKEN_FILE.test(name));

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';

const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

/** Bytes of everything that is kept; 0 without the folder. */
export function quarantinedBytes(directory: string): number {
  try {
    return namesIn(directory).reduce((sum, name) => sum + sizeOf(path.join(directory, name)), 0);
  } catch (error) {
    if (isMissing(error)) return 0;
    throw error;
  }
}

/** The text of a line. A line break before it ends what a crash may have left behind in the middle of a line. */
export const formatLine = (line: KeptLine): string => `\n${JSON.stringify(line)}\n`;

/**
 * Adds one line. The file is opened for it alone, so that nothing has to be closed and a replay may take it away at any
 * time. One write with O_APPEND: lines of several processes do not mix.
 */
export function appendLine(directory: string, text: string): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  appendFileSync(path.join(directory, OPEN_FILE), text, { mode: 0o600 });
}

const newName = (): string => `quarantine-${randomBytes(6).toString('hex')}.jsonl`;

/**
 * Keeps lines for the next replay, in a file that no service writes to. Whoever is on call may be root; the file belongs to
 * whom the folder belongs to, so that the next one may be somebody else.
 */
export function keepLines(directory: string, lines: readonly KeptLine[]): void {
  const file = path.join(directory, newName());
  writeFileSync(file, lines.map(formatLine).join(''), { mode: 0o600, flag: 'wx' });
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = statSync(directory);
  chownSync(file, uid, gid);
}

/** Takes what is kept away from those who write, and what interrupted replays had taken; the files, oldest name first. */
export function takeFiles(directory: string): readonly string[] {
  try {
    if (namesIn(directory).includes(OPEN_FILE)) {
      renameSync(path.join(directory, OPEN_FILE), path.join(directory, newName()));
    }
    return namesIn(directory)
      .filter((name) => TAKEN_FILE.test(name))
      .map((name) => path.join(directory, name));
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

function parseLine(text: string): KeptLine | undefined {
  try {
    const { at, event } = (JSON.parse(text) ?? {}) as Partial<KeptLine>;
    return typeof at === 'number' && typeof event === 'object' && event !== null ? { at, event } : undefined;
  } catch {
    return undefined;
  }
}

/** What a file holds from a place on. */
export interface ReadLines {
  /** Whole lines; `undefined` for one that is damaged. */
  readonly lines: readonly (KeptLine | undefined)[];
  /** The place behind them. */
  readonly end: number;
  /** Whether something stands behind it: a line that is being written, or that a crash left unfinished. */
  readonly hasRest: boolean;
}

/** Whole lines of a taken file from a place on: a writer that had opened it before may still add to it. */
export function readLines(file: string, from: number): ReadLines {
  const bytes = readFileSync(file).subarray(from);
  const length = bytes.lastIndexOf(0x0a) + 1;
  const texts = bytes.subarray(0, length).toString('utf8').split('\n');
  const lines = texts.filter((text) => text !== '').map(parseLine);
  return { lines, end: from + length, hasRest: bytes.length > length };
}

export const removeFile = (file: string): void => rmSync(file, { force: true });
