import { HAS_FLAG, HAS_LABEL } from '../bits.ts';
import type { KeyIndex } from '../keys.ts';
import type { KeyRule, ScanRule } from '../rule.ts';

/** Words that describe a secret and are none: `token: expired`. */
const STATES: ReadonlySet<string> = new Set(
  'expired invalid missing required optional null undefined none nil true false empty ok valid revoked unset set yes no changed reset incorrect wrong must is not too string number boolean object array function unknown any void provided present absent failed rejected mismatch denied disabled enabled redacted hidden bearer basic for in of the a an and or to was has'.split(
    ' ',
  ),
);
const MARKER =
  /^\[(?:redacted:[a-z0-9-]{1,49}(?::[A-Za-z0-9_-]{1,64})?|circular|too-deep|too-many|unreadable|function|binary:\d{1,16})\]$/;
/** Behind `=` stands a value and no sentence, so only these are none. */
const LITERALS: ReadonlySet<string> = new Set(['null', 'undefined', 'true', 'false', 'none', 'nil']);
const MASK = '********';
const MAX_NAME = 64;
const DELIMITERS = '&,;|<>)}]';

/** Whether a text is what this engine writes in place of a value, and nothing else. */
export function isMarker(value: string): boolean {
  return value === MASK || (value.charCodeAt(0) === 91 && value.length < 140 && MARKER.test(value));
}

function isName(code: number): boolean {
  return (
    (code >= 48 && code <= 57) ||
    (code >= 65 && code <= 90) ||
    (code >= 97 && code <= 122) ||
    code === 95 ||
    code === 45 ||
    code === 46 ||
    code > 191
  );
}

function isQuote(code: number): boolean {
  return code === 34 || code === 39 || code === 96;
}

/** The name in front of `:` or `=`, past quotes, a closing bracket, spaces and escapes. */
function nameBefore(text: string, sign: number): string {
  let end = sign;
  for (let back = 0; back < 6 && end > 0; back++) {
    const code = text.charCodeAt(end - 1);
    if (code !== 32 && code !== 92 && code !== 93 && !isQuote(code)) break;
    end--;
  }
  let start = end;
  while (start > 0 && end - start < MAX_NAME && isName(text.charCodeAt(start - 1))) start--;
  // A marker names a rule, not a value that follows.
  return text.startsWith('[redacted:', start - 10) ? '' : text.slice(start, end);
}

interface Value {
  readonly start: number;
  readonly end: number;
  readonly quoted: boolean;
  readonly spaced: boolean;
}

/** Where the value behind the sign begins and ends. */
function valueAfter(text: string, sign: number, line: boolean): Value {
  let start = sign + 1;
  if (text[start] === '>' || text[start] === '=') start++;
  const spaces = start;
  while (text[start] === ' ' || text[start] === '\t') start++;
  const spaced = start > spaces;
  let escapes = start;
  while (text[escapes] === '\\' && escapes - start < 8) escapes++;
  const quote = text.charCodeAt(escapes);
  if (isQuote(quote))
    return { start: escapes + 1, end: closing(text, escapes + 1, quote, escapes - start), quoted: true, spaced };
  return { start, end: bareEnd(text, start, line), quoted: false, spaced };
}

/** Where an unquoted value ends: at a delimiter, or at the end of the line. A marker's own bracket belongs to it. */
function bareEnd(text: string, start: number, line: boolean): number {
  const marker = text.startsWith('[redacted:', start);
  let end = start;
  for (; end < text.length; end++) {
    const code = text.charCodeAt(end);
    if (code === 10 || code === 13 || isQuote(code)) return end;
    if (code === 92 && isQuote(text.charCodeAt(end + 1))) return end;
    if (line) continue;
    if (code === 93 && marker) return end + 1;
    if (code <= 32 || DELIMITERS.includes(text.charAt(end))) return end;
  }
  return end;
}

/** The quote that closes, escaped as deeply as the one that opened; the end of the text when there is none. */
function closing(text: string, from: number, quote: number, depth: number): number {
  for (let i = from; i < text.length; i++) {
    if (text.charCodeAt(i) !== quote) continue;
    let escapes = 0;
    while (i - escapes > from && text.charCodeAt(i - escapes - 1) === 92 && escapes <= 16) escapes++;
    if (escapes === depth || (depth === 0 && escapes % 2 === 0)) return i - escapes;
  }
  return text.length;
}

/** Whether what stands behind the label is a value and not the rest of a sentence. */
function isValue(text: string, value: Value, rule: KeyRule, sign: string): boolean {
  const raw = text.slice(value.start, Math.min(value.end, value.start + 200));
  if (raw === '' || isMarker(raw)) return false;
  const word = raw.replace(/[.!?]+$/, '');
  if (word === '' || (!value.quoted && (sign === '=' ? LITERALS : STATES).has(word.toLowerCase()))) return false;
  if (rule.keepNumbers === true && /^\d{1,9}$/.test(word)) return false;
  if (value.quoted || sign === '=' || !value.spaced || rule.line === true) return true;
  if (!/^[A-Za-z]+$/.test(word) || /[a-z][A-Z]/.test(word)) return true;
  // One plain word: a value when the text ends there, prose when more words follow.
  return !/^ ?[A-Za-z(]/.test(text.slice(value.end, value.end + 2)) || word.length >= 20;
}

/** Values that a sensitive name introduces in running text: `password=…`, `"apiKey": "…"`, `Cookie: …`, `--token …`. */
export function labelledRules(keys: KeyIndex): readonly ScanRule[] {
  const flags = /(?<![A-Za-z0-9-])--?([A-Za-z][A-Za-z0-9-]{2,40}) (?=["']?[^\s"'-])/g;
  return [
    {
      kind: 'scan',
      id: 'labelled',
      class: 'secret',
      source: 'https://cheatsheetseries.owasp.org/cheatsheets/Logging_Cheat_Sheet.html#data-to-exclude',
      examples: [],
      needs: HAS_LABEL,
      scan(text, emit) {
        for (let i = 0; i < text.length; i++) {
          const code = text.charCodeAt(i);
          if (code !== 58 && code !== 61) continue;
          const rule = keys.decide(nameBefore(text, i));
          if (rule === undefined) continue;
          const value = valueAfter(text, i, rule.line === true);
          if (!isValue(text, value, rule, text.charAt(i))) continue;
          emit(value.start, value.end, rule);
          i = Math.max(i, value.end - 1);
        }
      },
    },
    {
      kind: 'scan',
      id: 'command-flag',
      class: 'secret',
      source: 'https://cwe.mitre.org/data/definitions/214.html',
      examples: [['deploy', '--password', 'hunter2now'].join(' ')],
      needs: HAS_FLAG,
      scan(text, emit) {
        for (const match of text.matchAll(flags)) {
          const rule = keys.decide(match[1] ?? '');
          if (rule === undefined) continue;
          const value = valueAfter(text, match.index + match[0].length - 1, false);
          const raw = text.slice(value.start, value.end);
          if (raw !== '' && !isMarker(raw) && !STATES.has(raw.toLowerCase())) emit(value.start, value.end, rule);
        }
      },
    },
  ];
}
