import { isDigitAt } from '../chars.ts';
import { isSecretWord, NEAR } from './guess.ts';
import { bareEnd, closing, isQuote, type LineEnd } from './value-ends.ts';

// Where the value behind a label begins and ends, in the notations that put one there: shells, query strings, YAML, JSON that
// may be cut off, source code.

/** Longest list or object that is read behind a label. */
const MAX_STRUCTURE = 16_384;
/** What stands behind a quote that closes. */
const CLOSED = /^[\s,;.:=)\]}<>+|&"'`/\\-]?$/;
/** Longest label in quotes. */
const MAX_LABEL = 48;
/** Indented lines that belong to a label above them. */
const MAX_LINES = 200;

export interface Value {
  readonly start: number;
  readonly end: number;
  readonly quoted: boolean;
  readonly spaced: boolean;
}

function isLetter(code: number): boolean {
  return (code | 32) >= 97 && (code | 32) <= 122;
}

/** What may stand in front of a string beside letters: `@"…"`, `$'…'`. */
function isMark(code: number): boolean {
  return code === 64 || code === 36;
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}

/** `"password": old="…" new="…"`: which of two values comes first. */
const TIMES = /^(?:old|new|was|value|before|previous|current|actual)=(?=["'])/;
const EMPHASIS = /^(?:\*{1,3}|_{1,2})(?=[ \t])/;

/** Where the value behind the sign begins and ends; with `lineEnd` it goes on to the end of its line. */
export function valueAfter(text: string, sign: number, lineEnd?: LineEnd): Value {
  let start = sign + 1;
  if (text[start] === '>' || text[start] === '=') start++;
  // `**Password:** x`: what closes emphasis in markdown.
  const mark =
    text[start] === '*' || text[start] === '_' ? EMPHASIS.exec(text.slice(start, start + 4))?.[0] : undefined;
  if (mark !== undefined && text.slice(Math.max(0, sign - 64), sign).includes(mark)) start += mark.length;
  const spaces = start;
  while (isBlank(text.charCodeAt(start))) start++;
  const spaced = start > spaces;
  // A value on the line below: properties of Java, shells.
  if (text[start] === '\\' && /^\\\r?\n[ \t]{0,16}[^\s\\]/.test(text.slice(start, start + 24)))
    while (text.charCodeAt(start) <= 32 || text[start] === '\\') start++;
  // `&name x`: a value in YAML that other places refer to.
  if (text[start] === '&' && spaced)
    start += /^&[\w-]{1,32}[ \t]{1,4}(?=[^\s|>])/.exec(text.slice(start, start + 40))?.[0].length ?? 0;
  // `=> <<"x">>`
  if (text.startsWith('<<"', start)) start += 2;
  // `!!str x`, `!vault x`: the tag of a value in YAML.
  const tag = /!{1,2}[\w-]{1,20}[ \t]{1,4}(?=[^\s|>])/y;
  tag.lastIndex = start;
  if (text[start] === '!' && tag.test(text)) start = tag.lastIndex;
  // `b'…'`, `rb"…"`: the marks of a string in source code.
  let escapes = start;
  while (escapes - start < 2 && isLetter(text.charCodeAt(escapes))) escapes++;
  if (escapes === start && isMark(text.charCodeAt(start))) escapes++;
  if (escapes === start || !isQuote(text.charCodeAt(escapes))) escapes = wrapped(text, start);
  const slashes = escapes;
  while (text[escapes] === '\\' && escapes - slashes < 8) escapes++;
  const quote = text.charCodeAt(escapes);
  const told = isQuote(quote) ? 0 : (TIMES.exec(text.slice(start, start + 12))?.[0].length ?? 0);
  if (told > 0) return valueAfter(text, start + told - 1, lineEnd);
  if (!isQuote(quote)) return { start, end: lineEnd?.(start) ?? bareEnd(text, start), quoted: false, spaced };
  if (!spaced && escapes === sign + 1 && CLOSED.test(text.charAt(escapes + 1)) && opensLabel(text, sign, quote)) {
    const next = text.charCodeAt(escapes + 1);
    if (next === 58 || next === 61) return valueAfter(text, escapes + 1, lineEnd);
    return { start: escapes + 1, end: escapes + 1, quoted: true, spaced };
  }
  let open = escapes + 1;
  while (open - escapes < 3 && text.charCodeAt(open) === quote && text.charCodeAt(open + 1) === quote) open += 2;
  return { start: open, end: closing(text, open, quote, escapes - slashes), quoted: true, spaced };
}

/** `"Password:"`: the quote in front of the label, so that the one behind its colon closes. */
function opensLabel(text: string, sign: number, quote: number): boolean {
  if (text.charCodeAt(sign) !== 58) return false;
  let at = sign - 1;
  while (at >= 0 && sign - at < MAX_LABEL && (isLetter(text.charCodeAt(at)) || isBlank(text.charCodeAt(at)))) at--;
  return at < sign - 1 && text.charCodeAt(at) === quote && text.charCodeAt(at - 1) !== 92;
}

/** `Some("…")`, `Secret::new("…")`: behind the bracket when a quote follows, and the place itself when not. */
function wrapped(text: string, start: number): number {
  let at = start;
  while (
    at - start < 40 &&
    (isLetter(text.charCodeAt(at)) || isDigitAt(text, at) || text[at] === ':' || text[at] === '_')
  )
    at++;
  if (text[at] !== '(') return start;
  const quote = text[at + 1] === '\\' ? at + 2 : at + 1;
  return isQuote(text.charCodeAt(quote)) &&
    !/(?:env|var|get|config|read|lookup|input|param|header|secret_?manager|require|import)$/i.test(
      text.slice(start, at),
    )
    ? at + 1
    : start;
}

/** Where a string goes on that is written in parts: `"ab" + "cd"`; -1 when it does not. */
export function nextPart(text: string, end: number): number {
  let i = end + 1;
  while (isBlank(text.charCodeAt(i))) i++;
  const arrow = text.startsWith('=>', i) || text.startsWith('->', i);
  if (!arrow && text[i] !== '+' && text[i] !== '.') return -1;
  i += arrow ? 2 : 1;
  while (text.charCodeAt(i) <= 32) i++;
  return isQuote(text.charCodeAt(i)) ? i : -1;
}

/** Behind `[` a word that is not in quotes may begin with it. */
function isBareStart(code: number): boolean {
  return isLetter(code) || code === 36 || code === 33 || (code > 47 && code < 58);
}

/** Where a value without quotes ends in what Go prints of a structure, `{User:jane Password:…}`; -1 for a plain word. */
function secretEnd(text: string, from: number, limit: number): number {
  const word = /^[^\s,\]}"'{[]{4,128}/.exec(text.slice(from, Math.min(limit, from + 128)))?.[0] ?? '';
  return isSecretWord(word, NEAR) ? from + word.length : -1;
}

/** Reports the texts and numbers in a list or an object and says where it ends: the names of fields are kept. */
export function structure(
  text: string,
  start: number,
  each: (from: number, to: number, quoted: boolean) => void,
): number {
  const limit = Math.min(text.length, start + MAX_STRUCTURE);
  let depth = 0;
  let opened = start;
  for (let i = start; i < limit; i++) {
    const code = text.charCodeAt(i);
    if (code === 91 || code === 123) {
      depth++;
      opened = i;
    } else if (code === 93 || code === 125) {
      if (--depth <= 0) return i + 1;
    } else if (isQuote(code)) {
      let slashes = 0;
      while (slashes < 8 && i - slashes > start && text.charCodeAt(i - slashes - 1) === 92) slashes++;
      const end = closing(text, i + 1, code, slashes);
      let next = end + slashes + 1;
      while (text.charCodeAt(next) <= 32) next++;
      if (text.charCodeAt(next) !== 58 && end > i + 1) each(i + 1, end, true);
      i = end + slashes;
    } else if (text[opened] === '[' && isBareStart(code)) {
      let end = i;
      while (end < limit && !/[\s,\]}"']/.test(text.charAt(end))) end++;
      const word = text.slice(i, Math.min(end, i + 8));
      if (!/^(?:true|false|null|redacted)/.test(word)) each(i, end, true);
      i = end - 1;
    } else if (text[i - 1] === ':' && secretEnd(text, i, limit) !== -1) {
      const end = secretEnd(text, i, limit);
      each(i, end, true);
      i = end - 1;
    } else if (isDigitAt(text, i) && !isDigitAt(text, i - 1)) {
      let end = i;
      while (isDigitAt(text, end) || text[end] === '.') end++;
      each(i, end, false);
      i = end - 1;
    }
  }
  return limit;
}

function indentOf(text: string, lineStart: number): number {
  let i = lineStart;
  while (isBlank(text.charCodeAt(i))) i++;
  return i - lineStart;
}

/** Reports the lines of YAML below a label that ends its own line: a block (`|`), a folded value or a list. */
export function block(text: string, sign: number, each: (from: number, to: number) => void): number {
  const mark =
    /[ \t]{0,4}(?:!{1,2}[\w-]{1,20}[ \t]{1,4})?([|>](?:[+-]\d?|\d[+-]?)?)?(?:[ \t]{1,4}#[^\n]{0,200})?[ \t]{0,4}\r?\n/y;
  mark.lastIndex = sign + 1;
  const found = mark.exec(text);
  if (found === null) return 0;
  const scalar = found[1] !== undefined;
  const own = indentOf(text, text.lastIndexOf('\n', sign) + 1);
  let at = mark.lastIndex;
  for (let lines = 0; lines < MAX_LINES && at < text.length; lines++) {
    const stop = text.indexOf('\n', at);
    const end = stop === -1 ? text.length : stop;
    const indent = indentOf(text, at);
    const item = text[at + indent] === '-' && isBlank(text.charCodeAt(at + indent + 1));
    if (at + indent < end && indent <= own && !(item && indent === own && !scalar)) break;
    const from = at + indent + (item && !scalar ? 2 : 0);
    const named = !scalar && /^["']?[\w.-]{1,64}["']?:(?:\s|$)/.test(text.slice(from, Math.min(end, from + 70)));
    if (named) break;
    if (from < end) each(from, text[end - 1] === '\r' ? end - 1 : end);
    at = end + 1;
  }
  return at;
}
