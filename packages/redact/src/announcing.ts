import { lazy } from './lazy.ts';
import { EFFECTS, ODD, UPPER, WORD } from './effects.ts';
import { announced, COMMAND, CONTEXT, endingBefore } from './endings.ts';
import { WEBHOOKS } from './shapes/token.ts';
import { COMMAND_WORDS } from './trigger-words.ts';

// What the words of a text announce, and whether it is there.

const SPACE = 32;
const SLASH = 47;

/** Whether this slash ends the host of an address that is a credential: such a one may be made of short parts. */
export function endsWebhookHost(text: string, i: number): boolean {
  return WEBHOOKS.some((known) => text.startsWith(known, i - known.indexOf('/')));
}

/** These announce something without digits: an account of a bank, and how an address is written out. */
const wordy: () => ReadonlySet<number> = lazy(
  () => new Set(['swift', 'bic', 'dot'].map((word) => endingBefore(word, word.length))),
);
const IN = endingBefore('in', 2);

/** A command announces behind a blank, a link before a slash and as a whole word: `/reset/`, but not `application/`. */
function isCommand(text: string, i: number, code: number): boolean {
  if (code === SPACE) return true;
  if (code !== SLASH) return false;
  let start = i;
  while (start > 0 && (EFFECTS[text.charCodeAt(start - 1)] ?? 0) & WORD) start--;
  return COMMAND_WORDS().has(text.slice(start, i).toLowerCase());
}

const D = 100;

/** Whether the `in` that ends here is that of `logged in`. */
function isLoggedIn(text: string, i: number): boolean {
  return (text.charCodeAt(i - 4) | 32) === D && text.slice(i - 9, i - 2).toLowerCase() === 'logged ';
}

/** What the word before this place announces; `in` only as in `logged in`. */
export function announcedAt(text: string, i: number, code: number, ending: number): number {
  if (ending === IN && !isLoggedIn(text, i)) return 0;
  const kinds = announced(ending);
  if (kinds === 0) return 0;
  if ((kinds & COMMAND) !== 0 && isCommand(text, i, code)) return COMMAND;
  return (kinds & CONTEXT) !== 0 && wordy().has(ending) ? COMMAND : kinds & ~COMMAND;
}

/** Twelve words of three letters, as a seed phrase has at least. */
const PHRASE = 47;
/** Fewer digits are no date of birth; the number of a document may have one beside a capital. */
const SOME_DIGITS = 3;

/** Whether the text holds what its words announced: a secret has a digit, a sign or a capital within a word. */
export function isKept(text: string, announcing: number, kinds: number, digits: number): boolean {
  if (announcing === 0) return false;
  if ((announcing & CONTEXT) !== 0 && (digits >= SOME_DIGITS || (digits > 0 && /[A-Z]\d|\d[A-Z]/.test(text))))
    return true;
  if ((announcing & ~CONTEXT) === 0) return false;
  if (digits > 0 || (kinds & ODD) !== 0 || text.length >= PHRASE) return true;
  return (kinds & UPPER) !== 0 && /[A-Za-z][A-Z]/.test(text);
}
