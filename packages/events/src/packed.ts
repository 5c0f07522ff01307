import { decodeRow, type OutboundEvent } from '@plumbline/core';

/** What a batch holds of its events. */
export interface Held {
  readonly events: readonly OutboundEvent[];
  readonly rows: readonly string[] | undefined;
  readonly written?: boolean;
  readonly pieces?: readonly Uint8Array[] | undefined;
}

/** Rows in one piece: a text of more than 128 KiB is garbage that V8 leaves lying until it marks the whole heap. */
const PIECE = 64;
/** Bytes in one piece of rows that are bytes already, unless one row is longer. */
const PIECE_BYTES = 65_536;
const NEWLINE = 0x0a;

/** Reads the rows of pieces, each of which ends with a line break. */
export function unpack(pieces: readonly Uint8Array[]): readonly string[] {
  const decoder = new TextDecoder();
  return pieces.flatMap((piece) => decoder.decode(piece.subarray(0, -1)).split('\n'));
}

/** Rows as bytes, each with a line break behind it. A row holds no line break. */
export function packRows(rows: readonly string[]): readonly Uint8Array[] {
  const encoder = new TextEncoder();
  return Array.from({ length: Math.ceil(rows.length / PIECE) }, (_, at) => {
    const some = rows.slice(at * PIECE, (at + 1) * PIECE);
    return encoder.encode(`${some.join('\n')}\n`);
  });
}

/**
 * Events that wait, as bytes outside the heap: as objects they take as much again while the garbage collector moves them,
 * and each collection walks them once more. Events are made of the bytes only where somebody needs them.
 */
export function hold(pieces: readonly Uint8Array[]): Held {
  let made: WeakRef<readonly OutboundEvent[]> | undefined;
  return {
    written: true,
    pieces,
    get rows() {
      return unpack(pieces);
    },
    get events() {
      const kept = made?.deref();
      if (kept) return kept;
      // What was written can be read.
      const events = unpack(pieces).map((row) => decodeRow(row) as OutboundEvent);
      made = new WeakRef(events);
      return events;
    },
  };
}

/** Gathers rows that are bytes already. */
export interface Packer {
  /** Rows so far. */
  size(): number;
  /** Copies one row, which lies between two places of `bytes`. */
  add(bytes: Buffer, from: number, to: number): void;
  /** Takes out everything, in pieces. */
  take(): readonly Uint8Array[];
}

export function createPacker(): Packer {
  let pieces: Uint8Array[] = [];
  let piece = new Uint8Array(0);
  let used = 0;
  let size = 0;
  return {
    size: () => size,
    add(bytes, from, to) {
      const end = used + to - from;
      if (end >= piece.length) {
        if (used > 0) pieces.push(piece.subarray(0, used));
        piece = new Uint8Array(Math.max(PIECE_BYTES, to - from + 1));
        used = 0;
      }
      piece.set(bytes.subarray(from, to), used);
      used += to - from;
      piece[used] = NEWLINE;
      used += 1;
      size += 1;
    },
    take() {
      // The last one is cut to its size, and its memory used for the next rows.
      if (used > 0) pieces.push(piece.slice(0, used));
      const all = pieces;
      pieces = [];
      used = 0;
      size = 0;
      return all;
    },
  };
}
