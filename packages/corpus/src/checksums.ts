import { alphabets, type Random } from './random.ts';

export const digitsOf = (text: string): readonly number[] => Array.from(text, Number);

/** Sum of the digits, each times its weight. */
export const weighted = (text: string, weights: readonly number[]): number =>
  digitsOf(text).reduce((sum, digit, index) => sum + digit * (weights[index] ?? 0), 0);

/** The digit that makes `body` and itself pass the Luhn check (ISO/IEC 7812-1, annex B). */
export const luhnDigit = (body: string): string => {
  const sum = digitsOf(body)
    .toReversed()
    .reduce(
      (total, digit, index) => total + (index % 2 === 0 ? (digit * 2 > 9 ? digit * 2 - 9 : digit * 2) : digit),
      0,
    );
  return String((10 - (sum % 10)) % 10);
};

export const withLuhn = (body: string): string => body + luhnDigit(body);

export const cardNumber = (random: Random, prefix: string, length: number): string =>
  withLuhn(prefix + random.digits(length - prefix.length - 1));

/** Cuts a number into groups of the given sizes; what is left over stays with the last one. */
export const grouped = (text: string, sizes: readonly number[], separator: string): string => {
  const groups: string[] = [];
  let at = 0;
  for (const size of sizes) {
    if (at < text.length) groups.push(text.slice(at, at + size));
    at += size;
  }
  if (at < text.length) groups.push(text.slice(at));
  return groups.join(separator);
};

/** ISO 7064 mod 97-10 over letters read as 10 to 35. */
const mod97 = (text: string): number =>
  Array.from(text, (letter) => Number.parseInt(letter, 36).toString())
    .join('')
    .split('')
    .reduce((rest, digit) => (rest * 10 + Number(digit)) % 97, 0);

const CHARACTERS: Readonly<Record<string, string>> = {
  n: alphabets.digits,
  a: alphabets.upper,
  c: alphabets.upperDigits,
};

/** An account number of the country's structure with right check digits (ISO 13616). */
export const iban = (random: Random, country: string, structure: string): string => {
  const bban = Array.from(structure, (letter) => random.text(CHARACTERS[letter] ?? alphabets.digits, 1)).join('');
  return `${country}${String(98 - mod97(`${bban}${country}00`)).padStart(2, '0')}${bban}`;
};

/** ISO 7064 mod 11,10: the check digit of the German tax number and of Croatia's OIB. */
export const mod1110Digit = (body: string): string => {
  const product = digitsOf(body).reduce((carry, digit) => {
    const sum = (digit + carry) % 10;
    return ((sum === 0 ? 10 : sum) * 2) % 11;
  }, 10);
  return String((11 - product) % 10);
};

const DIHEDRAL = [
  '0123456789',
  '1234067895',
  '2340178956',
  '3401289567',
  '4012395678',
  '5987604321',
  '6598710432',
  '7659821043',
  '8765932104',
  '9876543210',
];
const PERMUTATION = [
  '0123456789',
  '1576283094',
  '5803796142',
  '8916043527',
  '9453126870',
  '4286573901',
  '2793806415',
  '7046913258',
];
const INVERSE = '0432156789';

/** Verhoeff's scheme over the dihedral group of order ten, used by Aadhaar. */
export const verhoeffDigit = (body: string): string => {
  const state = digitsOf(body)
    .toReversed()
    .reduce((carry, digit, index) => Number(DIHEDRAL[carry]?.[Number(PERMUTATION[(index + 1) % 8]?.[digit])]), 0);
  return INVERSE[state] ?? '0';
};
