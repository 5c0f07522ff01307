import { HAS_CONTEXT, HAS_DIGITS } from '../bits.ts';
import { isWordAt } from '../chars.ts';
import { CONTEXT, eachWord } from '../endings.ts';
import type { Emit, ScanRule } from '../rule.ts';
import { COMPOSED, identityForms, OFFICIAL, type Announced } from './national-forms.ts';
import { freeRule } from './national-free.ts';
import { placeBehind, placeNear } from './national-gap.ts';
import { behindUnspaced, formsBefore, formsOf, UNSPACED_STEPS } from './national-words.ts';

function isEdge(text: string, end: number): boolean {
  const code = text.charCodeAt(end);
  const word = (code >= 48 && code <= 57) || ((code | 32) >= 97 && (code | 32) <= 122) || code === 95;
  // A dash and a digit go on with something longer.
  return !word && !((code === 45 || code === 46) && /\d/.test(text.charAt(end + 1)));
}

/** Written with signs between, so many digits are more than a number by chance; and no time. */
const STRICT = 9;
const TIME = /^(?:\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{4})(?!\d)/;

function isStrict(found: string): boolean {
  return /\d[-. /]\d/.test(found) && found.replaceAll(/\D/g, '').length >= STRICT && !TIME.test(found);
}

/** Behind other words than those of its name a form needs its check digits, signs between, or a name that means nothing else. */
function isFar({ check, near, sure }: Announced, found: string, named: boolean): boolean {
  return near ? sure && isStrict(found) : named || check !== undefined || isStrict(found);
}

function tryForms(text: string, at: number, forms: readonly Announced[], far: boolean, emit: Emit): number {
  const named = far && forms.some(({ sure }) => sure);
  for (const announced of forms) {
    const { form, check } = announced;
    form.lastIndex = at;
    const found = form.exec(text)?.[0];
    if (found === undefined || !isEdge(text, at + found.length)) continue;
    if (far && !isFar(announced, found, named)) continue;
    if (check !== undefined && !check(found.replaceAll(/[\s./-]/g, '').toUpperCase())) continue;
    emit(at, at + found.length);
    return at + found.length;
  }
  return 0;
}

/** `national ID K251066018`, `ID number is 8608113630182`: names of no country, so the form must say which one. */
const IDS: ReadonlySet<string> = new Set(['id', 'identity', 'identification', 'identifier']);
/** Before it these say that a state issued it. */
const ISSUED: ReadonlySet<string> = new Set(['sa', 'national', 'citizen', 'citizenship', 'government', 'voter']);
const NOUNS: ReadonlySet<string> = new Set(['card', 'number', 'no', 'document']);
const PHRASE_END = /(?:[ _-](?:id|identity|identification|identifier|card|number|no|document)\b){1,3}/iy;
const LONGEST_PHRASE = 40;

const PHRASE_WORD = /(?:id|identity|identification|identifier|card|number|no|document)$/i;

/** The forms of a phrase that begins or ends with this word, and where it ends. */
function phraseAt(text: string, start: number, end: number): { forms: readonly Announced[]; end: number } | undefined {
  PHRASE_END.lastIndex = end;
  const to = end + (PHRASE_END.exec(text)?.[0].length ?? 0);
  if (to === end && !PHRASE_WORD.test(text.slice(start, end))) return undefined;
  const words = text
    .slice(Math.max(0, start - LONGEST_PHRASE), to)
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]/);
  let card = false;
  while (NOUNS.has(words.at(-1) ?? '')) card = words.pop() === 'card' || card;
  if (!IDS.has(words.at(-1) ?? '')) return undefined;
  return {
    forms: card || ISSUED.has(words.at(-2) ?? '') ? [...identityForms(), ...OFFICIAL] : identityForms(),
    end: to,
  };
}

const isNameAt = (text: string, at: number): boolean => text.charCodeAt(at) === 95 || isWordAt(text, at);

/** Longest name in code that is read. */
const LONGEST_NAME = 48;

const isInName = (text: string, start: number, end: number): boolean =>
  text.charCodeAt(start - 1) === 95 || text.charCodeAt(end) === 95;

/** Where the name begins that ends with this word: `tax_file_number`. */
function nameStart(text: string, start: number): number {
  if (text.charAt(start - 1) !== '_') return start;
  let from = start;
  while (from > 0 && start - from < LONGEST_NAME && isNameAt(text, from - 1)) from--;
  return from;
}

/** Where it ends: `nid_bd`. */
function nameEnd(text: string, end: number): number {
  if (text.charAt(end) !== '_') return end;
  let to = end;
  while (to < text.length && to - end < LONGEST_NAME && isNameAt(text, to)) to++;
  return to;
}

