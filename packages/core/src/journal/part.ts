import { mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Stretch, takeLines } from './line.ts';

/** Read at once; no line may be longer. */
export const CHUNK_BYTES = 1_048_576;

const ACK_FILE = 'ack';
const SEGMENT = /^(\d{16})\.log$/;

export interface Segment {
  /** Sequence number of its first line. */
  readonly first: number;
  bytes: number;
  /** Holds damaged lines, so it is kept for inspection instead of deleted. */
  faulty: boolean;
}

/** Where a reader stands: everything up to `seq` lies behind it. */
export interface Position {
  readonly seq: number;
  readonly segment: number;
  readonly offset: number;
}

/** The segment files that one process wrote: its own, or those of a dead process. */
export interface Part {
  readonly id: string;
  readonly path: string;
  segments: Segment[];
  acked: Position;
  /** Faults before this point are already counted: a stretch may be read again after a failed delivery. */
  inspected: Position;
  lastSeq: number;
  /** When the oldest line that is not acknowledged was appended. */
  oldestAt: number;
}

export const START: Position = { seq: 0, segment: 0, offset: 0 };

export const segmentPath = (part: Pick<Part, 'path'>, first: number): string =>
  path.join(part.path, `${String(first).padStart(16, '0')}.log`);

/** Whether `a` lies behind `b` in the same part. */
export const isBehind = (a: Position, b: Position): boolean =>
  a.segment < b.segment || (a.segment === b.segment && a.offset < b.offset);

async function readAck(folder: string): Promise<Position> {
  try {
    const read = JSON.parse(await readFile(path.join(folder, ACK_FILE), 'utf8')) as Partial<Position>;
    const { seq, segment, offset } = read;
    if ([seq, segment, offset].every((value) => Number.isSafeInteger(value))) return read as Position;
  } catch {
    // A power loss may leave no file or an empty one; reading from the start only repeats deliveries.
  }
  return START;
}

/** Replaces the acknowledgement atomically. It is not synced: an older one repeats deliveries and loses nothing. */
export async function writeAck(part: Part): Promise<void> {
  const file = path.join(part.path, ACK_FILE);
  await writeFile(`${file}.new`, JSON.stringify(part.acked));
  await rename(`${file}.new`, file);
}

/** Reads up to `maxLines` lines behind `from`; undefined where nothing more is there. */
export async function readStretch(
  part: Part,
  from: Position,
  maxLines: number,
): Promise<{ stretch: Stretch; segment: Segment; position: Position } | undefined> {
  let index = part.segments.findIndex((segment) => segment.first >= from.segment);
  for (; index >= 0 && index < part.segments.length; index += 1) {
    const segment = part.segments[index] as Segment;
    const offset = segment.first === from.segment ? from.offset : 0;
    if (offset >= segment.bytes) continue;
    const size = Math.min(CHUNK_BYTES, segment.bytes - offset);
    const bytes = await readBytes(segmentPath(part, segment.first), offset, size);
    const stretch = takeLines(bytes, maxLines, offset + size >= segment.bytes);
    const seq = stretch.lines.at(-1)?.seq ?? from.seq;
    const position = { seq: Math.max(seq, from.seq), segment: segment.first, offset: offset + stretch.consumed };
    return { stretch, segment, position };
  }
  return undefined;
}

async function readBytes(file: string, offset: number, size: number): Promise<Buffer> {
  await using handle = await open(file, 'r');
  const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(size), 0, size, offset);
  return buffer.subarray(0, bytesRead);
}

/** Opens the part that a dead process left, without changing it. */
export async function loadPart(id: string, folder: string): Promise<Part> {
  const segments: Segment[] = [];
  for (const name of (await readdir(folder)).toSorted()) {
    const first = SEGMENT.exec(name)?.[1];
    if (first === undefined) continue;
    segments.push({ first: Number(first), bytes: (await stat(path.join(folder, name))).size, faulty: false });
  }
  const read = await readAck(folder);
  const first = segments[0]?.first ?? 1;
  // Only acknowledged segments are ever deleted, so what stood before the first one is done.
  const acked = read.segment < first ? { seq: Math.max(read.seq, first - 1), segment: first, offset: 0 } : read;
  const part: Part = { id, path: folder, segments, acked, inspected: acked, lastSeq: 0, oldestAt: 0 };
  const tail = segments.at(-1);
  part.lastSeq = Math.max(acked.seq, (tail?.first ?? 1) - 1);
  let position: Position = { seq: 0, segment: tail?.first ?? 0, offset: 0 };
  for (let read; (read = await readStretch(part, position, Infinity)); position = read.position) {
    part.lastSeq = Math.max(part.lastSeq, read.position.seq);
  }
  part.oldestAt = (await readStretch(part, acked, 1))?.stretch.lines[0]?.time ?? 0;
  return part;
}

/** Deletes the segments that are acknowledged to their end; damaged ones go to `keepIn`. `keep` is still written to. */
export async function dropSegments(part: Part, keep: number | undefined, keepIn: string): Promise<void> {
  const done = part.segments.filter((segment, index) => {
    const next = part.segments[index + 1];
    return segment.first !== keep && (next?.first ?? part.lastSeq + 1) <= part.acked.seq + 1;
  });
  part.segments = part.segments.filter((segment) => !done.includes(segment));
  for (const segment of done) {
    const file = segmentPath(part, segment.first);
    if (!segment.faulty) {
      await rm(file, { force: true });
      continue;
    }
    await mkdir(keepIn, { recursive: true });
    await rename(file, path.join(keepIn, `${part.id}-${path.basename(file)}`));
  }
}
