import type { Emit, KeyRule } from '../rule.ts';
import { isSecretWord, NEAR } from './guess.ts';
import { STATES } from './label-words.ts';
import { isMarker } from './marker.ts';
import { closing } from './value-ends.ts';

// What belongs to a value behind a label and stands behind its end: the other values of a list, the new one of a change, the
// lines of a here-document.

const HEREDOC = /(?:\$\(cat[ \t])?<<[-~<]?[ \t]?["']?[A-Za-z_]/y;
const ARRAY = /Array\s{0,4}\(/y;
const MAX_TEXT = 4096;
const MAX_LINE = 512;

/** `<<EOF` up to its end, or the entries of an array of PHP; -1 when neither stands here. */
export function emitBlock(text: string, sign: number, start: number, rule: KeyRule, emit: Emit): number {
  HEREDOC.lastIndex = start;
  const line = HEREDOC.test(text) ? text.slice(start, start + MAX_LINE).indexOf('\n') : -1;
  if (line !== -1) {
    const from = start + line + 1;
    const stop = text.slice(from, from + MAX_TEXT).search(/\n[ \t]{0,16}[A-Z_]{2,32}[ \t]{0,4}(?![^\n\r)])/);
    const end = stop === -1 ? Math.min(text.length, from + MAX_TEXT) : from + stop;
    const body = text.slice(from, end).trimStart();
    if (body !== '' && !isMarker(body)) emit(end - body.length, end, rule);
    return end;
  }
  ARRAY.lastIndex = start;
  if (text[sign] !== '=' || !ARRAY.test(text)) return -1;
  const close = text.slice(start, start + MAX_TEXT).search(/\n\s{0,32}\)/);
  const end = close === -1 ? Math.min(text.length, start + MAX_TEXT) : start + close;
  for (const { index, 0: whole, 1: value = '' } of text.slice(start, end).matchAll(/\] => ([^\n]{1,512})/g)) {
    const at = start + index + whole.length - value.length;
    if (!isMarker(value)) emit(at, at + value.length, rule);
  }
  return end;
}

const MEMBER = /["'],[ \t]{0,4}(["'])(?=[^\s"'])/y;
/** `old="…" new="…"`. */
export const NEXT_TIME: RegExp = /["'],?[ \t]{1,2}(?:new|now|after|current|actual)=(["'])(?=[^\s"'])/y;
const MAX_MEMBERS = 8;

/** `auth=('jane', '…')`: reports the other texts in the brackets and says where the last one ends. */
export function emitTuple(text: string, end: number, rule: KeyRule, emit: Emit, member: RegExp = MEMBER): number {
  let at = end;
  for (let n = 0; n < MAX_MEMBERS; n++) {
    member.lastIndex = at;
    const quote = member.exec(text)?.[1];
    if (quote === undefined) break;
    const from = member.lastIndex;
    at = closing(text.slice(0, from + MAX_TEXT), from, quote.charCodeAt(0), 0);
    if (!isMarker(text.slice(from, at))) emit(from, at, rule);
  }
  return at;
}

/** Where the name in front of a sign ends. */
export function nameEnd(text: string, sign: number): number {
  let end = sign;
  while (sign - end < 8 && /[\s"'\\\]]/.test(text.charAt(end - 1))) end--;
  return end;
}

const ITEM =
  /(?:[,;|][ \t]{0,4}|[ \t]{1,2}(?:and|und|or)[ \t]{1,2}|[ \t](?=\d))["'`]?([^\s,;|"'`)\]}&]{3,128})(?!:|=)/y;
const CHANGE = /[ \t]{1,4}(?:->|=>|→)[ \t]{1,4}["'`]?([^\s"'`,;]{3,128})/y;
const MAX_ITEMS = 50;

/** Letters as `a` and digits as `9`: codes of one list are alike. */
function shapeOf(value: string): string {
  return value.replaceAll(/[A-Za-z]/g, 'a').replaceAll(/\d/g, '9');
}

/** `pins: 1234, 2345`, `password: old -> new`: reports what follows the first value and says where it ends. */
export function emitMore(text: string, named: number, end: number, rule: KeyRule, emit: Emit): number {
  CHANGE.lastIndex = end;
  const changed = CHANGE.exec(text)?.[1];
  if (changed !== undefined) {
    if (!STATES.has(changed.toLowerCase()) && !isMarker(changed))
      emit(CHANGE.lastIndex - changed.length, CHANGE.lastIndex, rule);
    return CHANGE.lastIndex;
  }
  // Only a name in the plural has several.
  if (text[named - 1] !== 's' || text[named - 2] === 's') return end;
  let from = named;
  while (from < end && /[\s:="'`]/.test(text.charAt(from))) from++;
  const shape = shapeOf(text.slice(from, end));
  let at = end;
  for (let n = 0; n < MAX_ITEMS; n++) {
    ITEM.lastIndex = at;
    const value = ITEM.exec(text)?.[1];
    if (value === undefined || !(shapeOf(value) === shape || isSecretWord(value, NEAR))) break;
    if (!isMarker(value)) emit(ITEM.lastIndex - value.length, ITEM.lastIndex, rule);
    at = ITEM.lastIndex;
  }
  return at;
}
