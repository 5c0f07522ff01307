import { isDay, isLuhn, weighted } from './checksums.ts';

// Check digits of Asia, America, Africa and Oceania. Each takes digits and letters in upper case without separators, in the length of its form.

const digit = (text: string, at: number): number => text.charCodeAt(at) - 48;
const last = (text: string): number => digit(text, text.length - 1);

/** Thailand, national identity card: Department of Provincial Administration, mod 11. */
export function isThai(text: string): boolean {
  return (11 - (weighted(text, [13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11)) % 10 === last(text);
}

/** Argentina, CUIT and CUIL: ARCA, mod 11. */
export function isCuit(text: string): boolean {
  return (11 - (weighted(text, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11)) % 11 === last(text);
}

/** Ecuador, cédula: a province and Luhn. */
export function isEcuador(text: string): boolean {
  const province = Number(text.slice(0, 2));
  return ((province > 0 && province < 25) || province === 30) && digit(text, 2) < 7 && isLuhn(text);
}

/** Uruguay, cédula de identidad: mod 10. */
export function isUruguay(text: string): boolean {
  const digits = text.padStart(8, '0');
  return (10 - (weighted(digits, [2, 9, 8, 7, 6, 3, 4]) % 10)) % 10 === last(digits);
}

/** Peru, RUC: SUNAT, mod 11. */
export function isRuc(text: string): boolean {
  return (11 - (weighted(text, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11)) % 10 === last(text);
}

/** Colombia, NIT: DIAN, mod 11 from the right. */
export function isNit(text: string): boolean {
  const weights = [41, 37, 29, 23, 19, 17, 13, 7, 3].slice(-(text.length - 1));
  const rest = weighted(text, weights) % 11;
  return (rest < 2 ? rest : 11 - rest) === last(text);
}

/** Brazil, PIS, PASEP and NIS: mod 11. */
export function isPis(text: string): boolean {
  const rest = 11 - (weighted(text, [3, 2, 9, 8, 7, 6, 5, 4, 3, 2]) % 11);
  return (rest > 9 ? 0 : rest) === last(text);
}

/** Taiwan, identity card and resident certificate: Ministry of the Interior, mod 10 with the letter as two digits. */
export function isTaiwan(text: string): boolean {
  const letter = 10 + 'ABCDEFGHJKLMNPQRSTUVXYWZIO'.indexOf(text.charAt(0));
  const number = String(letter) + text.slice(1);
  return weighted(number, [1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1]) % 10 === 0;
}

/** Hong Kong, HKID: Immigration Department, mod 11; one or two letters in front. */
export function isHkid(text: string): boolean {
  const bare = text.replaceAll(/[()]/g, '').padStart(9, ' ');
  let sum = 0;
  for (let i = 0; i < 8; i++) {
    const char = bare.charAt(i);
    sum += (char === ' ' ? 36 : Number.parseInt(char, 36)) * (9 - i);
  }
  const rest = (11 - (sum % 11)) % 11;
  return (rest === 10 ? 'A' : String(rest)) === bare.charAt(8);
}

/** Japan, Individual Number: ministerial order 85 of 2014, mod 11. */
export function isMyNumber(text: string): boolean {
  const rest = weighted(text, [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11;
  return (rest < 2 ? 0 : 11 - rest) === last(text);
}

/** Indonesia, NIK, and Malaysia, MyKad: a date within; 40 is added to the day of a woman's NIK. */
export function isNik(text: string): boolean {
  return isDay(String(Number(text.slice(6, 8)) % 40), text.slice(8, 10)) && /^[1-9]/.test(text);
}

/** Iran, code melli: mod 11. */
export function isMelli(text: string): boolean {
  const rest = weighted(text, [10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11;
  return (rest < 2 ? rest : 11 - rest) === last(text) && !/^(\d)\1+$/.test(text);
}

/** Kuwait, civil number: a century, a date and mod 11. */
export function isKuwait(text: string): boolean {
  return (
    11 - (weighted(text, [2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]) % 11) === last(text) &&
    isDay(text.slice(5, 7), text.slice(3, 5))
  );
}

/** Egypt: a century and a date. */
export function isEgypt(text: string): boolean {
  return /^[23]/.test(text) && isDay(text.slice(5, 7), text.slice(3, 5));
}

/** New Zealand, IRD: Inland Revenue, mod 11 with a second row of weights. */
export function isIrd(text: string): boolean {
  const number = text.padStart(9, '0');
  const check = (weights: readonly number[]): number => (11 - (weighted(number, weights) % 11)) % 11;
  const first = check([3, 2, 7, 6, 5, 4, 3, 2]);
  const value = Number(text);
  return (
    value >= 10_000_000 &&
    value <= 150_000_000 &&
    (first === 10 ? check([7, 4, 3, 2, 5, 2, 7, 6]) : first) === last(number)
  );
}
