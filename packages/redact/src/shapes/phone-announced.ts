import { lazy } from '../lazy.ts';
import { HAS_CONTEXT, HAS_DIGITS } from '../bits.ts';
import { isDigitAt, isWordAt } from '../chars.ts';
import { CONTEXT, eachWord } from '../endings.ts';
import type { Emit, ScanRule } from '../rule.ts';
import { PHONE_WORDS } from '../trigger-words.ts';
import { TELEPHONES, VAGUE_TELEPHONES } from './announcing-words.ts';
import { placeBehind } from './national-gap.ts';
import { behindUnspaced, isUnspaced, lastBefore, UNSPACED_STEPS } from './national-words.ts';

// Telephone numbers behind a word for telephone: these may be written in any way.

/** How many digits stand in a text. */
export function digitsOf(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i++) if (isDigitAt(text, i)) count++;
  return count;
}

const GAP =
  /["'\\]{0,3}[\s.:：=#°(]{0,4}(?:(?:no|nr|number|nummer|numero|número|at|on|is|ist|est|es|me|us|mobile|home|work|office|phone|nº|n°|to|from|al|kom|móv|mov)["'\\]{0,2}(?=[\s.:：=#°(])[\s.:：=#°(]{1,4}){0,3}["'\\]{0,3}/iy;
/** The word for a number in other languages, behind that for a telephone. */
const NOUNS: ReadonlySet<string> = new Set(
  'numarası numaram szám szama száma số मोबाइल नंबर संख्या নম্বর নাম্বার নং எண் నంబర్ ನಂಬರ್ നമ്പർ نمبر رقم شماره מספר номер'.split(
    ' ',
  ),
);
const NOUN = /[ \u00a0]([^\s\d:：.=]{2,12})/y;

/** Where that word ends; where there is none, the end of the word before. */
function nounEnd(text: string, end: number): number {
  NOUN.lastIndex = end;
  const word = NOUN.exec(text)?.[1];
  return word !== undefined && NOUNS.has(word.toLowerCase()) ? NOUN.lastIndex : end;
}
/** `mobile number`: a noun behind the word says that it is meant. */
const NAMED = /\b(?:no|nr|number|nummer|numero|número|nº|n°)\b/i;
const NAMED_DIGITS = 9;
const NUMBER = /\+?\d(?:[ .\-/()]{0,2}\d){5,14}/y;
const NO_NUMBER =
  /^(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}$|\d{1,3}(?:\.\d{1,3}){3}$|\d{1,2}\.\d{1,3}\.\d+$)/;
/** Verbs and things behind which any number may stand, so it must be written like that of a telephone. */
const looseWords: () => ReadonlySet<string> = lazy(
  () =>
    new Set([
      ...'call called calling llamar llame dial ring contact cell mobile sms portable hotline mobil mobiel phones'.split(
        ' ',
      ),
      ...VAGUE_TELEPHONES(),
    ]),
);

/** Where eight digits in groups need no colon. */
const NORDIC = /^mobi(?:l|el)$/;
const MOBILE: ReadonlySet<string> = new Set('mobile cell contact sms portable mobil mobiel'.split(' '));

