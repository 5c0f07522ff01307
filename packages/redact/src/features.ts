import { HAS_ANCHOR, HAS_CARD, HAS_DIGITS, HAS_GROUPS, HAS_IBAN, HAS_LOOSE, HAS_RUN } from './bits.ts';
import { SHORTEST_ROW } from './base64.ts';
import { isDigitAt, isWordAt } from './chars.ts';
import { ADDS, COUNT, DIGIT, EFFECTS, kindsOf, ONE_DIGIT, WORD } from './effects.ts';
import { endingBefore } from './endings.ts';
import { announcedBefore, joinerOf, markOf, MARKS } from './marks.ts';
import { namesIban } from './numbers.ts';

/** Shortest telephone number in E.164 that is worth masking. */
const DIGITS = 7;
/** Shortest card number (ISO/IEC 7812: 14 digits with the issuers that are known). */
const CARD = 14;
const SPACE = 32;
const DASH = 45;
const LINE = 95;
const PLUS = 43;
const SLASH = 47;
const EQUALS = 61;

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

/** Longer words would overflow the counters; one with a digit beyond is taken to hold many. */
const LONG_WORD = 1000;

interface Rest {
  readonly end: number;
  readonly kinds: number;
}

/** Reads a long word to its end. */
function restOfWord(text: string, from: number): Rest {
  let end = from;
  let kinds = 0;
  for (; isWordAt(text, end); end++) kinds |= EFFECTS[text.charCodeAt(end)] as number;
  return { end, kinds: kinds & WORD };
}

export interface Features {
  /** Which rules can possibly apply. Plain words give 0 and cost nothing more. */
  readonly of: (text: string) => number;
  /** Where the first anchor of the table stands in the text that was asked last; no anchor stands before it. */
  readonly firstAnchor: () => number;
}

/** Makes the one pass over the characters. */
export function createFeatures({ starts, loose, always, holds }: AnchorTable): Features {
  let anchorAt = 0;
  function featuresOf(text: string): number {
    const { length } = text;
    anchorAt = 0;
    let features = always ? HAS_LOOSE : 0;
    let run = 0;
    let row = 0;
    let mixed = 0;
    let digits = 0;
    let group = 0;
    let ending = 0;
    for (let i = 0; ; i++) {
      const start = i;
      const stop = Math.min(length, start + LONG_WORD);
      let sum = 0;
      let last = 0;
      let code = 0;
      for (; i < stop; i++) {
        code = text.charCodeAt(i);
        const adds = code < 128 ? (ADDS[code] as number) : 0;
        if (adds === 0) break;
        sum += adds;
        last = adds;
        ending = (ending << 5) | (code & 31);
      }
      let isDigit = last === ONE_DIGIT;
      if (i > start) {
        mixed |= kindsOf(sum);
        if (i === stop && stop < length) {
          const rest = restOfWord(text, i);
          i = rest.end;
          code = text.charCodeAt(i);
          mixed |= rest.kinds;
          ending = endingBefore(text, i);
          isDigit = isDigitAt(text, i - 1);
          if ((rest.kinds & DIGIT) !== 0) {
            features |= HAS_CARD;
            digits += DIGITS;
          }
        }
        if (
          (features & HAS_ANCHOR) === 0 &&
          canStart(starts, text.charCodeAt(start), text, start) &&
          holds(text, start)
        ) {
          features |= HAS_ANCHOR;
          anchorAt = start;
        }
        const added = sum & COUNT;
        digits += added;
        // At most so many digits stand in a row, with single blanks and dashes between.
        group = added === 0 ? 0 : group + added;
        if (group >= CARD) features |= HAS_CARD;
        if (added > 1 && i - start > 3 && namesIban(text, start)) features |= HAS_IBAN;
        if (added < i - start) group = isDigit ? added : 0;
      }
      const word = i - start;
      // A number is no word, though its digits share their last bits with letters.
      if (word > 0 && (sum & COUNT) === word) ending = 0;
      if (i >= length) break;
      if (code === DASH || code === LINE) {
        features |= joinerOf(code, text, i, i + 1 - run, word);
        if (word > 1) features |= announcedBefore(ending, code);
        if (isDigit && code === DASH) {
          group++;
          features |= HAS_GROUPS;
        } else group = 0;
        ending = 0;
        continue;
      }
      if (code > 127 || MARKED[code] !== 0) features |= markOf(code, text, i, i - run);
      if (code > 191 && code < 0xff00) ending = (ending << 5) | (code & 31);
      else {
        if (word > 1 || ending >>> 5 !== 0) features |= announcedBefore(ending, code);
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
      if (isDigit && code < 48) features |= HAS_GROUPS;
      group = isDigit && code === SPACE ? group + 1 : 0;
      run = i + 1;
    }
    if (mixed === WORD && length - row >= SHORTEST_ROW) features |= HAS_RUN;
    features |= announcedBefore(ending, SPACE);
    return digits >= DIGITS ? features | HAS_DIGITS : features;
  }
  return { of: featuresOf, firstAnchor: () => anchorAt };
}
