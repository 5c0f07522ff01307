/** ASCII characters, one bit each, and one for all others. */
export type Chars = bigint;

const OTHERS: Chars = 1n << 128n;
export const ALL: Chars = (OTHERS << 1n) - 1n;

const bit = (code: number): Chars => (code < 128 ? 1n << BigInt(code) : OTHERS);

/** What can stand for characters beyond ASCII. */
const BEYOND = /[^\0-\x7f]|\\[uxcDWSs]|^\[\^/;

/** The set of one character; with `ignoreCase` of both its cases. */
export function charsOf(char: string, ignoreCase: boolean): Chars {
  const own = bit(char.charCodeAt(0));
  if (!ignoreCase || char.charCodeAt(0) > 127) return own;
  return own | bit(char.toLowerCase().charCodeAt(0)) | bit(char.toUpperCase().charCodeAt(0));
}

/** What a class or an escape stands for is asked of the engine that will run it. */
export function charsOfClass(source: string, ignoreCase: boolean): Chars {
  const test = new RegExp(`^${source}$`, ignoreCase ? 'i' : '');
  let out = BEYOND.test(source) ? OTHERS : 0n;
  for (let code = 0; code < 128; code++) if (test.test(String.fromCharCode(code))) out |= bit(code);
  return out;
}

/** The set as a table: 1 for each character of ASCII that is in it; the last place is for all others. */
export function tableOfChars(chars: Chars): Uint8Array {
  return Uint8Array.from({ length: 129 }, (_, code) => (((chars >> BigInt(code)) & 1n) === 1n ? 1 : 0));
}

/** Whether the character at this place is in the table. */
export function isInTable(table: Uint8Array, text: string, i: number): boolean {
  const code = text.charCodeAt(i);
  return !Number.isNaN(code) && table[code < 128 ? code : 128] === 1;
}
