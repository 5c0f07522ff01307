import type { Board } from '../../model/board.ts';
import type { StackModel } from '../../model/stack-model.ts';
import { IMAGES } from '../../services/images.ts';
import { CHOSEN_ALERTS } from '../scoped.ts';
import { createBoardContext } from '../board-context.ts';
import { layOut, type PlacedRow } from '../layout.ts';
import { asksForService } from './explore-link.ts';
import { panelId, panelJson } from './panel-json.ts';
import { SOURCES } from './sources.ts';

/** The classic model: Grafana 10 to 12 read it, and 13 migrates it while loading. */
const SCHEMA_VERSION = 42;

/** Not `.*`: Loki refuses a query whose every matcher matches nothing as well. */
const ALL = '.+';

const fromLabel = (name: string, label: string, metric: string, of: string, current?: string) => ({
  type: 'query',
  name,
  label,
  hide: 0,
  skipUrlSync: false,
  datasource: SOURCES.metrics,
  query: `label_values(${metric}, ${of})`,
  definition: `label_values(${metric}, ${of})`,
  current: current === undefined ? { text: 'All', value: '$__all' } : { text: current, value: current },
  options: [],
  // One or all: what a link carries into Explore is one value.
  multi: false,
  includeAll: true,
  allValue: ALL,
  refresh: 2,
  sort: 1,
  regex: '',
});

const textBox = ({ label, name }: { readonly label: string; readonly name: string }) => ({
  type: 'textbox',
  name,
  label,
  hide: 0,
  skipUrlSync: false,
  // Not empty: that would ask for every line that has no such ID.
  query: '-',
  current: { text: '-', value: '-' },
  options: [{ selected: true, text: '-', value: '-' }],
});

const asks = ({ rows }: Board): boolean =>
  rows.some(({ panels }) => panels.some(({ queries }) => asksForService(queries)));

function variablesOf(board: Board, model: StackModel) {
  const { application, environment } = model;
  const own = [
    ...(board.textVariables ?? []).map(textBox),
    ...(board.labelVariables ?? []).map(({ label, metric, name, of }) => fromLabel(name, label, metric, of)),
  ];
  if (!asks(board)) return own;
  // The name alone: what may be chosen does not depend on what is.
  const heartbeat = createBoardContext(model).select('plumbline.heartbeat').replace(/\{.*/, '');
  return [
    fromLabel('service', 'Service', heartbeat, 'service_name', application.service.name),
    fromLabel('environment', 'Environment', heartbeat, 'deployment_environment_name', environment),
    ...own,
  ];
}

const annotation = (name: string, iconColor: string, more: object) => ({
  name,
  datasource: SOURCES.metrics,
  enable: true,
  hide: false,
  iconColor,
  step: '60s',
  ...more,
});

function annotationsOf(board: Board, model: StackModel) {
  const by = 'service_name, service_version';
  const heartbeat = createBoardContext(model).select('plumbline.heartbeat');
  const layer = board.alerts === undefined ? '' : `,layer="${board.alerts}"`;
  const chosen = asks(board) ? `,${CHOSEN_ALERTS}` : '';
  const builtIn = {
    builtIn: 1,
    datasource: { type: 'grafana', uid: '-- Grafana --' },
    enable: true,
    hide: true,
    iconColor: 'rgba(0, 211, 255, 1)',
    name: 'Annotations & Alerts',
    type: 'dashboard',
  };
  const alerts = annotation('Alerts', 'red', {
    expr: `ALERTS{alertstate="firing",severity=~"critical|warning"${layer}${chosen}}`,
    titleFormat: '{{alertname}}',
    textFormat: '{{severity}}',
    tagKeys: 'severity,layer',
  });
  // A version that was not there five minutes ago: a deployment, or a start after a longer pause.
  const deployments = annotation('Deployments', 'blue', {
    expr: `group by (${by}) (${heartbeat}) unless group by (${by}) (${heartbeat} offset 5m)`,
    titleFormat: 'Version {{service_version}}',
    textFormat: '{{service_name}}',
    tagKeys: 'service_version',
  });
  return { list: [builtIn, alerts, ...(asks(board) ? [deployments] : [])] };
}

const link = (type: 'link' | 'dashboards', title: string, more: object) => ({
  type,
  title,
  icon: type === 'link' ? 'dashboard' : 'external link',
  tooltip: '',
  asDropdown: type === 'dashboards',
  tags: [],
  targetBlank: false,
  includeVars: true,
  keepTime: true,
  ...more,
});

/** To what answers the next question, and to all boards that the visitor may see. */
const linksOf = ({ related = [] }: Board, boards: readonly Board[]) => [
  ...related.map((uid) => link('link', boards.find((board) => board.uid === uid)?.title ?? uid, { url: `/d/${uid}` })),
  link('dashboards', 'All boards', { tags: ['plumbline'] }),
];

function rowJson(board: Board, { panels, title, y }: PlacedRow, pluginVersion: string) {
  const heading =
    title === undefined
      ? []
      : [
          {
            id: panelId(board, `row: ${title}`),
            type: 'row',
            title,
            collapsed: false,
            gridPos: { h: 1, w: 24, x: 0, y },
            panels: [],
          },
        ];
  return [...heading, ...panels.map((panel) => panelJson(board, panel, pluginVersion))];
}

/** A board as Grafana reads it from a file. The same board makes the same object. */
export function dashboardJson(board: Board, boards: readonly Board[], model: StackModel) {
  const pluginVersion = IMAGES.grafana.split(':').at(-1) ?? '';
  return {
    uid: board.uid,
    title: board.title,
    description: board.description,
    tags: ['plumbline', board.audience],
    schemaVersion: SCHEMA_VERSION,
    version: 1,
    editable: false,
    graphTooltip: 1,
    timezone: 'browser',
    fiscalYearStartMonth: 0,
    liveNow: false,
    refresh: '1m',
    time: { from: board.defaultRange ?? 'now-6h', to: 'now' },
    timepicker: {},
    templating: { list: variablesOf(board, model) },
    annotations: annotationsOf(board, model),
    links: linksOf(board, boards),
    panels: layOut(board.rows).flatMap((row) => rowJson(board, row, pluginVersion)),
  };
}
