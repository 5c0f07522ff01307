/** Random bytes fetched per call of the platform's generator: one call per id costs more than the id itself. */
const POOL_BYTES = 2_048;
const BYTES_PER_ID = 10;

/** The dashes and the version stand for good; every other place is written over. */
const FORM = '00000000-0000-7000-8000-000000000000';
const TIME_PLACES = [0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12] as const;
/** Places of two digits each, a random byte for each pair; version and variant leave three digits alone. */
const PAIR_PLACES = [16, 20, 24, 26, 28, 30, 32, 34] as const;
const BESIDE_VERSION = 15;
const VARIANT = 19;
const AFTER_VARIANT = 22;

/** Codes of the sixteen digits: a table is faster than sums and comparisons. */
const CODES = [48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 97, 98, 99, 100, 101, 102] as const;

const digit = (value: number): number => CODES[value & 0x0f] ?? 0;

/** The time changes once in a millisecond at most, so this is no part of what one id costs. */
function writeTime(text: Uint8Array, ms: number): void {
  let rest = ms;
  for (let index = TIME_PLACES.length - 1; index >= 0; index -= 1) {
    text[TIME_PLACES[index] ?? 0] = digit(rest % 16);
    rest = Math.floor(rest / 16);
  }
}

/** Writes 74 bits of ten random bytes: two into the variant, eight into the digits that stand alone, 64 into pairs. */
function writeRandom(text: Uint8Array, random: Uint8Array, from: number): void {
  const alone = random[from] ?? 0;
  text[BESIDE_VERSION] = digit(alone >> 4);
  text[AFTER_VARIANT] = digit(alone & 0x0f);
  text[VARIANT] = digit(8 | ((random[from + 1] ?? 0) & 3));
  for (let index = 0; index < PAIR_PLACES.length; index += 1) {
    const place = PAIR_PLACES[index] ?? 0;
    const byte = random[from + 2 + index] ?? 0;
    text[place] = digit(byte >> 4);
    text[place + 1] = digit(byte & 0x0f);
  }
}

/**
 * A maker of UUIDs of version 7 (RFC 9562, section 5.7): 48 bits of milliseconds, then 74 random bits, so that ids sort
 * by the millisecond they were made in. Each is a flat string: one that is joined from parts keeps all of them for as
 * long as the event waits, eight times as much.
 */
export function createIdMaker(now: () => number = Date.now): () => string {
  const pool = new Uint8Array(POOL_BYTES);
  const text = new TextEncoder().encode(FORM);
  const decoder = new TextDecoder();
  let used = POOL_BYTES;
  let written = Number.NaN;
  return () => {
    const ms = Math.trunc(now());
    if (ms !== written) writeTime(text, ms);
    written = ms;
    if (used + BYTES_PER_ID > POOL_BYTES) {
      crypto.getRandomValues(pool);
      used = 0;
    }
    writeRandom(text, pool, used);
    used += BYTES_PER_ID;
    return decoder.decode(text);
  };
}
