// What one pass over a text can say of it. Each is necessary for the rules that need it, and never sufficient. A run is an
// unbroken row of letters, digits, `-` and `_`.

/** `@`, also escaped. */
export const HAS_MAIL = 1;
/** `@`. */
export const HAS_AT = 2;
/** `%` and the first digit of an escaped ASCII character. */
export const HAS_PERCENT = 4;
/** `:` or `=`. */
export const HAS_LABEL = 8;
/** `=`. */
export const HAS_EQUALS = 16;
/** `?` or `#`. */
export const HAS_QUERY = 32;
/** `://`. */
export const HAS_URL = 64;
/** `-----`. */
export const HAS_DASHES = 128;
/** Seven digits or more, anywhere. */
export const HAS_DIGITS = 256;
/** Digits, grouped by single spaces or dashes, of the length of a card number. */
export const HAS_CARD = 512;
/** Two letters and two digits at the beginning of a word. */
export const HAS_IBAN = 1024;
/** `+` or `(` before a digit. */
export const HAS_CALL = 2048;
/** A dash that can begin an option of a command. */
export const HAS_FLAG = 4096;
/** A blank behind the last four characters of an authentication scheme. */
export const HAS_SCHEME = 8192;
/** A dot behind a run that is long enough for the first part of a token. */
export const HAS_DOTTED = 16_384;
/** A slash behind `.com` or `.org`. */
export const HAS_HOST = 32_768;
/** `:AA`. */
export const HAS_BOT = 65_536;
/** `-u` behind 32 characters of a run or more. */
export const HAS_CENTRE = 131_072;
/** The beginning of an anchor at the beginning of a word. */
export const HAS_ANCHOR = 262_144;
/** A sign of an anchor that may stand anywhere. */
export const HAS_LOOSE = 524_288;

const OTHER = 0;
const LETTER = 1;
const DIGIT = 2;
const JOINER = 3;

const CLASSES: Uint8Array = Uint8Array.from({ length: 128 }, (_, code) => {
  const char = String.fromCodePoint(code);
  if (/[A-Za-z]/.test(char)) return LETTER;
  if (/\d/.test(char)) return DIGIT;
  return char === '-' || char === '_' ? JOINER : OTHER;
});

/** Shortest telephone number in E.164 that is worth masking. */
const DIGITS = 7;
/** Shortest card number (ISO/IEC 7812: 14 digits with the issuers that are known). */
const CARD = 14;
/** Shortest first part of a JWT: `{"alg":""}` in base64url and what the rule asks for. */
const DOTTED = 12;
const MAILCHIMP = 33;

const kindOf = (code: number): number | undefined => (code < 128 ? CLASSES[code] : OTHER);

/** Whether the character is a letter or digit of ASCII; outside the text it is not. */
export function isWordAt(text: string, index: number): boolean {
  const kind = kindOf(text.charCodeAt(index));
  return kind === LETTER || kind === DIGIT;
}

export function isDigitAt(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  return code >= 48 && code <= 57;
}

function isLetterAt(text: string, index: number): boolean {
  return kindOf(text.charCodeAt(index)) === LETTER;
}

/** Four characters as one number, in lower case. */
function packed(a: number, b: number, c: number, d: number): number {
  return ((a | 32) << 24) | ((b | 32) << 16) | ((c | 32) << 8) | (d | 32);
}

/** How the schemes of the rule `authorization` end: bearer, basic, digest, negotiate, apikey, api-key, token, …sha256, signature. */
const SCHEME_ENDS: ReadonlySet<number> = new Set(
  ['arer', 'asic', 'gest', 'iate', 'ikey', '-key', 'oken', 'a256', 'ture'].map((end) =>
    packed(end.charCodeAt(0), end.charCodeAt(1), end.charCodeAt(2), end.charCodeAt(3)),
  ),
);

function endsScheme(text: string, i: number): boolean {
  const at = (back: number): number => text.charCodeAt(i - back);
  return i > 4 && SCHEME_ENDS.has(packed(at(4), at(3), at(2), at(1)));
}

