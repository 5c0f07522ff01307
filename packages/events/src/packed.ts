import { decodeRow, type OutboundEvent } from '@plumbline/core';

/** What a batch holds of its events. */
export interface Held {
  readonly events: readonly OutboundEvent[];
  readonly rows: readonly string[] | undefined;
  readonly written?: boolean;
  readonly pieces?: readonly Uint8Array[];
}

/** Rows in one piece: a text of more than 128 KiB is garbage that V8 leaves lying until it marks the whole heap. */
const PIECE = 64;

const piecesOf = (rows: readonly string[]): string[] =>
  Array.from({ length: Math.ceil(rows.length / PIECE) }, (_, at) => {
    const some = rows.slice(at * PIECE, (at + 1) * PIECE);
    return `${some.join('\n')}\n`;
  });

/**
 * Events that wait behind many others, as bytes outside the heap: as objects they take as much again while the garbage
 * collector moves them, and each collection walks them once more. A row holds no line break.
 */
export function pack(rows: readonly string[]): Held {
  const encoder = new TextEncoder();
  const pieces = piecesOf(rows).map((piece) => encoder.encode(piece));
  let made: WeakRef<readonly OutboundEvent[]> | undefined;
  const read = (): readonly string[] => {
    const decoder = new TextDecoder();
    return pieces.flatMap((piece) => decoder.decode(piece.subarray(0, -1)).split('\n'));
  };
  return {
    written: true,
    pieces,
    get rows() {
      return read();
    },
    get events() {
      const kept = made?.deref();
      if (kept) return kept;
      // What was written can be read.
      const events = read().map((row) => decodeRow(row) as OutboundEvent);
      made = new WeakRef(events);
      return events;
    },
  };
}
