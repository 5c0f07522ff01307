import { closeSync, openSync, writeSync } from 'node:fs';
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isBehind, type Position, START } from './position.ts';

/** The reader of a journal that names none. */
export const UNNAMED = '';

/** Three numbers of at most 16 digits with their names. */
const MAX_ACK_BYTES = 96;

/** Where one reader stands in one part. */
export interface Standing {
  readonly reader: string;
  acked: Position;
  /** When the oldest line that it has not acknowledged was appended. */
  oldestAt: number;
  /** Its file says less than `acked`: the last write of it failed. */
  unsaved: boolean;
}

/** What the functions here need of a part. */
interface Read {
  readonly path: string;
  readonly readers: readonly Standing[];
  readonly lastSeq: number;
}

export const newStanding = (reader: string): Standing => ({ reader, acked: START, oldestAt: 0, unsaved: false });

/** The reader that holds the files of a part. */
export const slowest = (part: Pick<Read, 'readers'>): Standing =>
  part.readers.reduce((last, standing) => (isBehind(standing.acked, last.acked) ? standing : last));

/** Lines that the reader has not acknowledged. */
export const waitingFor = (part: Pick<Read, 'lastSeq'>, standing: Standing): number =>
  Math.max(0, part.lastSeq - standing.acked.seq);

const ackFile = (reader: string): string => (reader === UNNAMED ? 'ack' : `ack-${reader}`);

/** A part that nobody acknowledged anything of has no file; reading from the start then only repeats deliveries. */
export async function readAck(folder: string, reader: string): Promise<Position> {
  try {
    const read = JSON.parse(await readFile(path.join(folder, ackFile(reader)), 'utf8')) as Partial<Position>;
    const { seq, segment, offset } = read;
    if ([seq, segment, offset].every((value) => Number.isSafeInteger(value))) return read as Position;
  } catch {
    // A power loss may leave no file or an empty one.
  }
  return START;
}

/** A file that was not there, under its name only once it is whole. */
async function create(file: string, text: string): Promise<void> {
  try {
    await writeFile(`${file}.new`, text);
    await rename(`${file}.new`, file);
  } catch (error) {
    await rm(`${file}.new`, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** Writes over a file that is there: a hundred bytes for the page cache, which cost less than a turn of the thread pool. */
function overwrite(file: string, text: string): void {
  const fd = openSync(file, 'r+');
  try {
    if (writeSync(fd, text, 0) < text.length) throw new Error('the place of a reader was written in part');
  } finally {
    closeSync(fd);
  }
}

/**
 * Keeps the acknowledgement, always in as many bytes, so that one write replaces it: a process that is killed leaves the
 * old one or the new one, and a full disk takes it, too. Another file for each would cost several times as much. It is not
 * synced: an older or a torn one repeats deliveries and loses nothing.
 */
export async function writeAck(part: Pick<Read, 'path'>, standing: Standing): Promise<void> {
  const file = path.join(part.path, ackFile(standing.reader));
  const { acked } = standing;
  const text = JSON.stringify(acked).padEnd(MAX_ACK_BYTES);
  standing.unsaved = true;
  try {
    overwrite(file, text);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    await create(file, text);
  }
  standing.unsaved = standing.acked !== acked;
}

/** Removes what readers left that are no longer wanted, so that one of the same name begins anew later. */
export async function forgetOthers(folder: string, readers: readonly string[]): Promise<void> {
  const wanted = new Set(readers.map(ackFile));
  for (const name of await readdir(folder)) {
    if (/^ack(?:$|[-.])/.test(name) && !wanted.has(name)) await rm(path.join(folder, name), { force: true });
  }
}
