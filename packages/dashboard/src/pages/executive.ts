import type { ReportPeriod } from '@plumbline/core';
import type { DashboardOptions } from '../dashboard-options.ts';
import type { PageEntry, PageRequest } from '../page-request.ts';
import type { RefusedMetric } from '../reporting/split-by-lock.ts';
import type { OpenReport } from '../reporting/read-report.ts';
import type { ReportedMetric } from '../reporting/report.ts';
import { timeWords } from '../reporting/report-words.ts';
import { html, type Html, raw } from '../ui/html.ts';
import { panel } from '../ui/panel.ts';
import { collectNumbers, type Coming, countAll, readKept } from './executive/count.ts';
import { glance } from './executive/glance.ts';
import { measure } from './executive/measure.ts';
import { type Numbers, numbersOf, type PeriodChoice } from './executive/numbers.ts';
import { frame } from './frame.ts';
import { slot } from './slot.ts';

const PATH = '/executive';

/** Periods and how many of them a page holds; the running one is the last. */
const PERIODS: Readonly<Record<string, PeriodChoice & { readonly name: string }>> = {
  quarter: { period: 'quarter', name: 'Quarters', count: 5 },
  month: { period: 'month', name: 'Months', count: 7 },
  week: { period: 'week', name: 'Weeks', count: 8 },
};

const USUAL = { period: 'quarter', name: 'Quarters', count: 5 } as const;

const chosen = (request: PageRequest): PeriodChoice => {
  const { period, count } = PERIODS[request.parameter('period') ?? ''] ?? USUAL;
  return { period, count };
};

/** IDs that the core metrics have, whole: an application's own may have parts of the same words. */
const QUALITY =
  /^(?:client_error_session_share|late_event_share|offline_recovery_rate|capture_volume_by_\w+|unlisted_\w+_share)$/;

/** Numbers about the numbers: whether what was captured is whole. Everything else is about use. */
const isQuality = ({ metric }: ReportedMetric): boolean => QUALITY.test(metric.id);

const section = (
  request: PageRequest,
  title: string,
  lead: string,
  metrics: readonly Coming[],
  period: ReportPeriod,
): Html | undefined =>
  metrics.length === 0
    ? undefined
    : html`<div class="span-12">
          <h2 class="section-title">${title}</h2>
          <p class="section-lead">${lead}</p>
        </div>
        ${metrics.map(({ kept: { metric }, counted }) =>
          slot(request, { id: metric.id, title: `${metric.title}: ${metric.question}` }, async () =>
            measure(await counted, period, request.definitionHref(metric.id)),
          ),
        )}`;

function numbers(request: PageRequest, report: OpenReport, choice: PeriodChoice): Html {
  const coming = countAll(request, report, choice);
  const use = coming.filter(({ kept }) => !isQuality(kept));
  const quality = coming.filter(({ kept }) => isQuality(kept));
  return html`<section class="span-12" aria-label="At a glance">
      ${request.later('glance', () => glance(coming))}
    </section>
    ${section(request, 'Adoption', 'Who uses the product, and whether it leads anywhere.', use, report.period)}
    ${section(request, 'Signal quality', 'Whether these numbers can be relied on: what is captured, and what is lost.', quality, report.period)}
    <p class="note span-12">
      Read ${timeWords(report.askedAt)}. A finished number never changes; a dashed column is still being counted.
    </p>`;
}

const notice = (heading: string, message: string): Html =>
  panel({ id: 'numbers', title: 'Reported numbers', state: 'empty', heading, message, width: 12 });

const refusedPanel = (request: PageRequest, { metric, reason }: RefusedMetric): Html =>
  panel({
    id: metric.id,
    title: `${metric.title}: ${metric.question}`,
    state: 'error',
    message: `It would mean something else than before. ${reason} (PLB_REPORTING_LOCK)`,
    action: { title: 'What is declared', href: request.definitionHref(metric.id) },
  });

/** Definitions that are not what was agreed; undefined where all are. */
const refusals = (request: PageRequest, refused: readonly RefusedMetric[]): Html | undefined =>
  refused.length === 0
    ? undefined
    : html`<div class="span-12">
          <h2 class="section-title">Withheld</h2>
          <p class="section-lead">
            These definitions are not what <code>plumbline.metrics.lock</code> says, so they have no number here.
          </p>
        </div>
        ${refused.map((one) => refusedPanel(request, one))}`;

async function body(request: PageRequest, source: Numbers): Promise<Html> {
  const choice = chosen(request);
  const result = await readKept(request, source, choice);
  if (result.state === 'error') {
    const { message, requestId } = result;
    return panel({ id: 'numbers', title: 'Reported numbers', state: 'error', message, requestId, width: 12 });
  }
  const refused = source.refused(choice);
  if (result.answer.metrics.length > 0)
    return html`${numbers(request, result.answer, choice)} ${refusals(request, refused)}`;
  if (refused.length > 0) return html`${refusals(request, refused)}`;
  return notice(
    'No numbers here',
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

/** For leadership: adoption and the quality of its numbers over quarters, to be read on a screen or printed. */
export function executiveEntry(options: DashboardOptions): PageEntry {
  const source = numbersOf(options);
  return {
    id: 'executive',
    path: PATH,
    title: 'Executive',
    audience: 'leadership',
    parameters: { period: /^(?:quarter|month|week)$/ },
    collections: { reported_numbers: (request) => collectNumbers(request, source, chosen(request)) },
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
              source === undefined
                ? notice(
                    'Not connected',
                    'There are no definitions yet. Pass `metrics` and `reports` to `createDashboard`.',
                  )
                : request.later('executive', () => body(request, source))
            }
          </div>`,
        footnote:
          'Numbers of too few people are left out. People who refused are in them only through events that the catalog declares essential.',
      }),
  };
}
