/** Numbers that look random and are the same in every run with the same seed. */
export interface Random {
  /** From 0 up to but not including 1. */
  next(): number;
  /** A whole number from 0 up to but not including `end`. */
  below(end: number): number;
  pick<T>(list: readonly [T, ...T[]]): T;
  /** `length` characters of an alphabet. */
  text(length: number, alphabet: string): string;
}

export const DIGITS = '0123456789';
export const HEX = '0123456789abcdef';
export const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
export const BASE62 = `${DIGITS}${LETTERS}${LETTERS.toUpperCase()}`;

/** Mulberry32: 32 bits of state, fast, and evenly spread enough for values that only have to differ. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (end: number): number => Math.floor(next() * end);
  return {
    next,
    below,
    pick: (list) => list[below(list.length)] ?? list[0],
    text(length, alphabet) {
      let out = '';
      for (let index = 0; index < length; index += 1) out += alphabet[below(alphabet.length)] ?? '';
      return flat(out);
    },
  };
}

/**
 * The same text in one piece. The engine keeps a concatenation as a tree until somebody reads it, and whoever is measured
 * first would pay for that.
 */
export function flat(text: string): string {
  const encoding = /[\u0100-\uFFFF]/.test(text) ? 'utf16le' : 'latin1';
  return Buffer.from(text, encoding).toString(encoding);
}
