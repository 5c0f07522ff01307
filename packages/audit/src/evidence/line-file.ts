import { isUtf8 } from 'node:buffer';
import { createHash, type Hash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { type ExportedFile, evidenceFault, type Region } from './export-format.ts';

const CHUNK = 1 << 20;
const LF = 10;

/** Longest line of an export, bytes. A seal of 5,000 records is some 600 KiB, its statement of pruning a few MiB. */
const MAX_LINE = 64 << 20;

/** A file that lines are added to. */
export interface LineWriter {
  /** Bytes so far. */
  readonly at: number;
  write(lines: string): Promise<void>;
  /** Syncs and closes it. */
  close(): Promise<ExportedFile>;
  /** Closes it as it is; after `close` it does nothing. */
  abandon(): Promise<void>;
}

const linesIn = (text: string): number => {
  let lines = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines += 1;
  return lines;
};

/** Creates the file for its owner alone. Rejects where there is one of that name. */
export async function createLineWriter(file: string): Promise<LineWriter> {
  const handle = await open(file, 'wx', 0o600);
  const digest: Hash = createHash('sha256');
  let bytes = 0;
  let lines = 0;
  return {
    get at() {
      return bytes;
    },
    async write(text) {
      if (text === '') return;
      const buffer = Buffer.from(text);
      digest.update(buffer);
      bytes += buffer.length;
      lines += linesIn(text);
      await handle.writeFile(buffer);
    },
    async close() {
      await handle.sync();
      await handle.close();
      return { lines, bytes, sha256: digest.digest('hex') };
    },
    abandon: () => handle.close(),
  };
}

/** Opens a file to be read. Rejects for what is none: the opening of a pipe would wait for its writer for ever. */
export async function openFile(file: string): Promise<FileHandle> {
  const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
  if ((await handle.stat()).isFile()) return handle;
  await handle.close();
  throw new Error('it is no file');
}

/** Whole lines as they stand in a file, one behind the other, each with its LF. */
export interface Block {
  readonly bytes: Buffer;
  readonly at: number;
  /** Number of the first line, from 1 where reading began at the start of the file. */
  readonly number: number;
  /** False where no LF ends the last line of the file. */
  readonly isWhole: boolean;
}

/** Bytes that are no UTF-8 would be read as U+FFFD, and so as another text that has the same hash. */
async function checkText(file: string, { bytes, number }: Block, from: number): Promise<void> {
  if (isUtf8(bytes)) return;
  // Read from the middle, a line's number is not known; the fault is found again from the start.
  if (from > 0) for await (const _block of readBlocks(file));
  let line = number;
  for (const { end, start } of spansOf({ bytes })) {
    if (!isUtf8(bytes.subarray(start, end))) throw evidenceFault(file, line, 'the line is no text in UTF-8');
    line += 1;
  }
}

/**
 * A file from a byte on, which has to be the first of a line. Memory holds a chunk and one line. Rejects with
 * PLB_AUDIT_EVIDENCE for a line that is longer than 64 MiB or no UTF-8.
 */
export async function* readBlocks(file: string, from = 0): AsyncGenerator<Block, void, undefined> {
  const handle = await openFile(file);
  try {
    let rest: Buffer = Buffer.alloc(0);
    let at = from;
    let number = 1;
    for (;;) {
      if (rest.length > MAX_LINE) throw evidenceFault(file, number, 'the line is longer than any of an export');
      // A long line is copied anew with each chunk: these grow with it.
      const size = Math.max(CHUNK, rest.length);
      const chunk = Buffer.allocUnsafe(rest.length + size);
      rest.copy(chunk);
      const { bytesRead } = await handle.read(chunk, rest.length, size, at + rest.length);
      if (bytesRead === 0) break;
      const data = chunk.subarray(0, rest.length + bytesRead);
      const end = data.lastIndexOf(LF) + 1;
      if (end > 0) {
        const bytes = data.subarray(0, end);
        const block = { bytes, at, number, isWhole: true };
        await checkText(file, block, from);
        yield block;
        number += countLines(bytes);
        at += end;
      }
      rest = data.subarray(end);
    }
    if (rest.length > 0) yield { bytes: rest, at, number, isWhole: false };
  } finally {
    await handle.close();
  }
}

function countLines(bytes: Buffer): number {
  let lines = 0;
  for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1)) lines += 1;
  return lines;
}

/** Where each line of a block begins and ends, without its LF. */
export function* spansOf({
  bytes,
}: Pick<Block, 'bytes'>): Generator<{ readonly start: number; readonly end: number }, void, undefined> {
  for (let start = 0; start < bytes.length;) {
    const lf = bytes.indexOf(LF, start);
    const end = lf < 0 ? bytes.length : lf;
    yield { start, end };
    start = end + 1;
  }
}

/** A line, without its LF, and where it begins. */
export interface Line {
  readonly text: string;
  readonly at: number;
  /** From 1, where reading began at the start of the file. */
  readonly number: number;
  /** False for a last line that no LF ends. */
  readonly isWhole: boolean;
}

/** The lines of a file from a byte on, which has to be the first of a line. */
export async function* readLines(file: string, from = 0): AsyncGenerator<Line, void, undefined> {
  for await (const block of readBlocks(file, from)) {
    let { number } = block;
    for (const { end, start } of spansOf(block)) {
      yield { text: block.bytes.toString('utf8', start, end), at: block.at + start, number, isWhole: block.isWhole };
      number += 1;
    }
  }
}

/** The lines of a part of a file; undefined where the part does not begin and end with a line, or is no UTF-8. */
export async function linesOf(handle: FileHandle, { at, bytes }: Region): Promise<string[] | undefined> {
  if (bytes === 0) return [];
  // The byte before tells whether the part begins with a line.
  const start = Math.max(at - 1, 0);
  const buffer = Buffer.allocUnsafe(bytes + (at - start));
  let length = 0;
  while (length < buffer.length) {
    const { bytesRead } = await handle.read(buffer, length, buffer.length - length, start + length);
    if (bytesRead === 0) return undefined;
    length += bytesRead;
  }
  if ((at > 0 && buffer[0] !== LF) || buffer.at(-1) !== LF || !isUtf8(buffer)) return undefined;
  return buffer.toString('utf8', at - start, buffer.length - 1).split('\n');
}
