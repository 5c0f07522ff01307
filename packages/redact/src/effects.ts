// What each character tells the first look at a text.

// What a character does. The low 12 bits keep the run, the next 12 the row; then come kinds.
export const RUN = 0x00_0f_ff;
export const ROW = 0xff_f0_00;
export const LOWER = 1 << 24;
export const UPPER = 1 << 25;
export const DIGIT_BIT = 26;
export const DIGIT = 1 << DIGIT_BIT;
export const SOFT = 1 << 27;
export const SIGN = 1 << 28;
/** Signs that people put into passwords. */
export const ODD = 1 << 29;
export const WORD = LOWER | UPPER | DIGIT;
export const LATIN = RUN | ROW | LOWER;

function effectOf(char: string): number {
  if (/[a-z]/.test(char)) return RUN | ROW | LOWER;
  if (/[A-Z]/.test(char)) return RUN | ROW | UPPER;
  if (/\d/.test(char)) return RUN | ROW | DIGIT;
  if (char === '~') return RUN | ROW | SOFT | ODD;
  if (/[_-]/.test(char)) return RUN | ROW | SOFT;
  if (/[/+]/.test(char)) return ROW | SOFT | (char === '+' ? ODD : 0);
  if (/[:=]/.test(char)) return char === '=' ? SIGN | ROW | ODD : SIGN;
  if (/[!*|]/.test(char)) return SOFT | ODD;
  return /[ .,()]/.test(char) ? SOFT : 0;
}

/** For each ASCII character; 0 makes the text one to search. */
export const EFFECTS: Int32Array = Int32Array.from({ length: 128 }, (_, code) => effectOf(String.fromCodePoint(code)));

/** Letters of European languages beyond ASCII: Latin-1, Latin Extended-A and -B, without `×` and `÷`. */
export function isLatin(code: number): boolean {
  return code > 191 && code < 592 && code !== 215 && code !== 247;
}