/** Behind a colon, or `call me on`, eight digits in groups are enough, as Norway and Denmark write them (ITU-T E.123). */
function isWritten(found: string, count: number, labelled: boolean): boolean {
  return /^[+0]/.test(found) || (/[ .\-/(]/.test(found) && (count > 8 || (labelled && count > 7)));
}

function announcedEnd(text: string, word: string, from: number): number {
  GAP.lastIndex = from;
  GAP.test(text);
  const at = GAP.lastIndex;
  NUMBER.lastIndex = at;
  const found = NUMBER.exec(text)?.[0];
  if (found === undefined || NO_NUMBER.test(found) || isWordAt(text, at + found.length)) return -1;
  const count = digitsOf(found);
  const gap = text.slice(from, at);
  const loose = looseWords().has(word) && !(count >= NAMED_DIGITS && MOBILE.has(word) && NAMED.test(gap));
  if (count < 7 || (loose && !isWritten(found, count, NORDIC.test(word) || /[:：]|\b(?:me|us)\b/i.test(gap))))
    return -1;
  return text.charAt(at + found.length) === '-' && isDigitAt(text, at + found.length + 1) ? -1 : at + found.length;
}

/** A trunk prefix with an area code behind, an international one. */
const PREFIXED = /^(?:\+|00?[1-9])/;
/** Where 8 is the trunk prefix, and 7 the code of the country. */
const CYRILLIC = /[\u0400-\u04ff]/;
/** Groups that Italy, Spain, Poland and America write, and Norway and Denmark. */
const USUAL = /^(?:\d{3}[ -]\d{3}[ -]?\d{3,4}|\d{3} \d{6,7}|\d\d(?: \d\d){3})$/;
const YEAR_FIRST = /^(?:19|20)\d\d[-/. ]/;
const DAY_FIRST = /^\d{1,2}[-/.]\d{1,2}[-/.]\d{4}(?!\d)/;

/** Whether a number stands there that is written as that of a telephone, so that other words may stand before it. */
function writtenEnd(text: string, at: number, word: string): number {
  NUMBER.lastIndex = at;
  const found = NUMBER.exec(text)?.[0];
  if (found === undefined || NO_NUMBER.test(found) || DAY_FIRST.test(found) || YEAR_FIRST.test(found)) return -1;
  const end = at + found.length;
  if (isWordAt(text, end) || (/[-.:]/.test(text.charAt(end)) && isDigitAt(text, end + 1))) return -1;
  const count = digitsOf(found);
  if (count < 8 || count > 15) return -1;
  const trunk = CYRILLIC.test(word) && /^[78]/.test(found) && count === 11;
  const labelled = /[:：] {0,2}\(?$/.test(text.slice(Math.max(0, at - 4), at));
  return PREFIXED.test(found) ||
    trunk ||
    (USUAL.test(found) && !/^(?:tele)?phones?$/.test(word)) ||
    (labelled && count > 8 && /[ .\-/(]/.test(found))
    ? end
    : -1;
}

function emitAnnounced(text: string, start: number, end: number, emit: Emit): number {
  const word = end - start < 24 ? text.slice(start, end).toLowerCase() : '';
  if (!PHONE_WORDS().has(word) && !TELEPHONES().has(word)) return 0;
  const to = announcedEnd(text, word, nounEnd(text, end));
  if (to !== -1) {
    emit(GAP.lastIndex, to);
    return to;
  }
  const place = looseWords().has(word) && !VAGUE_TELEPHONES().has(word) ? -1 : placeBehind(text, end);
  const far = place === -1 ? -1 : writtenEnd(text, text.charAt(place - 1) === '+' ? place - 1 : place, word);
  if (far === -1) return 0;
  emit(place, far);
  return far;
}

const announced: ScanRule = {
  kind: 'scan',
  id: 'phone-announced',
  class: 'personal',
  source: 'https://www.itu.int/rec/T-REC-E.123',
  examples: ['Tel. 91 123 40 68', 'mobile: 98765 43210', 'phone 555-0132'],
  needs: HAS_CONTEXT | HAS_DIGITS,
  scan(text, emit) {
    eachWord(text, CONTEXT, (start, end) => emitAnnounced(text, start, end, emit));
  },
};

const glued: () => readonly (readonly [string, string])[] = lazy(() =>
  [...PHONE_WORDS(), ...TELEPHONES()].filter((word) => isUnspaced(word.charCodeAt(0))).map((word) => [word, word]),
);
/** Mobile numbers of China have no prefix within the country. */
const CHINESE = /^1[3-9]\d[ -]?\d{4}[ -]?\d{4}$/;

/** Chinese, Japanese, Korean and Thai are written without blanks: the number stands right behind the words. */
const unspaced: ScanRule = {
  kind: 'scan',
  id: 'phone-unspaced',
  class: 'personal',
  source: 'https://www.itu.int/rec/T-REC-E.123',
  examples: ['电话号码是13800130348', 'เบอร์โทรของฉันคือ 0812345678'],
  needs: HAS_DIGITS,
  scan(text, emit, spend) {
    for (let i = 1; i < text.length; i++) {
      if (!isDigitAt(text, i)) continue;
      const behind = behindUnspaced(text, i);
      if (behind) spend(UNSPACED_STEPS, i);
      const word = behind ? lastBefore(text, i, glued()) : undefined;
      const end = word === undefined ? -1 : glueEnd(text, i, word);
      if (end !== -1) emit(i, end);
      if (end !== -1) i = end - 1;
      else while (isDigitAt(text, i + 1)) i++;
    }
  },
};

function glueEnd(text: string, at: number, word: string): number {
  const end = writtenEnd(text, at, word);
  if (end !== -1) return end;
  NUMBER.lastIndex = at;
  const found = NUMBER.exec(text)?.[0] ?? '';
  return CHINESE.test(found) && !isWordAt(text, at + found.length) ? at + found.length : -1;
}

export const announcedPhones: readonly ScanRule[] = [announced, unspaced];
