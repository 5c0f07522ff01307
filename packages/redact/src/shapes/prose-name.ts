import { isLetterOrDigit } from '../endings.ts';
import type { KeyIndex } from '../keys.ts';
import type { KeyRule } from '../rule.ts';

// The name that ends with a word of a sentence.

/** Most words that a name has before its last one. */
const MAX_BACK = 4;

/** Where the words before this one begin, on the same line. */
function wordsBack(text: string, from: number): number {
  let back = from;
  for (let words = 0; words < MAX_BACK && back > 1 && text.charCodeAt(back - 1) === 32; words++) {
    if (!isLetterOrDigit(text.charCodeAt(back - 2))) break;
    back--;
    while (back > 0 && from - back < 64 && isLetterOrDigit(text.charCodeAt(back - 1))) back--;
  }
  return back;
}

/** The whole name that ends with the word: joined by signs, or the words before when the word alone is none. */
export function nameOf(
  text: string,
  start: number,
  end: number,
  keys: KeyIndex,
): { rule: KeyRule; joined: boolean } | undefined {
  let from = start;
  while (from > 0 && end - from < 64) {
    const code = text.charCodeAt(from - 1);
    if (!isLetterOrDigit(code) && code !== 45 && code !== 95) break;
    from--;
  }
  const one = text.slice(from, end);
  const own = keys.decide(one);
  const isWhole = own !== undefined && own.id !== 'key-password' && own.id !== 'key-token';
  const back = isWhole ? from : wordsBack(text, from);
  const longer = back === from ? undefined : keys.decide(text.slice(back, end));
  // `one-time password`: a password that is a number.
  if (own !== undefined && longer?.id !== 'key-otp')
    return { rule: own, joined: from < start || /[a-z][A-Z]/.test(one) };
  return longer && { rule: longer, joined: false };
}
