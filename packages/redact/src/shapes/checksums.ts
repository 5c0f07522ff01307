// Check digits of national numbers. Each takes the digits (and letters, in upper case) without separators.

function digitsOf(text: string): readonly number[] {
  return Array.from(text, (char) => char.charCodeAt(0) - 48);
}

/** The check digit of ISO/IEC 7812-1, Annex B (Luhn). */
export function isLuhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 48;
    const doubled = i % 2 === 0 ? digit : digit * 2;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** The sum of the digits times their weights. */
export function weighted(text: string, weights: readonly number[]): number {
  return weights.reduce((sum, weight, i) => sum + weight * (text.charCodeAt(i) - 48), 0);
}

/** Whether `ddmm` or `mmdd` can be a date; a month may be raised by what some countries add for sex or century. */
export function isDay(day: string, month: string, raised: readonly number[] = [0]): boolean {
  const d = Number(day);
  const m = Number(month);
  return d >= 1 && d <= 31 && raised.some((by) => m - by >= 1 && m - by <= 12);
}

/** Brazil, CPF: two digits by mod 11. */
export function isCpf(text: string): boolean {
  if (/^(\d)\1+$/.test(text)) return false;
  const check = (length: number): number => {
    const sum = digitsOf(text.slice(0, length)).reduce((all, digit, i) => all + digit * (length + 1 - i), 0);
    return ((sum * 10) % 11) % 10;
  };
  return check(9) === Number(text[9]) && check(10) === Number(text[10]);
}

/** Brazil, CNPJ. */
export function isCnpj(text: string): boolean {
  const first = weighted(text, [5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]) % 11;
  const second = weighted(text, [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]) % 11;
  return (first < 2 ? 0 : 11 - first) === Number(text[12]) && (second < 2 ? 0 : 11 - second) === Number(text[13]);
}

/** EAN-13, of which the Swiss AHV number is one. */
export function isEan13(text: string): boolean {
  return weighted(text, [1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1]) % 10 === 0;
}

/** United Kingdom, NHS number: mod 11. */
export function isNhs(text: string): boolean {
  const check = 11 - (weighted(text, [10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11);
  return (check === 11 ? 0 : check) === Number(text[9]);
}

/** Turkey, T.C. kimlik. */
export function isKimlik(text: string): boolean {
  const d = digitsOf(text);
  const at = (i: number): number => d[i] ?? 0;
  const odd = at(0) + at(2) + at(4) + at(6) + at(8);
  const even = at(1) + at(3) + at(5) + at(7);
  const tenth = (((odd * 7 - even) % 10) + 10) % 10;
  return tenth === at(9) && (odd + even + at(9)) % 10 === at(10);
}

/** Germany, Steuer-ID: ISO/IEC 7064 mod 11,10. */
export function isSteuerId(text: string): boolean {
  let product = 10;
  for (let i = 0; i < 10; i++) {
    const sum = (Number(text[i]) + product) % 10;
    product = ((sum === 0 ? 10 : sum) * 2) % 11;
  }
  return (11 - product) % 10 === Number(text[10]);
}

/** Spain, DNI and NIE: the letter is the number's rest by 23. */
export function isDni(text: string): boolean {
  const first = 'XYZ'.indexOf(text.charAt(0));
  const number = Number((first === -1 ? text.charAt(0) : String(first)) + text.slice(1, 8));
  return 'TRWAGMYFPDXBNJZSQVHLCKE'[number % 23] === text[8];
}

const ODD = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];

/** Italy, codice fiscale. */
export function isFiscale(text: string): boolean {
  let sum = 0;
  for (let i = 0; i < 15; i++) {
    const value = Number.parseInt(text.charAt(i), 36);
    const letter = value > 9 ? value - 10 : value;
    sum += i % 2 === 0 ? (ODD[letter] ?? 0) : letter;
  }
  return String.fromCharCode(65 + (sum % 26)) === text[15];
}

/** Finland, henkilötunnus: `ddmmyy`, three digits and a sign. */
export function isHetu(text: string): boolean {
  const number = Number(text.slice(0, 6) + text.slice(7, 10));
  return isDay(text.slice(0, 2), text.slice(2, 4)) && '0123456789ABCDEFHJKLMNPRSTUVWXY'[number % 31] === text[10];
}

/** Belgium, rijksregisternummer: mod 97, with a 2 in front for who was born after 1999. */
export function isRijksregister(text: string): boolean {
  const number = Number(text.slice(0, 9));
  const check = Number(text.slice(9));
  return 97 - (number % 97) === check || 97 - ((2_000_000_000 + number) % 97) === check;
}

/** France, NIR: mod 97. */
export function isNir(text: string): boolean {
  return 97 - (Number(text.slice(0, 13)) % 97) === Number(text.slice(13));
}

/** Chile, RUT: mod 11 with K for 10. */
export function isRut(text: string): boolean {
  let sum = 0;
  for (let i = 0; i < text.length - 1; i++) sum += Number(text[text.length - 2 - i]) * (2 + (i % 6));
  const check = 11 - (sum % 11);
  return (check === 11 ? '0' : check === 10 ? 'K' : String(check)) === text.at(-1)?.toUpperCase();
}

/** China, resident identity card: GB 11643, ISO/IEC 7064 mod 11-2. */
export function isResident(text: string): boolean {
  const sum = weighted(text, [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]);
  const year = Number(text.slice(6, 10));
  return (
    '10X98765432'[sum % 11] === text.at(-1)?.toUpperCase() &&
    year > 1899 &&
    year < 2100 &&
    isDay(text.slice(12, 14), text.slice(10, 12))
  );
}

/** Korea, resident registration number issued before October 2020. */
export function isRrn(text: string): boolean {
  const check = (11 - (weighted(text, [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5]) % 11)) % 10;
  return isDay(text.slice(4, 6), text.slice(2, 4)) && check === Number(text[12]);
}

/** Czechia and Slovakia, rodné číslo of ten digits: divisible by 11. */
export function isRodneCislo(text: string): boolean {
  return Number(text) % 11 === 0 && isDay(text.slice(4, 6), text.slice(2, 4), [0, 20, 50, 70]);
}

/** Singapore, NRIC and FIN. */
export function isNric(text: string): boolean {
  const kind = text.charAt(0).toUpperCase();
  const sum =
    weighted(text.slice(1), [2, 7, 6, 5, 4, 3, 2]) + (kind === 'T' || kind === 'G' ? 4 : kind === 'M' ? 3 : 0);
  const letters = kind === 'S' || kind === 'T' ? 'JZIHGFEDCBA' : kind === 'M' ? 'KLJNPQRTUWX' : 'XWUTRQPNMLK';
  const rest = sum % 11;
  return letters[kind === 'M' ? 10 - rest : rest] === text.at(-1)?.toUpperCase();
}

/** South Africa and others: a date and Luhn. */
export function isDated(text: string): boolean {
  return isDay(text.slice(4, 6), text.slice(2, 4));
}

/** Australia, tax file number: mod 11. */
export function isTfn(text: string): boolean {
  return weighted(text, [1, 4, 3, 7, 5, 8, 6, 9, 10]) % 11 === 0;
}
