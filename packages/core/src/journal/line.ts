import { crc32 } from 'node:zlib';

/** One record as it stands in the bytes of a stretch. */
export interface JournalLine {
  readonly seq: number;
  /** Milliseconds since the epoch at which it was appended. */
  readonly time: number;
  /** Where its text begins in the bytes. */
  readonly start: number;
  /** Behind its last byte. */
  readonly end: number;
}

const NEWLINE = 0x0a;
const SPACE = 0x20;
const ZERO = 0x30;
const NINE = 0x39;
/** CRC-32 in hexadecimal, then one space. */
const CHECKSUM_LENGTH = 8;
/** Digits by their code; what is none spoils the checksum. */
const HEX = new Float64Array(256).fill(Number.NaN);
for (let digit = 0; digit < 16; digit += 1) HEX[digit.toString(16).charCodeAt(0)] = digit;

function readChecksum(bytes: Buffer, from: number): number {
  let checksum = 0;
  for (let at = from; at < from + CHECKSUM_LENGTH; at += 1)
    checksum = checksum * 16 + (HEX[bytes[at] as number] as number);
  return checksum;
}

/** A number as it was written, most often of digits alone; not a number for anything else. */
function readNumber(bytes: Buffer, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at += 1) {
    const code = bytes[at] as number;
    if (code < ZERO || code > NINE) return Number(bytes.toString('latin1', from, to));
    value = value * 10 + code - ZERO;
  }
  return value;
}

/** Where the next space stands before `to`, or -1. */
function findSpace(bytes: Buffer, from: number, to: number): number {
  for (let at = from; at < to; at += 1) if (bytes[at] === SPACE) return at;
  return -1;
}

/** Reads one line between two places, without its newline: `crc seq time payload`; undefined when its form or checksum is wrong. */
export function parseLine(bytes: Buffer, from: number, end: number): JournalLine | undefined {
  const body = from + CHECKSUM_LENGTH + 1;
  if (body > end || bytes[body - 1] !== SPACE) return undefined;
  if (crc32(bytes.subarray(body, end)) !== readChecksum(bytes, from)) return undefined;
  const first = findSpace(bytes, body, end);
  const second = first <= body ? -1 : findSpace(bytes, first + 1, end);
  if (second < 0) return undefined;
  const seq = readNumber(bytes, body, first);
  const time = readNumber(bytes, first + 1, second);
  if (!Number.isSafeInteger(seq) || !Number.isFinite(time)) return undefined;
  return { seq, time, start: second + 1, end };
}

/** One line that cannot be read. */
export interface DamagedLine {
  /** `torn`: the file ends inside it, as a crash leaves it. `corrupt`: its checksum is wrong, and more follows. */
  readonly kind: 'torn' | 'corrupt';
  /** Where it ends, in bytes from the begin of the stretch. */
  readonly end: number;
}

/** What one stretch of a segment file holds. */
export interface Stretch {
  readonly bytes: Buffer;
  readonly lines: readonly JournalLine[];
  readonly damaged: readonly DamagedLine[];
  /** Bytes that were consumed; the next stretch begins behind them. */
  readonly consumed: number;
}

/** Takes up to `maxLines` lines from the bytes. `atEnd` says that no byte follows them in the file. */
export function takeLines(bytes: Buffer, maxLines: number, atEnd: boolean): Stretch {
  const lines: JournalLine[] = [];
  const damaged: DamagedLine[] = [];
  let consumed = 0;
  while (lines.length < maxLines) {
    const newline = bytes.indexOf(NEWLINE, consumed);
    if (newline < 0) break;
    const line = parseLine(bytes, consumed, newline);
    consumed = newline + 1;
    if (line) lines.push(line);
    else damaged.push({ kind: atEnd && consumed === bytes.length ? 'torn' : 'corrupt', end: consumed });
  }
  // The loop ended early only because no newline is left. No line is longer than a chunk, so one without it is damage.
  if (lines.length < maxLines && consumed < bytes.length && (atEnd || consumed === 0)) {
    consumed = bytes.length;
    damaged.push({ kind: atEnd ? 'torn' : 'corrupt', end: consumed });
  }
  return { bytes, lines, damaged, consumed };
}
