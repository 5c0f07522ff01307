import { createHmac } from 'node:crypto';

/**
 * What a record says of a personal value instead of the value: HMAC-SHA-256 (RFC 2104), keyed by the 16 bytes of the salt,
 * over the field's name, a zero byte and the value as JSON text. Who has value and salt can check it; without the salt
 * nobody can test a guess, so that erasing both erases the value and leaves the record's hash as it is.
 *
 * @param salt 32 hexadecimal digits
 * @returns 64 lower-case hexadecimal digits
 */
export const commit = (salt: string, field: string, jsonValue: string): string =>
  createHmac('sha256', Buffer.from(salt, 'hex')).update(`${field}\0${jsonValue}`).digest('hex');
