import type { PanelQuery } from '../../model/board.ts';

/** Data sources by what boards ask; uids are fixed, since links name them. */
export const SOURCES = {
  metrics: { type: 'prometheus', uid: 'plumbline-metrics' },
  logs: { type: 'loki', uid: 'plumbline-logs' },
  traces: { type: 'tempo', uid: 'plumbline-traces' },
} as const satisfies Readonly<Record<PanelQuery['source'], { readonly type: string; readonly uid: string }>>;

/** The name that lists of alerts choose their source by. */
export const METRICS_NAME = 'Metrics';
export const ALERTS_UID = 'plumbline-alerts';
