import { charTable } from './char-table.ts';
import { unpackBits, unpackNumbers } from './unpack.ts';
import { ENDINGS, LAST_FOUR } from './packed-tables.ts';

// Words that make a text worth a closer look are told by how they end: one number that is kept while a text is read, and a
// small table. Short words are told by four letters or five, so that `accesstoken` counts as `token`; longer ones by six, as
// many words end like `identification`. Other words still share an ending, so the rule that was asked for looks at the word.

/** Six letters of five bits. */
export const ENDING = 0x3f_ff_ff_ff;
const SHORTEST = 4;
const LONGEST = 6;

const NINE = 57;

/** What a word's ending may announce; the place of the bit is that of the feature, `HAS_WORDS` first. */
export const LABEL = 1;
export const COMMAND = 2;
export const CONTEXT = 4;
export const SCHEME = 8;

const WORD: Uint8Array = Uint8Array.from(charTable(['A-Za-z0-9', 1]));

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

/** The last letters of an ending, marked with their number. */
function tail(ending: number, letters: number): number {
  return (ending & ((1 << (5 * letters)) - 1)) ^ (letters << 26);
}

/** What a word is listed under; the table of `searched-words.ts` is made of these (`npm run tables`). */
export function tailOf(word: string): number {
  return tail(endingBefore(word, word.length), Math.min(Math.max(word.length, SHORTEST), LONGEST));
}

/** How many last letters are told apart. */
export const LETTERS = 32;

/** By their last letter, the ends that are listed and what they announce: read when a word ends so. */
const lists: (ReadonlyMap<number, number> | undefined)[] = Array<undefined>(LETTERS).fill(undefined);

function readList(letter: number): ReadonlyMap<number, number> {
  const list = new Map<number, number>();
  for (const line of (ENDINGS[letter] ?? '').split('\n')) {
    const space = line.indexOf(' ');
    if (space === -1) continue;
    const kind = Number(line.slice(0, space));
    for (const end of unpackNumbers(line.slice(space + 1))) list.set(end, kind);
  }
  lists[letter] = list;
  return list;
}

/** Four letters of five bits tell most words from all that are listed; a hash of them is the place in a table. */
const FOUR = 0xf_ff_ff;
const HASH_BITS = 13;
/** How many places that table has. */
export const PLACES: number = 1 << HASH_BITS;
let lastFour: Uint8Array | undefined;

/** Multiplicative hashing with the golden ratio (Knuth, The Art of Computer Programming 3, 6.4). */
export function placeOf(ending: number): number {
  return Math.imul(ending & FOUR, 0x9e37_79b1) >>> (32 - HASH_BITS);
}

/** Whether a word with this ending is worth a look at the list. */
export function mayAnnounce(ending: number): boolean {
  lastFour ??= unpackBits(LAST_FOUR);
  const place = placeOf(ending);
  return (((lastFour[place >> 3] as number) >> (place & 7)) & 1) === 1;
}

/** What a word with this ending may announce. */
export function announced(ending: number): number {
  if (!mayAnnounce(ending)) return 0;
  const letter = ending & (LETTERS - 1);
  const known = lists[letter] ?? readList(letter);
  const four = known.get(tail(ending, SHORTEST)) ?? 0;
  return four | (known.get(tail(ending, 5)) ?? 0) | (known.get(tail(ending, LONGEST)) ?? 0);
}

/** A letter or digit of ASCII, or any letter beyond Latin-1's signs. */
export function isLetterOrDigit(code: number): boolean {
  return code < 128 ? WORD[code] === 1 : code > 191 && code < 0xff00;
}

/**
 * Calls back for each word that may announce something of the kind, with its beginning and its end. The search goes on where
 * the answer says, and at the end of the word when it is smaller.
 */
export function eachWord(text: string, kind: number, visit: (start: number, end: number) => number): void {
  const { length } = text;
  let start = 0;
  let ending = 0;
  let isNumber = true;
  for (let i = 0; i <= length; i++) {
    const code = i < length ? text.charCodeAt(i) : 0;
    if (isLetterOrDigit(code)) {
      ending = ((ending << 5) | (code & 31)) & ENDING;
      isNumber &&= code <= NINE;
      continue;
    }
    // A number is no word, though its digits share their last bits with letters.
    if (i - start > 1 && !isNumber && (announced(ending) & kind) !== 0) {
      const next = visit(start, i);
      if (next > i) i = next - 1;
    }
    ending = 0;
    isNumber = true;
    start = i + 1;
  }
}
