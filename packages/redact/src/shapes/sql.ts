import { HAS_COMMAND } from '../bits.ts';
import type { KeyIndex } from '../keys.ts';
import type { Emit, KeyRule, ScanRule } from '../rule.ts';
import { isMarker } from './marker.ts';

// Statements that set a password, and rows written into columns of a sensitive name.

const CLAUSE =
  /\b(?:IDENTIFIED(?: WITH [\w'"]{1,40})? (?:BY|AS)(?: PASSWORD)?|(?:ENCRYPTED )?PASSWORD)(?:\s{1,3}|\()(?=['"])/gi;
const INSERT = /\b(?:INSERT|REPLACE)\s{1,3}(?:INTO\s{1,3})?[\w."`[\]]{1,128}\s{0,3}\(/gi;
const VALUES = /\s{0,3}VALUES\s{0,3}/iy;
/** Longest list of columns that is read. */
const MAX_COLUMNS = 2000;
const MAX_ROWS = 1000;

/** Where a text in quotes ends; a doubled quote is part of it. */
function textEnd(text: string, from: number, quote: string): number {
  let at = text.indexOf(quote, from);
  while (at !== -1 && (text[at + 1] === quote || text[at - 1] === '\\'))
    at = text.indexOf(quote, at + (text[at + 1] === quote ? 2 : 1));
  return at === -1 ? text.length : at;
}

/** Reports the values of one row that stand in the columns with a rule; says where the row ends. */
function scanRow(text: string, open: number, rules: readonly (KeyRule | undefined)[], emit: Emit): number {
  let column = 0;
  let depth = 0;
  let from = open + 1;
  for (let i = open; i < text.length; i++) {
    const char = text.charAt(i);
    if (char === "'" || char === '"') {
      const end = textEnd(text, i + 1, char);
      const rule = rules[column];
      if (rule !== undefined && end > i + 1 && !isMarker(text.slice(i + 1, Math.min(end, i + 140))))
        emit(i + 1, end, rule);
      i = end;
      from = i + 1;
    } else if (char === '(') depth++;
    else if (char === ',' || char === ')') {
      const raw = text.slice(from, i).trim();
      const rule = depth === 1 ? rules[column] : undefined;
      if (rule !== undefined && rule.keepNumbers !== true && /^\d{1,32}$/.test(raw)) {
        const at = text.indexOf(raw, from);
        emit(at, at + raw.length, rule);
      }
      if (char === ')' && --depth <= 0) return i + 1;
      if (char === ',' && depth === 1) column++;
      from = i + 1;
    }
  }
  return text.length;
}

function scanInsert(text: string, columns: string, at: number, keys: KeyIndex, emit: Emit): number {
  const rules = columns.split(',').map((column) => keys.decide(column.trim()));
  if (rules.every((rule) => rule === undefined)) return at;
  let end = at;
  for (let rows = 0; rows < MAX_ROWS && text[end] === '('; rows++) {
    end = scanRow(text, end, rules, emit);
    const next = /[\s,]{0,8}/y;
    next.lastIndex = end;
    end += next.exec(text)?.[0].length ?? 0;
  }
  return end;
}

function scanClauses(text: string, emit: Emit): void {
  for (const match of text.matchAll(CLAUSE)) {
    const at = match.index + match[0].length;
    const end = textEnd(text, at + 1, text.charAt(at));
    if (end > at + 1 && end - at < 1024 && !isMarker(text.slice(at + 1, end))) emit(at + 1, end);
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
        if (!/\b(?:IDENTIFIED|PASSWORD|VALUES)\b/i.test(text)) return;
        if (/\b(?:CREATE|ALTER|SET|GRANT|IDENTIFIED)\b/i.test(text)) scanClauses(text, emit);
        let done = 0;
        for (const match of text.matchAll(INSERT)) {
          if (match.index < done) continue;
          const open = match.index + match[0].length;
          const columns = text.slice(open, open + MAX_COLUMNS);
          const close = columns.indexOf(')');
          VALUES.lastIndex = open + close + 1;
          if (close !== -1 && VALUES.test(text))
            done = scanInsert(text, columns.slice(0, close), VALUES.lastIndex, keys, emit);
        }
      },
    },
  ];
}
