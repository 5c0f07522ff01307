import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import type { ExportedFile, Region } from './export-format.ts';

const CHUNK = 1 << 20;
const LF = 10;

/** A file that lines are added to. */
export interface LineWriter {
  /** Bytes so far. */
  readonly at: number;
  write(lines: string): Promise<void>;
  /** Syncs and closes it. */
  close(): Promise<ExportedFile>;
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
  };
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

/** The lines of a file from a byte on, which has to be the first of a line. Memory holds a chunk and one line. */
export async function* readLines(file: string, from = 0): AsyncGenerator<Line, void, undefined> {
  const handle = await open(file, 'r');
  try {
    let rest: Buffer = Buffer.alloc(0);
    let restAt = from;
    let number = 0;
    for (;;) {
      const chunk = Buffer.allocUnsafe(CHUNK);
      const { bytesRead } = await handle.read(chunk, 0, CHUNK, restAt + rest.length);
      if (bytesRead === 0) break;
      const data =
        rest.length === 0 ? chunk.subarray(0, bytesRead) : Buffer.concat([rest, chunk.subarray(0, bytesRead)]);
      let start = 0;
      // What is left over from before holds no end of a line.
      for (let end = data.indexOf(LF, rest.length); end >= 0; end = data.indexOf(LF, start)) {
        number += 1;
        yield { text: data.toString('utf8', start, end), at: restAt + start, number, isWhole: true };
        start = end + 1;
      }
      rest = data.subarray(start);
      restAt += start;
    }
    if (rest.length > 0) yield { text: rest.toString('utf8'), at: restAt, number: number + 1, isWhole: false };
  } finally {
    await handle.close();
  }
}

/** The lines of a part of a file; undefined where the part does not begin and end with a line. */
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
  if ((at > 0 && buffer[0] !== LF) || buffer.at(-1) !== LF) return undefined;
  return buffer.toString('utf8', at - start, buffer.length - 1).split('\n');
}
