import type { DashboardOptions } from '../dashboard-options.ts';
import type { PageEntry, SliceKey, Viewer } from '../page-request.ts';
import type { Asset } from './assets.ts';
import type { Route } from './find-route.ts';
import { createPageContext, type PageContext, type PanelServices } from './page-context.ts';
import type { ReadAddress } from './read-filters.ts';
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

/** What every visit of one dashboard is answered with. */
export interface Desk {
  readonly options: DashboardOptions;
  readonly pages: readonly PageEntry[];
  readonly assets: { readonly css: Asset; readonly js: Asset };
  readonly services: PanelServices;
  readonly notes: ViewNotes;
  readonly keys: readonly SliceKey[];
}

export const entryOf = (route: Route): PageEntry | undefined => ('entry' in route ? route.entry : undefined);

/** The address that was understood, within the dashboard: nothing else of the request gets into a link. */
function addressOf({ basePath, path, request }: Visit, address: ReadAddress): URL {
  const url = new URL(request.url);
  url.pathname = path === '/' ? `${basePath}/` : basePath + path;
  url.search = address.kept.toString();
  url.hash = '';
  return url;
}

/** What a page is given of a visit. */
export function contextOf(desk: Desk, visit: Visit, address: ReadAddress): PageContext {
  const { assets, keys, options, pages, services } = desk;
  const { catalog, metrics = [], reports, title = 'Telemetry' } = options;
  const { basePath, path, requestId, route, viewer } = visit;
  const mine = pages.filter((page) => page.title !== undefined && viewer.audiences.includes(page.audience));
  const facts = {
    audience: entryOf(route)?.audience ?? viewer.audiences[0] ?? 'product',
    viewer,
    url: addressOf(visit, address),
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
}
