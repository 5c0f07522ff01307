/** Rows under a header, right-aligned where a column holds numbers. */
export function table(
  header: readonly string[],
  rows: readonly (readonly (string | number)[])[],
  indent = '  ',
): string {
  const text = rows.map((row) => row.map(show));
  const widths = header.map((name, column) => Math.max(name.length, ...text.map((row) => row[column]?.length ?? 0)));
  const numeric = header.map((_, column) => rows.every((row) => typeof row[column] === 'number'));
  const line = (cells: readonly string[]): string =>
    indent +
    cells
      .map((cell, column) => (numeric[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd();
  return [dim(line(header)), ...text.map(line)].join('\n');
}

/** A number as people read it: thousands apart, at most two decimals. */
export function show(value: string | number): string {
  if (typeof value === 'string') return value;
  return value.toLocaleString('en', {
    maximumFractionDigits: Number.isInteger(value) ? 0 : Math.abs(value) < 10 ? 2 : 1,
  });
}

const colours = process.stdout.isTTY && process.env['NO_COLOR'] === undefined;
const paint =
  (code: number) =>
  (text: string): string =>
    colours ? `\u001B[${code}m${text}\u001B[0m` : text;

export const bold: (text: string) => string = paint(1);
export const dim: (text: string) => string = paint(2);
export const green: (text: string) => string = paint(32);
export const red: (text: string) => string = paint(31);

/** A sum and whether it adds up. */
export const verdict = (holds: boolean): string => (holds ? green('✓') : red('✗'));

export const percent = (share: number): string => `${show(share * 100)} %`;
