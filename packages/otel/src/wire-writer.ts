/** Bytes of a protobuf message that is being written; the buffer grows where it must. */
export interface WireWriter {
  bytes: Buffer;
  at: number;
}

/** Tags, numbers and lengths that are written between two texts have room without being asked for. */
const SLACK = 64;

const TWO_32 = 4_294_967_296;

/** Makes room for so many bytes and what follows them until the next text. */
export function makeRoom(writer: WireWriter, size: number): void {
  const needed = writer.at + size + SLACK;
  if (needed <= writer.bytes.length) return;
  const grown = Buffer.allocUnsafeSlow(Math.max(needed, writer.bytes.length * 2));
  writer.bytes.copy(grown, 0, 0, writer.at);
  writer.bytes = grown;
}

export function openWriter(size: number): WireWriter {
  return { bytes: Buffer.allocUnsafeSlow(Math.max(size, SLACK)), at: 0 };
}

/** How many bytes a length has as a varint; longer messages than 2 GB no buffer holds. */
function sizeOfLength(length: number): number {
  if (length < 0x80) return 1;
  if (length < 0x4000) return 2;
  if (length < 0x20_0000) return 3;
  return length < 0x1000_0000 ? 4 : 5;
}

function putLength({ bytes }: WireWriter, at: number, length: number): void {
  let rest = length;
  let next = at;
  for (; rest > 0x7f; rest >>>= 7) bytes[next++] = (rest & 0x7f) | 0x80;
  bytes[next] = rest;
}

/** An integer of 64 bits, a negative one as its two's complement. */
export function writeInteger(writer: WireWriter, value: number): void {
  const { bytes } = writer;
  const size = Math.abs(value);
  let low = size >>> 0;
  let high = (size / TWO_32) >>> 0;
  if (value < 0) {
    low = (~low + 1) >>> 0;
    high = (~high + (low === 0 ? 1 : 0)) >>> 0;
  }
  while (high > 0 || low > 0x7f) {
    bytes[writer.at++] = (low & 0x7f) | 0x80;
    low = ((low >>> 7) | (high << 25)) >>> 0;
    high >>>= 7;
  }
  bytes[writer.at++] = low;
}

export function writeDouble(writer: WireWriter, value: number): void {
  writer.at = writer.bytes.writeDoubleLE(value, writer.at);
}

export function writeFixed32(writer: WireWriter, value: number): void {
  writer.at = writer.bytes.writeUInt32LE(value >>> 0, writer.at);
}

/** Nanoseconds since 1970 of `[seconds, nanoseconds]`, which no number of JavaScript holds: in parts that one does. */
export function writeTime(writer: WireWriter, [seconds, nanos]: readonly [number, number]): void {
  const lower = (seconds % 0x1_0000) * 1e9 + nanos;
  const upper = Math.floor(seconds / 0x1_0000) * 1e9;
  const low = (upper % 0x1_0000) * 0x1_0000 + (lower % TWO_32);
  const high = Math.floor(upper / 0x1_0000) + Math.floor(lower / TWO_32) + Math.floor(low / TWO_32);
  writeFixed32(writer, low % TWO_32);
  writeFixed32(writer, high);
}

/** Begins a message of unknown length, with so many bytes kept for it; {@link endMessage} takes what this returns. */
export function beginMessage(writer: WireWriter, kept: number): number {
  const start = writer.at;
  writer.at += kept;
  return start;
}

export function endMessage(writer: WireWriter, start: number, kept: number): void {
  const length = writer.at - start - kept;
  const size = sizeOfLength(length);
  if (size !== kept) {
    makeRoom(writer, size);
    writer.bytes.copyWithin(start + size, start + kept, writer.at);
    writer.at += size - kept;
  }
  putLength(writer, start, length);
}

function writeAnyText(writer: WireWriter, text: string): void {
  const kept = sizeOfLength(text.length);
  const start = beginMessage(writer, kept);
  writer.at += writer.bytes.write(text, writer.at);
  endMessage(writer, start, kept);
}

/** A text as UTF-8 with its length. Most are short and ASCII: a loop then costs less than a call to the runtime. */
export function writeText(writer: WireWriter, text: string): void {
  const { length } = text;
  makeRoom(writer, length * 3);
  if (length > 0x7f) return writeAnyText(writer, text);
  const { bytes } = writer;
  const start = writer.at + 1;
  for (let index = 0; index < length; index += 1) {
    const code = text.charCodeAt(index);
    if (code > 0x7f) return writeAnyText(writer, text);
    bytes[start + index] = code;
  }
  bytes[start - 1] = length;
  writer.at = start + length;
}

export function writeBytes(writer: WireWriter, value: Uint8Array): void {
  makeRoom(writer, value.length);
  const kept = sizeOfLength(value.length);
  putLength(writer, writer.at, value.length);
  writer.bytes.set(value, writer.at + kept);
  writer.at += kept + value.length;
}

/** An ID in hex digits as its bytes. */
export function writeHex(writer: WireWriter, hex: string): void {
  writer.bytes[writer.at++] = hex.length >> 1;
  writer.at += writer.bytes.write(hex, writer.at, 'hex');
}
