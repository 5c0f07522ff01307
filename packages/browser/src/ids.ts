const randomHex = (digits: number): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(digits)), (byte) => (byte & 15).toString(16)).join('');

/** A random ID of 128 bits. Its first letter is no hex digit, so that it has neither the form of an account's hash nor of a number. */
export const randomId = (): string => `x${randomHex(32)}`;

/**
 * Makes UUIDs of version 7 (RFC 9562) that only ever grow: 256 in a millisecond, before they run ahead of the clock. The
 * argument is milliseconds since the epoch, an integer.
 */
export function createEventId(): (at: number) => string {
  let tick = 0;
  return (at) => {
    tick = Math.max(tick + 1, at * 256);
    const time = tick.toString(16).padStart(14, '0');
    return `${time.slice(0, 8)}-${time.slice(8, 12)}-7${time.slice(12)}${randomHex(1)}-8${randomHex(3)}-${randomHex(12)}`;
  };
}
