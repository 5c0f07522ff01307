import { HAS_COMMAND } from '../bits.ts';
import type { KeyIndex } from '../keys.ts';
import type { Emit, KeyRule, ScanRule } from '../rule.ts';
import { type Columns, emitColumns } from './columns.ts';
import { isSecretWord, NEAR } from './guess.ts';
import { isMarker } from './marker.ts';

// Statements that set a password, and rows written into columns of a sensitive name.

const CLAUSE =
  /\b(?:IDENTIFIED(?: WITH [\w'"]{1,40})? (?:BY|AS)(?: PASSWORD)?|(?:ENCRYPTED )?PASSWORD(?: FROM)?)(?:\s{1,3}|\()[NE]?(?=['"])/gi;
/** Without quotes, as Oracle takes it; or between dollars, as PostgreSQL does. */
const BARE =
  /\b(IDENTIFIED (?:WITH \w{1,40} )?BY|PASSWORD)\s{1,3}(?!\[redacted:|(?:VALUES|PASSWORD|RANDOM|EXTERNALLY|GLOBALLY|EXPIRE|NULL|REQUIRE|FROM|TO|AS)\b)(?:\$\w{0,8}\$)?([^\s'"`;,()$<{:?]{3,128})/gi;
/** What follows a password in the same statement. */
const SECOND = /\s{1,3}(?:REPLACE|TO|OLD_PASSWORD\s{0,3}=)\s{1,3}["']?([^\s"';]{3,128})/iy;
const OTHERS: readonly RegExp[] = [
  /\bIDENTIFIED BY VALUES '([^'\n]{1,512})/gi,
  /\bSET PASSWORD FOR [^\s=;]{1,128}\s{0,3}(?:=|TO)\s{0,3}(?:PASSWORD\()?'([^'\n]{1,128})/gi,
  /' AS \w{1,64} KEY '([^'\n]{1,256})/gi,
];
/** What stands between a list of columns and the first row that fills them. */
const FILLED =
  /\)(?:\s{1,3}OVERRIDING (?:USER|SYSTEM) VALUE)?\s{0,3}(?:VALUES\s{0,3}(?=\()|=\s{0,3}(?=\()|SELECT\s|OUTPUT\s)/gi;
const LISTED = /^[\w\s,"`[\]]{2,1024}$/;
const MAX_LIST = 1024;
const ROWS = /\bVALUES\s{0,3}(?=\()/i;
const COPY = /\bCOPY [\w."]{1,128} \(([\w", ]{1,1000})\) FROM stdin/gi;
const IN = /\b(["`[]?\w{1,64}["`\]]?) IN {0,2}(?=\()/gi;
/** What a statement with places was filled with. */
const BOUND = /[^[(\n]{0,24}\b(?:param(?:eter)?s?|bind(?:ing)?s?|args|values)["']?\s{0,3}[:=]?\s{0,3}(?=[[(])/iy;
const PLACES = /^\(\s{0,3}(?:\$\d{1,3}|\?|[:@]\w{1,32}|%s)(?:,\s{0,3}(?:\$\d{1,3}|\?|[:@]\w{1,32}|%s)){0,64}\s{0,3}\)$/;
/** The same at the end of an error's message: `… values ($1, $2) returning "id"\nparams: a,b`. */
const LISTED_BEHIND = /[^\n]{0,512}\nparams: {0,2}/iy;
const MAX_ROWS = 1000;

/** Where a text in quotes ends; a doubled quote is part of it. */
function textEnd(text: string, from: number, quote: string): number {
  let at = text.indexOf(quote, from);
  while (at !== -1 && (text[at + 1] === quote || text[at - 1] === '\\'))
    at = text.indexOf(quote, at + (text[at + 1] === quote ? 2 : 1));
  return at === -1 ? text.length : at;
}

/** Reports the values of one row that stand in the columns with a rule; says where the row ends. */
export function scanRow(text: string, open: number, rules: readonly (KeyRule | undefined)[], emit: Emit): number {
  let column = 0;
  let depth = 0;
  let from = open + 1;
  const bare = text[open] !== '(' && text[open] !== '[';
  if (bare) {
    depth = 1;
    from = open;
  }
  for (let i = open; i < text.length; i++) {
    const char = text.charAt(i);
    if (char === "'" || char === '"') {
      const end = textEnd(text, i + 1, char);
      const rule = rules[column];
      if (rule !== undefined && end > i + 1 && !isMarker(text.slice(i + 1, Math.min(end, i + 140))))
        emit(i + 1, end, rule);
      i = end;
      from = i + 1;
    } else if (char === '(' || char === '[') depth++;
    else if (bare && char === ';') return i;
    else if (char === ',' || char === ')' || char === ']') {
      const rule = depth === 1 ? rules[column] : undefined;
      if (rule !== undefined) emitBare(text, from, i, rule, emit);
      if (char !== ',' && --depth <= 0) return i + 1;
      if (char === ',' && depth === 1) column++;
      from = i + 1;
    }
  }
  return text.length;
}

/** A value without quotes: digits, or a word that is none of the language. */
function emitBare(text: string, from: number, to: number, rule: KeyRule, emit: Emit): void {
  const raw = text.slice(from, Math.min(to, from + 256)).trim();
  const number = rule.keepNumbers !== true && /^\d{1,32}$/.test(raw);
  if (!number && !(/^[^\s$?:@%({]+$/.test(raw) && isSecretWord(raw, NEAR))) return;
  const at = text.indexOf(raw, from);
  emit(at, at + raw.length, rule);
}

function rulesOf(columns: string, keys: KeyIndex): Columns | undefined {
  const rules = columns.split(',').map((column) => {
    const rule = keys.decide(column.replaceAll(/["`[\]]/g, '').trim());
    return rule?.line === true ? undefined : rule;
  });
  return rules.every((rule) => rule === undefined) ? undefined : rules;
}

/** `jane,hunter2` up to the end of the line, by position; says where it ends. */
export function scanListed(text: string, from: number, rules: Columns, emit: Emit): number {
  const end = lineAfter(text, from);
  let at = from;
  for (const [column, value] of text.slice(from, end).trimEnd().split(',').entries()) {
    const rule = rules[column];
    if (rule !== undefined && value !== '' && !isMarker(value)) emit(at, at + value.length, rule);
    at += value.length + 1;
  }
  return end;
}

/** Reports the rows behind a list of columns, or what their places were filled with. */
function scanRows(text: string, at: number, rules: Columns, emit: Emit): number {
  let end = at;
  for (let rows = 0; rows < MAX_ROWS && (rows === 0 || text[end] === '('); rows++) {
    const open = end;
    end = scanRow(text, open, rules, emit);
    BOUND.lastIndex = end;
    if (rows === 0 && end - open < 1024 && PLACES.test(text.slice(open, end))) {
      if (BOUND.test(text)) return scanRow(text, BOUND.lastIndex, rules, emit);
      LISTED_BEHIND.lastIndex = end;
      if (LISTED_BEHIND.test(text)) return scanListed(text, LISTED_BEHIND.lastIndex, rules, emit);
    }
    const next = /[\s,]{0,8}/y;
    next.lastIndex = end;
    end += next.exec(text)?.[0].length ?? 0;
  }
  return end;
}

function lineAfter(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end + 1;
}

function scanColumnLists(text: string, keys: KeyIndex, emit: Emit): void {
  let done = 0;
  for (const match of text.matchAll(FILLED)) {
    if (match.index < done) continue;
    const before = text.slice(Math.max(0, match.index - MAX_LIST), match.index);
    const columns = before.slice(before.lastIndexOf('(') + 1);
    const rules = columns.length < before.length && LISTED.test(columns) ? rulesOf(columns, keys) : undefined;
    const end = match.index + match[0].length;
    // `OUTPUT inserted.id VALUES (…)`
    const rows = /OUTPUT\s$/i.test(match[0]) ? ROWS.exec(text.slice(end, end + 256)) : undefined;
    if (rules === undefined || rows === null) continue;
    done = scanRows(text, end + (rows === undefined ? 0 : rows.index + rows[0].length), rules, emit);
  }
  done = 0;
  for (const match of text.matchAll(COPY)) {
    const rules = match.index < done ? undefined : rulesOf(match[1] ?? '', keys);
    if (rules !== undefined)
      done = emitColumns(text, lineAfter(text, match.index + match[0].length), '\t', rules, emit, true);
  }
  done = 0;
  // `Key (email, password)=(…) already exists.`
  for (const match of text.matchAll(/\bKey \(([\w", ]{1,256})\)=(?=\()/g)) {
    const rules = match.index < done ? undefined : rulesOf(match[1] ?? '', keys);
    if (rules !== undefined) done = scanRow(text, match.index + match[0].length, rules, emit);
  }
}

const LIKE = /\b(?:pass(?:word|wd)?|pwd|secret|token)["`\]]? (?:NOT )?I?LIKE '([^'\n]{3,128})/gi;

/** `secret IN ('…')`, `token LIKE '…'`: no word of these announces a statement. */
export function scanConditions(text: string, keys: KeyIndex, emit: Emit): void {
  if (!/ (?:IN|I?LIKE)\b/i.test(text)) return;
  let done = 0;
  for (const match of text.matchAll(IN)) {
    const rule = match.index < done ? undefined : rulesOf(match[1] ?? '', keys)?.[0];
    const open = match.index + match[0].length;
    // Each value of the list stands in the one column.
    if (rule !== undefined)
      done = scanRow(
        text,
        open,
        Array.from({ length: 64 }, () => rule),
        emit,
      );
  }
  for (const match of text.matchAll(LIKE)) {
    const value = match[1] ?? '';
    const end = match.index + match[0].length;
    if (!isMarker(value)) emit(end - value.length, end);
  }
}

/** Reports a password and the other one of the same statement. */
function emitSet(text: string, start: number, end: number, emit: Emit): void {
  if (isMarker(text.slice(start, Math.min(end, start + 140)))) return;
  emit(start, end);
  const quote = /["']/.test(text.charAt(end)) ? 1 : 0;
  SECOND.lastIndex = end + quote;
  const value = SECOND.exec(text)?.[1];
  if (value !== undefined && !isMarker(value)) emit(SECOND.lastIndex - value.length, SECOND.lastIndex);
}

function scanClauses(text: string, emit: Emit): void {
  for (const match of text.matchAll(CLAUSE)) {
    const at = match.index + match[0].length;
    const end = textEnd(text, at + 1, text.charAt(at));
    if (end > at + 1 && end - at < 1024) emitSet(text, at + 1, end, emit);
  }
  for (const match of text.matchAll(BARE)) {
    const value = match[2] ?? '';
    const end = match.index + match[0].length;
    const by = /BY$/i.test(match[1] ?? '');
    // `identified by name` is a sentence; `PASSWORD …` needs a statement in front.
    const said = by
      ? match[1]?.endsWith('BY') === true || isSecretWord(value, NEAR)
      : isSecretWord(value, NEAR) && /\b(?:ROLE|USER)\b/i.test(text.slice(Math.max(0, match.index - 100), match.index));
    if (!said) continue;
    emitSet(text, end - value.length, end, emit);
  }
}

function scanOthers(text: string, emit: Emit): void {
  for (const form of OTHERS) {
    for (const match of text.matchAll(form)) {
      const value = match[1] ?? '';
      const end = match.index + match[0].length;
      if (!isMarker(value)) emit(end - value.length, end);
    }
  }
}

/** Passwords in statements of databases. */
export function sqlRules(keys: KeyIndex): readonly ScanRule[] {
  return [
    {
      kind: 'scan',
      id: 'sql',
      class: 'secret',
      source: 'https://dev.mysql.com/doc/refman/8.4/en/password-logging.html',
      examples: [
        "ALTER USER jane IDENTIFIED BY 'hunter2now'",
        "INSERT INTO users (id, password) VALUES (1, 'hunter2now')",
      ],
      needs: HAS_COMMAND,
      scan(text, emit) {
        if (/\b(?:CREATE|ALTER|SET|GRANT|IDENTIFIED)\b/i.test(text)) scanClauses(text, emit);
        scanOthers(text, emit);
        scanColumnLists(text, keys, emit);
      },
    },
  ];
}
