import { lazy } from '../lazy.ts';
import { ASIA } from './national-asia.ts';
import { DOCUMENTS } from './national-documents.ts';
import { EAST } from './national-east.ts';
import type { Entry } from './national-entry.ts';
import { SOUTH } from './national-south.ts';
import { WEST } from './national-west.ts';

/** A form that a word announces. With a check the word alone names too much, or the form does. */
export interface Announced {
  readonly form: RegExp;
  readonly check?: (value: string) => boolean;
  /** Only right behind the word: many things look like the number of a document. */
  readonly near: boolean;
  /** The word means nothing else. */
  readonly sure: boolean;
}

/** Letters of India that stand in a text as one character or as two: normal forms take them apart. */
const JOINED_LETTERS: readonly (readonly [string, string])[] = [
  ['\u09af\u09bc', '\u09df'],
  ['\u09a1\u09bc', '\u09dc'],
  ['\u0921\u093c', '\u095c'],
  ['\u092b\u093c', '\u095e'],
];

/** Every normal form leaves these as they are. */
const ASCII = /^[\0-\x7f]*$/;

/** The word as it may be spelled in characters. */
export function spellingsOf(word: string): readonly string[] {
  if (ASCII.test(word)) return [word];
  const normal = word.normalize('NFC');
  let whole = normal;
  for (const [apart, one] of JOINED_LETTERS) whole = whole.replaceAll(apart, one);
  return [...new Set([word, normal, whole])];
}

const REGIONS = [WEST, EAST, ASIA, SOUTH];

/** Words that mean the number of a person and nothing else: what looks like any number behind them goes. */
export const sureWords: () => ReadonlySet<string> = lazy(
  () => new Set(REGIONS.flatMap(({ sure }) => sure.split(' ').flatMap(spellingsOf))),
);

const DATE = /^(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$/;

/**
 * Numbers as they are written anywhere: up to four letters, digits in groups, a letter at the end, a check digit in brackets.
 * Five digits at least, and no date.
 */
const ANY: Announced = {
  form: /(?:[A-Za-z]{1,4}|[A-Z]{1,4}[- ])?\d{1,20}(?:[-./ ]\d{1,9}){0,5}(?:-?[A-Za-z]{1,2})?(?:\([\dA-Za-z]\))?(?![A-Za-z\d])/y,
  check: (value) => value.replaceAll(/\D/g, '').length >= 5 && !DATE.test(value),
  near: false,
  sure: true,
};

function indexOf(): ReadonlyMap<string, readonly Announced[]> {
  const out = new Map<string, Announced[]>();
  const sure = sureWords();
  const add = ([words, source, check]: Entry, near: boolean): void => {
    const form = new RegExp(source, 'y');
    for (const word of words.split(' ').flatMap(spellingsOf)) {
      const facts = { form, near, sure: sure.has(word) };
      const entry: Announced = check === undefined ? facts : { ...facts, check };
      const list = out.get(word);
      if (list === undefined) out.set(word, [entry]);
      else list.push(entry);
    }
  };
  for (const { entries } of REGIONS) for (const entry of entries) add(entry, false);
  for (const entry of DOCUMENTS) add(entry, true);
  // Far from the word its own forms count alone, where it has any.
  for (const word of sure) {
    const own = out.get(word);
    out.set(word, own === undefined ? [ANY] : [...own, { ...ANY, near: true }]);
  }
  return out;
}

/** Behind the name of a document with its country: any number. */
export const COMPOSED: readonly Announced[] = [{ ...ANY, near: true }];

/** Behind `national ID number` and `ID card`: seven digits at least, and no time in seconds or thousandths of them. */
export const OFFICIAL: readonly Announced[] = [
  {
    ...ANY,
    near: true,
    check: (value) =>
      value.replaceAll(/\D/g, '').length >= 7 && !DATE.test(value) && !/^1[4-9]\d{8}(?:\d{3}){0,2}$/.test(value),
  },
];

/** By the word that announces them, the forms to try. */
export const national: () => ReadonlyMap<string, readonly Announced[]> = lazy(indexOf);

/** Words whose numbers tell by themselves that they are a person's: eleven digits with a check, or a date within. */
const TELLING =
  'pesel kimlik african thai 居民身份证 taiwan jmbg isikukood القومي rrn hkid nik mykad emirates civil iqama iin egn'.split(
    ' ',
  );

/** What an identity number of no named country may be. */
export const identityForms: () => readonly Announced[] = lazy(() =>
  TELLING.flatMap((word) => national().get(word) ?? []).filter(
    ({ check, near, sure }) => check !== undefined && !near && !(sure && check === ANY.check),
  ),
);
