import { ESCAPE, sequenceFrom } from './ansi.ts';

/** A text without its escapes, and where each character of it stood. */
export interface Decoded {
  readonly text: string;
  /**
   * For each character of the decoded text the place in the original, and at the end that behind the last one. Sequences that
   * show nothing stand before none of them: such a place is that of the sequence.
   */
  readonly places: Int32Array;
}

const ENTITIES: ReadonlyMap<string, number> = new Map([
  ['amp', 38],
  ['lt', 60],
  ['gt', 62],
  ['quot', 34],
  ['apos', 39],
  ['commat', 64],
  ['equals', 61],
  ['colon', 58],
  ['nbsp', 32],
  ['sol', 47],
]);
/** `\"`, `\'`, `\/`, `\\`, `\n`, `\r` and `\t`, and what they stand for. */
const PLAIN_ESCAPES: readonly number[] = [34, 39, 47, 92, 110, 114, 116];
const PLAIN_VALUES: readonly number[] = [34, 39, 47, 92, 10, 13, 9];
const CHUNK = 8192;

/** The value of a hexadecimal digit, or -1. */
function hexOf(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const small = code | 32;
  return small >= 97 && small <= 102 ? small - 87 : -1;
}

/** The number that so many hexadecimal digits write, or -1. */
function numberAt(text: string, from: number, digits: number): number {
  if (from + digits > text.length) return -1;
  let out = 0;
  for (let i = from; i < from + digits; i++) {
    const digit = hexOf(text.charCodeAt(i));
    if (digit === -1) return -1;
    out = out * 16 + digit;
  }
  return out;
}

/** One escape: the code of its character in the lower 16 bits and its length above them; 0 when there is none. */
function found(code: number, length: number): number {
  return code > 0 && code < 0xffff ? code + length * 0x1_0000 : 0;
}

/** `%C3%A9`: two or three bytes of UTF-8 are one character; a byte that is none of these stands for itself. */
function percentAt(text: string, i: number): number {
  const first = numberAt(text, i + 1, 2);
  if (first < 0xc2 || first > 0xef) return first === -1 ? 0 : found(first, 3);
  const second = text.charCodeAt(i + 3) === 37 ? numberAt(text, i + 4, 2) : -1;
  if (first < 0xe0) return second === -1 ? found(first, 3) : found(((first & 31) << 6) | (second & 63), 6);
  const third = text.charCodeAt(i + 6) === 37 ? numberAt(text, i + 7, 2) : -1;
  if (second === -1 || third === -1) return found(first, 3);
  return found(((first & 15) << 12) | ((second & 63) << 6) | (third & 63), 9);
}

/** `\u{70}`, as JavaScript and Rust have it. */
function bracedAt(text: string, i: number): number {
  let end = i + 3;
  while (end - i < 9 && hexOf(text.charCodeAt(end)) !== -1) end++;
  return text.charCodeAt(end) === 125 ? found(numberAt(text, i + 3, end - i - 3), end + 1 - i) : 0;
}

function backslashAt(text: string, i: number): number {
  const kind = text.charCodeAt(i + 1);
  if (kind === 117) return text.charCodeAt(i + 2) === 123 ? bracedAt(text, i) : found(numberAt(text, i + 2, 4), 6);
  const plain = PLAIN_ESCAPES.indexOf(kind);
  if (plain !== -1) return found(PLAIN_VALUES[plain] ?? 0, 2);
  return kind === 120 ? found(numberAt(text, i + 2, 2), 4) : 0;
}

/** Longest entity with its `&`: `&#x1F600`. */
const LONGEST_ENTITY = 9;

/** A letter, a digit or `#`. */
function isEntity(code: number): boolean {
  const small = code | 32;
  return (small >= 97 && small <= 122) || (code >= 48 && code <= 57) || code === 35;
}

function entityAt(text: string, i: number): number {
  let end = i + 1;
  while (end - i < LONGEST_ENTITY && isEntity(text.charCodeAt(end))) end++;
  if (text.charCodeAt(end) !== 59 || end - i < 3) return 0;
  const name = text.slice(i + 1, end);
  if (!name.startsWith('#')) return found(ENTITIES.get(name) ?? 0, end - i + 1);
  const hex = (name.charCodeAt(1) | 32) === 120;
  const code = hex ? numberAt(name, 2, name.length - 2) : /^\d+$/.test(name.slice(1)) ? Number(name.slice(1)) : -1;
  return found(code, end - i + 1);
}

const QUOTED = /=3D/;

/** Quoted-printable (RFC 2045): `=3D`, and a line that goes on behind `=`. */
function quotedAt(text: string, i: number): number {
  const next = text.charCodeAt(i + 1);
  if (next < 50 || next > 55) return 0;
  const code = numberAt(text, i + 1, 2);
  return code >= 32 && code < 127 ? found(code, 3) : 0;
}

function escapeAt(text: string, i: number, code: number, quoted: boolean): number {
  switch (code) {
    case 37:
      return percentAt(text, i);
    case 92:
      return backslashAt(text, i);
    case 38:
      return entityAt(text, i);
    case 61:
      return quoted ? quotedAt(text, i) : 0;
    case ESCAPE:
      return sequenceFrom(text, i);
    default:
      return 0;
  }
}

function textOf(codes: Uint16Array, length: number): string {
  let out = '';
  for (let i = 0; i < length; i += CHUNK) out += String.fromCharCode(...codes.subarray(i, Math.min(length, i + CHUNK)));
  return out;
}

/** Whether a character can begin an escape. */
function beginsEscape(code: number): boolean {
  return code === 37 || code === 92 || code === 38 || code === 61 || code === ESCAPE;
}

/**
 * Takes one layer of escapes off a text: `%40`, `\u0040`, `\x40`, `&#64;`, `&commat;`, `=40`, and the colours of a terminal.
 * Undefined when there is none.
 */
export function decode(text: string): Decoded | undefined {
  const { length } = text;
  // Not `includes`, which the engine takes for free of effects and moves into the loop (Node 24): once for each escape.
  const quoted = QUOTED.test(text);
  let codes: Uint16Array | undefined;
  let places: Int32Array | undefined;
  let out = 0;
  let place = 0;
  for (let i = 0; i < length;) {
    const code = text.charCodeAt(i);
    const escape = beginsEscape(code) ? escapeAt(text, i, code, quoted) : 0;
    if (escape !== 0 && codes === undefined) {
      codes = new Uint16Array(length);
      places = new Int32Array(length + 1);
      for (; out < i; out++) {
        codes[out] = text.charCodeAt(out);
        places[out] = out;
      }
    }
    i += escape === 0 ? 1 : escape >>> 16;
    // What shows nothing is no character.
    if (escape !== 0 && (escape & 0xffff) === 0) continue;
    if (codes !== undefined && places !== undefined) {
      codes[out] = escape === 0 ? code : escape & 0xffff;
      places[out++] = place;
    }
    place = i;
  }
  if (codes === undefined || places === undefined) return undefined;
  places[out] = place;
  return { text: textOf(codes, out), places };
}

/** The stretch of the original that one of the decoded text stands for: without the sequences before it and behind it. */
export function inOriginal<T extends { readonly start: number; readonly end: number }>(
  text: string,
  { places }: Decoded,
  span: T,
): T {
  let start = places[span.start] ?? text.length;
  while (text.charCodeAt(start) === ESCAPE) {
    const length = sequenceFrom(text, start) >>> 16;
    if (length === 0) break;
    start += length;
  }
  return { ...span, start, end: places[span.end] ?? text.length };
}
