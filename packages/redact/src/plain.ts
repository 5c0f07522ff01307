import { isDigitAt, isLetterAt, isWordAt } from './chars.ts';
import { announced, COMMAND, CONTEXT, endingBefore, ENDING } from './endings.ts';
import type { KeyIndex } from './keys.ts';
import { IBAN_LENGTHS } from './shapes/financial.ts';
import { WEBHOOKS } from './shapes/token.ts';
import { COMMAND_WORDS } from './trigger-words.ts';

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
/** Seven digits may be a telephone, account or identity number. */
const MANY_DIGITS = 7;
/** As many in one row are a card number; fewer in one row are an ID unless a word says more. */
const CARD_DIGITS = 14;
/** Longer texts are rare, and their runs would overflow the counters. */
const LONGEST = 1024;

// What a character does. The low 12 bits keep the run, the next 12 the row; then come kinds.
const RUN = 0x00_0f_ff;
const ROW = 0xff_f0_00;
const LOWER = 1 << 24;
const UPPER = 1 << 25;
const DIGIT_BIT = 26;
const DIGIT = 1 << DIGIT_BIT;
const SOFT = 1 << 27;
const SIGN = 1 << 28;
/** Signs that people put into passwords. */
const ODD = 1 << 29;
const WORD = LOWER | UPPER | DIGIT;
const LATIN = RUN | ROW | LOWER;
const MIXED = LOWER | UPPER | DIGIT;

function effectOf(char: string): number {
  if (/[a-z]/.test(char)) return RUN | ROW | LOWER;
  if (/[A-Z]/.test(char)) return RUN | ROW | UPPER;
  if (/\d/.test(char)) return RUN | ROW | DIGIT;
  if (char === '~') return RUN | ROW | SOFT | ODD;
  if (/[_-]/.test(char)) return RUN | ROW | SOFT;
  if (/[/+]/.test(char)) return ROW | SOFT | (char === '+' ? ODD : 0);
  if (/[:=]/.test(char)) return char === '=' ? SIGN | ROW | ODD : SIGN;
  if (/[!*|]/.test(char)) return SOFT | ODD;
  return /[ .,()]/.test(char) ? SOFT : 0;
}

/** For each ASCII character; 0 makes the text one to search. */
const EFFECTS: Int32Array = Int32Array.from({ length: 128 }, (_, code) => effectOf(String.fromCodePoint(code)));

/** Letters of European languages beyond ASCII: Latin-1, Latin Extended-A and -B, without `×` and `÷`. */
function isLatin(code: number): boolean {
  return code > 191 && code < 592 && code !== 215 && code !== 247;
}

/** For each ASCII character: 1 for a digit, 2 for a letter of lower case hex, else 0. Ranges would be guessed wrong half the time. */
const HEX: Uint8Array = Uint8Array.from({ length: 128 }, (_, code) => {
  const char = String.fromCodePoint(code);
  if (/\d/.test(char)) return 1;
  return /[a-f]/.test(char) ? 2 : 0;
});

/** Digits alone may be a card number, so there must be a letter. */
function isHex(text: string): boolean {
  let kinds = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const kind = code < 128 ? (HEX[code] as number) : 0;
    if (kind === 0) return false;
    kinds |= kind;
  }
  return kinds > 1;
}

