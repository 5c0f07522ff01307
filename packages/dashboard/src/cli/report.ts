import { statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { ReportPeriod } from '@plumbline/core';
import { type Command, type CommandIo, type ExitCode, PlumblineError, toError } from '@plumbline/core';
import { AUDIENCES, type MetricAudience, PERIODS } from '../reporting/metric.ts';
import { isDay, MAX_COUNT } from '../reporting/periods.ts';
import type { ReportAsk, ReportRun } from '../reporting/report.ts';
import { reportHtml } from '../reporting/report-html.ts';
import { reportMarkdown } from '../reporting/report-markdown.ts';
import type { DescribedReport, ReportOrder } from './describe-report.ts';
import { findBrowser } from './find-browser.ts';
import { printPage } from './print-page.ts';

const FORMATS = ['md', 'html', 'png', 'pdf'] as const;

type Format = (typeof FORMATS)[number];

const HELP = `Usage: plumbline report [--period PERIOD] [--format FORMAT] [--out FILE] [--audience WHO] [...]

Computes what has finished since the last time, keeps it for ever, and writes a report of it: every number with the version
of the definition that made it, when, what it does not say, what is left out and what is missing. Run it once a day, from
wherever, or numbers of a quarter are lost when its events are gone.

  --period PERIOD  day, week, month or quarter [default: quarter]
  --count N        how many of them, the running one with them [default: 5]
  --until DAY      end with the period of that day, YYYY-MM-DD [default: today, UTC]
  --audience WHO   for product, leadership, operator or security [default: every definition]
  --format FORMAT  md, html, png or pdf [default: as the name of FILE ends, else md]
  --out FILE       where to [default: standard output, for md and html]
  --browser PATH   Chromium, Chrome or Edge, for png and pdf [default: PLUMBLINE_BROWSER, or one of this machine]
  --no-run         compute and keep nothing; finished periods that nobody computed are missing then

Exit codes: 0 done; 1 a definition was refused or its query failed, and the report is without it; 2 wrong usage, or it could
not be done.
`;

const usage = (what: string): PlumblineError =>
  new PlumblineError('PLB_CLI_USAGE', `report: ${what}`, { fix: 'Run `npx plumbline report --help`.' });

/** Months of events, a day at a time. */
const TIMEOUT_MS = 1_800_000;

const entry = (): URL =>
  import.meta.url.endsWith('.ts')
    ? new URL('describe-report.ts', import.meta.url)
    : new URL('./cli/describe-report.js', import.meta.url);

function readOptions(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        period: { type: 'string', default: 'quarter' },
        count: { type: 'string', default: '5' },
        until: { type: 'string' },
        audience: { type: 'string' },
        format: { type: 'string' },
        out: { type: 'string' },
        browser: { type: 'string' },
        'no-run': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
      allowPositionals: false,
    }).values;
  } catch (error) {
    throw usage(toError(error).message.split('. ')[0] ?? 'wrong options');
  }
}

type Options = ReturnType<typeof readOptions>;

function askOf({ period, count, until, audience }: Options): ReportAsk {
  if (!PERIODS.some((known) => known === period)) throw usage(`--period must be one of ${PERIODS.join(', ')}`);
  if (audience !== undefined && !AUDIENCES.some((known) => known === audience)) {
    throw usage(`--audience must be one of ${AUDIENCES.join(', ')}`);
  }
  if (!/^\d{1,3}$/.test(count) || Number(count) < 1 || Number(count) > MAX_COUNT) {
    throw usage(`--count must be a whole number from 1 to ${MAX_COUNT}`);
  }
  if (until !== undefined && !isDay(until)) throw usage('--until must be a day, YYYY-MM-DD');
  return {
    period: period as ReportPeriod,
    count: Number(count),
    ...(until !== undefined && { until }),
    ...(audience !== undefined && { audience: audience as MetricAudience }),
  };
}

/** What a file's name asks for; a name without an ending asks for nothing. */
function formatOfName(out: string): Format {
  const ending = path.extname(out).slice(1).toLowerCase();
  if (ending === '' || ending === 'markdown') return 'md';
  const found = FORMATS.find((known) => known === (ending === 'htm' ? 'html' : ending));
  if (found !== undefined) return found;
  throw usage(`--out ends with no format that is made here; name it .${FORMATS.join(', .')}, or say --format`);
}

function formatOf({ format, out = '' }: Options): Format {
  const found = format === undefined ? formatOfName(out) : FORMATS.find((known) => known === format);
  if (found === undefined) throw usage(`--format must be one of ${FORMATS.join(', ')}`);
  if (out === '' && (found === 'png' || found === 'pdf')) throw usage(`--format ${found} needs --out FILE`);
  return found;
}

/** What went wrong with single definitions, for whoever runs it. */
function tellRun({ refused, finished }: ReportRun, io: CommandIo): void {
  if (finished > 0) io.stderr(`${finished} numbers finished and kept\n`);
  for (const { metric, version, reason } of refused) io.stderr(`${metric} version ${version}: ${reason}\n`);
}

function isFolder(place: string): boolean {
  try {
    return statSync(place).isDirectory();
  } catch {
    return false;
  }
}

/** Refuses what no file can be written to, before months of events are read for it. A report that is there is replaced. */
function checkOut({ cwd }: CommandIo, out: string): void {
  const file = path.resolve(cwd, out);
  const refuse = (what: string, fix: string): never => {
    throw new PlumblineError('PLB_CLI_USAGE', `report: --out names ${what}`, { fix });
  };
  if (isFolder(file)) refuse('a folder', 'Name a file in it.');
  if (!isFolder(path.dirname(file))) refuse('a file in a folder that is not there', 'Make the folder first.');
}

function save(io: CommandIo, out: string, content: string | Uint8Array): void {
  try {
    writeFileSync(path.resolve(io.cwd, out), content);
  } catch (cause) {
    throw new PlumblineError('PLB_CLI_USAGE', 'report: --out names a file that cannot be written', {
      cause,
      fix: 'Name a file in a folder that is there and may be written.',
    });
  }
  io.stderr(`wrote ${out}\n`);
}

async function run(args: readonly string[], io: CommandIo): Promise<ExitCode> {
  const options = readOptions(args);
  if (options.help) {
    io.stdout(HELP);
    return 0;
  }
  const format = formatOf(options);
  if (options.out !== undefined) checkOut(io, options.out);
  const order: ReportOrder = { ask: askOf(options), computes: !options['no-run'] };
  // Before numbers are made that nobody could then see.
  const browser = format === 'png' || format === 'pdf' ? findBrowser(options.browser, io.env) : undefined;
  const told = await io.describe<DescribedReport>(entry(), [JSON.stringify(order)], { timeoutMs: TIMEOUT_MS });
  const { report, run: made } = told;
  if (made !== undefined) tellRun(made, io);
  const text = format === 'md' ? reportMarkdown(report, told) : reportHtml(report, told);
  const content =
    browser === undefined || format === 'md' || format === 'html' ? text : await printPage(browser, text, format);
  if (options.out !== undefined) save(io, options.out, content);
  else io.stdout(text);
  return (made?.refused.length ?? 0) > 0 ? 1 : 0;
}

/** The command that writes reports. */
export const reportCommands: readonly Command[] = [
  { name: 'report', summary: 'compute reported numbers that have finished, keep them, and write a report', run },
];
