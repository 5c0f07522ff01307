import { readFileSync, writeFileSync } from 'node:fs';

const MARKS = ['<!-- demo:begin -->', '<!-- demo:end -->'] as const;

/** Headings, sums with their verdict, and the cost: what a reader needs at first sight. */
const isSummary = (line: string): boolean =>
  /^(Plumbline|\d {2}|[✓✗])/.test(line) || /^ {2}\S.*[✓✗]/.test(line) || /of the throughput|server errors/.test(line);

const fence = (text: string): string => `\`\`\`text\n${text}\n\`\`\``;

/** Puts a report into a page between two marks, so that what the page shows is what a run printed. */
export function captureReport(file: string, report: string): void {
  const [begin, end] = MARKS;
  const [before = '', rest = ''] = readFileSync(file, 'utf8').split(begin);
  const after = rest.split(end)[1];
  if (after === undefined) throw new Error(`${file} has no ${begin} … ${end}`);
  const summary = report.split('\n').filter(isSummary).join('\n');
  const whole = `<details>\n<summary>The whole report</summary>\n\n${fence(report)}\n\n</details>`;
  writeFileSync(file, `${before}${begin}\n\n${fence(summary)}\n\n${whole}\n\n${end}${after}`);
}
