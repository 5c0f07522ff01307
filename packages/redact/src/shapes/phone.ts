import { HAS_CALL, HAS_DIGITS, HAS_GROUPS } from '../bits.ts';
import { isDigitAt, isWordAt } from '../chars.ts';
import type { ScanRule } from '../rule.ts';
import { announcedPhones, digitsOf } from './phone-announced.ts';

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
 * in pairs, a trunk prefix `0` with the area code, mobiles of the Netherlands, and Russia's trunk prefix `8`.
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
  String.raw`06[- ][1-9]\d{7}`,
  String.raw`8[ -]?\([3-9]\d{2}\) ?\d{3}-\d{2}-\d{2}`,
];
const ANY = new RegExp(`(?:${GROUPED.join('|')})`, 'y');

/** Things that are counted in groups of digits too. */
const ARTICLE =
  /(?<![A-Za-z])(?:batch|lot|sku|part|parts|item|model|serial|article|asset|catalog|drawing|invoice|order|ticket|case|build|job|rma|po|ref|barcode|style|product)(?:[ _-]?(?:no|nr|number|code|id|tag)\.?)?["']?(?:[:#=] ?| )["']?$/i;
const LONGEST_ARTICLE = 24;

/** What goes on behind with a digit, or before with one, is something longer: a range, a date, a serial number. */
function isAlone(text: string, from: number, end: number): boolean {
  const before = text.charAt(from - 1);
  const after = text.charAt(end);
  if (isWordAt(text, from - 1) || /[-.,#$_+@]/.test(before)) return false;
  if (/[:/]/.test(before) && isDigitAt(text, from - 2)) return false;
  if (
    (before === ' ' && isDigitAt(text, from - 2)) ||
    (/[ =:"'#]/.test(before) && ARTICLE.test(text.slice(Math.max(0, from - LONGEST_ARTICLE), from)))
  )
    return false;
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

export const phoneRules: readonly ScanRule[] = [international, grouped, ...announcedPhones];
