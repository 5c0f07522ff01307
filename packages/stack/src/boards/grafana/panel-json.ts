import type { Board, Panel, PanelQuery } from '../../model/board.ts';
import { ERROR_LINES } from '../board-context.ts';
import type { PlacedPanel } from '../layout.ts';
import { asksForService, explorePath } from './explore-link.ts';
import { type DataLink, fieldConfigOf, pluginOf } from './panel-look.ts';
import { optionsOf } from './panel-options.ts';
import { SOURCES } from './sources.ts';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const refId = (index: number): string => LETTERS.charAt(index % LETTERS.length);

/** FNV-1a with 32 bits, cut to what is a safe ID of a panel. The same title keeps its ID wherever it stands. */
function stableId(text: string): number {
  let hash = 0x811c9dc5;
  for (const sign of text) hash = Math.imul(hash ^ (sign.codePointAt(0) ?? 0), 0x01000193);
  return ((hash >>> 0) % 999_999) + 1;
}

/** IDs of panels and rows of a board: links to a panel stay right when others are added. */
export const panelId = (board: Board, title: string): number => stableId(`${board.uid}/${title}`);

function targetOf(panel: Panel, query: PanelQuery, index: number) {
  const { expr, instant = false, legend, source } = query;
  const common = { refId: refId(index), datasource: SOURCES[source] };
  // 0 is a time series and 1 a table, as the plugin numbers what it makes of rows.
  if (source === 'reports')
    return { ...common, rawSql: expr, editorType: 'sql', format: panel.kind === 'table' || instant ? 1 : 0 };
  if (source === 'traces')
    return { ...common, query: expr, queryType: 'traceql', limit: 20, spss: 3, tableType: 'traces' };
  if (source === 'logs') {
    return {
      ...common,
      expr,
      queryType: instant ? 'instant' : 'range',
      ...(legend !== undefined && { legendFormat: legend }),
    };
  }
  return {
    ...common,
    expr,
    instant,
    range: !instant,
    editorMode: 'code',
    format: panel.kind === 'table' ? 'table' : 'time_series',
    legendFormat: legend ?? '__auto',
    ...(panel.needs === 'tempo' && { exemplar: true }),
  };
}

/** One column for each query, named like its legend, and none for the time at which it was asked. */
function transformationsOf({ kind, queries }: Panel): readonly object[] {
  if (kind !== 'table' || queries[0]?.source === 'reports') return [];
  const names = queries.map(({ legend = 'value' }, index) =>
    queries.length === 1 ? ['Value', legend] : [`Value #${refId(index)}`, legend],
  );
  const organize = {
    id: 'organize',
    options: { excludeByName: { Time: true }, indexByName: {}, renameByName: Object.fromEntries(names) },
  };
  return queries.length === 1 ? [organize] : [{ id: 'merge', options: {} }, organize];
}

/** Explore is for those who look into incidents: viewers of the other folders have no right to it. */
function linksOf({ audience }: Board, panel: Panel): readonly DataLink[] {
  if (audience !== 'operator' && audience !== 'security') return [];
  if (!['stat', 'gauge', 'timeseries', 'bars', 'table'].includes(panel.kind)) return [];
  const errors = `{service_name=~"$service",deployment_environment_name=~"$environment"} ${ERROR_LINES}`;
  const logs = panel.logs ?? (asksForService(panel.queries) ? errors : undefined);
  const link = (title: string, source: 'logs' | 'traces', expr: string | undefined): readonly DataLink[] =>
    expr === undefined ? [] : [{ title, url: explorePath(source, expr), targetBlank: false }];
  return [
    ...link(panel.logs === undefined ? 'Errors of this time' : 'Lines of this time', 'logs', logs),
    ...link('Traces of this time', 'traces', panel.traces),
  ];
}

/** A panel as Grafana's classic model has it. */
export function panelJson(board: Board, { panel, place }: PlacedPanel, pluginVersion: string) {
  const transformations = transformationsOf(panel);
  const [source = 'metrics'] = panel.queries.map((query) => query.source);
  return {
    id: panelId(board, panel.title),
    type: pluginOf(panel),
    title: panel.title,
    description: panel.description,
    pluginVersion,
    gridPos: { h: place.h, w: place.w, x: place.x, y: place.y },
    ...(panel.kind !== 'text' && panel.kind !== 'alerts' && { datasource: SOURCES[source] }),
    ...(panel.step !== undefined && { interval: panel.step }),
    // Lists of alerts ask Grafana itself, and text asks nobody.
    targets: panel.kind === 'alerts' ? [] : panel.queries.map((query, index) => targetOf(panel, query, index)),
    fieldConfig: fieldConfigOf(panel, linksOf(board, panel)),
    options: optionsOf(panel),
    ...(transformations.length > 0 && { transformations }),
  };
}
