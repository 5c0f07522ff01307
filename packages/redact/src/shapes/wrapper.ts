import type { KeyIndex } from '../keys.ts';
import type { Emit, KeyRule } from '../rule.ts';
import { isSecretWord, NEAR } from './guess.ts';
import { isMarker } from './marker.ts';
import { closing, isQuote } from './value-ends.ts';

// A value in the brackets of a type or a call that is named after it: `Password("…")`, `setPassword("…")`, `Secret { inner: "…" }`.

/** These take the name of a secret, or what tells one from others, and give it back. */
const TAKES_NAMES =
  /^(?:get|find|fetch|load|lookup|has|is|delete|remove|revoke|create|generate|make|parse|validate|require|include|import|on|handle|use|render|describe|it|test|expect|log|print|ask|prompt|read|select|query|sort|group|translate|label|t|new)(?=[A-Z_])/;
const LOGIN =
  /(?:^|[a-z_.])(?:log_?in|sign_?in|auth(?:enticate)?|credentials?|username_?password\w{0,24}|(?:http_?)?basic_?auth)$/i;
/** A member that stands for all of a type with one. */
const MEMBER = /\s{0,8}(?:(?:value|inner|raw|val|text|secret|data|0)\s?[:=]\s?)?(?:Some\()?\\{0,3}/y;
const BARE = /[^\s"'`()[\]{},;=<>]{4,128}(?=[)\]}])/y;
const MAX_NAME = 48;
const MAX_TEXT = 512;

function isNameAt(text: string, i: number): boolean {
  return /\w/.test(text.charAt(i));
}

/** Where the text in quotes ends that begins behind the quote; -1 when it is too long for a value. */
function quoteEnd(text: string, quote: number): number {
  const window = text.slice(0, quote + MAX_TEXT);
  const end = closing(window, quote + 1, text.charCodeAt(quote), text[quote - 1] === '\\' ? 1 : 0);
  return end >= window.length ? -1 : end;
}

/** `login("jane", "…")`: the second of two texts. */
function emitLogin(text: string, quote: number, emit: Emit): boolean {
  const first = quoteEnd(text, quote);
  const next = first === -1 ? null : /^\\{0,3}["'`],\s{0,4}\\{0,3}(["'`])/.exec(text.slice(first, first + 16));
  if (next === null) return false;
  const second = first + next[0].length - 1;
  const end = quoteEnd(text, second);
  if (end === -1 || !isSecretWord(text.slice(second + 1, end), NEAR)) return false;
  emit(second + 1, end);
  return true;
}

function emitWrapped(text: string, name: string, open: number, keys: KeyIndex, emit: Emit): void {
  const login = text[open] === '(' && LOGIN.test(name);
  const rule: KeyRule | undefined = TAKES_NAMES.test(name) ? undefined : keys.decide(name);
  if (!login && (rule === undefined || rule.class !== 'secret' || rule.line === true)) return;
  MEMBER.lastIndex = open + 1;
  MEMBER.test(text);
  const at = MEMBER.lastIndex;
  if (isQuote(text.charCodeAt(at))) {
    if (login && emitLogin(text, at, emit)) return;
    const end = quoteEnd(text, at);
    const raw = end === -1 ? '' : text.slice(at + 1, end);
    if (isSecretWord(raw, NEAR) && !raw.includes(' ') && !isMarker(raw)) emit(at + 1, end, rule);
    return;
  }
  // Without quotes only what begins like the name of a type: other calls take names of variables.
  if (!/^[A-Z]/.test(name) || /^[A-Z_]+$/.test(name)) return;
  BARE.lastIndex = at;
  const raw = BARE.exec(text)?.[0];
  if (raw !== undefined && /\d/.test(raw) && isSecretWord(raw, NEAR)) emit(at, at + raw.length, rule);
}

/** Reports values in brackets behind the name of a secret; a word of the language of code is none. */
export function scanWrappers(text: string, keys: KeyIndex, emit: Emit): void {
  for (let i = 3; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code !== 40 && code !== 91 && code !== 123) continue;
    const end = text[i - 1] === ' ' && code === 123 ? i - 1 : i;
    // Most brackets of source code hold names of variables.
    if (!isNameAt(text, end - 1)) continue;
    let start = end;
    while (start > 0 && end - start < MAX_NAME && isNameAt(text, start - 1)) start--;
    const next = text.charCodeAt(i + 1);
    const open = isQuote(next) || next === 92 || /[A-Z]/.test(text.charAt(start));
    if (end - start > 2 && open) emitWrapped(text, text.slice(start, end), i, keys, emit);
  }
}