function escapeOf(text: string, i: number): number {
  const next = text.charCodeAt(i + 1);
  if (next < 50 || next > 55) return 0;
  return text.startsWith('40', i + 1) ? HAS_PERCENT | HAS_MAIL : HAS_PERCENT;
}

/** A sign that is no part of a run; `run` is the length of the one before it. */
function markOf(code: number, text: string, i: number, run: number): number {
  switch (code) {
    case 32:
    case 9:
      return endsScheme(text, i) ? HAS_SCHEME : 0;
    case 46:
      return run >= DOTTED ? HAS_DOTTED : 0;
    case 47:
      return run === 3 && (text.startsWith('.com', i - 4) || text.startsWith('.org', i - 4)) ? HAS_HOST : 0;
    case 58:
      if (text.startsWith('//', i + 1)) return HAS_URL | HAS_LABEL;
      return text.startsWith('AA', i + 1) ? HAS_BOT | HAS_LABEL : HAS_LABEL;
    case 61:
      return HAS_LABEL | HAS_EQUALS;
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
      return 0;
  }
}

/** A `-` or `_`; `run` counts it, `word` says whether a letter or digit stands before it. */
function joinerOf(code: number, text: string, i: number, run: number, word: number): number {
  if (code !== 45) return 0;
  if (run > 4 && text.startsWith('-----', i - 4)) return HAS_DASHES;
  const next = text.charCodeAt(i + 1);
  if (word === 0) return (next === 45 || isLetterAt(text, i + 1)) && text.charCodeAt(i - 1) !== 45 ? HAS_FLAG : 0;
  return run >= MAILCHIMP && next === 117 ? HAS_CENTRE : 0;
}

/** Where anchors can begin, as tables that one pass over a text can ask. */
export interface AnchorTable {
  /** By the first two characters: one bit for each rest of the third by eight. */
  readonly starts: Uint8Array;
  /** By the first sign of an anchor that may stand anywhere: one bit for each rest of the next character by eight. */
  readonly loose: Uint8Array;
  /** An anchor that has no such sign. */
  readonly always: boolean;
}

/** Whether an anchor can begin here; the first character is `code`. */
export function canStart(starts: Uint8Array, code: number, text: string, i: number): boolean {
  const next = text.charCodeAt(i + 1);
  const rests = next < 128 ? starts[(code << 7) | next] : 0;
  return rests !== undefined && rests !== 0 && ((rests >> (text.charCodeAt(i + 2) & 7)) & 1) === 1;
}

/** Makes the one pass over the characters that says which rules can possibly apply. Plain words give 0 and cost nothing more. */
export function createFeatures({ starts, loose, always }: AnchorTable): (text: string) => number {
  return (text) => {
    const { length } = text;
    let features = always ? HAS_LOOSE : 0;
    let run = 0;
    let word = 0;
    let digits = 0;
    let group = 0;
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i);
      const kind = code < 128 ? CLASSES[code] : OTHER;
      if (kind === OTHER) {
        features |= markOf(code, text, i, run);
        if (code < 128 && (((loose[code] ?? 0) >> (text.charCodeAt(i + 1) & 7)) & 1) === 1) features |= HAS_LOOSE;
        group = code === 32 && isDigitAt(text, i - 1) ? group + 1 : 0;
        run = 0;
        word = 0;
        continue;
      }
      run++;
      if (kind === JOINER) {
        features |= joinerOf(code, text, i, run, word);
        group = code === 45 && isDigitAt(text, i - 1) ? group + 1 : 0;
        word = 0;
        continue;
      }
      if (word++ === 0 && canStart(starts, code, text, i)) features |= HAS_ANCHOR;
      if (kind === LETTER) group = 0;
      else {
        digits++;
        if (++group >= CARD) features |= HAS_CARD;
        if (word === 4 && isDigitAt(text, i - 1) && isLetterAt(text, i - 2) && isLetterAt(text, i - 3))
          features |= HAS_IBAN;
      }
    }
    return digits >= DIGITS ? features | HAS_DIGITS : features;
  };
}
