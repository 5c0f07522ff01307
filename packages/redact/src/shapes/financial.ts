import { lazy } from '../lazy.ts';
import { HAS_CARD, HAS_CONTEXT, HAS_DIGITS, HAS_IBAN } from '../bits.ts';
import { CONTEXT, eachWord } from '../endings.ts';
import { CARD_WORDS } from '../trigger-words.ts';
import { isDigitAt, isWordAt } from '../chars.ts';
import type { Emit, ScanRule } from '../rule.ts';
import { PAYMENT_CARDS } from './announcing-words.ts';
import { isAnnouncedCard, isCard, isCardBehindWord } from './card-issuers.ts';
import { placeBehind, placeNear } from './national-gap.ts';
import { behindUnspaced, isUnspaced, lastBefore, UNSPACED_STEPS } from './national-words.ts';

export { isCard } from './card-issuers.ts';

const PLAIN = /^\d{14,19}$/;
/** In fours, as American Express and Diners print it, as UATP does, and Visa's of 13 digits. */
const GROUPED =
  /^(?:\d{4}([ -])\d{4}\1\d{4}\1\d{4}(?:\1\d{1,3})?|\d{4}([ -])\d{6}\2\d{4,5}|\d{4}([ -])\d{5}\3\d{6}|\d{4}([ -])(?:\d{3}\4\d{3}\4\d{3}|\d{4}\4\d{4}\4\d))$/;

const card: ScanRule = {
  kind: 'scan',
  id: 'card',
  class: 'personal',
  source: 'https://www.iso.org/standard/70484.html',
  examples: ['4242 4242 4242 4242', '378282246310005'],
  needs: HAS_CARD,
  scan(text, emit) {
    let i = 0;
    while (i < text.length) {
      if (!isDigitAt(text, i)) {
        i++;
        continue;
      }
      const start = i;
      while (isDigitAt(text, i) || ((text[i] === ' ' || text[i] === '-') && isDigitAt(text, i + 1))) i++;
      if (text[start - 1] === 'B' && text[start - 2] === '%' && text[i] === '^' && i - start > 11) {
        i = trackEnd(text, i);
        emit(start, i);
        continue;
      }
      const decimal = text[start - 1] === '.' && isDigitAt(text, start - 2);
      if (i - start < 14 || isWordAt(text, start - 1) || isWordAt(text, i) || decimal) continue;
      scanDigits(text, start, i, emit);
    }
  },
};

/** The first track of a card, `%B4242…^DOE/JANE^…?` (ISO/IEC 7813): at most 79 characters. */
function trackEnd(text: string, at: number): number {
  return at + (/^[^?\r\n]{0,66}/.exec(text.slice(at, at + 66))?.[0].length ?? 0);
}

function isCardValue(value: string): boolean {
  if (PLAIN.test(value)) return isCard(value);
  return GROUPED.test(value) && isAnnouncedCard(value.replaceAll(/\D/g, ''));
}

/** A run of groups may hold more than the card: `order 12 4242 4242 4242 4242`. Each group is tried as its beginning. */
function scanDigits(text: string, start: number, end: number, emit: Emit): void {
  for (let from = start; from < end; from++) {
    if (from > start && isDigitAt(text, from - 1)) continue;
    if (!isDigitAt(text, from)) continue;
    for (const length of [23, 22, 21, 19, 18, 17, 16, 15, 14]) {
      const to = from + length;
      if (to > end || !isDigitAt(text, to - 1) || isDigitAt(text, to)) continue;
      const value = text.slice(from, to);
      if (!isCardValue(value)) continue;
      emit(from, to);
      from = to;
      break;
    }
  }
}

const CARD = /\d(?:[ -]?\d){11,18}(?![ -]?\d)/y;

function announcedAt(text: string, at: number, near: boolean): number {
  CARD.lastIndex = Math.max(0, at);
  const found = at === -1 ? undefined : CARD.exec(text)?.[0];
  if (found === undefined || isWordAt(text, at + found.length)) return 0;
  return isCardBehindWord(found, near) ? at + found.length : 0;
}

