import { crc32 } from 'node:zlib';

/** One record as it stands in a segment file. */
export interface JournalLine {
  readonly seq: number;
  /** Milliseconds since the epoch at which it was appended. */
  readonly time: number;
  readonly payload: string;
}

const NEWLINE = 0x0a;
const SPACE = 0x20;
/** CRC-32 in hexadecimal, then one space. */
const CHECKSUM_LENGTH = 8;

/** `crc seq time payload\n`; the checksum covers everything after its space, as UTF-8. */
export function formatLine(seq: number, time: number, payload: string): string {
  const rest = `${seq} ${time} ${payload}`;
  return `${crc32(rest).toString(16).padStart(CHECKSUM_LENGTH, '0')} ${rest}\n`;
}

/** Reads one line without its newline; undefined when its form or checksum is wrong. */
export function parseLine(bytes: Buffer): JournalLine | undefined {
  if (bytes.length <= CHECKSUM_LENGTH || bytes[CHECKSUM_LENGTH] !== SPACE) return undefined;
  const checksum = bytes.toString('latin1', 0, CHECKSUM_LENGTH);
  const rest = bytes.subarray(CHECKSUM_LENGTH + 1);
  if (crc32(rest).toString(16).padStart(CHECKSUM_LENGTH, '0') !== checksum) return undefined;
  const first = rest.indexOf(SPACE);
  const second = rest.indexOf(SPACE, first + 1);
  if (first < 1 || second < 0) return undefined;
  const seq = Number(rest.toString('latin1', 0, first));
  const time = Number(rest.toString('latin1', first + 1, second));
  if (!Number.isSafeInteger(seq) || !Number.isFinite(time)) return undefined;
  return { seq, time, payload: rest.toString('utf8', second + 1) };
}

/** What one stretch of a segment file holds. */
export interface Stretch {
  readonly lines: readonly JournalLine[];
  /** Bytes that were consumed; the next stretch begins behind them. */
  readonly consumed: number;
  /** Lines in the middle of the file whose checksum is wrong. */
  readonly corrupt: number;
  /** 1 when the file ends inside a line, as a crash leaves it. */
  readonly torn: number;
}

/** Takes up to `maxLines` lines from the bytes. `atEnd` says that no byte follows them in the file. */
export function takeLines(bytes: Buffer, maxLines: number, atEnd: boolean): Stretch {
  const lines: JournalLine[] = [];
  let consumed = 0;
  let corrupt = 0;
  let torn = 0;
  while (lines.length < maxLines) {
    const newline = bytes.indexOf(NEWLINE, consumed);
    if (newline < 0) break;
    const line = parseLine(bytes.subarray(consumed, newline));
    consumed = newline + 1;
    if (line) lines.push(line);
    else if (atEnd && consumed === bytes.length) torn += 1;
    else corrupt += 1;
  }
  // The loop ended early only because no newline is left.
  if (lines.length < maxLines && consumed < bytes.length) {
    if (atEnd) return { lines, consumed: bytes.length, corrupt, torn: torn + 1 };
    // No line is longer than a chunk, so a chunk without a newline is damage.
    if (consumed === 0) return { lines, consumed: bytes.length, corrupt: corrupt + 1, torn };
  }
  return { lines, consumed, corrupt, torn };
}