const COMPOSED_FORM = COMPOSED[0];

/** The forms that the word announces, alone, as a part of a name or of a phrase, and where that ends. */
function announcedBy(
  text: string,
  start: number,
  end: number,
): { forms: readonly Announced[]; end: number } | undefined {
  const to = nameEnd(text, end);
  const name = text.slice(nameStart(text, start), to);
  const forms = formsOf(name);
  // `run_id` is no number of anybody, `nid_bd` is: behind the word these nouns count with a country alone.
  if (to > end && /_(?:id|code|value)$/i.test(name) && forms?.some((form) => form === COMPOSED_FORM) !== true)
    return undefined;
  if (forms !== undefined) {
    // `national` begins a phrase and is the name of a number too.
    const phrase = text.slice(start, end).toLowerCase() === 'national' ? phraseAt(text, start, end) : undefined;
    return phrase ?? { forms, end: to };
  }
  return to === end ? phraseAt(text, start, end) : undefined;
}

const DIGITS = /[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u09e6-\u09ef\u0e50-\u0e59]/g;

/** The same text with the digits of Arabic, Persian, Hindi, Bengali and Thai as those of ASCII. */
function withDigits(text: string): string {
  return text.replaceAll(DIGITS, (digit) => {
    const code = digit.charCodeAt(0);
    return String((code - (code > 0x08_ff && code < 0x0a_00 ? 6 : 0)) & 15);
  });
}

/** What it takes to read around one word. */
const STEPS = 100;
/** Its letters, each of which may be the last before an ending. */
const LETTER_STEPS = 8;
/** The same for a part of a name in code. */
const NAME_STEPS = 300;
/** What it takes to try the forms behind one. */
const FORM_STEPS = 250;

const announced: ScanRule = {
  kind: 'scan',
  id: 'national-id',
  class: 'personal',
  source: 'https://ec.europa.eu/taxation_customs/tin/#/home',
  examples: ['SSN 078-05-1120', 'NHS number 943 476 5919', 'Steuer-ID 65929970489', 'passport no. C01X00T47'],
  needs: HAS_CONTEXT,
  scan(given, emit, spend) {
    const text = withDigits(given);
    eachWord(text, CONTEXT, (start, end) => {
      if (end - start > LONGEST_NAME) return 0;
      spend(isInName(text, start, end) ? NAME_STEPS : STEPS + (end - start) * LETTER_STEPS, start);
      const found = announcedBy(text, start, end);
      if (found === undefined) return 0;
      spend(FORM_STEPS, start);
      const { forms: tried, end: from } = found;
      const done = tryForms(text, placeNear(text, from), tried, false, emit);
      if (done > 0) return done;
      const place = placeBehind(text, from);
      return place === -1 ? 0 : tryForms(text, place, tried, true, emit);
    });
  },
};

/** Fewer digits are not looked for (`HAS_DIGITS`). */
const SHORTEST = 7;

/** Chinese, Japanese, Korean and Thai are written without blanks: the number stands right behind the words. */
const unspaced: ScanRule = {
  kind: 'scan',
  id: 'national-unspaced',
  class: 'personal',
  source: 'https://www.oecd.org/en/networks/global-forum-tax-transparency.html',
  examples: ['個人番号は123456789018です', '身份证号码是11010519491231002X'],
  needs: HAS_DIGITS,
  scan(text, report, spend) {
    const emit: Emit = (start, end) => {
      if (text.slice(start, end).replaceAll(/\D/g, '').length >= SHORTEST) report(start, end);
    };
    for (let i = 1; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code < 48 || code > 57) continue;
      const start = valueStart(text, i);
      const behind = behindUnspaced(text, start);
      if (behind) spend(UNSPACED_STEPS, start);
      const forms = behind ? formsBefore(text, start) : undefined;
      const end = forms === undefined ? 0 : tryForms(text, start, forms, false, emit);
      if (end > i) i = end - 1;
      else while (isDigitOrLetter(text.charCodeAt(i + 1))) i++;
    }
  },
};

function isDigitOrLetter(code: number): boolean {
  return (code > 47 && code < 58) || ((code | 32) > 96 && (code | 32) < 123);
}

/** A number may begin with one letter or two. */
function valueStart(text: string, at: number): number {
  let start = at;
  while (at - start < 2 && start > 0 && /[A-Z]/.test(text.charAt(start - 1))) start--;
  return start;
}

export const nationalRules: readonly ScanRule[] = [announced, unspaced, freeRule];
