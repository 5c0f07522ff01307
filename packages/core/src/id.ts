const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Random bytes fetched per call of the platform's generator: one call per id costs more than the id itself. */
const POOL_BYTES = 1_024;

/**
 * A maker of UUIDs of version 7 (RFC 9562, section 5.7): 48 bits of milliseconds, then 74 random bits, so that ids sort
 * by the millisecond they were made in.
 */
export function createIdMaker(now: () => number = Date.now): () => string {
  const pool = new Uint8Array(POOL_BYTES);
  let used = POOL_BYTES;
  return () => {
    if (used + 10 > POOL_BYTES) {
      crypto.getRandomValues(pool);
      used = 0;
    }
    const hex = (index: number): string => HEX[pool[used + index] ?? 0] ?? '00';
    const time = Math.trunc(now()).toString(16).padStart(12, '0');
    const version = HEX[((pool[used] ?? 0) & 0x0f) | 0x70] ?? '70';
    const variant = HEX[((pool[used + 2] ?? 0) & 0x3f) | 0x80] ?? '80';
    const id = `${time.slice(0, 8)}-${time.slice(8)}-${version}${hex(1)}-${variant}${hex(3)}-${hex(4)}${hex(5)}${hex(6)}${hex(7)}${hex(8)}${hex(9)}`;
    used += 10;
    return id;
  };
}
