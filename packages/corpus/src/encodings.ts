import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

const BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

const inBase = (value: bigint, alphabet: string): string => {
  const base = BigInt(alphabet.length);
  let rest = value;
  let text = '';
  while (rest > 0n) {
    text = (alphabet[Number(rest % base)] ?? '') + text;
    rest /= base;
  }
  return text;
};

const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

/** Base58 with four bytes of a double SHA-256 behind. The first byte may not be zero. */
export const base58Check = (payload: readonly number[]): string => {
  const bytes = Buffer.from(payload);
  const all = Buffer.concat([bytes, sha256(sha256(bytes)).subarray(0, 4)]);
  return inBase(BigInt(`0x${all.toString('hex')}`), BASE58);
};

/** A body with its CRC-32 as six base-62 digits, as GitHub and npm end their tokens. */
export const withCrc = (body: string): string => body + inBase(BigInt(crc32(body)), BASE62).padStart(6, '0');
