import { ownUid } from '../boards/own-uid.ts';
import { DATA_SOURCES } from '../model/data-sources.ts';
import type { AlertDefinition } from '../model/alert.ts';
import type { StackModel } from '../model/stack-model.ts';

type Source = 'logs' | 'traces';

const QUERIES = {
  logs: (expr: string) => ({
    refId: 'A',
    expr,
    queryType: 'range',
    datasource: { type: 'loki', uid: DATA_SOURCES.logs },
  }),
  traces: (query: string) => ({
    refId: 'A',
    query,
    queryType: 'traceql',
    limit: 20,
    datasource: { type: 'tempo', uid: DATA_SOURCES.traces },
  }),
} as const;

/** The page of Grafana that shows a query of the last hour: the form of its own "share" button, which all of 10 to 13 read. */
function exploreUrl({ urls }: StackModel, source: Source, expr: string): string {
  const pane = {
    datasource: DATA_SOURCES[source],
    queries: [QUERIES[source](expr)],
    range: { from: 'now-1h', to: 'now' },
  };
  return `${urls.grafana}/explore?schemaVersion=1&orgId=1&panes=${encodeURIComponent(JSON.stringify({ plumbline: pane }))}`;
}

function boardUrl(model: StackModel, board: string): string {
  const { application, environment, urls } = model;
  return `${urls.grafana}/d/${ownUid(model, board)}?var-service=${encodeURIComponent(application.service.name)}&var-environment=${encodeURIComponent(environment)}`;
}

/** Where an alert leads: its runbook, its board, its lines and its traces. */
export const linksOf = (definition: AlertDefinition, model: StackModel): Readonly<Record<string, string>> => ({
  runbook_url: `${model.urls.runbooks}/${definition.name}.md`,
  dashboard_url: boardUrl(model, definition.board),
  ...(definition.logs !== undefined && { logs_url: exploreUrl(model, 'logs', definition.logs) }),
  ...(definition.traces !== undefined && { traces_url: exploreUrl(model, 'traces', definition.traces) }),
});
