import { charTable } from './char-table.ts';
import { MANY_DIGITS } from './numbers.ts';

// Texts that are one word or an ID: what most fields hold.

/** For each ASCII character: 1 for a digit, 2 for a letter of lower case hex, else 0. Ranges would be guessed wrong half the time. */
const HEX: Uint8Array = Uint8Array.from(charTable(['0-9', 1], ['a-f', 2]));

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

/** For each ASCII character of a single word: 1, 2 for a digit, and a mark for a sign that joins; 0 for a sign between words. */
const JOINED = 1 << 8;
const IN_WORD: Uint16Array = Uint16Array.from(charTable(['A-Za-z.', 1], ['0-9', 2], ['_-', 1 + JOINED]));
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
export function isBare(text: string): boolean {
  return text.length < SHORT ? isWord(text) : isId(text);
}
