import type { KeyIndex } from '../keys.ts';
import type { Emit } from '../rule.ts';
import { bareWord } from './guess.ts';
import { isSaid } from './label-value.ts';
import { REFERENCE, STATES } from './label-words.ts';
import { isMarker } from './marker.ts';
import { quoted, type Word, wordAfter } from './sentence.ts';
import { closing, isQuote } from './value-ends.ts';

// Names and values that stand side by side in what a text quotes from JSON, YAML and source code.

const MEMBER =
  /\\{0,2}["'],\s{0,8}\\{0,2}["']?(?:value|val|v|values|data|content)\\{0,2}["']?\s{0,3}[:=]\s{0,3}\[?\\{0,2}(?=["'])/iy;
const MEMBER_NAME = /(?:name|key|k|id|field|header|param)\\{0,2}["']?\s{0,3}[:=]\s{0,3}\\{0,2}["']?[\w.-]{0,64}$/i;

/** `"name":"DB_PASSWORD","value":"…"`: the value of an entry in JSON that stands within a text. */
export function memberAfter(text: string, nameEnd: number): Word | undefined {
  MEMBER.lastIndex = nameEnd;
  if (!MEMBER.test(text) || !MEMBER_NAME.test(text.slice(Math.max(0, nameEnd - 100), nameEnd))) return undefined;
  return quoted(text, MEMBER.lastIndex);
}

const ENTRY = /\n[ \t]{0,32}(?:- )?(?:value|val|data):[ \t]{1,4}/y;

/** `name: DB_PASSWORD` and the value on the next line, as lists of variables are written in YAML. */
export function entryAfter(text: string, end: number): Word | undefined {
  ENTRY.lastIndex = end;
  if (
    !ENTRY.test(text) ||
    !/(?:name|key): ?["']?$/.test(
      text.slice(Math.max(0, end - 160, text.lastIndexOf('\n', end - 1)), end).replace(/[\w-]+$/, ''),
    )
  )
    return undefined;
  return wordAfter(text, ENTRY.lastIndex);
}

const DEFAULT = /\b(?:define|getenv|env|environ\.get|getProperty|getOrDefault)\(\s?\\{0,2}["'][\w.-]{0,64}$/;

/** `define('DB_PASSWORD', '…')`, `getenv("DB_PASSWORD", "…")`: here the second text is the value, whatever it looks like. */
export function isDefault(text: string, nameEnd: number): boolean {
  return DEFAULT.test(text.slice(Math.max(0, nameEnd - 90), nameEnd));
}

/** `('Authorization', '…')`, `define('DB_PASSWORD', '…')`: the value in quotes behind the name in quotes. */
export function tupleAfter(text: string, nameEnd: number): Word | undefined {
  const tuple = /\\{0,2}["'], ?\\{0,2}(?=["'])/y;
  tuple.lastIndex = nameEnd;
  return tuple.test(text) ? quoted(text, tuple.lastIndex) : undefined;
}

const NAMED = String.raw`(?:name|key|field|header|param|variable)["']?\s{0,2}[:=]\s{0,3}["']?([\w.-]{2,64})["']?`;
const GAP = String.raw`(?:[,;] {0,3}|\r?\n[ \t]{0,32}| )["']?`;
const NAME_BEFORE = new RegExp(String.raw`(?<![\w-])${NAMED}${GAP}$`, 'i');
const NAME_BEHIND = new RegExp(String.raw`["']?${GAP}${NAMED}(?![\w.-])`, 'iy');
const VALUED = /(?<![\w-])val(?:ue)?["']?\s{0,2}[:=]\s{0,3}["']?((?!\[redacted:|[{$<])[^\s"'\\,;}\]]{2,128})/gi;
const MAX_NAMED = 120;
const MAX_QUOTED = 512;

/** Where the value ends when a quote is escaped within: behind it the text in quotes goes on. */
function quotedEnd(text: string, start: number, end: number): number {
  const quote = text.charCodeAt(start - 1);
  if (text[end] !== '\\' || !isQuote(quote)) return end;
  const close = closing(text.slice(0, start + MAX_QUOTED), start, quote, 0);
  return close - start < MAX_QUOTED ? close : end;
}

/** `key: password, value: x`, `- value: x` and `name: DB_PASSWORD` on the next line: entries that are written without JSON, in either order. */
export function scanEntries(text: string, keys: KeyIndex, emit: Emit): void {
  for (const match of text.matchAll(VALUED)) {
    const value = match[1] ?? '';
    const end = match.index + match[0].length;
    NAME_BEHIND.lastIndex = end;
    const name =
      NAME_BEFORE.exec(text.slice(Math.max(0, match.index - MAX_NAMED), match.index))?.[1] ??
      NAME_BEHIND.exec(text)?.[1];
    const rule = name === undefined ? undefined : keys.decide(name);
    if (rule?.class !== 'secret' || isMarker(value) || REFERENCE.test(value) || isSaid(value, rule, keys)) continue;
    if (STATES.has(bareWord(value).toLowerCase()) || (rule.keepNumbers === true && /^\d+$/.test(value))) continue;
    emit(end - value.length, quotedEnd(text, end - value.length, end), rule);
  }
}
