import { TAG } from './der.ts';

function lengthBytes(length: number): Buffer {
  if (length < 0x80) return Buffer.of(length);
  const digits = length.toString(16);
  const bytes = Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex');
  return Buffer.concat([Buffer.of(0x80 | bytes.length), bytes]);
}

/** One value in DER: tag, length in its shortest form, content. */
export function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.of(tag), lengthBytes(content.length), content]);
}

/** A positive INTEGER of these big-endian bytes. */
export function derInteger(bytes: Uint8Array): Buffer {
  const start = bytes.findIndex((byte) => byte !== 0);
  const digits = start === -1 ? Buffer.of(0) : bytes.subarray(start);
  return der(TAG.integer, ...(Number(digits[0]) >= 0x80 ? [Buffer.of(0)] : []), digits);
}

function base128(arc: number): number[] {
  const bytes = [arc % 128];
  for (let rest = Math.floor(arc / 128); rest > 0; rest = Math.floor(rest / 128)) bytes.unshift((rest % 128) | 0x80);
  return bytes;
}

/** An OBJECT IDENTIFIER of its dotted form. */
export function derOid(oid: string): Buffer {
  const [root = 0, second = 0, ...rest] = oid.split('.').map(Number);
  return der(TAG.oid, Buffer.from([root * 40 + second, ...rest].flatMap(base128)));
}

export const derTrue: Buffer = der(TAG.boolean, Buffer.of(0xff));
