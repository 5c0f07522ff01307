import type { ProductPanelId } from '@plumbline/core';
import type { Audience, PageEntry, PageRequest, PanelResult, PanelTable } from '../page-request.ts';
import type { Metric } from '../reporting/metric.ts';
import type { PanelDefinition } from '../ui/panel.ts';
import type { Asset } from './assets.ts';

/** Where a panel's rows come from. */
export type PanelRows =
  | { readonly kind: 'question'; readonly panel: ProductPanelId }
  | { readonly kind: 'table'; readonly table: (request: PageRequest) => Promise<PanelTable> }
  | { readonly kind: 'collection'; readonly collect: (request: PageRequest) => Promise<PanelResult<PanelTable>> };

/** What an address names, and whose it is: a viewer of one of the audiences may see it. */
export type Route =
  | { readonly kind: 'asset'; readonly id: 'asset'; readonly asset: Asset; readonly audiences: readonly Audience[] }
  | { readonly kind: 'page'; readonly id: string; readonly entry: PageEntry; readonly audiences: readonly Audience[] }
  | {
      readonly kind: 'csv';
      readonly id: string;
      readonly entry: PageEntry;
      readonly panel: string;
      readonly rows: PanelRows;
      readonly audiences: readonly Audience[];
    }
  | {
      readonly kind: 'definition';
      readonly id: 'definition';
      readonly about: {
        readonly name: string;
        readonly metric?: Metric;
        readonly earlier?: readonly Metric[];
        readonly panel?: PanelDefinition;
      };
      readonly audiences: readonly Audience[];
    };

/** Everything that can be asked for, by path within the dashboard: an address that is not in it names nothing. */
export type Routes = ReadonlyMap<string, Route>;

const EVERYBODY: readonly Audience[] = ['product', 'leadership', 'operator', 'security'];

function* pageRoutes(entry: PageEntry): Generator<[string, Route]> {
  const { id, path, panels = [], tables = {}, collections = {}, definitions = {} } = entry;
  const audiences = [entry.audience];
  yield [path, { kind: 'page', id, entry, audiences }];
  for (const panel of panels) {
    yield [`/panel/${panel}.csv`, { kind: 'csv', id, entry, panel, rows: { kind: 'question', panel }, audiences }];
  }
  for (const [panel, table] of Object.entries(tables)) {
    yield [`/panel/${panel}.csv`, { kind: 'csv', id, entry, panel, rows: { kind: 'table', table }, audiences }];
  }
  for (const [panel, collect] of Object.entries(collections)) {
    yield [`/panel/${panel}.csv`, { kind: 'csv', id, entry, panel, rows: { kind: 'collection', collect }, audiences }];
  }
  for (const [name, panel] of Object.entries(definitions)) {
    yield [`/definition/${name}`, { kind: 'definition', id: 'definition', about: { name, panel }, audiences }];
  }
}

/** Also of what was withdrawn, since its numbers stay: its last version is who may see them. */
function* metricRoutes(metrics: readonly Metric[], versions: readonly Metric[]): Generator<[string, Route]> {
  const declared = new Set(metrics.map(({ id }) => id));
  const withdrawn = versions.filter(
    ({ id, version }) => !declared.has(id) && !versions.some((other) => other.id === id && other.version > version),
  );
  for (const metric of [...metrics, ...withdrawn]) {
    const earlier = versions
      .filter(({ id, version }) => id === metric.id && version < metric.version)
      .toSorted((a, b) => b.version - a.version);
    const about = { name: metric.id, metric, earlier };
    yield [`/definition/${metric.id}`, { kind: 'definition', id: 'definition', about, audiences: metric.audience }];
  }
}

export interface RoutesOptions {
  readonly pages: readonly PageEntry[];
  readonly metrics: readonly Metric[];
  /** Every version of every definition that is known, for numbers that an earlier one made. */
  readonly versions: readonly Metric[];
  readonly assets: readonly Asset[];
}

export function createRoutes({ pages, metrics, versions, assets }: RoutesOptions): Routes {
  const routes = new Map<string, Route>();
  for (const asset of assets) routes.set(asset.path, { kind: 'asset', id: 'asset', asset, audiences: EVERYBODY });
  for (const [path, route] of metricRoutes(metrics, versions)) routes.set(path, route);
  // The first page that shows a panel is the one whose audience it belongs to.
  for (const entry of pages)
    for (const [path, route] of pageRoutes(entry)) if (!routes.has(path)) routes.set(path, route);
  return routes;
}

/**
 * The path within the dashboard. A framework may have cut the mount off already, so a path outside of it is taken as it is.
 * One slash at the end makes no difference.
 */
export function pathWithin(pathname: string, basePath: string): string {
  const isBelow = pathname === basePath || pathname.startsWith(`${basePath}/`);
  const path = isBelow ? pathname.slice(basePath.length) : pathname;
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path || '/';
}