function isUuid(text: string): boolean {
  for (let i = 0; i < 36; i++) {
    const code = text.charCodeAt(i);
    if (i === 8 || i === 13 || i === 18 || i === 23) {
      if (code !== 45) return false;
    } else if (code > 127 || HEX[code] === 0) return false;
  }
  return true;
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?Z$/;

/**
 * IDs of requests, traces and spans, digests, and times: RFC 9562, W3C Trace Context, SHA-1 and SHA-256 in lower case,
 * RFC 3339 in UTC.
 */
function isId(text: string): boolean {
  switch (text.length) {
    case 16:
      // `be` and 14 digits are a Belgian IBAN.
      return isHex(text) && !text.startsWith('be');
    case 20:
    case 24:
      return text.charCodeAt(10) === 84 && TIME.test(text);
    case 32:
    case 40:
    case 64:
      return isHex(text);
    case 36:
      return isUuid(text);
    default:
      return false;
  }
}

const COLON = 58;
const SLASH = 47;
const SPACE = 32;
const DOT = 46;
const DASH = 45;
const PLUS = 43;

/** Whether this slash ends the host of an address that is a credential: such a one may be made of short parts. */
function endsWebhookHost(text: string, i: number): boolean {
  return WEBHOOKS.some((known) => text.startsWith(known, i - known.indexOf('/')));
}

/** These announce something without digits: an account of a bank, and how an address is written out. */
const WORDY: ReadonlySet<number> = new Set(['swift', 'bic', 'dot'].map((word) => endingBefore(word, word.length)));
const IN = endingBefore('in', 2);

/** A command announces behind a blank, a link before a slash and as a whole word: `/reset/`, but not `application/`. */
function isCommand(text: string, i: number, code: number): boolean {
  if (code === SPACE) return true;
  if (code !== SLASH) return false;
  let start = i;
  while (start > 0 && (EFFECTS[text.charCodeAt(start - 1)] ?? 0) & WORD) start--;
  return COMMAND_WORDS.has(text.slice(start, i).toLowerCase());
}

/** What the word before this place announces; `in` only as in `logged in`. */
function announcedAt(text: string, i: number, code: number, ending: number): number {
  const kinds = announced(ending);
  if (kinds === 0 || (ending === IN && text.slice(i - 9, i - 2).toLowerCase() !== 'logged ')) return 0;
  if ((kinds & COMMAND) !== 0 && isCommand(text, i, code)) return COMMAND;
  return (kinds & CONTEXT) !== 0 && WORDY.has(ending) ? COMMAND : kinds & ~COMMAND;
}

/** Twelve words of three letters, as a seed phrase has at least. */
const PHRASE = 47;
/** Fewer digits are no date of birth. */
const SOME_DIGITS = 3;

/** Whether the text holds what its words announced: a secret has a digit, a sign or a capital within a word. */
function isKept(text: string, announcing: number, kinds: number, digits: number): boolean {
  if (announcing === 0) return false;
  if ((announcing & CONTEXT) !== 0 && digits >= SOME_DIGITS) return true;
  if ((announcing & ~CONTEXT) === 0) return false;
  if (digits > 0 || (kinds & ODD) !== 0 || text.length >= PHRASE) return true;
  return (kinds & UPPER) !== 0 && /[A-Za-z][A-Z]/.test(text);
}

/** Shortest account number: Norway's. */
const IBAN = 15;

/** A country that has account numbers, two check digits, and a group behind a sign or as many characters as the shortest has. */
function beginsIban(text: string, start: number): boolean {
  if (!isLetterAt(text, start) || !isDigitAt(text, start + 2)) return false;
  const more = isWordAt(text, start + 4) ? isWordAt(text, start + IBAN - 1) : isWordAt(text, start + 5);
  return more && IBAN_LENGTHS.has(text.slice(start, start + 2).toUpperCase());
}

/** Whether digits stand close enough together, with signs and no letters between, for a number of anybody's. */
function hasNumber(text: string): boolean {
  let digits = 0;
  let last = -1;
  let split = false;
  for (let i = 0; i < text.length; i++) {
    const effect = EFFECTS[text.charCodeAt(i)] ?? LATIN;
    if ((effect & DIGIT) !== 0) {
      split ||= digits > 0 && last !== i - 1;
      last = i;
      digits++;
      if (digits >= CARD_DIGITS || (digits >= MANY_DIGITS && split)) return true;
    } else if ((effect & WORD) !== 0) {
      digits = 0;
      split = false;
    } else split ||= text.charCodeAt(i) === PLUS;
  }
  return false;
}

/** For each ASCII character of a single word: 1, 2 for a digit, and a mark for a sign that joins; 0 for a sign between words. */
const JOINED = 1 << 8;
const IN_WORD: Uint16Array = Uint16Array.from({ length: 128 }, (_, code) => {
  const char = String.fromCodePoint(code);
  if (/\d/.test(char)) return 2;
  if (/[_-]/.test(char)) return 1 + JOINED;
  return /[A-Za-z.]/.test(char) ? 1 : 0;
});
/** Behind a name and a sign so many digits may be a number of somebody's: `passport-123456`. */
const JOINED_DIGITS = 5;

/** Shorter than a key. */
const SHORT = 16;

/** Whether a short text is one word without many digits: it announces nothing and is nothing. Most values are. */
function isWord(text: string): boolean {
  const { length } = text;
  let sum = 0;
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    const add = code < 128 ? (IN_WORD[code] as number) : 0;
    if (add === 0) return false;
    sum += add;
  }
  const digits = (sum & (JOINED - 1)) - length;
  return digits < (sum < JOINED ? MANY_DIGITS : JOINED_DIGITS);
}

/** Whether a text is one short word, or an ID: known without reading it as a sentence. */
const isBare: IsPlain = (text) => (text.length < SHORT ? isWord(text) : isId(text));

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
    if ((reached & LONG_ROW) !== 0 && (kinds & MIXED) === MIXED) return NOT;
    if (ending >>> 5 !== 0) announcing |= announcedAt(text, length, 0, ending & ENDING);
    if ((announcing & COMMAND) !== 0 || isKept(text, announcing, kinds, digits)) return NOT;
    return announcing === 0 ? QUIET : ANNOUNCING;
  }

  return { isBare, isPlain: (text) => look(text) !== NOT, isQuiet: (text) => look(text) === QUIET };
}

const isNever: IsPlain = () => false;
/** Rules that nobody has seen may find anything. */
export const NO_LOOKS: Looks = { isBare: isNever, isPlain: isNever, isQuiet: isNever };

/** Texts that are remembered, a power of two, and the longest of them. */
const SLOTS = 256;
const MAX_LENGTH = 256;

/** Texts in which nothing was found, with their JSON: messages and names that a service repeats. */
export interface CleanTexts {
  /** The JSON of a text that is kept. */
  find(text: string): string | undefined;
  keep(text: string, json: string): void;
}

function slotOf(text: string): number {
  const { length } = text;
  const ends = text.charCodeAt(length - 1) * 7 + text.charCodeAt(0);
  return (length * 31 + ends + text.charCodeAt(length >> 1) * 3) & (SLOTS - 1);
}

/** A later text takes the place of an earlier one, so a caller who makes up texts costs a look and no memory. */
export function createCleanTexts(): CleanTexts {
  const texts: string[] = Array.from({ length: SLOTS }, () => '');
  const jsons: string[] = Array.from({ length: SLOTS }, () => '""');
  return {
    find(text) {
      const slot = slotOf(text);
      return texts[slot] === text ? jsons[slot] : undefined;
    },
    keep(text, json) {
      if (text.length > MAX_LENGTH) return;
      const slot = slotOf(text);
      texts[slot] = text;
      jsons[slot] = json;
    },
  };
}
