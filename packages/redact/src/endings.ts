import { COMMAND_WORDS, CONTEXT_WORDS, LABEL_WORDS, SCHEME_WORDS } from './trigger-words.ts';

// Words that make a text worth a closer look are told by their last four letters: one number that is kept while a text is
// read, and a small table. Other words share an ending, so the rule that was asked for looks at the word itself.

const BITS = 12;
/** The four letters of five bits that count. */
export const ENDING = 0xf_ffff;

/** What a word's ending may announce; the place of the bit is that of the feature, `HAS_WORDS` first. */
export const LABEL = 1;
export const COMMAND = 2;
export const CONTEXT = 4;
export const SCHEME = 8;

/** The last four letters and digits before a place, as a number; 0 when fewer than two stand there. */
export function endingBefore(text: string, end: number): number {
  let ending = 0;
  for (let back = 1; back <= 4; back++) {
    const code = back > end ? 0 : text.charCodeAt(end - back);
    if (!isLetterOrDigit(code)) return back > 2 ? ending : 0;
    ending |= (code & 31) << (5 * (back - 1));
  }
  return ending;
}

function slotOf(ending: number): number {
  return Math.imul(ending, 0x9e37_79b1) >>> (32 - BITS);
}

function createTable(): Uint8Array {
  const table = new Uint8Array(1 << BITS);
  const kinds: readonly (readonly [Iterable<string>, number])[] = [
    [LABEL_WORDS, LABEL],
    [COMMAND_WORDS, COMMAND],
    [CONTEXT_WORDS, CONTEXT],
    [SCHEME_WORDS, SCHEME],
  ];
  for (const [words, kind] of kinds) {
    for (const word of words) {
      const slot = slotOf(endingBefore(word, word.length));
      table[slot] = (table[slot] ?? 0) | kind;
    }
  }
  return table;
}

const TABLE = createTable();

/** What a word with this ending may announce. */
export function announced(ending: number): number {
  return TABLE[slotOf(ending)] ?? 0;
}

/** A letter or digit of ASCII, or any letter beyond Latin-1's signs. */
export function isLetterOrDigit(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 48 && code <= 57) ||
    (code >= 65 && code <= 90) ||
    (code > 191 && code < 0xff00)
  );
}

/**
 * Calls back for each word that may announce something of the kind, with its beginning and its end. The search goes on where
 * the answer says, and at the end of the word when it is smaller.
 */
export function eachWord(text: string, kind: number, visit: (start: number, end: number) => number): void {
  const { length } = text;
  let start = 0;
  for (let i = 0; i <= length; i++) {
    if (i < length && isLetterOrDigit(text.charCodeAt(i))) continue;
    if (i - start > 1 && (announced(endingBefore(text, i)) & kind) !== 0) {
      const next = visit(start, i);
      if (next > i) i = next - 1;
    }
    start = i + 1;
  }
}
