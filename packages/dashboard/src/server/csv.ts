import type { ProductCell } from '@plumbline/core';
import type { PanelTable } from '../page-request.ts';

/** What a spreadsheet would run as a formula when a cell begins with it. */
const FORMULA = /^[=+\-@\t\r]/;

/** One cell (RFC 4180). Text that a spreadsheet takes for a formula gets an apostrophe in front; numbers stay numbers. */
function cell(value: ProductCell): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const line = (cells: readonly ProductCell[]): string => `${cells.map(cell).join(',')}\r\n`;

/** Rows as CSV (RFC 4180). With rows of the span before, a first column `period` tells both apart. */
export function writeCsv({ columns, rows, previous }: PanelTable): string {
  const names = columns.map(({ name }) => name);
  if (previous === undefined) return line(names) + rows.map(line).join('');
  const of = (period: string, list: PanelTable['rows']): string => list.map((row) => line([period, ...row])).join('');
  return line(['period', ...names]) + of('current', rows) + of('previous', previous);
}
