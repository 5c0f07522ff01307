/**
 * Says of a text, from one cheap look, that no rule can find anything in it. It is a filter and no proof of the opposite:
 * what is not plain is searched.
 */
export type IsPlain = (text: string) => boolean;

// A plain text holds nothing but letters, digits and `- _ ~ . / ,`, no unbroken run of the length of a key, too few digits
// for a number of anybody's, and is no long path. Every rule that ships asks for more than that; a test holds each of its
// examples against this filter.

/** Runs shorter than this hold no vendor's key: the shortest has 16 characters. A power of two: lengths are joined by bits. */
const RUN = 16;
/** Fewer digits are no telephone, account or identity number. */
const DIGITS = 7;
/** A base64 key may hold slashes, so that its runs are short. */
const PATH = 32;
/** Longer texts are rare, and their runs would overflow the counter. */
const LONGEST = 1024;

const WORD = 0xf_ff;
const SOFT = 0x10_00;
const SLASH = 0x20_00;
const DIGIT = 0x1_00_00;

/** For each ASCII character what it adds to the picture; 0 makes the text one to search. */
const SIGNS: Int32Array = Int32Array.from({ length: 128 }, (_, code) => {
  const char = String.fromCodePoint(code);
  if (/\d/.test(char)) return WORD | DIGIT;
  if (/[A-Za-z_~-]/.test(char)) return WORD;
  if (char === '/') return SOFT | SLASH;
  return char === '.' || char === ',' ? SOFT : 0;
});

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

/** Whether a text too short for a key holds only plain characters and few digits. */
function isShort(text: string): boolean {
  let digits = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const sign = code < 128 ? (SIGNS[code] as number) : 0;
    if (sign === 0) return false;
    digits += sign >>> 16;
  }
  return digits < DIGITS;
}

export const isPlain: IsPlain = (text) => {
  const { length } = text;
  if (length < RUN) return isShort(text);
  if (length > LONGEST) return false;
  if (isId(text)) return true;
  let run = 0;
  let runs = 0;
  let digits = 0;
  let seen = 0;
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    const sign = code < 128 ? (SIGNS[code] as number) : 0;
    if (sign === 0) return false;
    run = (run + 1) & sign;
    runs |= run;
    digits += sign >>> 16;
    seen |= sign;
  }
  return runs < RUN && digits < DIGITS && (length < PATH || (seen & SLASH) === 0);
};

/** Rules that nobody has seen may find anything. */
export const isNeverPlain: IsPlain = () => false;

/** Texts that are remembered, a power of two, and the longest of them. */
const SLOTS = 256;
const MAX_LENGTH = 256;

/** Texts that were searched and in which nothing was found: messages and names that a service repeats. */
export interface CleanTexts {
  has(text: string): boolean;
  keep(text: string): void;
  /** Its JSON: made once for a text that is kept. */
  quote(text: string): string;
}

function slotOf(text: string): number {
  const { length } = text;
  const ends = text.charCodeAt(length - 1) * 7 + text.charCodeAt(0);
  return (length * 31 + ends + text.charCodeAt(length >> 1) * 3) & (SLOTS - 1);
}

/** A later text takes the place of an earlier one, so a caller who makes up texts costs a look and no memory. */
export function createCleanTexts(): CleanTexts {
  const texts: string[] = Array.from({ length: SLOTS }, () => '');
  const jsons: string[] = Array.from({ length: SLOTS }, () => '');
  return {
    has: (text) => texts[slotOf(text)] === text,
    keep(text) {
      if (text.length > MAX_LENGTH) return;
      const slot = slotOf(text);
      texts[slot] = text;
      jsons[slot] = '';
    },
    quote(text) {
      const slot = slotOf(text);
      if (texts[slot] !== text) return JSON.stringify(text);
      const known = jsons[slot];
      if (known !== undefined && known !== '') return known;
      const json = JSON.stringify(text);
      jsons[slot] = json;
      return json;
    },
  };
}
