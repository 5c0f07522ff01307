import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { PlumblineError } from '../errors.ts';
import type { GroupSync } from './group-sync.ts';
import { formatLine } from './line.ts';
import { type Part, segmentPath } from './part.ts';

/** Appends lines to the newest segment of a part, synchronously. */
export interface SegmentWriter {
  /** Returns the sequence number of the line once it is in the page cache. Throws a PlumblineError when it is not. */
  append(payload: string, time: number): number;
  /** First sequence number of the segment that is being written. */
  readonly segment: number;
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

/** Writes every byte or throws: a write to a full disk may store only a part. */
function writeWhole(fd: number, line: string, bytes: number): void {
  let written = writeSync(fd, line);
  if (written === bytes) return;
  const buffer = Buffer.from(line);
  while (written < bytes) written += writeSync(fd, buffer, written);
}

export function createSegmentWriter(options: SegmentWriterOptions): SegmentWriter {
  const { part, sync, usage, maxSegmentBytes, maxLineBytes, maxBytes } = options;
  let fd = -1;
  let spoiled = false;

  const open = (first: number): void => {
    // ax: append to a file that did not exist, so no other writer can share it.
    const next = openSync(segmentPath(part, first), 'ax', 0o600);
    if (fd >= 0) sync.retire(fd);
    fd = next;
    part.segments.push({ first, bytes: 0, faulty: false });
    sync.created();
  };
  const check = (payload: string, bytes: number): void => {
    if (payload.includes('\n')) throw new PlumblineError('PLB_OPTION_INVALID', 'journal: a line holds a line break');
    if (bytes > maxLineBytes) {
      throw new PlumblineError('PLB_OPTION_INVALID', `journal: a line of ${bytes} bytes exceeds ${maxLineBytes}`);
    }
    if (usage.bytes + bytes > maxBytes) throw new PlumblineError('PLB_JOURNAL_FULL');
  };
  const tail = (): Part['segments'][number] => part.segments.at(-1) ?? { first: 1, bytes: 0, faulty: false };
  try {
    open(part.lastSeq + 1);
  } catch (error) {
    throw writeFailure(error);
  }
  return {
    append(payload, time) {
      const seq = part.lastSeq + 1;
      const line = formatLine(seq, time, payload);
      const bytes = Buffer.byteLength(line);
      check(payload, bytes);
      try {
        // What a failed write left behind would swallow the next line.
        if (spoiled) ftruncateSync(fd, tail().bytes);
        spoiled = false;
        if (tail().bytes > 0 && tail().bytes + bytes > maxSegmentBytes) open(seq);
        spoiled = true;
        writeWhole(fd, line, bytes);
        spoiled = false;
      } catch (error) {
        throw writeFailure(error);
      }
      tail().bytes += bytes;
      usage.bytes += bytes;
      part.lastSeq = seq;
      sync.written(seq, fd);
      return seq;
    },
    get segment() {
      return tail().first;
    },
    close() {
      if (fd >= 0) closeSync(fd);
      fd = -1;
    },
  };
}
