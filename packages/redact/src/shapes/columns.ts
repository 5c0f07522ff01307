import { expression } from '../expression.ts';
import { eachWord, LABEL } from '../endings.ts';
import type { KeyIndex } from '../keys.ts';
import type { Emit, KeyRule } from '../rule.ts';
import { isSecretWord, NEAR, STATED } from './guess.ts';
import { CONSTANT, LITERALS, STATES } from './label-words.ts';
import { isMarker } from './marker.ts';

// Values in tables: a name heads a column, or stands in the cell before its value.

const MAX_ROWS = 200;
const MAX_CELLS = 64;
const MAX_LINE = 4096;
/** Signs that end a cell; a row of two blanks or more does so too. */
const SIGNS = '|│║┃;\t,';
const PIPES = '|│║┃';
const RULE = /^[\s|│║┃+:=─━═┼├┤╪╞╡╬╠╣┌┐└┘-]{3,}$/;
/** What stands around the text of a cell. */
const AROUND = /[\s"'`*]/;
const HEADING = expression(String.raw`^[\p{L}_(][\p{L}\p{N} _.()/-]{0,47}$`, 'u');

interface Cell {
  readonly start: number;
  readonly end: number;
}

interface Row {
  readonly cells: readonly Cell[];
  /** Where the next line begins. */
  readonly next: number;
}

/** The columns of a table, by position. */
export type Columns = readonly (KeyRule | undefined)[];

function trimmed(text: string, from: number, to: number): Cell {
  let start = from;
  let end = to;
  while (start < end && AROUND.test(text.charAt(start))) start++;
  while (end > start && AROUND.test(text.charAt(end - 1))) end--;
  return { start, end };
}

/** Whether a cell ends here; `sign` is a blank where cells stand below each other. */
function isEnd(text: string, i: number, sign: string): boolean {
  const char = text.charAt(i);
  if (sign !== ' ') return char === sign;
  return (char === ' ' && text[i + 1] === ' ') || char === '\t';
}

/** One row from the beginning of its line; undefined when it is too long for one. A quote may hold the sign and line ends. */
function rowAt(text: string, from: number, sign: string): Row | undefined {
  const cells: Cell[] = [];
  const limit = Math.min(text.length, from + MAX_LINE);
  let start = from;
  let quoted = false;
  for (let i = from; i <= limit && cells.length < MAX_CELLS; i++) {
    const char = text.charAt(i);
    const opens = char === '"' && (i === start || text[i - 1] === ' ' || quoted);
    if (opens && sign !== ' ') quoted = !quoted;
    const line = i === text.length || (char === '\n' && !quoted);
    if (!line && (quoted || !isEnd(text, i, sign))) continue;
    cells.push(trimmed(text, start, i));
    if (line) return { cells: withoutFrame(cells, sign), next: i + 1 };
    if (sign === ' ') i = blanksEnd(text, i);
    start = i + 1;
  }
  return undefined;
}

/** The last of a row of blanks and quotes on one line. */
function blanksEnd(text: string, from: number): number {
  let i = from;
  while (AROUND.test(text.charAt(i + 1)) && text[i + 1] !== '\n') i++;
  return i;
}

/** Pipes may stand at both ends of a row as well. */
function withoutFrame(cells: Cell[], sign: string): readonly Cell[] {
  const first = cells[0];
  if (cells.length > 2 && first !== undefined && first.start === first.end && (PIPES.includes(sign) || sign === ' '))
    cells.shift();
  const last = cells.at(-1);
  if (cells.length > 1 && last !== undefined && last.start === last.end && PIPES.includes(sign)) cells.pop();
  return cells;
}

function textOf(text: string, { start, end }: Cell): string {
  return text.slice(start, end);
}

/** What cannot be a value in any column. */
function isEmpty(raw: string): boolean {
  const word = raw.toLowerCase();
  return raw.length < 3 || LITERALS.has(word) || STATES.has(word) || isMarker(raw) || CONSTANT.test(raw);
}

/** Headings of the tables that list accounts: beside one, a plain word can be a password too. */
const ACCOUNT =
  /^(?:id|uid|user(?:[ _]?(?:name|id))?|login|account|e?-?mail|(?:first|last)?[ _]?name|url|host|benutzer(?:name)?|usuario|utilisateur|utente)$/i;

/** Whether a table lists accounts: by its headings, or by the line that a database draws below them. */
function isAccounts(text: string, next: number, names: readonly string[], sign: string): boolean {
  const line = text.slice(next, next + 256).split('\n')[0] ?? '';
  if (PIPES.includes(sign)) return line.includes('-+-') && RULE.test(line);
  return sign !== ' ' && !names.some((name) => name.includes(' ')) && names.some((name) => ACCOUNT.test(name));
}

/** Whether the text of a cell is a value beyond doubt; `stated` says that the table lists accounts. */
function isSure(raw: string, rule: KeyRule, stated: boolean): boolean {
  if (isEmpty(raw)) return false;
  if (stated && /^\S{4,128}$/.test(raw) && /\D/.test(raw) && !/^[[<{$(]/.test(raw)) return true;
  if (/^\d{4,12}$/.test(raw)) return rule.keepNumbers !== true;
  return !raw.includes(' ') && isSecretWord(raw, NEAR) && !/^[\w.]+@[\w.]+$/.test(raw);
}

/** Reports the cells below the headings. A column of plain words is prose; where one cell is no word, all are values. */
export function emitColumns(
  text: string,
  from: number,
  sign: string,
  columns: Columns,
  emit: Emit,
  stated: boolean,
): number {
  const rows: (readonly Cell[])[] = [];
  let at = from;
  while (rows.length < MAX_ROWS && at < text.length) {
    const row = rowAt(text, at, sign);
    if (row === undefined) break;
    const line = text.slice(at, row.next - 1);
    if (row.cells.length === columns.length && !RULE.test(line)) rows.push(row.cells);
    else if (!RULE.test(line)) break;
    at = row.next;
  }
  for (const [column, rule] of columns.entries()) {
    if (rule === undefined) continue;
    const cells = rows.flatMap((row) => row[column] ?? []);
    if (!cells.some((cell) => isSure(textOf(text, cell), rule, stated))) continue;
    for (const cell of cells) {
      const raw = textOf(text, cell);
      if (!isEmpty(raw) && !(rule.keepNumbers === true && /^\d+$/.test(raw))) emit(cell.start, cell.end, rule);
    }
  }
  return at;
}

function secretOf(name: string, keys: KeyIndex): KeyRule | undefined {
  const rule = HEADING().test(name) ? keys.decide(name) : undefined;
  return rule?.class === 'secret' && rule.line !== true ? rule : undefined;
}

/** The sign that separates the cells of this line, as the neighbour of a name shows it; '' when there is none. */
function signAround(text: string, from: number, end: number): string {
  let after = end;
  while (after - end < 40 && /[ "'`*]/.test(text.charAt(after))) after++;
  const next = text.charAt(after);
  if (next !== '' && SIGNS.includes(next)) return next;
  let before = from;
  while (from - before < 40 && /[ "'`*]/.test(text.charAt(before - 1))) before--;
  const last = text.charAt(before - 1);
  if (last !== '' && SIGNS.includes(last)) return last;
  return after - end > 1 || from - before > 1 ? ' ' : '';
}

const isLineEnd = (text: string, at: number): boolean => /^ {0,4}\r?\n/.test(text.slice(at, at + 6));

/** A name on its own line, with a sign or without, and a value alone on the next. */
function emitSingle(text: string, from: number, end: number, keys: KeyIndex, emit: Emit): number {
  const rule = secretOf(text.slice(from, end), keys);
  const below = /[:=]?[ \t]{0,4}(?:\r?\n){1,2}([^\s"']{6,128})[ \t]{0,4}(?=\r?\n|$)/y;
  below.lastIndex = end;
  const value = below.exec(text)?.[1];
  if (rule === undefined || value === undefined || !isSure(value, rule, false) || !isSecretWord(value, STATED))
    return 0;
  const start = text.indexOf(value, end);
  emit(start, start + value.length, rule);
  return start + value.length;
}

/** `| password | … |`: the cell behind the name. */
function emitPair(text: string, cells: readonly Cell[], keys: KeyIndex, emit: Emit): void {
  for (const [i, cell] of cells.entries()) {
    const next = cells[i + 1];
    // `||password||…||`
    const value = next !== undefined && next.start === next.end ? cells[i + 2] : next;
    const rule = value && secretOf(textOf(text, cell), keys);
    if (value === undefined || rule === undefined) continue;
    const raw = textOf(text, value);
    if (isSure(raw, rule, false)) emit(value.start, value.end, rule);
  }
}

/** Where the table begins on this line: what says where it comes from may stand before it, as `Error: ` does. */
function afterPreface(text: string, line: number, from: number, sign: string): number {
  const head = text.slice(line, from);
  const colon = head.lastIndexOf(': ');
  return colon === -1 || (sign !== '' && sign !== ' ' && head.slice(0, colon).includes(sign)) ? line : line + colon + 2;
}

/** Whether the word, or the two words that end here, name a secret: the row is read only then. */
function isNamed(text: string, line: number, from: number, end: number, keys: KeyIndex): boolean {
  if (keys.decide(text.slice(from, end)) !== undefined) return true;
  if (text[from - 1] !== ' ') return false;
  let before = from - 1;
  while (before > line && from - before < 24 && /[\w.-]/.test(text.charAt(before - 1))) before--;
  return before < from - 1 && keys.decide(text.slice(before, end)) !== undefined;
}

/** Longest name of a column that is read. */
const MAX_NAME = 64;

/** Reads the row in which this name stands and says where the search goes on: every row is read once. */
function readHeading(text: string, line: number, word: Cell, keys: KeyIndex, emit: Emit): number {
  const { end } = word;
  let from = word.start;
  while (from > line && end - from < MAX_NAME && /[\w.-]/.test(text.charAt(from - 1))) from--;
  if (!isNamed(text, line, from, end, keys)) return 0;
  const sign = signAround(text, from, end);
  const begin = afterPreface(text, line, from, sign);
  if (from === begin && isLineEnd(text, /[:=]/.test(text.charAt(end)) ? end + 1 : end))
    return emitSingle(text, from, end, keys, emit);
  if (sign === '') return 0;
  const row = rowAt(text, begin, sign);
  if (row === undefined) return line + MAX_LINE;
  if (row.cells.length < 2) return 0;
  if (PIPES.includes(sign)) emitPair(text, row.cells, keys, emit);
  const names = row.cells.map((cell) => textOf(text, cell));
  if (!names.every((name) => HEADING().test(name) || (name === '' && PIPES.includes(sign)))) return row.next;
  const columns = names.map((name) => secretOf(name, keys));
  if (columns.every((rule) => rule === undefined)) return row.next;
  return emitColumns(text, row.next, sign, columns, emit, isAccounts(text, row.next, names, sign));
}

/** Reports the values that stand under, or beside, the name of a secret in a table. */
export function scanColumns(text: string, keys: KeyIndex, emit: Emit): void {
  if (!/[\n|│║┃]/.test(text)) return;
  let line = 0;
  let lineEnd = text.indexOf('\n');
  eachWord(text, LABEL, (start, end) => {
    while (lineEnd !== -1 && lineEnd < start) {
      line = lineEnd + 1;
      lineEnd = text.indexOf('\n', line);
    }
    const next = text.charAt(end);
    if (((next === ':' || next === '=') && !isLineEnd(text, end + 1)) || next === '(' || start - line > MAX_LINE)
      return 0;
    return readHeading(text, line, { start, end }, keys, emit);
  });
}
