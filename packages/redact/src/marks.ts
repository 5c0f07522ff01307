import { charTable } from './char-table.ts';
import { beginsSequence, ESCAPE } from './ansi.ts';
import {
  HAS_AT,
  HAS_BOT,
  HAS_CALL,
  HAS_CENTRE,
  HAS_DASHES,
  HAS_DOTTED,
  HAS_EQUALS,
  HAS_ESCAPE,
  HAS_FLAG,
  HAS_HOST,
  HAS_LABEL,
  HAS_MAIL,
  HAS_PERCENT,
  HAS_QUERY,
  HAS_TAG,
  HAS_URL,
  HAS_WORDS,
} from './bits.ts';
import { isDigitAt, isLetterAt } from './chars.ts';
import { announced, ENDING, LABEL, SCHEME } from './endings.ts';
import { UNSPACED_ENDS } from './shapes/told-links.ts';

/** Shortest first part of a JWT: `{"alg":""}` in base64url and what the rule asks for. */
const DOTTED = 12;
const MAILCHIMP = 33;

function escapeOf(text: string, i: number): number {
  const next = text.charCodeAt(i + 1);
  if (next < 50 || next > 55) return 0;
  return text.startsWith('40', i + 1) ? HAS_PERCENT | HAS_MAIL : HAS_PERCENT;
}

/** `\u` or `\x` and a digit, `\u{`, a quote, or a line's end. */
function escapes(text: string, i: number): boolean {
  const code = text.charCodeAt(i);
  if (code === 34 || code === 39 || code === 110 || code === 92) return true;
  return (code === 117 || code === 120) && (isDigitAt(text, i + 1) || text.charCodeAt(i + 1) === 123);
}

/** The signs behind the name of a secret that let its value follow without `:` or `=`: a blank, a comma, a quote, an escape. */
const FOLLOWED: Uint8Array = Uint8Array.from(charTable(['\t\n\r "\',;.`\\', 1]));

/** Whether a value may follow the name that ends here. */
export function isFollowed(text: string, end: number): boolean {
  return end === text.length || FOLLOWED[text.charCodeAt(end)] === 1;
}

/** What the word before this sign announces. */
export function announcedBefore(ending: number, code: number): number {
  const kinds = announced(ending & ENDING);
  if (kinds === 0) return 0;
  // `Secret("…")`
  return (FOLLOWED[code] === 1 || code === 40 ? kinds : kinds & ~(LABEL | SCHEME)) * HAS_WORDS;
}

/** The signs of ASCII that {@link markOf} knows. */
export const MARKS: string = `./&\\<:=@%?#(+${String.fromCharCode(ESCAPE)}`;

/** A sign that is no part of a run; `run` is the length of the one before it. */
export function markOf(code: number, text: string, i: number, run: number): number {
  switch (code) {
    case 46:
      return run >= DOTTED ? HAS_DOTTED : 0;
    case 47:
      return run === 3 && (text.startsWith('.com', i - 4) || text.startsWith('.org', i - 4)) ? HAS_HOST : 0;
    case 38:
      return text.charCodeAt(i + 1) === 35 || isLetterAt(text, i + 1) ? HAS_ESCAPE : 0;
    case 92:
      return escapes(text, i + 1) ? HAS_ESCAPE : 0;
    case 60:
      return isLetterAt(text, i + 1) ? HAS_TAG : 0;
    case ESCAPE:
      return beginsSequence(text, i) ? HAS_ESCAPE : 0;
    case 58:
      if (text.startsWith('//', i + 1)) return HAS_URL | HAS_LABEL;
      return text.startsWith('AA', i + 1) ? HAS_BOT | HAS_LABEL : HAS_LABEL;
    case 61:
      return text.charCodeAt(i + 1) === 51 ? HAS_LABEL | HAS_EQUALS | HAS_ESCAPE : HAS_LABEL | HAS_EQUALS;
    case 0xff1a:
    case 0xff1d:
      return HAS_LABEL;
    case 64:
      return HAS_AT | HAS_MAIL;
    case 37:
      return escapeOf(text, i);
    case 63:
    case 35:
      return HAS_QUERY;
    case 40:
    case 43:
      return isDigitAt(text, i + 1) || text.charCodeAt(i + 1) === 40 ? HAS_CALL : 0;
    default:
      return code > 0x0e00 && UNSPACED_ENDS.includes(text.charAt(i)) ? HAS_WORDS : 0;
  }
}

/** A `-` or `_`; `run` counts it, `word` says whether a letter or digit stands before it. */
export function joinerOf(code: number, text: string, i: number, run: number, word: number): number {
  if (code !== 45) return 0;
  if (run > 4 && text.startsWith('-----', i - 4)) return HAS_DASHES;
  const next = text.charCodeAt(i + 1);
  if (word === 0) return (next === 45 || isLetterAt(text, i + 1)) && text.charCodeAt(i - 1) !== 45 ? HAS_FLAG : 0;
  return run >= MAILCHIMP && (next === 117 || text.charCodeAt(i + 9) === 45) ? HAS_CENTRE : 0;
}
