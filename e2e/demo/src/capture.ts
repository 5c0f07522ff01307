import { readFileSync, writeFileSync } from 'node:fs';

/** Headings, sums with their verdict, and the cost: what a reader needs at first sight. */
const isSummary = (line: string): boolean =>
  /^(Plumbline|\d {2}|[✓✗])/.test(line) ||
  /^ {2}\S.*[✓✗]/.test(line) ||
  /of the throughput|server errors|by name:/.test(line);

const summaryOf = (report: string): string => report.split('\n').filter(isSummary).join('\n');

/** What stands between which marks. */
const PARTS: readonly (readonly [mark: string, text: (report: string) => string])[] = [
  ['demo', summaryOf],
  ['demo-report', (report) => report],
];

/** Puts a report into a page, between `demo` marks its sums and between `demo-report` marks the whole, so that a page shows what a run printed. */
export function captureReport(file: string, report: string): void {
  let page = readFileSync(file, 'utf8');
  let filled = 0;
  for (const [mark, text] of PARTS) {
    const [begin, end] = [`<!-- ${mark}:begin -->`, `<!-- ${mark}:end -->`];
    const [before = '', rest = ''] = page.split(begin);
    const after = rest.split(end)[1];
    if (after === undefined) continue;
    page = `${before}${begin}\n\n\`\`\`text\n${text(report)}\n\`\`\`\n\n${end}${after}`;
    filled += 1;
  }
  if (filled === 0) throw new Error(`${file} has neither <!-- demo:begin --> nor <!-- demo-report:begin -->`);
  writeFileSync(file, page);
}
