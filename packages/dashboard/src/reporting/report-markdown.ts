import type { Report, ReportedMetric, ReportedPeriod } from './report.ts';
import { metricNotes, type ReportPaper } from './report-notes.ts';
import {
  cellWords,
  definitionWords,
  missingOf,
  reportTitle,
  sliceNames,
  sliceOf,
  stateWords,
  timeWords,
} from './report-words.ts';

// What would end a cell, begin markup or a link; a text of a definition is text.
const plain = (text: string): string => text.replaceAll(/[\\`*_{}[\]<>|#]/g, (sign) => `\\${sign}`);

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [row(head), row(head.map((_, index) => (index === 0 ? '---' : '---:'))), ...rows.map(row)].join('\n');

/** A number with the marks that its neighbours may need: `*` so far, `†` another version than before. */
function marked({ metric }: ReportedMetric, period: ReportedPeriod): string {
  const { number, state, isBreak } = period;
  if (number === undefined) return 'missing';
  return `${cellWords(number.value, metric.unit)}${state === 'so-far' ? ' \\*' : ''}${isBreak ? ' †' : ''}`;
}

function overview({ metrics }: Report): string {
  const labels = metrics[0]?.periods.map(({ label }) => label) ?? [];
  const rows = metrics.map((reported) => [
    plain(reported.metric.title),
    ...reported.periods.map((period) => marked(reported, period)),
  ]);
  return table(['', ...labels], rows);
}

function numbers(reported: ReportedMetric): string {
  const { metric, periods } = reported;
  const rows = periods.map((period) => {
    const { label, number } = period;
    if (number === undefined) return [label, '', stateWords(period), '', ''];
    const { value, version, computedAt } = number;
    return [label, cellWords(value, metric.unit), stateWords(period), String(version), timeWords(computedAt)];
  });
  return table(['period', metric.unit, 'state', 'version', 'computed'], rows);
}

function slices(reported: ReportedMetric): string {
  const { metric, periods } = reported;
  const rows = sliceNames(reported).map((slice) => [
    plain(slice),
    ...periods.map((period) => {
      const cell = sliceOf(period, slice);
      return cell === undefined ? '' : cellWords(cell.value, metric.unit);
    }),
  ]);
  return rows.length === 0 ? '' : table([plain(metric.slices), ...periods.map(({ label }) => label)], rows);
}

const list = (lines: readonly string[]): string => lines.map((line) => `- ${line}`).join('\n');

function section(reported: ReportedMetric): string {
  const { metric } = reported;
  const parts = [
    `## ${plain(metric.title)}`,
    plain(metric.question),
    numbers(reported),
    slices(reported),
    list(metricNotes(reported).map(({ text, isLoud }) => (isLoud ? `**${plain(text)}**` : plain(text)))),
    `What it does not say:\n\n${list(metric.caveats.map(plain))}`,
    plain(definitionWords(reported)),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

const HOW_TO_READ =
  'A finished number never changes: it stays as the version of its definition made it once. \\* so far, may change; † another version than before, not to be compared; – no value.';

/** A report as Markdown, for a page, a mail or a repository: every number with what made it, when, and what it does not say. */
export function reportMarkdown(report: Report, { service }: ReportPaper): string {
  const missing = missingOf(report);
  const parts = [
    `# ${plain(reportTitle(report, service))}`,
    `Made ${timeWords(report.askedAt)}. ${HOW_TO_READ}`,
    report.metrics.length === 0 ? 'No definition is made per this period for these readers.' : overview(report),
    ...report.metrics.map(section),
    ...(missing.length === 0 ? [] : [`## What is missing\n\n${list(missing.map(plain))}`]),
  ];
  return `${parts.join('\n\n')}\n`;
}
