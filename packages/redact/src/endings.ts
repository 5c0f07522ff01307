import { COMMAND_WORDS, CONTEXT_WORDS, LABEL_WORDS, SCHEME_WORDS } from './trigger-words.ts';

// Words that make a text worth a closer look are told by how they end: one number that is kept while a text is read, and a
// small table. Short words are told by four letters or five, so that `accesstoken` counts as `token`; longer ones by six, as
// many words end like `identification`. Other words still share an ending, so the rule that was asked for looks at the word.

/** 64 kB: one word in two hundred shares a place with a listed one by chance. */
const BITS = 16;
/** Six letters of five bits. */
export const ENDING = 0x3f_ff_ff_ff;
const SHORTEST = 4;
const LONGEST = 6;

/** What a word's ending may announce; the place of the bit is that of the feature, `HAS_WORDS` first. */
export const LABEL = 1;
export const COMMAND = 2;
export const CONTEXT = 4;
export const SCHEME = 8;

/** The last letters and digits before a place, as a number; 0 when fewer than two stand there. */
export function endingBefore(text: string, end: number): number {
  let ending = 0;
  for (let back = 1; back <= LONGEST; back++) {
    const code = back > end ? 0 : text.charCodeAt(end - back);
    if (!isLetterOrDigit(code)) return back > 2 ? ending : 0;
    ending |= (code & 31) << (5 * (back - 1));
  }
  return ending;
}

/** The place of the last `letters` letters of an ending. */
function slotOf(ending: number, letters: number): number {
  const last = ending & ((1 << (5 * letters)) - 1);
  return Math.imul(last ^ (letters << 26), 0x9e37_79b1) >>> (32 - BITS);
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
      const letters = Math.min(Math.max(word.length, SHORTEST), LONGEST);
      const slot = slotOf(endingBefore(word, word.length), letters);
      table[slot] = (table[slot] ?? 0) | kind;
    }
  }
  return table;
}

const TABLE = createTable();

/** What a word with this ending may announce. */
export function announced(ending: number): number {
  const four = TABLE[slotOf(ending, SHORTEST)] as number;
  const five = TABLE[slotOf(ending, 5)] as number;
  return four | five | (TABLE[slotOf(ending, LONGEST)] as number);
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
