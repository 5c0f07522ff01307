import type { ReportPeriod } from '@plumbline/core';
import { type StatTile, statTiles } from '../charts/stat-tile.ts';
import type { DashboardOptions } from '../dashboard-options.ts';
import type { PageEntry, PageRequest, PanelTable } from '../page-request.ts';
import { createReporting, type Reporting } from '../reporting/create-reporting.ts';
import type { Report, ReportedMetric } from '../reporting/report.ts';
import { cellWords, timeWords } from '../reporting/report-words.ts';
import { html, type Html, raw } from '../ui/html.ts';
import { panel } from '../ui/panel.ts';
import { comparable, measure, movedSince, newest } from './executive/measure.ts';
import { frame } from './frame.ts';

const PATH = '/executive';

/** Periods and how many of them a page holds; the running one is the last. */
const PERIODS: Readonly<
  Record<string, { readonly period: ReportPeriod; readonly name: string; readonly count: number }>
> = {
  quarter: { period: 'quarter', name: 'Quarters', count: 5 },
  month: { period: 'month', name: 'Months', count: 7 },
  week: { period: 'week', name: 'Weeks', count: 8 },
};

const USUAL = { period: 'quarter', name: 'Quarters', count: 5 } as const;

const chosen = (request: PageRequest): (typeof PERIODS)[string] => PERIODS[request.parameter('period') ?? ''] ?? USUAL;

/** Numbers about the numbers: whether what was captured is whole. Everything else is about use. */
const isQuality = ({ metric }: ReportedMetric): boolean => /error|late|offline|capture|unlisted/.test(metric.id);

const MAX_TILES = 4;

function tileOf(reported: ReportedMetric): StatTile {
  const { metric } = reported;
  const now = newest(reported);
  if (now?.number === undefined) return { name: metric.title, value: undefined, note: 'not finished yet' };
  const before = comparable(reported, now);
  const change = movedSince(reported, now, before);
  return {
    name: metric.title,
    value: cellWords(now.number.value, metric.unit),
    ...(change ? { change, before: cellWords(before?.number?.value ?? null, metric.unit) } : { note: now.label }),
    trend: reported.periods.map(({ number }) => number?.value ?? null),
  };
}

const section = (
  request: PageRequest,
  title: string,
  lead: string,
  metrics: readonly ReportedMetric[],
): Html | undefined =>
  metrics.length === 0
    ? undefined
    : html`<div class="span-12">
          <h2 class="section-title">${title}</h2>
          <p class="section-lead">${lead}</p>
        </div>
        ${metrics.map((reported) => measure(reported, request.definitionHref(reported.metric.id)))}`;

function numbers(request: PageRequest, report: Report): Html {
  const use = report.metrics.filter((metric) => !isQuality(metric));
  const known = report.metrics.filter((metric) => newest(metric) !== undefined);
  return html`<section class="span-12" aria-label="At a glance">
      ${statTiles(
        'At a glance',
        known
          .filter(({ metric }) => metric.slices === '')
          .slice(0, MAX_TILES)
          .map(tileOf),
      )}
    </section>
    ${section(request, 'Adoption', 'Who uses the product, and whether it leads anywhere.', use)}
    ${section(request, 'Signal quality', 'Whether these numbers can be relied on: what is captured, and what is lost.', report.metrics.filter(isQuality))}
    <p class="note span-12">
      Read ${timeWords(report.askedAt)}. A finished number never changes; a dashed column is still being counted.
    </p>`;
}

const notice = (title: string, message: string): Html =>
  panel({ id: 'numbers', title, state: 'empty', message, width: 12 });

async function body(request: PageRequest, reporting: Reporting): Promise<Html> {
  const { period, count } = chosen(request);
  const result = await request.attempt('executive', () => reporting.read({ period, count, audience: 'leadership' }));
  if (result.state === 'error') {
    const { message, requestId } = result;
    return panel({ id: 'numbers', title: 'Reported numbers', state: 'error', message, requestId, width: 12 });
  }
  if (result.answer.metrics.length > 0) return numbers(request, result.answer);
  return notice(
    'Reported numbers',
    'No definition of these periods is for leadership. Add one with `defineMetric` or `coreMetrics`.',
  );
}

const periods = (request: PageRequest): Html => {
  const { period } = chosen(request);
  return html`<section class="filters" aria-label="Periods">
    <nav class="segments" aria-label="Periods">
      ${Object.entries(PERIODS).map(
        ([value, { period: own, name }]) =>
          html`<a href="${request.href(PATH, { period: value })}" ${own === period && raw('aria-current="true"')}
            >${name}</a
          >`,
      )}
    </nav>
  </section>`;
};

/** Every number of the page with its version, for a spreadsheet. */
async function numbersTable(request: PageRequest, reporting: Reporting | undefined): Promise<PanelTable> {
  const { period, count } = chosen(request);
  const report = await reporting?.read({ period, count, audience: 'leadership' });
  const rows = (report?.metrics ?? []).flatMap(({ metric, periods: all }) =>
    all.flatMap(({ start, state, number }) =>
      [{ slice: '', value: number?.value ?? null }, ...(number?.slices ?? [])].map(({ slice, value }) => [
        metric.id,
        start,
        slice,
        value,
        number?.version ?? null,
        state,
      ]),
    ),
  );
  const texts = (name: string) => ({ name, kind: 'text' }) as const;
  return {
    columns: [
      texts('metric'),
      { name: 'start', kind: 'day' },
      texts('slice'),
      { name: 'value', kind: 'number' },
      { name: 'version', kind: 'number' },
      texts('state'),
    ],
    rows,
  };
}

const reportingOf = ({ source, reports, metrics = [], clock }: DashboardOptions): Reporting | undefined =>
  reports === undefined || metrics.length === 0
    ? undefined
    : createReporting({ source, store: reports, metrics, ...(clock && { clock }) });

/** For leadership: adoption and the quality of its numbers over quarters, to be read on a screen or printed. */
export function executiveEntry(options: DashboardOptions): PageEntry {
  const reporting = reportingOf(options);
  return {
    id: 'executive',
    path: PATH,
    title: 'Executive',
    audience: 'leadership',
    parameters: { period: /^(?:quarter|month|week)$/ },
    tables: { reported_numbers: (request) => numbersTable(request, reporting) },
    page: async (request) =>
      frame(request, {
        title: 'Executive summary',
        lead: 'Adoption and signal quality, from definitions that keep their meaning. Each number says which version of its definition made it.',
        actions: html`<a class="button" href="${request.csvHref('reported_numbers')}" download>CSV</a>
          <button class="button button-strong" type="button" data-print hidden>Print</button>`,
        className: 'executive',
        body: html`${periods(request)}
          <div class="grid">
            ${
              reporting === undefined
                ? notice(
                    'Reported numbers',
                    'There are no definitions yet. Pass `metrics` and `reports` to `createDashboard`.',
                  )
                : request.later('executive', () => body(request, reporting))
            }
          </div>`,
        footnote: 'Numbers of too few people are left out. People who did not consent are not in any of them.',
      }),
  };
}
