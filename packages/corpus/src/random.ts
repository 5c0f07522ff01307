const DIGITS = '0123456789';
const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const UPPER = LOWER.toUpperCase();
const HEX = `${DIGITS}abcdef`;

/** The alphabets that formats are made of. */
export const alphabets = {
  digits: DIGITS,
  hex: HEX,
  lower: LOWER,
  upper: UPPER,
  letters: UPPER + LOWER,
  lowerDigits: LOWER + DIGITS,
  upperDigits: UPPER + DIGITS,
  alnum: UPPER + LOWER + DIGITS,
  base32: `${UPPER}234567`,
  base64: `${UPPER + LOWER + DIGITS}+/`,
  base64url: `${UPPER + LOWER + DIGITS}-_`,
  crockford: '0123456789ABCDEFGHJKMNPQRSTVWXYZ',
} as const;

/** A source of values that gives the same ones for the same seed, on every machine and in every release. */
export interface Random {
  /** A whole number from 0, below `limit`. */
  below(limit: number): number;
  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number;
  pick<T>(list: readonly T[]): T;
  text(alphabet: string, length: number): string;
  digits(length: number): string;
  hex(length: number): string;
  alnum(length: number): string;
  base64(length: number): string;
  base64url(length: number): string;
  upperDigits(length: number): string;
  lowerDigits(length: number): string;
  bytes(length: number): Buffer;
  uuid(): string;
}

/** FNV-1a, 32 bits: spreads the letters of a seed over the state. */
const hashOf = (seed: string): number => {
  let hash = 0x81_1c_9d_c5;
  for (let index = 0; index < seed.length; index += 1) {
    hash = Math.imul(hash ^ seed.charCodeAt(index), 0x01_00_01_93);
  }
  return hash >>> 0;
};

/** Mulberry32, by Tommy Ettinger: 32 bits of state, good enough to spread samples, of no use for secrets. */
const generatorOf = (seed: string): (() => number) => {
  let state = hashOf(seed);
  return () => {
    state = (state + 0x6d_2b_79_f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

export const createRandom = (seed: string): Random => {
  const next = generatorOf(seed);
  const below = (limit: number): number => Math.floor(next() * limit);
  const text = (alphabet: string, length: number): string =>
    Array.from({ length }, () => alphabet[below(alphabet.length)]).join('');
  const hex = (length: number): string => text(HEX, length);
  return {
    below,
    between: (least, most) => least + below(most - least + 1),
    pick: <T>(list: readonly T[]): T => {
      const picked = list[below(list.length)];
      if (picked === undefined) throw new RangeError('nothing to pick from');
      return picked;
    },
    text,
    digits: (length) => text(DIGITS, length),
    hex,
    alnum: (length) => text(alphabets.alnum, length),
    base64: (length) => text(alphabets.base64, length),
    base64url: (length) => text(alphabets.base64url, length),
    upperDigits: (length) => text(alphabets.upperDigits, length),
    lowerDigits: (length) => text(alphabets.lowerDigits, length),
    bytes: (length) => Buffer.from(Array.from({ length }, () => below(256))),
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-${text('89ab', 1)}${hex(3)}-${hex(12)}`,
  };
};
