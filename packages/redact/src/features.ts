import { HAS_ANCHOR, HAS_CARD, HAS_DIGITS, HAS_GROUPS, HAS_IBAN, HAS_LOOSE, HAS_RUN } from './bits.ts';
import { SHORTEST_ROW } from './base64.ts';
import { CLASSES, DIGIT, isLetterAt, JOINER, OTHER, WORD } from './chars.ts';
import { announcedBefore, joinerOf, markOf, MARKS } from './marks.ts';

export { isDigitAt, isWordAt } from './chars.ts';

/** Shortest telephone number in E.164 that is worth masking. */
const DIGITS = 7;
/** Shortest card number (ISO/IEC 7812: 14 digits with the issuers that are known). */
const CARD = 14;
const SPACE = 32;
const PLUS = 43;
const SLASH = 47;
const EQUALS = 61;

const DIGIT_AT: Uint8Array = Uint8Array.from(CLASSES, (kind) => (kind === DIGIT ? 1 : 0));
const MARKED: Uint8Array = Uint8Array.from({ length: 128 }, (_, code) =>
  MARKS.includes(String.fromCodePoint(code)) ? 1 : 0,
);

/** Where anchors can begin, as tables that one pass over a text can ask. */
export interface AnchorTable {
  /** By the first two characters: one bit for each rest of the third by eight. */
  readonly starts: Uint8Array;
  /** By the first sign of an anchor that may stand anywhere: one bit for each rest of the next character by eight. */
  readonly loose: Uint8Array;
  /** An anchor that has no such sign. */
  readonly always: boolean;
  /** Whether a whole anchor stands here: asked where `starts` says that one may begin, as many words begin like one. */
  readonly holds: (text: string, i: number) => boolean;
}

/** Whether an anchor can begin here; the first character is `code`. */
export function canStart(starts: Uint8Array, code: number, text: string, i: number): boolean {
  const next = text.charCodeAt(i + 1);
  const rests = next < 128 ? starts[(code << 7) | next] : 0;
  return rests !== undefined && rests !== 0 && ((rests >> (text.charCodeAt(i + 2) & 7)) & 1) === 1;
}

/** Makes the one pass over the characters that says which rules can possibly apply. Plain words give 0 and cost nothing more. */
export function createFeatures({ starts, loose, always, holds }: AnchorTable): (text: string) => number {
  return (text) => {
    const { length } = text;
    let features = always ? HAS_LOOSE : 0;
    let run = 0;
    let word = 0;
    let digits = 0;
    let group = 0;
    let groups = 0;
    let ending = 0;
    let row = 0;
    let mixed = 0;
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i);
      const kind = code < 128 ? (CLASSES[code] as number) : OTHER;
      if ((kind & WORD) !== 0) {
        mixed |= kind;
        run++;
        ending = (ending << 5) | (code & 31);
        // Without a branch: letters and digits come in no order that could be guessed.
        const digit = DIGIT_AT[code] as number;
        digits += digit;
        group = (group + digit) & -digit;
        groups |= group >= CARD ? 1 : 0;
        if (word === 0) {
          if ((features & HAS_ANCHOR) === 0 && canStart(starts, code, text, i) && holds(text, i))
            features |= HAS_ANCHOR;
        } else if (word === 3 && group === 2 && isLetterAt(text, i - 2) && isLetterAt(text, i - 3))
          features |= HAS_IBAN;
        word++;
        continue;
      }
      const digit = group !== 0 && word !== 0;
      if (kind === JOINER) {
        features |= joinerOf(code, text, i, ++run, word);
        if (word > 1 && code === 45) features |= announcedBefore(ending, code);
        if (digit && code === 45) {
          group++;
          features |= HAS_GROUPS;
        } else group = 0;
        word = 0;
        ending = 0;
        continue;
      }
      if (code > 127 || MARKED[code] !== 0) features |= markOf(code, text, i, run);
      if (code > 191 && code < 0xff00) ending = (ending << 5) | (code & 31);
      else {
        if (word > 1 || ending > 31) features |= announcedBefore(ending, code);
        ending = 0;
        if (code < 128 && loose[code] !== 0 && (((loose[code] as number) >> (text.charCodeAt(i + 1) & 7)) & 1) === 1)
          features |= HAS_LOOSE;
      }
      if (code !== PLUS && code !== SLASH) {
        // Two signs of padding at most belong to the row.
        if (mixed === WORD && i - row >= SHORTEST_ROW - (code === EQUALS ? 2 : 0)) features |= HAS_RUN;
        mixed = 0;
        row = i + 1;
      }
      if (digit && code < 48) features |= HAS_GROUPS;
      group = digit && code === SPACE ? group + 1 : 0;
      run = 0;
      word = 0;
    }
    if (mixed === WORD && length - row >= SHORTEST_ROW) features |= HAS_RUN;
    if (groups !== 0) features |= HAS_CARD;
    features |= announcedBefore(ending, SPACE);
    return digits >= DIGITS ? features | HAS_DIGITS : features;
  };
}
