import { closeSync, openSync, readSync } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { type Stretch, takeLines } from './line.ts';
import type { Position } from './position.ts';
import { forgetOthers, readAck, slowest, type Standing } from './standing.ts';

/** Read at once; no line may be longer. */
export const CHUNK_BYTES = 1_048_576;
/**
 * So much that was just written is read without leaving the thread: it lies in the page cache, and three calls that go to
 * the thread pool and back cost several times as much.
 */
const FRESH_BYTES = 262_144;

const SEGMENT = /^(\d{16})\.log$/;

export interface Segment {
  /** Sequence number of its first line. */
  readonly first: number;
  bytes: number;
  /** Holds damaged lines, so it is kept for inspection instead of deleted. */
  faulty: boolean;
}

/** The segment files that one process wrote: its own, or those of a dead process. */
export interface Part {
  readonly id: string;
  readonly path: string;
  segments: Segment[];
  /** One or more, in the order of the options. */
  readonly readers: readonly Standing[];
  /** Faults before this point are already counted: a stretch is read by every reader, and again after a failed delivery. */
  inspected: Position;
  lastSeq: number;
}

/** Bytes of its files. */
export const sizeOf = (part: Part): number => part.segments.reduce((sum, segment) => sum + segment.bytes, 0);

export const segmentPath = (part: Pick<Part, 'path'>, first: number): string =>
  path.join(part.path, `${String(first).padStart(16, '0')}.log`);

/** What was read behind a position. */
export interface Reading {
  readonly stretch: Stretch;
  readonly segment: Segment;
  /** Behind what was read. */
  readonly position: Position;
}

/** Memory that is read into again and again. */
export interface ReadMemory {
  buffer: Buffer;
}

export interface ReadStretchOptions {
  readonly limit?: Position | undefined;
  readonly memory?: ReadMemory | undefined;
  /** Whether this process wrote the part. @default false */
  readonly fresh?: boolean | undefined;
}

/**
 * Reads up to `maxLines` lines behind `from` and not beyond `limit`; undefined where nothing more is there. Where a memory
 * is given, the bytes of the stretch lie in it.
 */
export async function readStretch(
  part: Part,
  from: Position,
  maxLines: number,
  { limit, memory, fresh = false }: ReadStretchOptions = {},
): Promise<Reading | undefined> {
  let index = part.segments.findIndex((segment) => segment.first >= from.segment);
  for (; index >= 0 && index < part.segments.length; index += 1) {
    const segment = part.segments[index] as Segment;
    const offset = segment.first === from.segment ? from.offset : 0;
    const end = segment.first === limit?.segment ? Math.min(limit.offset, segment.bytes) : segment.bytes;
    if (offset >= end) continue;
    if (limit && segment.first > limit.segment) return undefined;
    const size = Math.min(CHUNK_BYTES, end - offset);
    const read = fresh && size <= FRESH_BYTES ? readFresh : readBytes;
    const bytes = await read(segmentPath(part, segment.first), offset, roomFor(size, memory));
    // Somebody cut the file: it ends before what was written to it, and nothing more of it comes.
    if (bytes.length === 0) continue;
    const stretch = takeLines(bytes, maxLines, bytes.length < size || offset + size >= segment.bytes);
    const seq = stretch.lines.at(-1)?.seq ?? from.seq;
    const position = { seq: Math.max(seq, from.seq), segment: segment.first, offset: offset + stretch.consumed };
    return { stretch, segment, position };
  }
  return undefined;
}

function roomFor(size: number, memory: ReadMemory | undefined): Buffer {
  if (memory === undefined) return Buffer.allocUnsafe(size);
  if (memory.buffer.length < size) memory.buffer = Buffer.allocUnsafeSlow(Math.min(CHUNK_BYTES, 2 * size));
  return memory.buffer.subarray(0, size);
}

async function readBytes(file: string, offset: number, into: Buffer): Promise<Buffer> {
  await using handle = await open(file, 'r');
  const { bytesRead } = await handle.read(into, 0, into.length, offset);
  return into.subarray(0, bytesRead);
}

function readFresh(file: string, offset: number, into: Buffer): Buffer {
  const fd = openSync(file, 'r');
  try {
    return into.subarray(0, readSync(fd, into, 0, into.length, offset));
  } finally {
    closeSync(fd);
  }
}

/** Opens the part that a dead process left. Only the acknowledgements of readers that are not asked for are deleted. */
export async function loadPart(id: string, folder: string, readers: readonly string[]): Promise<Part> {
  const segments: Segment[] = [];
  for (const name of (await readdir(folder)).toSorted()) {
    const first = SEGMENT.exec(name)?.[1];
    if (first === undefined) continue;
    segments.push({ first: Number(first), bytes: (await stat(path.join(folder, name))).size, faulty: false });
  }
  await forgetOthers(folder, readers);
  const standings = await Promise.all(readers.map((reader) => loadStanding(folder, reader, segments[0]?.first ?? 1)));
  const { acked: inspected } = slowest({ readers: standings });
  const part: Part = { id, path: folder, segments, readers: standings, inspected, lastSeq: 0 };
  const tail = segments.at(-1);
  part.lastSeq = Math.max(...standings.map(({ acked }) => acked.seq), (tail?.first ?? 1) - 1);
  let position: Position = { seq: 0, segment: tail?.first ?? 0, offset: 0 };
  for (let read; (read = await readStretch(part, position, Infinity)); position = read.position) {
    part.lastSeq = Math.max(part.lastSeq, read.position.seq);
  }
  for (const standing of standings) {
    standing.oldestAt = (await readStretch(part, standing.acked, 1))?.stretch.lines[0]?.time ?? 0;
  }
  return part;
}

async function loadStanding(folder: string, reader: string, first: number): Promise<Standing> {
  const read = await readAck(folder, reader);
  // Only segments that every reader acknowledged are ever deleted, so what stood before the first one is done.
  const acked = read.segment < first ? { seq: Math.max(read.seq, first - 1), segment: first, offset: 0 } : read;
  return { reader, acked, oldestAt: 0, unsaved: false };
}

/** Takes segments off a part at once: the writer adds to both the part and `usage` while files are being deleted. */
export function takeOff(part: Part, gone: ReadonlySet<Segment>, usage: { bytes: number }): void {
  part.segments = part.segments.filter((segment) => !gone.has(segment));
  for (const segment of gone) usage.bytes -= segment.bytes;
}

/** Deletes the segments that every reader acknowledged to their end; damaged ones go to `keepIn`. `keep` is still written to. */
export async function dropSegments(
  part: Part,
  keep: number | undefined,
  keepIn: string,
  usage: { bytes: number },
): Promise<void> {
  const { acked } = slowest(part);
  const done = part.segments.filter((segment, index) => {
    const next = part.segments[index + 1];
    return segment.first !== keep && (next?.first ?? part.lastSeq + 1) <= acked.seq + 1;
  });
  takeOff(part, new Set(done), usage);
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

/** The end of the segment that holds the first line behind `from`. */
export function endOfOldest(part: Part, from: Position): Position {
  const segment = part.segments.find(
    ({ first, bytes }) => first > from.segment || (first === from.segment && bytes > from.offset),
  );
  return segment ? { seq: from.seq, segment: segment.first, offset: segment.bytes } : from;
}
