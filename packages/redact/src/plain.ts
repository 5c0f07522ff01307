import { announcedAt, endsWebhookHost, isKept } from './announcing.ts';
import { isBare } from './bare.ts';
import { isDigitAt, isLetterAt } from './chars.ts';
import { DIGIT, DIGIT_BIT, EFFECTS, isLatin, LATIN, ODD, SIGN, WORD } from './effects.ts';
import { COMMAND, ENDING } from './endings.ts';
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

/** A run or row is long when its length has a bit from 16 up: the shortest key of a vendor has 16 characters. */
const LONG_RUN = 0x00_0f_f0;
const LONG_ROW = 0xff_00_00;
/** Longer texts are rare, and their runs would overflow the counters. */
const LONGEST = 1024;

const COLON = 58;
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

  function look(text: string): number {
    const { length } = text;
    if (isBare(text)) return QUIET;
    if (length > longest) return NOT;
    let lanes = 0;
    let reached = 0;
    let digits = 0;
    let announcing = 0;
    let tail = 0;
    let word = 0;
    let split = false;
    let kinds = 0;
    let ending = 0;
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i);
      const effect = code < 128 ? (EFFECTS[code] as number) : isLatin(code) ? LATIN : 0;
      if (effect === 0) return NOT;
      lanes = (lanes + 0x1001) & effect;
      reached |= lanes;
      kinds |= effect;
      digits += (effect >>> DIGIT_BIT) & 1;
      if ((effect & WORD) !== 0) {
        ending = (ending << 5) | (code & 31);
        tail = effect;
        if (++word === 4 && (effect & DIGIT) !== 0 && beginsIban(text, i - 3)) return NOT;
        continue;
      }
      if ((tail & DIGIT) !== 0 && isDigitAt(text, i + 1)) split = true;
      // The option of a command, whose name may say what follows.
      if (code === DASH && word === 0 && (isLetterAt(text, i + 1) || text.charCodeAt(i + 1) === DASH)) return NOT;
      if (ending >>> 5 !== 0) {
        announcing |= announcedAt(text, i, code, ending & ENDING);
        if ((announcing & COMMAND) !== 0) return NOT;
      }
      if (code === SLASH && text.charCodeAt(i - 4) === DOT && endsWebhookHost(text, i)) return NOT;
      if ((effect & SIGN) !== 0 && introduces(text, i, code)) return NOT;
      ending = 0;
      word = 0;
    }
    if (
      (reached & LONG_RUN) !== 0 ||
      (digits >= MANY_DIGITS && (split || digits >= CARD_DIGITS || (kinds & ODD) !== 0) && hasNumber(text))
    )
      return NOT;
    if ((reached & LONG_ROW) !== 0 && (kinds & WORD) === WORD) return NOT;
    if (ending >>> 5 !== 0) announcing |= announcedAt(text, length, 0, ending & ENDING);
    if ((announcing & COMMAND) !== 0 || isKept(text, announcing, kinds, digits)) return NOT;
    return announcing === 0 ? QUIET : ANNOUNCING;
  }

  return { isBare, isPlain: (text) => look(text) !== NOT, isQuiet: (text) => look(text) === QUIET };
}

const isNever: IsPlain = () => false;
/** Rules that nobody has seen may find anything. */
export const NO_LOOKS: Looks = { isBare: isNever, isPlain: isNever, isQuiet: isNever };
