import { HAS_CALL, HAS_CONTEXT, HAS_DIGITS, HAS_GROUPS } from '../bits.ts';
import { CONTEXT, eachWord } from '../endings.ts';
import { isDigitAt, isWordAt } from '../chars.ts';
import type { Emit, ScanRule } from '../rule.ts';
import { PHONE_WORDS } from '../trigger-words.ts';

const E164 = /\+(?:\(?[1-9]\d{0,3}\)?)(?:[ .\-/]?\(?\d{1,5}\)?){1,7}/y;

const international: ScanRule = {
  kind: 'scan',
  id: 'phone',
  class: 'personal',
  source: 'https://www.itu.int/rec/T-REC-E.164',
  examples: ['+4915112345678', '+1 (415) 555-0132'],
  needs: HAS_DIGITS | HAS_CALL,
  scan(text, emit) {
    for (let at = text.indexOf('+'); at !== -1; at = text.indexOf('+', at + 1)) {
      if (isWordAt(text, at - 1) || text[at - 1] === '+' || text[at - 1] === '.') continue;
      E164.lastIndex = at;
      const found = E164.exec(text)?.[0];
      if (found === undefined || isWordAt(text, at + found.length)) continue;
      const digits = found.replaceAll(/\D/g, '').length;
      if (digits >= 8 && digits <= 15) emit(at, at + found.length);
    }
  },
};

/**
 * Groups of digits that only telephone numbers are written in (https://www.itu.int/oth/T0202.aspx?parent=T0202, the national
 * numbering plans): North America, an international prefix `00`, Brazil, an area code in brackets, France and its neighbours
 * in pairs, and a trunk prefix `0` with the area code.
 */
const GROUPED: readonly string[] = [
  String.raw`(?:1[-. ])?[2-9]\d{2}([-.])[2-9]\d{2}\1\d{4}`,
  String.raw`(?:1[-. ]?)?\([2-9]\d{2}\) ?\d{3}[-. ]\d{4}`,
  String.raw`00(?:1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|[2-9]\d\d)(?:[ /.-]\(?\d{1,8}\)?){2,6}`,
  String.raw`\([1-9]\d\) ?9?\d{4}[- ]\d{4}`,
  String.raw`\(0\d{1,4}\) ?\d{3,8}(?:[ -]\d{2,5}){0,3}`,
  String.raw`[1-9]\d 9\d{4}-\d{4}`,
  String.raw`0[1-9](?:([ .])\d{2})(?:\2\d{2}){3}`,
  String.raw`0[1-9]\d{1,3}[ /]\d{5,8}(?:[ -]\d{1,4})?`,
  String.raw`0[1-9]\d{0,3} \d{3,4} \d{3,4}(?: \d{2,3})?`,
  String.raw`0[1-9]\d{0,2}-\d{4}-\d{4}`,
  String.raw`0[1-9]\d{1,2}[- ]\d{3} \d{2} \d{2}`,
];
const ANY = new RegExp(`(?:${GROUPED.join('|')})`, 'y');

function digitsOf(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i++) if (isDigitAt(text, i)) count++;
  return count;
}

/** What goes on behind with a digit, or before with one, is something longer: a range, a date, a serial number. */
function isAlone(text: string, from: number, end: number): boolean {
  const before = text.charAt(from - 1);
  const after = text.charAt(end);
  if (isWordAt(text, from - 1) || /[-.,#$_+@]/.test(before)) return false;
  if (/[:/]/.test(before) && isDigitAt(text, from - 2)) return false;
  if (before === ' ' && isDigitAt(text, from - 2)) return false;
  if (isWordAt(text, end)) return false;
  return !(/[-.,/: _]/.test(after) && isDigitAt(text, end + 1)) && !/[@%_]/.test(after);
}

const grouped: ScanRule = {
  kind: 'scan',
  id: 'phone-grouped',
  class: 'personal',
  source: 'https://www.itu.int/oth/T0202.aspx?parent=T0202',
  examples: ['(415) 555-0132', '415-555-0132', '020 7946 0958', '030/90182000', '0049 30 901820'],
  needs: HAS_DIGITS | HAS_GROUPS,
  scan(text, emit) {
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if ((code < 48 || code > 57) && code !== 40) continue;
      if (isDigitAt(text, i - 1)) continue;
      const end = groupedEnd(text, i);
      if (end !== -1) {
        emit(i, end);
        i = end - 1;
      } else while (isDigitAt(text, i + 1)) i++;
    }
  },
};

function groupedEnd(text: string, at: number): number {
  ANY.lastIndex = at;
  const found = ANY.exec(text)?.[0];
  if (found === undefined) return -1;
  const count = digitsOf(found);
  return count >= 9 && count <= 16 && isAlone(text, at, at + found.length) ? at + found.length : -1;
}

const GAP =
  /["'\\]{0,3}[\s.:：=#°(]{0,4}(?:(?:no|nr|number|nummer|numero|número|at|on|is|ist|est|es|me|us|mobile|home|work|office|phone|nº|n°|to|from)["'\\]{0,2}(?=[\s.:：=#°(])[\s.:：=#°(]{1,4}){0,3}["'\\]{0,3}/iy;
const NUMBER = /\+?\d(?:[ .\-/()]{0,2}\d){5,14}/y;
const NO_NUMBER =
  /^(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}$|\d{1,3}(?:\.\d{1,3}){3}$|\d{1,2}\.\d{1,3}\.\d+$)/;
/** Verbs and things behind which any number may stand, so it must be written like that of a telephone. */
const LOOSE: ReadonlySet<string> = new Set(
  'call called calling dial ring contact cell mobile sms portable hotline mobil mobiel phones'.split(' '),
);

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
  if (count < 7 || (LOOSE.has(word) && !isWritten(found, count, /[:：]|\b(?:me|us)\b/i.test(text.slice(from, at)))))
    return -1;
  return text.charAt(at + found.length) === '-' && isDigitAt(text, at + found.length + 1) ? -1 : at + found.length;
}

function emitAnnounced(text: string, start: number, end: number, emit: Emit): number {
  const word = end - start < 24 ? text.slice(start, end).toLowerCase() : '';
  const to = PHONE_WORDS.has(word) ? announcedEnd(text, word, end) : -1;
  if (to === -1) return 0;
  emit(GAP.lastIndex, to);
  return to;
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

export const phoneRules: readonly ScanRule[] = [international, grouped, announced];
