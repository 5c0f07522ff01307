import { Buffer } from 'node:buffer';
import { crc32 } from 'node:zlib';

/** CRC-32 in hexadecimal, 1 space, at most 16 digits, and a time of at most 24 characters between spaces. */
const HEAD_BYTES = 64;
const CHECKSUM_LENGTH = 8;
const START_BYTES = 4_096;
const SPACE = 0x20;
const NEWLINE = 0x0a;
const ZERO = 0x30;
const MAX_INT32 = 0x7f_ff_ff_ff;
/** A UTF-16 unit becomes at most three bytes of UTF-8. */
const MAX_UNIT_BYTES = 3;
const HEX = Uint8Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0));

/** Lines of one kind have few different lengths: what the checksum is made of is kept for each up to this end. */
const MAX_KNOWN_END = 2_048;

/** Makes lines as they stand in a segment file, in one memory that is used again for each. */
export interface LineEncoder {
  /**
   * Answers the bytes of the line, its newline included. Where they are not more than the encoder's limit, they lie in
   * `buffer` from `start` on until the next call.
   */
  encode(seq: number, time: number, payload: string | Uint8Array): number;
  /** Whether the line that was made last, of this size, holds a line break before its end. */
  isBroken(bytes: number): boolean;
  readonly buffer: Buffer;
  readonly start: number;
}

/** Writes a whole number of at least 0 before `end` and answers where it begins. */
function putDigits(buffer: Buffer, end: number, value: number): number {
  let at = end;
  let rest = value;
  do {
    // Beyond 31 bits an integer division is not exact, and below it is several times as fast.
    const next = rest > MAX_INT32 ? Math.floor(rest / 10) : (rest / 10) | 0;
    at -= 1;
    buffer[at] = ZERO + (rest - next * 10);
    rest = next;
  } while (rest > 0);
  return at;
}

function putChecksum(buffer: Buffer, at: number, checksum: number): void {
  for (let index = 0; index < CHECKSUM_LENGTH; index += 1) {
    buffer[at + index] = HEX[(checksum >>> (28 - 4 * index)) & 15] as number;
  }
}

/** `crc seq time payload\n`; the checksum covers everything after its space, as UTF-8. */
export function createLineEncoder(maxLineBytes: number): LineEncoder {
  let buffer = Buffer.allocUnsafeSlow(START_BYTES);
  let start = HEAD_BYTES;
  // The payload always begins at the same place, so the time before it stays as it is within a millisecond.
  let time: number | undefined;
  let timeAt = HEAD_BYTES;
  let covered: (Uint8Array | undefined)[] = [];
  let coveredFrom = 0;

  const putTime = (value: number): void => {
    const text = ` ${value} `;
    timeAt = HEAD_BYTES - text.length;
    buffer.write(text, timeAt, 'latin1');
    time = value;
  };
  /** Makes room for the payload, or answers false where the line would be too long anyway. */
  const reserve = (bytes: number): boolean => {
    if (bytes > maxLineBytes) return false;
    const next = Buffer.allocUnsafeSlow(Math.max(HEAD_BYTES + bytes + 1, Math.min(2 * buffer.length, maxLineBytes)));
    buffer.copy(next, 0, 0, HEAD_BYTES);
    buffer = next;
    covered = [];
    return true;
  };
  const coveredBy = (body: number, end: number): Uint8Array => {
    if (end >= MAX_KNOWN_END) return buffer.subarray(body, end);
    if (body !== coveredFrom) covered = [];
    coveredFrom = body;
    return (covered[end] ??= buffer.subarray(body, end));
  };
  /** Puts the payload behind its head and answers where it ends; where it is too long, only where it would. */
  const putPayload = (payload: string | Uint8Array): number => {
    const most = typeof payload === 'string' ? payload.length * MAX_UNIT_BYTES : payload.length;
    if (most >= buffer.length - HEAD_BYTES) {
      const bytes = typeof payload === 'string' ? Buffer.byteLength(payload) : most;
      if (bytes >= buffer.length - HEAD_BYTES && !reserve(bytes)) return HEAD_BYTES + bytes;
    }
    if (typeof payload === 'string') return HEAD_BYTES + buffer.write(payload, HEAD_BYTES);
    buffer.set(payload, HEAD_BYTES);
    return HEAD_BYTES + payload.length;
  };
  return {
    encode(seq, at, payload) {
      if (at !== time) putTime(at);
      const body = putDigits(buffer, timeAt, seq);
      start = body - CHECKSUM_LENGTH - 1;
      const end = putPayload(payload);
      if (end >= buffer.length) return end + 1 - start;
      buffer[end] = NEWLINE;
      buffer[body - 1] = SPACE;
      putChecksum(buffer, start, crc32(coveredBy(body, end)));
      return end + 1 - start;
    },
    isBroken: (bytes) => buffer.indexOf(NEWLINE, HEAD_BYTES) !== start + bytes - 1,
    get buffer() {
      return buffer;
    },
    get start() {
      return start;
    },
  };
}
