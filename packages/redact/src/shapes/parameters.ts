import type { KeyIndex } from '../keys.ts';
import type { Emit, KeyRule, Spend } from '../rule.ts';
import { ruleOfStatement } from '../statement.ts';
import { isMarker } from './marker.ts';
import { scanListed, scanRow } from './sql.ts';

// A statement of a database and, behind it, what its places were filled with, as servers, drivers and mappers write them.

const VERB = String.raw`(?<![\w.$-])(?:insert\s{1,3}into\s|update\s{1,3}(?!set\b|skip\b|of\b)["\x60[\w]|delete\s{1,3}from\s|select\s|merge\s{1,3}into\s|replace\s{1,3}into\s|call\s)`;
const LIST = String.raw`\b(?:param(?:eter)?|binding)s?["']?\s?[:=]?\s{0,2}(?=[[({$])|\bargs=(?=[[({])|\[(?:generated in|cached since|no key|dialect)[^\]\n]{0,60}\] (?=[[({])|\nparams: {0,2}(?=[^\s[({])|;\s(?=["'])|==>\s{1,3}Parameters: (?=[^\s[({$"'])`;
const PARTS = new RegExp(`(?<verb>${VERB})|(?<list>${LIST})`, 'gi');
const ANY = /\b(?:param|binding)|\bargs=|\[(?:generated in|cached since|no key|dialect)|; ["']|@\w{1,32}\s?=/i;
/** Places in a statement: `?`, `%s`, `$1`, `:name`, `@p0`. */
const PLACE = /\?|%s|%\((\w{1,64})\)s|\$(\d{1,3})|(?<![:\w])[:@]([A-Za-z]\w{0,63})/g;
const COLUMN = /([A-Za-z_]\w{0,63})["'`\])]{0,2}\s{0,3}(?:[=<>!]{1,2}|\bi?like)\s{0,3}$/i;
const NO_COLUMN = /\b(?:limit|offset)\s{1,3}$/i;
const INSERTED = /\binto\s{1,3}[\w."`[\]]{1,128}\s{0,3}\(([^()]{1,2000})\)\s{0,3}values\s{0,3}\(([^()]{1,2000})\)/i;
/** Longest statement, and most of its places. */
const LONGEST = 4096;
const MOST = 64;
const MAX_NAMED = 600;

/** What is known of the places of a statement that names something sensitive. */
interface Places {
  /** By position: of all the same where the statement does not say which is which. */
  readonly rules: readonly (KeyRule | undefined)[];
  readonly named: ReadonlyMap<string, KeyRule>;
  readonly first: KeyRule;
}

/** The columns of an `INSERT` by the places that fill them, in the order of the places. */
function columnsOf(statement: string): ReadonlyMap<number, string> {
  const match = INSERTED.exec(statement);
  const columns = match?.[1]?.split(',') ?? [];
  const out = new Map<number, string>();
  let at = match === null ? 0 : match.index + match[0].length - 1 - (match[2]?.length ?? 0);
  for (const [i, value] of (match?.[2]?.split(',') ?? []).entries()) {
    const column = columns[i];
    if (column !== undefined) out.set(at + value.length - value.trimStart().length, column);
    at += value.length + 1;
  }
  return out;
}

function placesOf(statement: string, keys: KeyIndex): Places | undefined {
  const first = ruleOfStatement(statement, keys);
  if (first === undefined) return undefined;
  const columns = columnsOf(statement);
  const rules: (KeyRule | undefined)[] = [];
  const named = new Map<string, KeyRule>();
  let isTold = true;
  let count = 0;
  for (const match of statement.matchAll(PLACE)) {
    const name = match[1] ?? match[3];
    const position = match[2] === undefined ? count++ : Number(match[2]) - 1;
    if (position < 0 || position >= MOST) continue;
    const before = statement.slice(Math.max(0, match.index - 100), match.index);
    const column = columns.get(match.index) ?? COLUMN.exec(before)?.[1];
    const rule = column === undefined ? undefined : keys.decide(column.replaceAll(/["'`[\]\s]/g, ''));
    if (column === undefined && !NO_COLUMN.test(before)) isTold = false;
    rules[position] ??= rule;
    if (name !== undefined && rule !== undefined) named.set(name, rule);
  }
  return { rules: isTold ? rules : Array.from({ length: MOST }, () => first), named, first };
}

const NUMBERED = /\$(\d{1,3}) = '((?:[^']|''){1,1024})'/y;
const TYPED = /(?:null|([^\n]{1,512}?)\([A-Z]\w{1,20}\))(?:, |$)/gy;
const MEMBER = /(?<!\w)(\w{1,64})["']?\s?(?::|=>)\s?(?:"([^"\n]{1,512})"|'([^'\n]{1,512})')/g;

/** `$1 = 'x', $2 = '5'`; says where it ends. */
function emitNumbered(text: string, from: number, { rules }: Places, emit: Emit): number {
  let at = from;
  for (let i = 0; i < MOST; i++) {
    NUMBERED.lastIndex = at;
    const match = NUMBERED.exec(text);
    const end = match === null ? text.slice(at, at + 12).search(/(?<== NULL)/) + at : NUMBERED.lastIndex;
    const rule = rules[Number(match?.[1]) - 1];
    const value = match?.[2] ?? '';
    if (rule !== undefined && value !== '' && !isMarker(value)) emit(end - 1 - value.length, end - 1, rule);
    if (end < at || !text.startsWith(', ', end)) return Math.max(at, end);
    at = end + 2;
  }
  return at;
}

/** `{"1":"x"}`; says where it ends. */
function emitMembers(text: string, from: number, { named, first }: Places, emit: Emit): number {
  const close = text.slice(from, from + LONGEST).indexOf('}');
  const end = close === -1 ? Math.min(text.length, from + LONGEST) : from + close + 1;
  for (const match of text.slice(from, end).matchAll(MEMBER)) {
    const rule = /^\d+$/.test(match[1] ?? '') ? first : named.get(match[1] ?? '');
    const value = match[2] ?? match[3] ?? '';
    const to = from + match.index + match[0].length - 1;
    if (rule !== undefined && !isMarker(value)) emit(to - value.length, to, rule);
  }
  return end;
}

/** `x(String), 5(Integer)` up to the end of the line; says where it ends. */
function emitTyped(line: string, from: number, { rules }: Places, emit: Emit): number {
  let place = 0;
  for (const match of line.slice(from).matchAll(TYPED)) {
    const value = match[1] ?? '';
    const rule = rules[place++];
    const at = from + match.index;
    if (rule !== undefined && value !== '' && !isMarker(value)) emit(at, at + value.length, rule);
  }
  return line.length;
}

/** `[('x', 5), ('y', 6)]`: the rows of many statements in one; says where they end. */
function emitRows(text: string, from: number, { rules }: Places, emit: Emit): number {
  let row = from;
  for (let rows = 0; text[row] === '(' && rows < MOST; rows++) {
    row = scanRow(text, row, rules, emit);
    if (text.startsWith(', ', row)) row += 2;
  }
  return row;
}

/** Reports the values of one list by the places they fill; says where it ends, on its line at the latest. */
function emitList(text: string, at: number, places: Places, emit: Emit): number {
  const open = text.charAt(at);
  if (open === '$') return emitNumbered(text, at, places, emit);
  if (open === '{') return emitMembers(text, at, places, emit);
  const newline = text.slice(at, at + 2 * LONGEST).indexOf('\n');
  const line = text.slice(0, newline === -1 ? at + 2 * LONGEST : at + newline);
  if (text.startsWith('Parameters: ', at - 12) && !/["'[(]/.test(open))
    return emitTyped(line.trimEnd(), at, places, emit);
  if (open === '[' && text[at + 1] === '(') return emitRows(line, at + 1, places, emit);
  return /["'[(]/.test(open) ? scanRow(line, at, places.rules, emit) : scanListed(line, at, places.rules, emit);
}

/** `@p0=N'x'` behind the statement, or in the list in front of it. */
function emitNamed(text: string, from: number, to: number, { named }: Places, emit: Emit): void {
  for (const match of text.slice(from, to).matchAll(/@(\w{1,64})\s?=\s?N?'([^'\n]{1,1024})'/g)) {
    const rule = named.get(match[1] ?? '');
    const value = match[2] ?? '';
    const end = from + match.index + match[0].length - 1;
    if (rule !== undefined && value !== '?' && !isMarker(value)) emit(end - value.length, end, rule);
  }
}

/** Where the list in front of a statement begins: `[Parameters=[@p0='x']…]`. */
function listBefore(text: string, start: number): number {
  const from = Math.max(0, start - MAX_NAMED);
  const list = text.slice(from, start).lastIndexOf('[Parameters=[');
  return list === -1 ? start : from + list;
}

/** `CONTEXT:  … parameters: $1 = 'x'⏎STATEMENT:  …`: the statement may stand behind. */
function emitBefore(text: string, at: number, keys: KeyIndex, emit: Emit): void {
  const behind = /\bSTATEMENT: {1,3}([^\n]{1,2048})/.exec(text.slice(at, at + LONGEST))?.[1] ?? '';
  const places = behind === '' ? undefined : placesOf(behind, keys);
  if (places !== undefined) emitNumbered(text, at, places, emit);
}

/** Reports what the places of statements in a text were filled with, where a place is of a sensitive column. */
export function scanParameters(text: string, keys: KeyIndex, emit: Emit, spend: Spend): void {
  if (!ANY.test(text) || !/\b(?:insert|update|delete|select|merge|replace|call)\s/i.test(text)) return;
  let start = -1;
  let tries = 0;
  let done = 0;
  const finish = (end: number): void => {
    if (start === -1) return;
    const stop = Math.min(end, start + LONGEST);
    const statement = text.slice(start, stop);
    const places = statement.includes('@') ? placesOf(statement, keys) : undefined;
    if (places !== undefined) emitNamed(text, listBefore(text, start), stop, places, emit);
  };
  for (const { index, 0: found, groups } of text.matchAll(PARTS)) {
    if (index < done) continue;
    if (groups?.['verb'] !== undefined) {
      // A part of the statement: `(SELECT …`, `INSERT INTO … SELECT …`, `WITH x AS (…) SELECT …`.
      if (/\($|\bunion(?: all)?\s$|\bas\s$/i.test(text.slice(Math.max(0, index - 12), index))) continue;
      finish(index);
      start = index;
      tries = 0;
    } else if (start === -1 && text[index + found.length] === '$') {
      spend(LONGEST, index);
      emitBefore(text, index + found.length, keys, emit);
    } else if (start !== -1 && index - start < LONGEST && tries++ < 4) {
      spend(index - start, index);
      const statement = text.slice(start, index);
      // What stands in another paragraph is of something else.
      const places = /\n[ \t\r]{0,8}\n/.test(statement) ? undefined : placesOf(statement, keys);
      if (places === undefined) continue;
      const at = index + found.length;
      done = emitList(text, at, places, emit);
      spend(done - at, at);
    }
  }
  finish(text.length);
}
