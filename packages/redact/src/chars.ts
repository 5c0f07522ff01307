import { charTable } from './char-table.ts';

export const OTHER = 0;
const LOWER = 1;
const UPPER = 2;
export const DIGIT = 4;
export const JOINER = 8;
const LETTER = LOWER | UPPER;
export const WORD = LETTER | DIGIT;

/** What each character of ASCII is. */
export const CLASSES: Uint8Array = Uint8Array.from(
  charTable(['a-z', LOWER], ['A-Z', UPPER], ['0-9', DIGIT], ['_-', JOINER]),
);

/** What a character is; beyond ASCII, and beyond the text, all are other. */
export const kindOf = (code: number): number => (code < 128 ? (CLASSES[code] as number) : OTHER);

/** Whether the character is a letter or digit of ASCII; outside the text it is not. */
export function isWordAt(text: string, index: number): boolean {
  return (kindOf(text.charCodeAt(index)) & WORD) !== 0;
}

export function isDigitAt(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  return code >= 48 && code <= 57;
}

export function isLetterAt(text: string, index: number): boolean {
  return (kindOf(text.charCodeAt(index)) & LETTER) !== 0;
}
