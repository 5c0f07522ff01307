import { isDay, weighted } from './checksums.ts';

// Check digits of more countries. Each takes digits and letters in upper case without separators, in the length of its form.

const digit = (text: string, at: number): number => text.charCodeAt(at) - 48;
const last = (text: string): number => digit(text, text.length - 1);

/** Hungary, TAJ: government decree on the identifier of health insurance; weights 3 and 7, mod 10. */
export function isTaj(text: string): boolean {
  return weighted(text, [3, 7, 3, 7, 3, 7, 3, 7]) % 10 === last(text);
}

/** Hungary, tax identifier: places as weights, mod 11, and an 8 in front. */
export function isAdoazonosito(text: string): boolean {
  return text.startsWith('8') && weighted(text, [1, 2, 3, 4, 5, 6, 7, 8, 9]) % 11 === last(text);
}

/** Russia, INN: Federal Tax Service, one check digit for companies and two for persons. */
export function isInn(text: string): boolean {
  const check = (weights: readonly number[]): number => (weighted(text, weights) % 11) % 10;
  if (text.length === 10) return check([2, 4, 10, 3, 5, 9, 4, 6, 8]) === last(text);
  return (
    check([7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) === digit(text, 10) &&
    check([3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) === digit(text, 11)
  );
}

/** Russia, SNILS: Social Fund, mod 101. */
export function isSnils(text: string): boolean {
  const sum = weighted(text, [9, 8, 7, 6, 5, 4, 3, 2, 1]) % 101;
  return (sum === 100 ? 0 : sum) === Number(text.slice(9));
}

/** Ukraine, RNOKPP: State Tax Service, mod 11. */
export function isRnokpp(text: string): boolean {
  const sum = weighted(text, [-1, 5, 7, 9, 4, 6, 10, 5, 7]) % 11;
  return ((sum + 11) % 11) % 10 === last(text);
}

/** Kazakhstan, IIN: a date, and mod 11 with a second row of weights. */
export function isIin(text: string): boolean {
  let rest = weighted(text, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]) % 11;
  if (rest === 10) rest = weighted(text, [3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2]) % 11;
  return rest === last(text) && isDay(text.slice(4, 6), text.slice(2, 4));
}

/** Estonia and Lithuania: the same number with two rows of weights, mod 11. */
export function isBaltic(text: string): boolean {
  let rest = weighted(text, [1, 2, 3, 4, 5, 6, 7, 8, 9, 1]) % 11;
  if (rest === 10) rest = (weighted(text, [3, 4, 5, 6, 7, 8, 9, 1, 2, 3]) % 11) % 10;
  return rest === last(text);
}

/** Latvia, personas kods: a date, or 32 in front since 2017. */
export function isLatvian(text: string): boolean {
  return text.startsWith('32') || isDay(text.slice(0, 2), text.slice(2, 4));
}

/** Moldova, IDNP: weights 7, 3 and 1, mod 10. */
export function isIdnp(text: string): boolean {
  return weighted(text, [7, 3, 1, 7, 3, 1, 7, 3, 1, 7, 3, 1]) % 10 === last(text);
}

/** Yugoslavia's successors, JMBG: a date and mod 11. */
export function isJmbg(text: string): boolean {
  const rest = 11 - (weighted(text, [7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11);
  return (rest > 9 ? 0 : rest) === last(text) && isDay(text.slice(0, 2), text.slice(2, 4));
}

/** Greece, AFM: powers of two, mod 11. */
export function isAfm(text: string): boolean {
  return (weighted(text, [256, 128, 64, 32, 16, 8, 4, 2]) % 11) % 10 === last(text) && !/^0+$/.test(text);
}

/** Iceland, kennitala: Registers Iceland, a date and mod 11. */
export function isKennitala(text: string): boolean {
  const rest = 11 - (weighted(text, [3, 2, 7, 6, 5, 4, 3, 2]) % 11);
  return isDay(String(Number(text.slice(0, 2)) % 40), text.slice(2, 4)) && rest % 11 === digit(text, 8);
}

/** Poland, PESEL: mod 10. */
export function isPesel(text: string): boolean {
  return weighted(text, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]) % 10 === 0;
}

/** Poland, tax number: the weighted sum of nine digits modulo 11 is the tenth. */
export function isNip(text: string): boolean {
  return weighted(text, [6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 === Number(text[9]);
}

/** Spain, social security: what stands before the last two digits, without the zeros between province and number, modulo 97. */
export function isSpanishNss(text: string): boolean {
  const plain = Number(text.slice(0, 2)) * 10 ** (text[2] === '0' ? 7 : 8) + Number(text.slice(2, 10));
  return plain % 97 === Number(text.slice(10));
}

/** Luxembourg: a date with the year in front. */
export function isLuxembourg(text: string): boolean {
  return /^(?:19|20)/.test(text) && isDay(text.slice(6, 8), text.slice(4, 6));
}

/** Portugal, NIF: mod 11. */
export function isNif(text: string): boolean {
  const rest = weighted(text, [9, 8, 7, 6, 5, 4, 3, 2]) % 11;
  return (rest < 2 ? 0 : 11 - rest) === last(text);
}

/** Austria, Versicherungsnummer: the fourth digit is the sum of the others by mod 11. */
export function isSvnr(text: string): boolean {
  return weighted(text, [3, 7, 9, 0, 5, 8, 4, 2, 1, 6]) % 11 === digit(text, 3);
}
