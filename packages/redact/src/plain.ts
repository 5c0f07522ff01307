import { announcedAt, endsWebhookHost, isKept } from './announcing.ts';
import { isBare } from './bare.ts';
import { isDigitAt, isLetterAt } from './chars.ts';
import {
  ADDED_LATIN,
  ADDS,
  ASKED,
  COUNT,
  EFFECTS,
  isLatin,
  kindsOf,
  ODD,
  ONE_DIGIT,
  ROW,
  RUN,
  WORD,
} from './effects.ts';
import { COMMAND, ENDING, mayAnnounce } from './endings.ts';
import type { KeyIndex } from './keys.ts';
import { beginsIban, CARD_DIGITS, hasNumber, MANY_DIGITS } from './numbers.ts';

/**
 * Says of a text, from one cheap look, that no rule can find anything in it. It is a filter and no proof of the opposite:
 * what is not plain is searched.
 */
export type IsPlain = (text: string) => boolean;

// A plain text holds letters, digits and the few signs of ordinary messages; no unbroken run of the length of a key, no row
// of base64 in mixed case, no digits close enough together for a number of anybody's, and no word or name that announces a
// secret. Every rule that ships asks for more than that: a test holds this filter against the search itself.

/** A run or row is long from here on: the shortest key of a vendor has 16 characters. */
const LONG = 16;
/** Longer texts are rare, and would overflow the counters. */
const LONGEST = 1023;

const COLON = 58;
const EQUALS = 61;
const SLASH = 47;
const DOT = 46;
const DASH = 45;

/** The looks at a text, from the cheapest. */
export interface Looks {
  readonly isBare: IsPlain;
  readonly isPlain: IsPlain;
  /** Plain, and without a word that announces something: nothing can stand behind it either. */
  readonly isQuiet: IsPlain;
}

const NOT = 0;
const ANNOUNCING = 1;
const QUIET = 2;

export interface PlainOptions {
  /** The names decide what a `:` or `=` may introduce. */
  readonly keys: KeyIndex;
  /** Longer texts are cut, and that is not done here. */
  readonly maxTextLength: number;
}

/** Makes the looks of a policy. */
export function createLooks({ keys, maxTextLength }: PlainOptions): Looks {
  const longest = Math.min(LONGEST, maxTextLength);
  /** `name: value`, `name=value` and `://`; other colons are searched. */
  function introduces(text: string, i: number, code: number): boolean {
    if (code === COLON && text.charCodeAt(i + 1) !== 32 && !text.startsWith('//', i + 1)) return true;
    return keys.endsAt(text, i);
  }

  /** Whether a sign makes the text one to search; `word` letters and digits stand before it. */
  function isSuspect(text: string, i: number, code: number, word: number): boolean {
    // The option of a command, whose name may say what follows.
    if (code === DASH) return word === 0 && (isLetterAt(text, i + 1) || text.charCodeAt(i + 1) === DASH);
    if (code === SLASH) return text.charCodeAt(i - 4) === DOT && endsWebhookHost(text, i);
    return (code === COLON || code === EQUALS) && introduces(text, i, code);
  }

  function look(text: string): number {
    const { length } = text;
    if (isBare(text)) return QUIET;
    if (length > longest) return NOT;
    let sum = 0;
    let last = 0;
    let signs = 0;
    let run = 0;
    let row = 0;
    let isLongRow = false;
    let isSplit = false;
    let near = 0;
    let isMany = false;
    let announcing = 0;
    for (let i = 0; ; i++) {
      const start = i;
      const before = sum;
      let ending = 0;
      let code = 0;
      for (; i < length; i++) {
        code = text.charCodeAt(i);
        const adds = code < 128 ? (ADDS[code] as number) : isLatin(code) ? ADDED_LATIN : 0;
        if (adds === 0) break;
        sum += adds;
        last = adds;
        ending = (ending << 5) | (code & 31);
      }
      const added = (sum - before) & COUNT;
      if (added !== 0) {
        if (i - start > 3 && beginsIban(text, start)) return NOT;
        // Digits with no letter between: at most those of this word and of the ones before.
        near += added;
        isMany ||= near >= MANY_DIGITS;
        if (added < i - start) near = added;
      } else if (i > start) near = 0;
      // A number is no word, though its digits share their last bits with letters.
      if (ending >>> 5 !== 0 && added < i - start && mayAnnounce(ending)) {
        announcing |= announcedAt(text, i, i === length ? 0 : code, ending & ENDING);
        if ((announcing & COMMAND) !== 0) return NOT;
      }
      if (i >= length) break;
      const effect = code < 128 ? (EFFECTS[code] as number) : 0;
      if (effect === 0) return NOT;
      signs |= effect;
      if ((effect & RUN) === 0) {
        if (i - run >= LONG) return NOT;
        run = i + 1;
      }
      if ((effect & ROW) === 0) {
        isLongRow ||= i - row >= LONG;
        row = i + 1;
      }
      if (last === ONE_DIGIT && isDigitAt(text, i + 1)) isSplit = true;
      if ((effect & ASKED) !== 0 && isSuspect(text, i, code, i - start)) return NOT;
    }
    if (length - run >= LONG) return NOT;
    const digits = sum & COUNT;
    const kinds = signs | kindsOf(sum);
    if ((isLongRow || length - row >= LONG) && (kinds & WORD) === WORD) return NOT;
    if (isMany && (isSplit || digits >= CARD_DIGITS || (kinds & ODD) !== 0) && hasNumber(text)) return NOT;
    if (isKept(text, announcing, kinds, digits)) return NOT;
    return announcing === 0 ? QUIET : ANNOUNCING;
  }

  return { isBare, isPlain: (text) => look(text) !== NOT, isQuiet: (text) => look(text) === QUIET };
}

const isNever: IsPlain = () => false;
/** Rules that nobody has seen may find anything. */
export const NO_LOOKS: Looks = { isBare: isNever, isPlain: isNever, isQuiet: isNever };
