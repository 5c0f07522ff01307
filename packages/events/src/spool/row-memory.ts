import { endianness } from 'node:os';

/**
 * Bytes that are written again and again, in words: one step for eight of them. They are UTF-8, in which no eight bytes are
 * a NaN, whose bits an engine may change: its last two would be 0x7f behind a lead byte, or 0xff.
 */
export interface Fragment {
  readonly words: Float64Array;
  readonly bytes: Buffer;
  /** In bytes. */
  length: number;
}

/**
 * A memory in which rows are written one after the other, each over the one before. It grows with the longest. It has methods
 * alone, as all that is asked for each event: V8 keeps a literal with a getter as a dictionary, and looks up each use of it.
 */
export interface RowMemory {
  /** Behind what was written. */
  end(): number;
  /** Goes on behind this place; what stands before it stays. */
  seek(place: number): void;
  text(text: string): void;
  /** A short text of one byte for each character. */
  ascii(text: string): void;
  fragment(fragment: Fragment): void;
  /** Writes one byte over another, before the end. */
  put(place: number, byte: number): void;
  /** What stands before the end, until more is written. */
  view(): Buffer;
}

const START_BYTES = 4_096;
const WORD_BYTES = 8;
/** A UTF-16 unit becomes at most three bytes of UTF-8. */
const MAX_UNIT_BYTES = 3;
/** Rows of one kind of event have few different lengths. */
const MAX_KNOWN_VIEWS = 2_048;

const IS_LITTLE = endianness() === 'LE';

const wordsIn = (bytes: number): number => (bytes + WORD_BYTES - 1) >> 3;

/** Puts another text into a fragment that has room for it, else into a new one. */
export function fragmentOf(text: string, used?: Fragment): Fragment {
  if (used && text.length * MAX_UNIT_BYTES <= used.bytes.length) {
    used.length = used.bytes.write(text);
    return used;
  }
  const words = new Float64Array(wordsIn(text.length * MAX_UNIT_BYTES));
  const bytes = Buffer.from(words.buffer);
  return { words, bytes, length: bytes.write(text) };
}

const wordsOf = ({ buffer, byteOffset, length }: Buffer): DataView => new DataView(buffer, byteOffset, length);

export function createRowMemory(): RowMemory {
  let buffer = Buffer.allocUnsafeSlow(START_BYTES);
  let target = wordsOf(buffer);
  let views: (Buffer | undefined)[] = [];
  let end = 0;
  const reserve = (bytes: number): void => {
    if (end + bytes <= buffer.length) return;
    const next = Buffer.allocUnsafeSlow(2 * (end + bytes));
    buffer.copy(next, 0, 0, end);
    buffer = next;
    target = wordsOf(next);
    views = [];
  };
  return {
    end: () => end,
    seek(place) {
      end = place;
    },
    text(text) {
      reserve(text.length * MAX_UNIT_BYTES);
      end += buffer.write(text, end);
    },
    ascii(text) {
      reserve(text.length);
      for (let index = 0; index < text.length; index += 1) buffer[end + index] = text.charCodeAt(index);
      end += text.length;
    },
    fragment({ words, length }) {
      const count = wordsIn(length);
      // The last word may reach beyond the fragment; what comes next is written over that.
      reserve(count * WORD_BYTES);
      for (let index = 0; index < count; index += 1) {
        target.setFloat64(end + index * WORD_BYTES, words[index] as number, IS_LITTLE);
      }
      end += length;
    },
    put(place, byte) {
      buffer[place] = byte;
    },
    view() {
      if (end >= MAX_KNOWN_VIEWS) return buffer.subarray(0, end);
      return (views[end] ??= buffer.subarray(0, end));
    },
  };
}
