import { readFileSync, writeFileSync } from 'node:fs';

/** Headings, sums with their verdict, and the cost: what a reader needs at first sight. */
const isSummary = (line: string): boolean =>
  /^(Plumbline|\d {2}|[✓✗])/.test(line) ||
  /^ {2}\S.*[✓✗]/.test(line) ||
  /of the throughput|server errors|by name:/.test(line);

const summaryOf = (report: string): string => report.split('\n').filter(isSummary).join('\n');

/** The section that `--with-posthog` adds; undefined in a report without it. */
const mirrorOf = (report: string): string | undefined => {
  const lines = report.split('\n');
  const from = lines.findIndex((line) => line.startsWith('7  Mirror'));
  return from === -1 ? undefined : lines.slice(from, lines.indexOf('', from)).join('\n');
};

/** What stands between which marks; what a report does not have stays as it is. */
const PARTS: readonly (readonly [mark: string, text: (report: string) => string | undefined])[] = [
  ['demo', summaryOf],
  ['demo-report', (report) => report],
  ['demo-mirror', mirrorOf],
];

/**
 * Puts a report into a page, so that the page shows what a run printed: between `demo` marks its sums, between
 * `demo-report` marks the whole, between `demo-mirror` marks the section about PostHog.
 */
export function captureReport(file: string, report: string): void {
  let page = readFileSync(file, 'utf8');
  let filled = 0;
  for (const [mark, text] of PARTS) {
    const [begin, end] = [`<!-- ${mark}:begin -->`, `<!-- ${mark}:end -->`];
    const [before = '', rest = ''] = page.split(begin);
    const after = rest.split(end)[1];
    const shown = text(report);
    if (after === undefined || shown === undefined) continue;
    page = `${before}${begin}\n\n\`\`\`text\n${shown}\n\`\`\`\n\n${end}${after}`;
    filled += 1;
  }
  if (filled === 0) throw new Error(`${file} has no marks such as <!-- demo:begin -->, or none that this report fills`);
  writeFileSync(file, page);
}
