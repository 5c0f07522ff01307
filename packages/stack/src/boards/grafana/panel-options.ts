import type { Panel } from '../../model/board.ts';
import { pluginOf } from './panel-look.ts';
import { METRICS_NAME } from './sources.ts';

const REDUCE = { calcs: ['lastNotNull'], fields: '', values: false };

/** Below a trend, without numbers: those are in its tooltip. */
const LEGEND = { displayMode: 'list', placement: 'bottom', calcs: [] } as const;

/** Options that are the same for every panel of a plug-in. Held against Grafana's types by the tests. */
export const OPTIONS = {
  stat: {
    reduceOptions: REDUCE,
    colorMode: 'value',
    graphMode: 'none',
    justifyMode: 'center',
    orientation: 'auto',
    textMode: 'value',
    wideLayout: true,
    showPercentChange: false,
    percentChangeColorMode: 'standard',
  },
  gauge: {
    reduceOptions: REDUCE,
    showThresholdLabels: false,
    showThresholdMarkers: true,
    sizing: 'auto',
    minVizWidth: 75,
    minVizHeight: 75,
    orientation: 'auto',
  },
  timeseries: { legend: { ...LEGEND, showLegend: true }, tooltip: { mode: 'multi', sort: 'desc', hideZeros: true } },
  stateTimeline: {
    mergeValues: true,
    showValue: 'never',
    alignValue: 'left',
    rowHeight: 0.8,
    legend: { ...LEGEND, showLegend: false },
    tooltip: { mode: 'single', sort: 'none' },
  },
  table: { frameIndex: 0, showHeader: true, cellHeight: 'sm' },
  logs: {
    showTime: true,
    showLabels: false,
    showCommonLabels: false,
    showLogContextToggle: false,
    wrapLogMessage: true,
    prettifyLogMessage: false,
    enableLogDetails: true,
    enableInfiniteScrolling: true,
    sortOrder: 'Descending',
    dedupStrategy: 'none',
  },
} as const;

/** Alerts of Prometheus, by the name of its source; the SDK has no types of this plug-in. */
const ALERT_LIST = {
  viewMode: 'list',
  groupMode: 'default',
  groupBy: [],
  maxItems: 20,
  sortOrder: 3,
  dashboardAlerts: false,
  alertName: '',
  alertInstanceLabelFilter: '{severity=~"critical|warning"}',
  datasource: METRICS_NAME,
  showInactiveAlerts: false,
  stateFilter: { firing: true, pending: true, recovering: true, noData: false, normal: false, error: true },
};

/** One line without a name of its own needs no legend: the title says what it is. */
const withLegend = ({ queries }: Panel): boolean =>
  queries.length > 1 || queries.some(({ legend = '' }) => legend.includes('{{'));

const sortOf = ({ queries }: Panel) => [{ displayName: queries[0]?.legend ?? 'Value', desc: true }];

/** The options of the plug-in that draws a panel. */
export function optionsOf(panel: Panel): object {
  switch (pluginOf(panel)) {
    case 'stat':
      return OPTIONS.stat;
    case 'gauge':
      return OPTIONS.gauge;
    case 'state-timeline':
      return OPTIONS.stateTimeline;
    case 'timeseries':
      return { ...OPTIONS.timeseries, legend: { ...LEGEND, showLegend: withLegend(panel) } };
    case 'table':
      return { ...OPTIONS.table, ...(panel.kind === 'table' && { sortBy: sortOf(panel) }) };
    case 'logs':
      return OPTIONS.logs;
    case 'alertlist':
      return ALERT_LIST;
    default:
      return { mode: 'markdown', content: panel.markdown ?? '' };
  }
}
