import { toError } from '@plumbline/core';
import type { DashboardOptions } from '../dashboard-options.ts';
import type { PageEntry, PageRequest, PanelTable, Viewer } from '../page-request.ts';
import { definitionPage } from '../pages/definition.ts';
import { faultPage } from '../pages/fault.ts';
import { renderHtml } from '../ui/html.ts';
import { type Answer, answer, HTML, SECURITY_HEADERS } from './answer.ts';
import type { Asset } from './assets.ts';
import { writeCsv } from './csv.ts';
import type { PanelRows, Route } from './find-route.ts';
import { createPageContext, type PageContext, type PanelServices } from './page-context.ts';
import { type ReadAddress, readAddress, sliceKeysOf } from './read-filters.ts';
import type { ViewNotes } from './record-view.ts';

/** One request that may be answered. */
export interface Visit {
  readonly route: Route;
  readonly viewer: Viewer;
  readonly request: Request;
  readonly requestId: string;
  readonly basePath: string;
  /** The path within the dashboard. */
  readonly path: string;
}

export interface ServeOptions {
  readonly options: DashboardOptions;
  readonly pages: readonly PageEntry[];
  readonly assets: { readonly css: Asset; readonly js: Asset };
  readonly services: PanelServices;
  readonly notes: ViewNotes;
}

const DAY_MS = 86_400_000;

const fileName = (panel: string, { filters, now }: PageRequest): string => {
  const { span } = filters;
  const day = (at: number): string => new Date(at).toISOString().slice(0, 10);
  const [from, until] = 'days' in span ? [now - span.days * DAY_MS, now] : [span.from, span.until];
  return `${panel.replaceAll(/[^A-Za-z0-9_-]/g, '_')}-${day(from)}-${day(until - 1)}.csv`;
};

const tableOf = (
  rows: PanelRows,
  request: PageRequest,
): Promise<{ state: string; answer?: PanelTable; message?: string }> =>
  rows.kind === 'question' ? request.ask({ panel: rows.panel }) : request.attempt('csv', () => rows.table(request));

/** Answers what a viewer may see. It records and counts each view before its first byte leaves. */
export function createServe({ options, pages, assets, services, notes }: ServeOptions) {
  const { catalog, metrics = [], reports, title = 'Telemetry' } = options;
  const keys = sliceKeysOf(catalog);
  const entryOf = (route: Route): PageEntry | undefined => ('entry' in route ? route.entry : undefined);

  const contextOf = (visit: Visit, address: ReadAddress): PageContext => {
    const { basePath, path, request, requestId, route, viewer } = visit;
    const url = new URL(request.url);
    url.pathname = path === '/' ? `${basePath}/` : basePath + path;
    url.search = address.kept.toString();
    url.hash = '';
    const mine = pages.filter((page) => page.title !== undefined && viewer.audiences.includes(page.audience));
    const facts = {
      audience: entryOf(route)?.audience ?? viewer.audiences[0] ?? 'product',
      viewer,
      url,
      basePath,
      title,
      assets: { css: basePath + assets.css.path, js: basePath + assets.js.path },
      navigation: mine.map((page) => ({
        title: page.title ?? '',
        href: page.path === '/' ? `${basePath}/` : basePath + page.path,
        current: page.path === path,
      })),
      requestId,
      now: services.clock.now(),
      filters: address.filters,
      sliceKeys: keys,
      catalog,
      reports,
      metrics,
    } as const;
    return createPageContext(facts, address.parameters, services);
  };
  const fault = (visit: Visit, status: number, heading: string, texts: readonly string[]): Answer => {
    const { basePath, requestId } = visit;
    const css = basePath + assets.css.path;
    const body = renderHtml(faultPage({ status, title: heading, texts, requestId, css, home: `${basePath}/` }));
    return answer(status, HTML, body, requestId);
  };
  const serveCsv = async (visit: Visit, route: Route & { kind: 'csv' }, context: PageContext): Promise<Answer> => {
    const { requestId, viewer } = visit;
    const { panel, id: page } = route;
    const result = await tableOf(route.rows, context.request);
    const { answer: table } = result;
    const outcome = table === undefined ? 'failed' : 'success';
    notes.record({ page, panel, outcome, viewer, requestId, ...(table && { rows: table.rows.length }) });
    if (table === undefined) return fault(visit, 503, 'There is no CSV', [result.message ?? '']);
    const disposition = `attachment; filename="${fileName(panel, context.request)}"`;
    return answer(200, 'text/csv; charset=utf-8', writeCsv(table), requestId, { 'content-disposition': disposition });
  };
  const servePage = async (visit: Visit, route: Route & { kind: 'page' }, context: PageContext): Promise<Answer> => {
    const { basePath, path, requestId, viewer } = visit;
    const view = { page: route.id, outcome: 'success', viewer, requestId } as const;
    try {
      const made = await route.entry.page(context.request);
      notes.record(view);
      notes.count(view, (options.basePath ?? '') + path);
      return answer(200, HTML, context.parts.stream(made), requestId);
    } catch (error) {
      notes.record({ ...view, outcome: 'failed' });
      services.log.error(
        { err: toError(error), page: route.id, request_id: requestId, base: basePath.length > 0 },
        'dashboard: a page failed',
      );
      return fault(visit, 500, 'This page could not be made', ['The log line of this request says why.']);
    }
  };
  const serveDefinition = (visit: Visit, route: Route & { kind: 'definition' }, context: PageContext): Answer => {
    const { requestId, viewer } = visit;
    notes.record({ page: route.id, outcome: 'success', viewer, requestId });
    return answer(200, HTML, renderHtml(definitionPage(context.request, route.about)), requestId);
  };
  return async (visit: Visit): Promise<Answer> => {
    const { request, requestId, route } = visit;
    if (route.kind === 'asset') {
      // The path changes with the content, and there is no data in it.
      const cached = { 'cache-control': 'private, max-age=31536000, immutable' };
      return {
        status: 200,
        headers: { ...SECURITY_HEADERS, 'content-type': route.asset.type, ...cached },
        body: route.asset.text,
      };
    }
    const query = new URL(request.url).searchParams;
    const address = readAddress(query, {
      keys,
      catalog,
      now: services.clock.now(),
      parameters: entryOf(route)?.parameters ?? {},
    });
    if (address.faults.length > 0) return fault(visit, 400, 'This address cannot be read', address.faults);
    if (request.method === 'HEAD') {
      const type = route.kind === 'csv' ? 'text/csv; charset=utf-8' : HTML;
      return answer(200, type, '', requestId);
    }
    const context = contextOf(visit, address);
    if (route.kind === 'csv') return serveCsv(visit, route, context);
    return route.kind === 'page' ? servePage(visit, route, context) : serveDefinition(visit, route, context);
  };
}
