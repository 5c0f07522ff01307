import { lazy } from '../lazy.ts';
import { isLuhn } from './checksums.ts';

// Issuers of payment cards by the beginning of the number, with the lengths they give out. ISO/IEC 7812-2 keeps the register;
// the ranges are those that the networks publish to merchants.

type Range = readonly [from: string, to: string, shortest: number, longest: number];

/** `from-to:shortest-longest`, all of them inclusive. */
function ranges(text: string): readonly Range[] {
  return text
    .trim()
    .split(/\s{1,40}/)
    .map((entry) => {
      const [prefixes = '', lengths = ''] = entry.split(':');
      const [from = '', to = from] = prefixes.split('-');
      const [shortest = '', longest = shortest] = lengths.split('-');
      return [from, to, Number(shortest), Number(longest)];
    });
}

/**
 * Visa, Mastercard, American Express, Discover, Diners Club, JCB, UnionPay, Maestro with Dankort, Verve, Laser, Meeza and
 * InterPayment, Mir, Borica, RuPay, Hipercard, Cabal, UkrCard, Shetab, Troy, Uzcard, Humo, NAPAS, Belkart, ArCa, Elcart, Prostir.
 */
const known = lazy(() =>
  ranges(`
  4:16 4:19 51-55:16 2221-2720:16 34:15 37:15
  6011:16-19 644-649:16-19 65:16-19 300-305:14 3095:14 36:14 38-39:14 3841:16-19 3528-3589:16-19
  62:16-19 81:16-19 50:14-19 56-58:14-19 63:14-19 67:14-19
  2200-2205:16-19 508:16 6069-6079:16 608:16 820-821:16 606282:16 604000-604499:16-19
  603769-603770:16 603799:16 610433:16 9792:16 8600:16 9860:16 9704:16 9704:19 9112:16 9051:16 9417:16 9804:16
`),
);

/** Too short or too common to be told without a word in front or groups: Visa and Maestro of old, UATP, GPN. */
const old = lazy(() => ranges('4:13 50:12-13 56-58:12-13 63:12-13 67:12-13 1:15 1946:16'));

function isOf(list: readonly Range[], digits: string): boolean {
  return list.some(([from, to, shortest, longest]) => {
    if (digits.length < shortest || digits.length > longest) return false;
    return digits.slice(0, from.length) >= from && digits.slice(0, to.length) <= to;
  });
}

/** Whether the digits are a payment card number. */
export function isCard(digits: string): boolean {
  return isLuhn(digits) && isOf(known(), digits);
}

/** The same where a word in front or the groups say that it is one. */
export function isAnnouncedCard(digits: string): boolean {
  return isLuhn(digits) && (isOf(known(), digits) || isOf(old(), digits));
}

/** Four groups of four with up to three behind, and those of American Express, Diners and UATP. */
const IN_GROUPS =
  /^(?:\d{4}([ -])\d{4}\1\d{4}\1\d{4}(?:\1\d{1,3})?|\d{4}([ -])\d{6}\2\d{4,5}|\d{4}([ -])\d{5}\3\d{6})$/;
/** Of these lengths, and no time in millionths of a second. */
const WHOLE = /^(?!1[4-9]\d{14}$)(?:\d{15,16}|\d{19})$/;

/** A number behind a word for a card: of any issuer where it is written as one, or stands right behind the word. */
export function isCardBehindWord(found: string, near: boolean): boolean {
  const digits = found.replaceAll(/\D/g, '');
  if (isAnnouncedCard(digits)) return true;
  return isLuhn(digits) && !/^0+$/.test(digits) && (IN_GROUPS.test(found) || (near && WHOLE.test(found)));
}
