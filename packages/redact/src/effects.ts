import { charTable } from './char-table.ts';

// What each character tells the first look at a text.

// What a character does. The low 12 bits keep the run, the next 12 the row; then come kinds.
export const RUN = 0x00_0f_ff;
export const ROW = 0xff_f0_00;
export const LOWER = 1 << 24;
export const UPPER = 1 << 25;
export const DIGIT_BIT = 26;
export const DIGIT = 1 << DIGIT_BIT;
export const SOFT = 1 << 27;
/** Signs behind which, or before which, more is asked. */
export const ASKED = 1 << 30;
/** Signs that people put into passwords. */
export const ODD = 1 << 29;
export const WORD = LOWER | UPPER | DIGIT;
export const LATIN = RUN | ROW | LOWER;

/** For each ASCII character; 0 makes the text one to search. */
export const EFFECTS: Int32Array = Int32Array.from(
  charTable(
    [' .,()', SOFT],
    ['!*|', SOFT | ODD],
    [':', ASKED],
    ['=', ASKED | ROW | ODD],
    ['+', ROW | SOFT | ODD],
    ['/', ROW | SOFT | ASKED],
    ['_', RUN | ROW | SOFT],
    ['-', RUN | ROW | SOFT | ASKED],
    ['~', RUN | ROW | SOFT | ODD],
    ['0-9', RUN | ROW | DIGIT],
    ['A-Z', RUN | ROW | UPPER],
    ['a-z', RUN | ROW | LOWER],
  ),
);

/** Letters of European languages beyond ASCII: Latin-1, Latin Extended-A and -B, without `×` and `÷`. */
export function isLatin(code: number): boolean {
  return code > 191 && code < 592 && code !== 215 && code !== 247;
}

// What the characters of words add to one number: how many digits, capitals and small letters there are, ten bits each.
export const COUNT = (1 << 10) - 1;
export const ONE_DIGIT = 1;
const ONE_UPPER = 1 << 10;
const ONE_LOWER = 1 << 20;

/** For each ASCII character what it adds; 0 ends a word. */
export const ADDS: Int32Array = Int32Array.from(EFFECTS, (effect) => {
  if ((effect & DIGIT) !== 0) return ONE_DIGIT;
  if ((effect & UPPER) !== 0) return ONE_UPPER;
  return (effect & LOWER) === 0 ? 0 : ONE_LOWER;
});

/** What a letter beyond ASCII adds. */
export const ADDED_LATIN = ONE_LOWER;

/** The kinds that were added up. */
export function kindsOf(sum: number): number {
  const digits = (sum & COUNT) === 0 ? 0 : DIGIT;
  const upper = ((sum >>> 10) & COUNT) === 0 ? 0 : UPPER;
  return digits | upper | (sum >>> 20 === 0 ? 0 : LOWER);
}
