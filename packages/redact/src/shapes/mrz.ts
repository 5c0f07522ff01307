import { HAS_DIGITS, HAS_TAG } from '../bits.ts';
import type { ScanRule } from '../rule.ts';

// Machine-readable zones of passports, visas and identity cards: ICAO Doc 9303, parts 3 to 7.

const WEIGHTS = [7, 3, 1] as const;

/** Whether the digit behind is that of the characters before: 7, 3, 1 repeated, letters from 10 on, a filler is 0. */
function isChecked(line: string, from: number, to: number): boolean {
  let sum = 0;
  for (let i = from; i < to; i++) {
    const char = line.charAt(i);
    sum += (char === '<' ? 0 : Number.parseInt(char, 36)) * (WEIGHTS[(i - from) % 3] ?? 0);
  }
  const check = line.charAt(to);
  return String(sum % 10) === (check === '<' ? '0' : check);
}

/** Second line of a passport or visa (44), of a visa or card (36): number, state, birth, sex, expiry. */
const SECOND = /^[A-Z0-9<]{9}[0-9<][A-Z<]{3}\d{6}\d[MFX<]\d{6}\d/;
/** First line of a card in three lines (30): its kind, state and number. */
const CARD_FIRST = /^[ACIV][A-Z0-9<][A-Z<]{3}[A-Z0-9<]{9}[0-9<]/;
/** Second line of such a card: birth, sex, expiry, state. */
const CARD_SECOND = /^\d{7}[MFX<]\d{7}[A-Z<]{3}/;

function isNumbers(line: string): boolean {
  if (line.length === 30)
    return CARD_SECOND.test(line)
      ? isChecked(line, 0, 6) && isChecked(line, 8, 14)
      : CARD_FIRST.test(line) && isChecked(line, 5, 14);
  return SECOND.test(line) && isChecked(line, 0, 9) && isChecked(line, 13, 19) && isChecked(line, 21, 27);
}

/** A line of names, `P<UTOERIKSSON<<ANNA<MARIA<<<<`, and of a card in three lines the names alone. */
const LETTERS = /^[A-Z][A-Z<]{29,43}$/;

function isNames(line: string): boolean {
  return line.includes('<<') && /<[A-Z]/.test(line) && LETTERS.test(line);
}

const SHORTEST = 30;
const LENGTHS = [44, 36, 30] as const;
/** Also with the fillers as markup has them. */
const LINE = /(?<![A-Za-z0-9<;])(?:[A-Z0-9]|<(?!\/)|&lt;){30,90}(?![A-Za-z0-9&]|<(?!\/))/g;

/** Whether a line of the run is one of these: lines of one length may stand without a break between. */
function hasLine(run: string, isLine: (line: string) => boolean): boolean {
  return LENGTHS.some((length) => {
    if (run.length % length !== 0) return false;
    for (let at = 0; at < run.length; at += length) if (isLine(run.slice(at, at + length))) return true;
    return false;
  });
}

const hasNumbers = (run: string): boolean => hasLine(run, isNumbers);
const hasNames = (run: string): boolean => hasLine(run, isNames) && !hasNumbers(run);

function zones(id: string, needs: number, isZone: (run: string) => boolean, examples: readonly string[]): ScanRule {
  return {
    kind: 'scan',
    id,
    class: 'personal',
    source: 'https://www.icao.int/publications/doc-series/doc-9303',
    examples,
    needs,
    scan(text, emit) {
      if (text.length < SHORTEST) return;
      for (const { 0: run, index } of text.matchAll(LINE))
        if (isZone(run.replaceAll('&lt;', '<'))) emit(index, index + run.length);
    },
  };
}

/** The lines with numbers, and those that hold names alone. */
export const zoneRules: readonly ScanRule[] = [
  zones('passport-zone', HAS_DIGITS, hasNumbers, [
    'L898902C36UTO7408122F1204159ZE184226B<<<<<10',
    'D231458907UTO7408122F1204159<<<<<<<6',
  ]),
  zones('passport-names', HAS_TAG, hasNames, ['P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<']),
];
