import { HAS_TAG } from '../bits.ts';
import type { KeyIndex } from '../keys.ts';
import { isOrdinaryValue } from '../ordinary.ts';
import type { Emit, KeyRule, ScanRule, Spend } from '../rule.ts';
import { isMarker } from './marker.ts';
import { scanNeighbour } from './neighbour.ts';
import { closing, isQuote } from './value-ends.ts';

const MAX_TAG = 4096;
/** What it takes to read one tag, beside its characters. */
const STEPS = 50;
const NAMED =
  /\b(?:name|key|id|field|label|param|parameter|attribute|property)\s{0,3}=\s{0,3}(["'])([^"'<>]{1,128})\1/i;
/** A field of a form whose name says nothing. */
const TYPED = /\btype\s{0,3}=\s{0,3}\\{0,4}["']?password\b/i;
const VALUE = /\b(?:value|val|content)\s{0,3}=\s{0,3}(\\{0,4}["'])/i;

function isNameChar(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 48 && code <= 57) ||
    code === 45 ||
    code === 95 ||
    code === 46 ||
    code === 58 ||
    code > 191
  );
}

/** Where the tag that begins here ends, or -1; a `>` within quotes is no end. */
function tagEnd(text: string, from: number, spend: Spend): number {
  const limit = Math.min(text.length, from + MAX_TAG);
  let i = from;
  for (; i < limit; i++) {
    const code = text.charCodeAt(i);
    if (code === 62 || code === 60) break;
    if (!isQuote(code) || code === 96) continue;
    const escapes = text.charCodeAt(i - 1) === 92 ? 1 : 0;
    i = closing(text.slice(0, limit), i + 1, code, escapes) + escapes;
  }
  spend(STEPS + i - from, from);
  return i < limit && text.charCodeAt(i) === 62 ? i : -1;
}

/** Reports a value without the blanks around it. */
export function report(text: string, from: number, to: number, rule: KeyRule, emit: Emit): void {
  let start = from;
  let end = to;
  while (start < end && text.charCodeAt(start) <= 32) start++;
  while (end > start && text.charCodeAt(end - 1) <= 32) end--;
  const raw = text.slice(start, Math.min(end, start + 200));
  if (raw === '' || isMarker(raw) || isOrdinaryValue(raw, rule)) return;
  if (rule.keepNumbers === true && /^\d{1,9}$/.test(raw)) return;
  emit(start, end, rule);
}

/** What stands between `<password>` and the next tag; also as character data. */
function scanContent(text: string, from: number, rule: KeyRule, emit: Emit): number {
  const data = text.startsWith('<![CDATA[', from);
  const start = data ? from + 9 : from;
  const stop = text.indexOf(data ? ']]>' : '<', start);
  const end = stop === -1 ? text.length : stop;
  // Without a closing tag it is no element: `Promise<Token> and so on`.
  if (!data && text.slice(start, end).trim() === '' && text.charCodeAt(stop + 1) !== 47)
    return scanNested(text, stop, rule, emit);
  if (!data && (stop === -1 || text.charCodeAt(stop + 1) !== 47)) return from;
  report(text, start, end, rule, emit);
  return end;
}

/** Elements that stand for the whole of the one they are in: `<password><value>…`. */
const INNER = /<(?:\w{1,16}:)?(?:value|val|string|plaintext|text|data|content)(?:\s[^<>]{0,128})?>/y;

function scanNested(text: string, at: number, rule: KeyRule, emit: Emit): number {
  INNER.lastIndex = at;
  if (!INNER.test(text)) return at;
  const from = INNER.lastIndex;
  return scanContent(text, from, rule, emit);
}

function scanTag(text: string, at: number, keys: KeyIndex, emit: Emit, spend: Spend): number {
  let nameEnd = at + 1;
  while (nameEnd - at < 80 && isNameChar(text.charCodeAt(nameEnd))) nameEnd++;
  const end = tagEnd(text, nameEnd, spend);
  if (end === -1) return nameEnd;
  const rule = keys.decide(text.slice(at + 1, nameEnd));
  if (end > nameEnd + 8) {
    const tag = text.slice(nameEnd, end);
    const name = NAMED.exec(tag)?.[2];
    const labelled =
      (name === undefined ? undefined : keys.decide(name)) ?? (TYPED.test(tag) ? keys.decide('password') : undefined);
    const value = labelled === undefined ? null : VALUE.exec(tag);
    if (labelled !== undefined) {
      if (value === null) return text.charCodeAt(end - 1) === 47 ? end : scanContent(text, end + 1, labelled, emit);
      const from = nameEnd + value.index + value[0].length;
      const slashes = (value[1]?.length ?? 1) - 1;
      report(
        text,
        from,
        Math.min(end, closing(text.slice(0, end), from, text.charCodeAt(from - 1), slashes)),
        labelled,
        emit,
      );
      return end;
    }
  }
  if (text.charCodeAt(end - 1) === 47) return end;
  if (rule !== undefined) return scanContent(text, end + 1, rule, emit);
  return scanNeighbour(text, text.slice(at + 1, nameEnd), end + 1, keys, emit);
}

/** Values that the name of an element, of a field in a form, or of a part of a message calls secret. */
export function markupRules(keys: KeyIndex): readonly ScanRule[] {
  return [
    {
      kind: 'scan',
      id: 'markup',
      class: 'secret',
      source: 'https://www.w3.org/TR/xml/#sec-logical-struct',
      examples: ['<password>hunter2now</password>', '<input name="password" value="hunter2now">'],
      needs: HAS_TAG,
      scan(text, emit, spend) {
        for (let at = text.indexOf('<'); at !== -1;) {
          const code = text.charCodeAt(at + 1) | 32;
          const next = code >= 97 && code <= 122 ? scanTag(text, at, keys, emit, spend) : at + 1;
          at = text.indexOf('<', Math.max(next, at + 1));
        }
      },
    },
  ];
}
