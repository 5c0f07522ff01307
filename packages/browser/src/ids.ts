const randomHex = (digits: number): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(digits)), (byte) => (byte & 15).toString(16)).join('');

/** A random ID of 128 bits. Its first letter is no hex digit, so that it has neither the form of an account's hash nor of a number. */
export const randomId = (): string => `x${randomHex(32)}`;

/**
 * Makes UUIDs of version 7 (RFC 9562) that only ever grow: 256 in a millisecond, before they run ahead of the clock. The
 * argument is milliseconds since the epoch, an integer; 60 bits are random.
 */
export function createEventId(): (at: number) => string {
  let tick = 0;
  return (at) => {
    tick = Math.max(tick + 1, at * 256);
    // Eleven digits and two, from 2004 to 2527.
    const time = `0${tick.toString(16)}`;
    return `${time.slice(0, 8)}-${time.slice(8, 12)}-7${time.slice(12)}0-8${randomHex(3)}-${randomHex(12)}`;
  };
}
