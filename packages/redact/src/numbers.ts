import { isDigitAt, isLetterAt, isWordAt } from './chars.ts';
import { DIGIT, EFFECTS, LATIN, WORD } from './effects.ts';
import { IBAN_LENGTHS } from './shapes/financial.ts';

// Digits that stand close enough together for a number of anybody's.

const PLUS = 43;
/** Seven digits may be a telephone, account or identity number. */
export const MANY_DIGITS = 7;
/** As many in one row are a card number; fewer in one row are an ID unless a word says more. */
export const CARD_DIGITS = 14;

/** Shortest account number: Norway's. */
const IBAN = 15;

/** A country that has account numbers, and two check digits. */
export function namesIban(text: string, start: number): boolean {
  if (!isDigitAt(text, start + 2) || !isDigitAt(text, start + 3) || !isLetterAt(text, start)) return false;
  return IBAN_LENGTHS.has(text.slice(start, start + 2).toUpperCase());
}

/** The same with a group behind a sign, or as many characters as the shortest has. */
export function beginsIban(text: string, start: number): boolean {
  const more = isWordAt(text, start + 4) ? isWordAt(text, start + IBAN - 1) : isWordAt(text, start + 5);
  return more && namesIban(text, start);
}

/** Whether digits stand close enough together, with signs and no letters between, for a number of anybody's. */
export function hasNumber(text: string): boolean {
  let digits = 0;
  let last = -1;
  let split = false;
  for (let i = 0; i < text.length; i++) {
    const effect = EFFECTS[text.charCodeAt(i)] ?? LATIN;
    if ((effect & DIGIT) !== 0) {
      split ||= digits > 0 && last !== i - 1;
      last = i;
      digits++;
      if (digits >= CARD_DIGITS || (digits >= MANY_DIGITS && split)) return true;
    } else if ((effect & WORD) !== 0) {
      digits = 0;
      split = false;
    } else split ||= text.charCodeAt(i) === PLUS;
  }
  return false;
}
