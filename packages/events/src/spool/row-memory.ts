/** A memory in which rows are written one after the other, each over the one before. It grows with the longest. */
export interface RowMemory {
  /** Behind what was written. */
  readonly end: number;
  /** Goes on behind this place; what stands before it stays. */
  seek(place: number): void;
  text(text: string): void;
  /** A short text of one byte for each character. */
  ascii(text: string): void;
  bytes(bytes: Uint8Array): void;
  /** What stands before the end, until more is written. */
  view(): Buffer;
}

const START_BYTES = 4_096;
/** A UTF-16 unit becomes at most three bytes of UTF-8. */
const MAX_UNIT_BYTES = 3;
/** Up to here a loop takes less time than a call of the engine. */
const FEW_BYTES = 48;
/** Rows of one kind of event have few different lengths. */
const MAX_KNOWN_VIEWS = 2_048;

export function createRowMemory(): RowMemory {
  let buffer = Buffer.allocUnsafeSlow(START_BYTES);
  let views: (Buffer | undefined)[] = [];
  let end = 0;
  const reserve = (bytes: number): void => {
    if (end + bytes <= buffer.length) return;
    const next = Buffer.allocUnsafeSlow(2 * (end + bytes));
    buffer.copy(next, 0, 0, end);
    buffer = next;
    views = [];
  };
  return {
    get end(): number {
      return end;
    },
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
    bytes(bytes) {
      const { length } = bytes;
      reserve(length);
      if (length > FEW_BYTES) buffer.set(bytes, end);
      else for (let index = 0; index < length; index += 1) buffer[end + index] = bytes[index] as number;
      end += length;
    },
    view() {
      if (end >= MAX_KNOWN_VIEWS) return buffer.subarray(0, end);
      return (views[end] ??= buffer.subarray(0, end));
    },
  };
}
