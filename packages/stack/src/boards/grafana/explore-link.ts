import type { PanelQuery } from '../../model/board.ts';
import { SOURCES } from './sources.ts';

/** Grafana puts its variables in by itself, percent-encoded, so that they must stay as they are. */
const VARIABLE = /(\$\{[\w.:]+\}|\$[a-zA-Z_]\w*)/;

const encode = (text: string): string =>
  text
    .split(VARIABLE)
    .map((part, index) => (index % 2 === 1 ? part : encodeURIComponent(part)))
    .join('');

/** The path in Grafana that shows lines or traces in Explore, for the time of the board; variables of Grafana may be in the query. */
export function explorePath(source: 'logs' | 'traces', expr: string): string {
  const query =
    source === 'logs'
      ? { expr, queryType: 'range' }
      : { query: expr, queryType: 'traceql', limit: 20, tableType: 'traces' };
  const pane = {
    datasource: SOURCES[source].uid,
    queries: [{ refId: 'A', datasource: SOURCES[source], ...query }],
    range: { from: '${__from}', to: '${__to}' },
  };
  return `/explore?schemaVersion=1&orgId=1&panes=${encode(JSON.stringify({ plumbline: pane }))}`;
}

/** Whether a query asks for the service that the visitor chose. */
export const asksForService = (queries: readonly PanelQuery[]): boolean =>
  queries.some(({ expr }) => expr.includes('$service'));
