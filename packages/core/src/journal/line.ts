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

/** Reads one line without its newline, `crc seq time payload`; undefined when its form or checksum is wrong. */
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

/** One line that cannot be read. */
export interface DamagedLine {
  /** `torn`: the file ends inside it, as a crash leaves it. `corrupt`: its checksum is wrong, and more follows. */
  readonly kind: 'torn' | 'corrupt';
  /** Where it ends, in bytes from the begin of the stretch. */
  readonly end: number;
}

/** What one stretch of a segment file holds. */
export interface Stretch {
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
    const line = parseLine(bytes.subarray(consumed, newline));
    consumed = newline + 1;
    if (line) lines.push(line);
    else damaged.push({ kind: atEnd && consumed === bytes.length ? 'torn' : 'corrupt', end: consumed });
  }
  // The loop ended early only because no newline is left. No line is longer than a chunk, so one without it is damage.
  if (lines.length < maxLines && consumed < bytes.length && (atEnd || consumed === 0)) {
    consumed = bytes.length;
    damaged.push({ kind: atEnd ? 'torn' : 'corrupt', end: consumed });
  }
  return { lines, damaged, consumed };
}
