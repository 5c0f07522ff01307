import { closeSync, fstatSync, ftruncateSync, openSync, readSync, renameSync, rmSync, writeSync } from 'node:fs';
import { PlumblineError } from '../errors.ts';
import { createLineEncoder, type LineEncoder } from './encoder.ts';
import type { GroupSync } from './group-sync.ts';
import { type Part, type Segment, segmentPath } from './part.ts';

/** Appends lines to the newest segment of a part, synchronously. */
export interface SegmentWriter {
  /** Returns the sequence number of the line once it is in the page cache. Throws a PlumblineError when it is not. */
  append(payload: string | Uint8Array, time: number): number;
  /** First sequence number of the segment that is being written. */
  readonly segment: number;
  /** Begins another segment where the newest one holds lines; throws a PlumblineError and changes nothing when it cannot. */
  rotate(): void;
  /** Whether the newest segment has no name any more. */
  readonly removed: boolean;
  /** Writes the newest segment again when its file was removed; every line keeps its place. Whether it was. */
  restore(): boolean;
  close(): void;
}

export interface SegmentWriterOptions {
  readonly part: Part;
  readonly sync: GroupSync;
  readonly maxSegmentBytes: number;
  readonly maxLineBytes: number;
  readonly usage: Usage;
  readonly maxBytes: number;
}

/** Bytes of all files of a journal, shared by who adds and who deletes. */
export interface Usage {
  bytes: number;
}

const writeFailure = (cause: unknown): PlumblineError => {
  const code = (cause as NodeJS.ErrnoException | undefined)?.code ?? 'unknown';
  return new PlumblineError('PLB_JOURNAL_WRITE', `a line could not be written: ${code}`, { cause });
};

/** The first bytes of an open file, wherever its name has gone. */
function readWhole(fd: number, size: number): Buffer {
  const buffer = Buffer.allocUnsafe(size);
  let read = 0;
  while (read < size) {
    const got = readSync(fd, buffer, read, size - read, read);
    if (got === 0) throw new Error('the file is shorter than what was written');
    read += got;
  }
  return buffer;
}

/** A file with these bytes and open for more, under its name only once it is whole: a reader may look at any time. */
function writeAgain(file: string, bytes: Buffer): number {
  const unfinished = `${file}.new`;
  rmSync(unfinished, { force: true });
  const fd = openSync(unfinished, 'ax+', 0o600);
  try {
    for (let written = 0; written < bytes.length;) written += writeSync(fd, bytes, written);
    renameSync(unfinished, file);
    return fd;
  } catch (error) {
    closeSync(fd);
    rmSync(unfinished, { force: true });
    throw error;
  }
}

/** Writes every byte or throws: a write to a full disk may store only a part. */
function writeWhole(fd: number, { buffer, start }: LineEncoder, bytes: number): void {
  let written = writeSync(fd, buffer, start, bytes);
  while (written < bytes) written += writeSync(fd, buffer, start + written, bytes - written);
}

export function createSegmentWriter(options: SegmentWriterOptions): SegmentWriter {
  const { part, sync, usage, maxSegmentBytes, maxLineBytes, maxBytes } = options;
  const encoder = createLineEncoder(maxLineBytes);
  let fd = -1;
  let spoiled = false;
  let tail: Segment = { first: 1, bytes: 0, faulty: false };

  const open = (first: number): void => {
    // ax: append to a file that did not exist, so no other writer can share it; +: a removed one can be read again.
    const next = openSync(segmentPath(part, first), 'ax+', 0o600);
    if (fd >= 0) sync.retire(fd);
    fd = next;
    tail = { first, bytes: 0, faulty: false };
    part.segments.push(tail);
    sync.created();
  };
  const check = (bytes: number): void => {
    if (bytes > maxLineBytes) {
      throw new PlumblineError('PLB_OPTION_INVALID', `journal: a line of ${bytes} bytes exceeds ${maxLineBytes}`);
    }
    if (encoder.isBroken(bytes)) throw new PlumblineError('PLB_OPTION_INVALID', 'journal: a line holds a line break');
    if (usage.bytes + bytes > maxBytes) throw new PlumblineError('PLB_JOURNAL_FULL');
  };
  /** What a failed write left behind would swallow the next line. */
  const cutSpoiled = (): void => {
    if (spoiled) ftruncateSync(fd, tail.bytes);
    spoiled = false;
  };
  const write = (seq: number, bytes: number): void => {
    cutSpoiled();
    if (tail.bytes > 0 && tail.bytes + bytes > maxSegmentBytes) open(seq);
    spoiled = true;
    writeWhole(fd, encoder, bytes);
    spoiled = false;
  };
  const isRemoved = (): boolean => fd >= 0 && fstatSync(fd).nlink === 0;
  try {
    open(part.lastSeq + 1);
  } catch (error) {
    throw writeFailure(error);
  }
  return {
    append(payload, time) {
      const seq = part.lastSeq + 1;
      const bytes = encoder.encode(seq, time, payload);
      check(bytes);
      try {
        write(seq, bytes);
      } catch (error) {
        throw writeFailure(error);
      }
      tail.bytes += bytes;
      usage.bytes += bytes;
      part.lastSeq = seq;
      sync.written(seq, fd);
      return seq;
    },
    get segment() {
      return tail.first;
    },
    rotate() {
      if (tail.bytes === 0) return;
      try {
        cutSpoiled();
        open(part.lastSeq + 1);
      } catch (error) {
        throw writeFailure(error);
      }
    },
    get removed() {
      return isRemoved();
    },
    restore() {
      if (!isRemoved()) return false;
      const next = writeAgain(segmentPath(part, tail.first), readWhole(fd, tail.bytes));
      sync.replaced(fd, next);
      fd = next;
      spoiled = false;
      return true;
    },
    close() {
      if (fd >= 0) closeSync(fd);
      fd = -1;
    },
  };
}