const isCardWord = (word: string): boolean => CARD_WORDS().has(word) || PAYMENT_CARDS().has(word);

const announcedCard: ScanRule = {
  kind: 'scan',
  id: 'card-announced',
  class: 'personal',
  source: 'https://www.iso.org/standard/70484.html',
  examples: ['card 4222222222222', 'Karte Nr. 5018000009016'],
  needs: HAS_CONTEXT | HAS_DIGITS,
  scan(text, emit) {
    eachWord(text, CONTEXT, (start, end) => {
      if (end - start > LONGEST_WORD || !isCardWord(text.slice(start, end).toLowerCase())) return 0;
      for (const place of [placeNear(text, end), placeBehind(text, end)]) {
        const to = announcedAt(text, place, place === placeNear(text, end));
        if (to > 0) emit(place, to);
        if (to > 0) return to;
      }
      return 0;
    });
  },
};

const LONGEST_WORD = 24;
const glued: () => readonly (readonly [string, true])[] = lazy(() =>
  [...PAYMENT_CARDS()].filter((word) => isUnspaced(word.charCodeAt(0))).map((word) => [word, true]),
);

/** Chinese, Japanese, Korean and Thai are written without blanks: the number stands right behind the words. */
const unspacedCard: ScanRule = {
  kind: 'scan',
  id: 'card-unspaced',
  class: 'personal',
  source: 'https://www.iso.org/standard/70484.html',
  examples: ['カード番号は4222222222222です', '卡号5018000009016'],
  needs: HAS_DIGITS,
  scan(text, emit, spend) {
    for (let i = 1; i < text.length; i++) {
      if (!isDigitAt(text, i)) continue;
      const behind = behindUnspaced(text, i);
      if (behind) spend(UNSPACED_STEPS, i);
      const isNear = behind && lastBefore(text, i, glued()) === true;
      const to = isNear ? announcedAt(text, i, true) : 0;
      if (to > i) emit(i, to);
      if (to > i) i = to - 1;
      else while (isDigitAt(text, i + 1)) i++;
    }
  },
};

/** Length of an IBAN by country, from the SWIFT registry. */
export const IBAN_LENGTHS: ReadonlyMap<string, number> = new Map(
  'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30'
    .split(' ')
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
);

function isIban(value: string): boolean {
  let rest = 0;
  for (const char of value.slice(4) + value.slice(0, 4)) {
    for (const digit of String(Number.parseInt(char, 36))) rest = (rest * 10 + Number(digit)) % 97;
  }
  return rest === 1;
}

/** What stands between the groups of four: a blank, also one that does not break, a dash or a dot. */
const IBAN_SIGNS = ' -.\u00a0\u202f';

const iban: ScanRule = {
  kind: 'scan',
  id: 'iban',
  class: 'personal',
  source: 'https://www.iso.org/standard/81090.html',
  examples: ['GB82 WEST 1234 5698 7654 32', 'DE89370400440532013000'],
  needs: HAS_IBAN,
  scan(text, emit) {
    for (const match of text.matchAll(/(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?=[ .\u00a0\u202f-]?[A-Za-z0-9]{4})/g)) {
      const length = IBAN_LENGTHS.get(match[0].slice(0, 2).toUpperCase());
      if (length === undefined) continue;
      let value = '';
      let end = match.index;
      while (value.length < length && end < text.length) {
        if (isWordAt(text, end)) value += text[end]?.toUpperCase();
        else if (!IBAN_SIGNS.includes(text.charAt(end))) break;
        end++;
      }
      if (value.length !== length || isWordAt(text, end) || !isIban(value)) continue;
      emit(match.index, end);
    }
  },
};

export const financialRules: readonly ScanRule[] = [card, announcedCard, unspacedCard, iban];
