import { expect, it } from 'vitest';
import { metric } from './support.ts';
import { reportHtml } from '../../src/reporting/report-html.ts';
import { reportMarkdown } from '../../src/reporting/report-markdown.ts';
import { sampleReport } from './sample-report.ts';

const golden = (name: string): string => new URL(`golden/${name}`, import.meta.url).pathname;

it('a report in Markdown says of each number what made it, when, and what it does not say', async () => {
  await expect(reportMarkdown(await sampleReport(), { service: 'shop' })).toMatchFileSnapshot(golden('report.md.txt'));
});

it('a report as a page says the same', async () => {
  const page = reportHtml(await sampleReport(), { service: 'shop' });
  const body = page.slice(page.indexOf('<body>')).replaceAll(/\n\s*/g, '\n');
  await expect(body).toMatchFileSnapshot(golden('report.html.txt'));
});

it('a text of a definition is text', async () => {
  const report = await sampleReport();
  const [reported] = report.metrics;
  if (reported === undefined) throw new Error('the report is empty');
  const hostile = { ...reported, metric: { ...metric(), question: '<script>a</script> [b](c) | `d`?' } };
  const told = { ...report, metrics: [hostile] };
  expect(reportHtml(told, { service: '<b>' })).not.toMatch(/<script|<b>/);
  expect(reportMarkdown(told, { service: 'x' })).toContain('\\<script\\>a\\</script\\> \\[b\\](c) \\| \\`d\\`?');
});
