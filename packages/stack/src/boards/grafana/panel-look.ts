import type { Panel, Threshold } from '../../model/board.ts';
import { MEANINGS } from '../series-colours.ts';

/** What states over time are drawn as: numbers that stand for words. */
export const isState = ({ kind, words }: Panel): boolean => kind === 'timeseries' && words !== undefined;

/** The panel of Grafana that draws a kind. */
export function pluginOf(panel: Panel): string {
  if (isState(panel)) return 'state-timeline';
  return {
    stat: 'stat',
    gauge: 'gauge',
    timeseries: 'timeseries',
    bars: 'timeseries',
    table: 'table',
    logs: 'logs',
    traces: 'table',
    text: 'text',
    alerts: 'alertlist',
  }[panel.kind];
}

const stepsOf = (thresholds: readonly Threshold[]) =>
  thresholds.map(({ colour, from }) => ({ color: colour, value: from ?? null }));

const colourOf = (panel: Panel) => {
  if (panel.kind === 'stat' || panel.kind === 'gauge' || isState(panel)) return { mode: 'thresholds' };
  const names = panel.queries.map(({ legend = '' }) => legend);
  return names.length === 1 && !names[0]?.includes('{{')
    ? { mode: 'fixed', fixedColor: 'blue' }
    : { mode: 'palette-classic-by-name' };
};

/** Lines or bars; a bar stands for a step, and stacked ones add up. */
export const graphOf = (panel: Panel) =>
  ({
    drawStyle: panel.kind === 'bars' ? 'bars' : 'line',
    lineInterpolation: 'linear',
    lineWidth: panel.kind === 'bars' ? 0 : 2,
    fillOpacity: panel.kind === 'bars' ? 80 : panel.stacked === true ? 30 : 8,
    gradientMode: 'none',
    showPoints: 'never',
    // A gap is a gap: a line through it would say that somebody measured.
    spanNulls: false,
    insertNulls: false,
    barAlignment: 0,
    barWidthFactor: 0.8,
    axisBorderShow: false,
    axisColorMode: 'text',
    axisLabel: '',
    axisPlacement: 'auto',
    scaleDistribution: { type: 'linear' },
    stacking: { mode: panel.stacked === true ? 'normal' : 'none', group: 'A' },
    thresholdsStyle: { mode: (panel.thresholds?.length ?? 0) > 1 ? 'dashed' : 'off' },
    hideFrom: { legend: false, tooltip: false, viz: false },
  }) as const;

const customOf = (panel: Panel): object => {
  if (isState(panel)) return { fillOpacity: 75, lineWidth: 0, hideFrom: { legend: false, tooltip: false, viz: false } };
  if (panel.kind === 'timeseries' || panel.kind === 'bars') return graphOf(panel);
  if (panel.kind === 'table' || panel.kind === 'traces') return { align: 'auto', inspect: false, filterable: false };
  return {};
};

/** How many digits say more than they hide: what is counted has none. */
const decimalsOf = ({ kind, unit }: Panel): number | undefined =>
  unit === 'short' && (kind === 'stat' || kind === 'bars' || kind === 'table') ? 0 : undefined;

const mappingsOf = ({ words = {} }: Panel) => {
  const options = Object.entries(words).map(([value, text], index) => [value, { text, index }]);
  return options.length === 0 ? [] : [{ type: 'value', options: Object.fromEntries(options) }];
};

const overridesOf = (panel: Panel) => {
  if ((panel.kind !== 'timeseries' && panel.kind !== 'bars') || isState(panel)) return [];
  return MEANINGS.map(({ colour, words }) => ({
    matcher: { id: 'byRegexp', options: `/${words.source}/i` },
    properties: [{ id: 'color', value: { mode: 'fixed', fixedColor: colour } }],
  }));
};

export interface DataLink {
  readonly title: string;
  readonly url: string;
  readonly targetBlank: boolean;
}

/** Unit, colours, thresholds and links of the values of a panel. */
export function fieldConfigOf(panel: Panel, links: readonly DataLink[]) {
  const { max, min, noValue, thresholds = [{ colour: 'text' }], unit } = panel;
  const decimals = decimalsOf(panel);
  return {
    defaults: {
      unit,
      ...(decimals !== undefined && { decimals }),
      ...(min !== undefined && { min }),
      ...(max !== undefined && { max }),
      ...(noValue !== undefined && { noValue }),
      color: colourOf(panel),
      thresholds: { mode: 'absolute', steps: stepsOf(thresholds) },
      mappings: mappingsOf(panel),
      ...(links.length > 0 && { links }),
      custom: customOf(panel),
    },
    overrides: overridesOf(panel),
  };
}
