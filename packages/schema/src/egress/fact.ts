/** One thing that may leave, or one term on which it may: a line of the egress lockfile. */
export interface Fact {
  /** The first column: `dest`, `gate`, `wire`, `send`, `field`, `signal`, `attr` and a few more. */
  readonly kind: string;
  /** The columns after it. Any text: formatting quotes what a line cannot hold as it is. */
  readonly columns: readonly string[];
}

const KIND = /^[a-z][a-z0-9-]*$/;

// ASCII that can be seen, without quote, number sign and backslash.
const BARE = /^[!$-[\]-~]+$/;

const NAMED = /^[a-z][a-z-]*=/;

// What nobody sees in a diff, or what turns the direction of text: controls, marks of format, odd spaces, unassigned.
const UNSEEN = /[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu;

const escapeUnits = (text: string): string =>
  Array.from({ length: text.length }, (_, at) => `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`).join('');

const quote = (text: string): string => JSON.stringify(text).replaceAll(UNSEEN, escapeUnits);

/** One column as it stands in a line: as it is where that is plain, else quoted; of `name=value` the value alone. */
export function formatColumn(column: string): string {
  if (BARE.test(column)) return column;
  const name = NAMED.exec(column)?.[0] ?? '';
  return `${name}${quote(column.slice(name.length))}`;
}

/** One fact as a line: two spaces between columns and no alignment, which would change the lines of its neighbours. */
export const formatFact = ({ kind, columns }: Fact): string => {
  // Nearly every line needs no quotes, and a start writes thousands: one test for all columns.
  const isBare = BARE.test(columns.join('')) && !columns.includes('');
  return [kind, ...(isBare ? columns : columns.map(formatColumn))].join('  ');
};

// A run of plain characters, then at most one quoted text.
const COLUMN = /([!$-[\]-~]*)("(?:[^"\\]|\\[^])*")?/y;

function readColumn(line: string, at: number): { readonly text: string; readonly end: number } | undefined {
  COLUMN.lastIndex = at;
  const [all = '', bare = '', quoted] = COLUMN.exec(line) ?? [];
  if (all === '') return undefined;
  try {
    return { text: bare + (quoted === undefined ? '' : (JSON.parse(quoted) as string)), end: at + all.length };
  } catch {
    return undefined;
  }
}

/** Reads one line; undefined unless it is exactly what {@link formatFact} writes. */
export function parseFact(line: string): Fact | undefined {
  const columns: string[] = [];
  for (let at = 0; ; at += 2) {
    const column = readColumn(line, at);
    if (column === undefined) return undefined;
    columns.push(column.text);
    at = column.end;
    if (at === line.length) break;
    if (line.slice(at, at + 2) !== '  ') return undefined;
  }
  const [kind = '', ...rest] = columns;
  const fact = { kind, columns: rest };
  // Two spellings of one fact would be two facts to a reader and one to the check.
  return KIND.test(kind) && formatFact(fact) === line ? fact : undefined;
}

/** The value of the column `name=value`; undefined where there is none. */
export const namedColumn = ({ columns }: Fact, name: string): string | undefined =>
  columns.find((column) => column.startsWith(`${name}=`))?.slice(name.length + 1);
