import { ALPHABET } from './base64-text.ts';
import { CLASSES, WORD } from './chars.ts';

/** Of each ASCII character its six bits in base64 or base64url, or 255. */
const BITS: Uint8Array = Uint8Array.from({ length: 128 }, (_, code) => {
  const at = ALPHABET.indexOf(String.fromCodePoint(code));
  if (at !== -1) return at;
  if (code === 45) return 62;
  return code === 95 ? 63 : 255;
});

/** Shortest row that is decoded, and how much is read of a long one. */
const SHORTEST = 16;
const LONGEST = 65_536;

/** Whether the character is one of base64 or base64url; the padding is not. */
export function isBase64At(text: string, i: number): boolean {
  const code = text.charCodeAt(i);
  return code < 128 && BITS[code] !== 255;
}

/** Where the row of base64 that begins here ends, padding included. */
export function rowEnd(text: string, from: number): number {
  let end = from;
  while (end < text.length && isBase64At(text, end)) end++;
  for (let pad = 0; pad < 2 && text.charCodeAt(end) === 61; pad++) end++;
  return end;
}

function isReadable(code: number): boolean {
  return (code >= 32 && code < 127) || code === 10 || code === 13 || code === 9 || code === 0;
}

/** A text in UTF-16, as PowerShell wants its commands: every second byte of ASCII is 0 then. */
function narrow(text: string): string {
  const zero = text.charCodeAt(1) === 0 ? 1 : text.charCodeAt(0) === 0 ? 0 : -1;
  if (zero === -1) return text;
  for (let i = zero; i < text.length; i += 2) if (text.charCodeAt(i) !== 0) return text;
  return text.replaceAll('\0', '');
}

/** The ASCII text that a row of base64 stands for; undefined as soon as a byte is no character of a text. */
export function readable(text: string, from: number, end: number): string | undefined {
  if (end - from < SHORTEST) return undefined;
  const stop = Math.min(end, from + LONGEST);
  const codes: number[] = [];
  let out = '';
  let bits = 0;
  let count = 0;
  for (let i = from; i < stop && text.charCodeAt(i) !== 61; i++) {
    bits = ((bits << 6) | (BITS[text.charCodeAt(i)] ?? 0)) & 0xffff;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    const code = (bits >> count) & 255;
    if (!isReadable(code)) return undefined;
    if (codes.push(code) === 4096) out += String.fromCharCode(...codes.splice(0));
  }
  return narrow(out + String.fromCharCode(...codes));
}

/** Shortest row that is looked at: a login, a key or a text that hides one. */
export const SHORTEST_ROW = 20;

function isMixed(text: string, from: number, end: number): boolean {
  let kinds = 0;
  for (let i = from; i < end && kinds !== WORD; i++) kinds |= (CLASSES[text.charCodeAt(i)] as number) & WORD;
  return kinds === WORD;
}

/**
 * Calls back for each row of base64 that is long enough and mixes letters of both cases with digits, as `HAS_RUN` asks of a
 * text: what is found does not depend on what else stands beside it. Every character is read two or three times.
 */
export function eachRow(text: string, visit: (from: number, end: number) => void): void {
  for (let i = 0; i < text.length;) {
    if (!isBase64At(text, i)) {
      i++;
      continue;
    }
    const end = rowEnd(text, i);
    if (end - i >= SHORTEST_ROW && isMixed(text, i, end)) visit(i, end);
    i = end;
  }
}
