import { describe, expect, test } from 'vitest';
import { negatives, positives } from '../src/index.ts';

// Each rule is written here in another way than in the source: over the whole number with its check digit.

const coresOf = (kind: string): readonly string[] =>
  positives()
    .filter((one) => one.kind === kind)
    .map(({ core }) => core);
const bare = (text: string): string => text.replaceAll(/[\s.\-/\u00A0]/g, '');
const sumOf = (text: string, weights: readonly number[]): number =>
  weights.reduce((sum, weight, index) => sum + weight * Number(text[index]), 0);

const passesLuhn = (text: string): boolean => {
  let sum = 0;
  for (let fromEnd = 0; fromEnd < text.length; fromEnd += 1) {
    const digit = Number(text.at(-1 - fromEnd));
    sum += fromEnd % 2 === 0 ? digit : Math.floor((digit * 2) / 10) + ((digit * 2) % 10);
  }
  return sum % 10 === 0;
};

const passesIban = (text: string): boolean => {
  const turned = text.slice(4) + text.slice(0, 4);
  return BigInt(turned.replaceAll(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55))) % 97n === 1n;
};

/** From the registry of SWIFT, apart from the structures in the source. */
const IBAN_LENGTHS: Readonly<Record<string, number>> = {
  AD: 24,
  AE: 23,
  AT: 20,
  BE: 16,
  BR: 29,
  CH: 21,
  CY: 28,
  CZ: 24,
  DE: 22,
  DK: 18,
  EE: 20,
  ES: 24,
  FI: 18,
  FR: 27,
  GB: 22,
  GR: 27,
  HR: 21,
  HU: 28,
  IE: 22,
  IL: 23,
  IT: 27,
  LT: 20,
  LU: 20,
  LV: 21,
  MT: 31,
  NL: 18,
  NO: 15,
  PL: 28,
  PT: 25,
  RO: 24,
  SA: 24,
  SE: 24,
  SI: 19,
  SK: 24,
  TR: 26,
  BG: 22,
  IS: 26,
  LI: 21,
  MC: 27,
  KW: 30,
  UA: 29,
};

/** The dihedral group of order ten, as turns and mirrorings instead of a table. */
const times = (a: number, b: number): number =>
  a < 5 ? (b < 5 ? (a + b) % 5 : ((a + b) % 5) + 5) : b < 5 ? ((a - b + 5) % 5) + 5 : (a - b + 5) % 5;
const turn = (digit: number, times8: number): number => {
  let at = digit;
  for (let index = 0; index < times8; index += 1) at = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4][at] ?? 0;
  return at;
};
const passesVerhoeff = (text: string): boolean =>
  Array.from(text)
    .toReversed()
    .reduce((carry, digit, index) => times(carry, turn(Number(digit), index % 8)), 0) === 0;

const passesMod1110 = (text: string): boolean => {
  let product = 10;
  for (const digit of text.slice(0, -1)) product = (((Number(digit) + product) % 10 || 10) * 2) % 11;
  return (product + Number(text.at(-1))) % 10 === 1;
};

const CHECKS: Readonly<Record<string, (text: string) => boolean>> = {
  'de-tax': passesMod1110,
  'fr-nir': (text) => (BigInt(text.slice(0, 13)) + BigInt(text.slice(13))) % 97n === 0n,
  'es-dni': (text) => 'TRWAGMYFPDXBNJZSQVHLCKE'.indexOf(text.slice(8)) === Number(text.slice(0, 8)) % 23,
  'nl-bsn': (text) => sumOf(text, [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 === 0,
  'pl-pesel': (text) => sumOf(text, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]) % 10 === 0,
  'br-cpf': (text) =>
    ((sumOf(text, [10, 9, 8, 7, 6, 5, 4, 3, 2]) * 10) % 11) % 10 === Number(text[9]) &&
    ((sumOf(text, [11, 10, 9, 8, 7, 6, 5, 4, 3, 2]) * 10) % 11) % 10 === Number(text[10]),
  'uk-nhs': (text) => sumOf(text, [10, 9, 8, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0,
  'ca-sin': passesLuhn,
  'au-tfn': (text) => sumOf(text, [1, 4, 3, 7, 5, 8, 6, 9, 10]) % 11 === 0,
  'in-aadhaar': passesVerhoeff,
  'se-personal': (text) => passesLuhn(text.slice(-10)),
  'no-birth': (text) =>
    sumOf(text, [3, 7, 6, 1, 8, 9, 4, 5, 2, 1]) % 11 === 0 && sumOf(text, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0,
  'ch-ahv': (text) => sumOf(text, [1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1]) % 10 === 0,
  'at-svnr': (text) => sumOf(text, [3, 7, 9, -1, 5, 8, 4, 2, 1, 6]) % 11 === 0,
  'be-national': (text) => (Number(text.slice(0, 9)) + Number(text.slice(9))) % 97 === 0,
  'pt-nif': (text) => [0, 1].includes(sumOf(text, [9, 8, 7, 6, 5, 4, 3, 2, 1]) % 11),
  'gr-amka': passesLuhn,
  'cz-birth': (text) => Number(text) % 11 === 0,
  'za-id': passesLuhn,
  'cn-resident': (text) =>
    Array.from(text).reduce(
      (sum, digit, index) => sum + (digit === 'X' ? 10 : Number(digit)) * (2 ** (17 - index) % 11),
      0,
    ) %
      11 ===
    1,
  'tr-kimlik': (text) =>
    Array.from(text.slice(0, 10)).reduce((sum, digit) => sum + Number(digit), 0) % 10 === Number(text[10]),
};

describe('numbers are valid', () => {
  test.each(Object.entries(CHECKS))('%s', (kind, passes) => {
    const numbers = coresOf(`national-${kind}`).map(bare);
    expect(numbers.length).toBeGreaterThan(0);
    expect(numbers.filter((number) => !passes(number))).toEqual([]);
  });

  test('cards', () => {
    const cards = positives().filter(({ kind }) => kind.startsWith('card-'));
    expect(cards.length).toBeGreaterThan(100);
    expect(cards.filter(({ core }) => !passesLuhn(bare(core)))).toEqual([]);
  });

  test('IBANs of every country have its length', () => {
    const ibans = positives().filter(({ kind }) => kind.startsWith('iban-'));
    const numbers = ibans.map(({ core }) => bare(core).toUpperCase());
    expect(new Set(numbers.map((number) => number.slice(0, 2)))).toEqual(new Set(Object.keys(IBAN_LENGTHS)));
    expect(numbers.filter((number) => number.length !== IBAN_LENGTHS[number.slice(0, 2)])).toEqual([]);
    expect(numbers.filter((number) => !passesIban(number))).toEqual([]);
  });
});

describe('harmless values are harmless', () => {
  test('none holds a card', () => {
    const runs = negatives().flatMap(({ id, text }) =>
      (text.match(/\b\d(?:[ -]?\d){12,18}\b/g) ?? []).map((run) => [id, bare(run)] as const),
    );
    expect(runs.length).toBeGreaterThan(50);
    expect(runs.filter(([, run]) => /^(?:3[0-9]|4|5[0-9]|6[0-9]|2[2-7]|8[12])/.test(run) && passesLuhn(run))).toEqual(
      [],
    );
  });

  test('none is an account number', () => {
    const runs = negatives().flatMap(({ text }) => text.match(/\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}\b/g) ?? []);
    expect(runs.length).toBeGreaterThan(0);
    expect(runs.map(bare).filter((run) => run.length === IBAN_LENGTHS[run.slice(0, 2)] && passesIban(run))).toEqual([]);
  });
});
