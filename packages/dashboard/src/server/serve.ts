import { type ProductAnswer, toError } from '@plumbline/core';
import type { PageRequest, PanelTable } from '../page-request.ts';
import { definitionPage } from '../pages/definition.ts';
import { faultPage } from '../pages/fault.ts';
import { renderHtml } from '../ui/html.ts';
import { type Answer, answer, HTML, SECURITY_HEADERS } from './answer.ts';
import { dayOf } from '../reporting/periods.ts';
import type { Asset } from './assets.ts';
import { writeCsv } from './csv.ts';
import type { Route } from './find-route.ts';
import type { PageContext } from './page-context.ts';
import { readAddress, sliceKeysOf } from './read-filters.ts';
import { contextOf, type Desk, entryOf, type Visit } from './visit-context.ts';

/** Says the time that the rows are of; where they do not say it, such as those of periods, the day they were read on. */
function fileName(panel: string, { span }: Table, { now }: PageRequest): string {
  const days = span ? [dayOf(span.from), dayOf(span.until - 1)] : [dayOf(now)];
  return `${[panel.replaceAll(/[^A-Za-z0-9_-]/g, '_'), ...days].join('-')}.csv`;
}

/** The rows of a file; of which time they are, where the answer says so. */
type Table = PanelTable & Partial<Pick<ProductAnswer, 'span'>>;

/** Every row of a file, those of the span before too. */
const rowsIn = ({ rows, previous = [] }: PanelTable): number => rows.length + previous.length;

function tableOf(
  { entry, rows }: Route & { kind: 'csv' },
  request: PageRequest,
): Promise<{ state: string; answer?: Table; message?: string }> {
  if (rows.kind === 'question') return request.ask(entry.asks?.(rows.panel, request) ?? { panel: rows.panel });
  return rows.kind === 'table' ? request.attempt('csv', () => rows.table(request)) : rows.collect(request);
}

/** An answer that says in words why there is none. */
const fault = ({ assets }: Desk, visit: Visit, status: number, title: string, texts: readonly string[]): Answer => {
  const { basePath, requestId } = visit;
  const css = basePath + assets.css.path;
  return answer(
    status,
    HTML,
    renderHtml(faultPage({ status, title, texts, requestId, css, home: `${basePath}/` })),
    requestId,
  );
};

/** The path changes with the content, and there is no data in it. */
const serveAsset = ({ text, type }: Asset): Answer => ({
  status: 200,
  headers: { ...SECURITY_HEADERS, 'content-type': type, 'cache-control': 'private, max-age=31536000, immutable' },
  body: text,
});

async function serveCsv(
  desk: Desk,
  visit: Visit,
  route: Route & { kind: 'csv' },
  { request }: PageContext,
): Promise<Answer> {
  const { requestId, viewer } = visit;
  const { panel, id: page } = route;
  const { answer: table, message = '' } = await tableOf(route, request);
  const outcome = table === undefined ? 'failed' : 'success';
  desk.notes.record({ page, panel, outcome, viewer, requestId, ...(table && { rows: rowsIn(table) }) });
  if (table === undefined) return fault(desk, visit, 503, 'There is no CSV', [message]);
  const disposition = `attachment; filename="${fileName(panel, table, request)}"`;
  return answer(200, 'text/csv; charset=utf-8', writeCsv(table), requestId, { 'content-disposition': disposition });
}

async function servePage(
  desk: Desk,
  visit: Visit,
  route: Route & { kind: 'page' },
  { parts, request }: PageContext,
): Promise<Answer> {
  const { notes, options, services } = desk;
  const { basePath, path, requestId, viewer } = visit;
  const view = { page: route.id, outcome: 'success', viewer, requestId } as const;
  try {
    const made = await route.entry.page(request);
    notes.record(view);
    notes.count(view, (options.basePath ?? '') + path);
    return answer(200, HTML, parts.stream(made), requestId);
  } catch (error) {
    notes.record({ ...view, outcome: 'failed' });
    services.counts.failed('page');
    services.log.error(
      { err: toError(error), page: route.id, request_id: requestId, base: basePath.length > 0 },
      'dashboard: a page failed',
    );
    return fault(desk, visit, 500, 'This page could not be made', ['The log line of this request says why.']);
  }
}

function serveDefinition(
  { notes }: Desk,
  { requestId, viewer }: Visit,
  route: Route & { kind: 'definition' },
  { request }: PageContext,
): Answer {
  notes.record({ page: route.id, outcome: 'success', viewer, requestId });
  return answer(200, HTML, renderHtml(definitionPage(request, route.about)), requestId);
}

/** Answers what a viewer may see. It records and counts each view before its first byte leaves. */
export function createServe(options: Omit<Desk, 'keys'>): (visit: Visit) => Promise<Answer> {
  const { catalog } = options.options;
  const others = options.pages.flatMap(({ parameters = {} }) => Object.keys(parameters));
  const desk: Desk = { ...options, keys: sliceKeysOf(catalog, others) };
  return async (visit) => {
    const { request, requestId, route } = visit;
    if (route.kind === 'asset') return serveAsset(route.asset);
    const address = readAddress(new URL(request.url).searchParams, {
      keys: desk.keys,
      catalog,
      now: desk.services.clock.now(),
      parameters: entryOf(route)?.parameters ?? {},
      others,
    });
    if (address.faults.length > 0) return fault(desk, visit, 400, 'This address cannot be read', address.faults);
    if (request.method === 'HEAD') {
      return answer(200, route.kind === 'csv' ? 'text/csv; charset=utf-8' : HTML, '', requestId);
    }
    const context = contextOf(desk, visit, address);
    if (route.kind === 'csv') return serveCsv(desk, visit, route, context);
    return route.kind === 'page'
      ? servePage(desk, visit, route, context)
      : serveDefinition(desk, visit, route, context);
  };
}
