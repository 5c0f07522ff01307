import type { PanelQuery } from '../../model/board.ts';
import { DATA_SOURCES } from '../../model/data-sources.ts';

/** Data sources by what boards ask. */
export const SOURCES = {
  metrics: { type: 'prometheus', uid: DATA_SOURCES.metrics },
  logs: { type: 'loki', uid: DATA_SOURCES.logs },
  traces: { type: 'tempo', uid: DATA_SOURCES.traces },
  reports: { type: 'grafana-clickhouse-datasource', uid: DATA_SOURCES.reports },
} as const satisfies Readonly<Record<PanelQuery['source'], { readonly type: string; readonly uid: string }>>;

/** The name that lists of alerts choose their source by. */
export const METRICS_NAME = 'Metrics';
