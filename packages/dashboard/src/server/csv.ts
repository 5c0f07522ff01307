import type { ProductCell } from '@plumbline/core';
import type { PanelTable } from '../page-request.ts';

/** What a spreadsheet would run as a formula: a cell that begins with a sign of one, in its wide form too, or behind blanks. */
const FORMULA = /^(?:\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n])/;

/** What parts cells: also where a machine's language has a semicolon for it, or a program guesses tabs. */
const PARTING = /[",;\t\r\n]/;

/** One cell (RFC 4180). Text that a spreadsheet takes for a formula gets an apostrophe in front; numbers stay numbers. */
function cell(value: ProductCell): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = FORMULA.test(value) ? `'${value}` : value;
  return PARTING.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const line = (cells: readonly ProductCell[]): string => `${cells.map(cell).join(',')}\r\n`;

/** Rows as CSV (RFC 4180). With rows of the span before, a first column `period` tells both apart. */
export function writeCsv({ columns, rows, previous }: PanelTable): string {
  const names = columns.map(({ name }) => name);
  if (previous === undefined) return line(names) + rows.map(line).join('');
  const of = (period: string, list: PanelTable['rows']): string => list.map((row) => line([period, ...row])).join('');
  return line(['period', ...names]) + of('current', rows) + of('previous', previous);
}
