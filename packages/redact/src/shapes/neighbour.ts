import type { KeyIndex } from '../keys.ts';
import type { Emit, KeyRule } from '../rule.ts';
import { isSecretWord, NEAR } from './guess.ts';
import { LITERALS, REFERENCE, STATES } from './label-words.ts';
import { isMarker } from './marker.ts';

// Elements that hold a name, and the next ones that hold its value: lists of properties, records of XML-RPC, tables.

/** What holds a name, and whether the element behind it can hold nothing but the value. */
const HOLDERS: ReadonlyMap<string, boolean> = new Map([
  ...['name', 'key', 'param-name', 'k', 'field', 'property'].map((name) => [name, true] as const),
  ...['td', 'th', 'dt', 'b', 'strong', 'label', 'span', 'em', 'code'].map((name) => [name, false] as const),
]);
const NAME = /\s{0,16}([^<>\s][^<>]{0,63})<\/[\w:.-]{1,40}>/y;
/** Up to the text of the next element, which may be one in another. */
const NEXT = /\s{0,32}(?:<[A-Za-z][\w:.-]{0,40}(?:\s[^<>]{0,200})?>\s{0,32}){1,3}([^<>\s][^<>]{0,511})<\//y;
const CELL = /<t[hd]\b[^<>]{0,200}>(?:\s{0,16}<(?:b|strong|span|code)\b[^<>]{0,100}>)?([^<>]{0,256})/gi;
const MAX_TABLE = 16_384;
const MAX_HEADINGS = 4096;

function isValue(raw: string, sure: boolean): boolean {
  if (raw === '' || isMarker(raw) || REFERENCE.test(raw) || LITERALS.has(raw.toLowerCase())) return false;
  if (sure) return !STATES.has(raw.toLowerCase()) && !raw.startsWith('${');
  return !raw.includes(' ') && isSecretWord(raw, NEAR);
}

/** Reports the cells of the rows below the headings and says where the table ends. */
function scanRows(text: string, from: number, keys: KeyIndex, emit: Emit): number {
  const stop = text.indexOf('</table', from);
  const end = Math.min(stop === -1 ? text.length : stop, from + MAX_TABLE);
  const before = text.slice(Math.max(0, from - MAX_HEADINGS), from);
  let at = from - before.length + Math.max(0, before.lastIndexOf('<tr'));
  let rules: (KeyRule | undefined)[] | undefined;
  while (at < end) {
    const close = text.indexOf('</tr', at);
    const next = close === -1 || close > end ? end : close;
    const cells = [...text.slice(at, next).matchAll(CELL)];
    if (rules === undefined) rules = cells.map((cell) => secretOf(cell[1] ?? '', keys));
    else if (cells.length === rules.length) emitCells(at, cells, rules, emit);
    at = next + 4;
  }
  return end;
}

function emitCells(
  at: number,
  cells: readonly RegExpExecArray[],
  rules: readonly (KeyRule | undefined)[],
  emit: Emit,
): void {
  for (const [column, { index, 0: whole, 1: text = '' }] of cells.entries()) {
    const rule = rules[column];
    const raw = text.trim();
    if (rule === undefined || !isValue(raw, false)) continue;
    const start = at + index + whole.lastIndexOf(raw);
    emit(start, start + raw.length, rule);
  }
}

function secretOf(name: string, keys: KeyIndex): KeyRule | undefined {
  const rule = keys.decide(name.replace(/:\s{0,4}$/, '').trim());
  return rule?.class === 'secret' ? rule : undefined;
}

/** `<key>password</key><string>…</string>`: reports the value beside the name and says where the search goes on. */
export function scanNeighbour(text: string, tag: string, from: number, keys: KeyIndex, emit: Emit): number {
  const sure = HOLDERS.get(tag.slice(tag.lastIndexOf(':') + 1).toLowerCase());
  if (sure === undefined) return from;
  NAME.lastIndex = from;
  const rule = secretOf(NAME.exec(text)?.[1] ?? '', keys);
  if (rule === undefined) return from;
  const end = NAME.lastIndex;
  NEXT.lastIndex = end;
  const found = NEXT.exec(text);
  const value = found?.[1] ?? '';
  const raw = value.trim();
  if (found === null || !isValue(raw, sure)) return /^th$/i.test(tag) ? scanRows(text, from, keys, emit) : end;
  const start = found.index + found[0].lastIndexOf(value) + value.indexOf(raw);
  emit(start, start + raw.length, rule);
  return start + raw.length;
}
