import type { BoardRow, Panel, PanelQuery, Threshold } from '../model/board.ts';

type Common = Omit<Panel, 'kind' | 'queries' | 'width' | 'height'> & Partial<Pick<Panel, 'width' | 'height'>>;
type OfOne = Common & { readonly expr: string; readonly legend?: string };
type OfMany = Common & { readonly queries: readonly PanelQuery[] };
type OfLines = Omit<Common, 'unit'> & { readonly expr: string };

/** A query of metrics over the time that is shown. */
export const line = (expr: string, legend?: string): PanelQuery => ({
  source: 'metrics',
  expr,
  ...(legend !== undefined && { legend }),
});

/** One number as it is now: not the last one that there was, which would look fine after its end. */
export const stat = ({ expr, legend, ...panel }: OfOne): Panel => ({
  width: 4,
  height: 4,
  noValue: '–',
  ...panel,
  kind: 'stat',
  queries: [{ ...line(expr, legend), instant: true }],
});

/** A share as a dial from 0 to 1. */
export const dial = ({ expr, legend, ...panel }: OfOne): Panel => ({
  width: 6,
  height: 6,
  min: 0,
  max: 1,
  noValue: '–',
  ...panel,
  kind: 'gauge',
  queries: [{ ...line(expr, legend), instant: true }],
});

/** Lines over time. */
export const trend = (panel: OfMany): Panel => ({ width: 12, height: 8, ...panel, kind: 'timeseries' });

/** How many in each step: stacked bars. */
export const bars = (panel: OfMany): Panel => ({
  width: 12,
  height: 8,
  stacked: true,
  step: '5m',
  min: 0,
  ...panel,
  kind: 'bars',
});

/** One row for each series, the largest first. */
export const table = ({ queries, ...panel }: OfMany): Panel => ({
  width: 12,
  height: 8,
  ...panel,
  kind: 'table',
  queries: queries.map((query) => ({ ...query, instant: true })),
});

export const logLines = ({ expr, ...panel }: OfLines): Panel => ({
  width: 24,
  height: 9,
  needs: 'loki',
  ...panel,
  unit: 'short',
  kind: 'logs',
  queries: [{ source: 'logs', expr }],
});

export const traceList = ({ expr, ...panel }: OfLines): Panel => ({
  width: 24,
  height: 9,
  needs: 'tempo',
  ...panel,
  unit: 'short',
  kind: 'traces',
  queries: [{ source: 'traces', expr }],
});

/** Alerts that fire or are about to, with their links. */
export const alertList = ({ expr, ...panel }: OfLines): Panel => ({
  width: 12,
  height: 8,
  noValue: 'nothing fires',
  ...panel,
  unit: 'short',
  kind: 'alerts',
  queries: [{ source: 'metrics', expr, instant: true }],
});

/** Words of our own. */
export const words = (panel: Omit<Common, 'unit'> & { readonly markdown: string }): Panel => ({
  width: 24,
  height: 4,
  ...panel,
  unit: 'short',
  kind: 'text',
  queries: [],
});

/** Panels that stand only where the application has what they show. */
export const when = (condition: boolean, ...panels: readonly Panel[]): readonly Panel[] => (condition ? panels : []);

export const row = (title: string, ...panels: readonly (Panel | readonly Panel[])[]): BoardRow => ({
  title,
  panels: panels.flat(),
});

/** Nothing to worry about: one colour. */
export const PLAIN: readonly Threshold[] = [{ colour: 'text' }];
/** Red from the first one on. */
export const NONE_IS_GOOD: readonly Threshold[] = [{ colour: 'green' }, { from: 1, colour: 'red' }];
/** Orange from the first one on: it can wait until tomorrow. */
export const NONE_IS_BEST: readonly Threshold[] = [{ colour: 'green' }, { from: 1, colour: 'orange' }];
/** Red below 1: something must be there. */
export const SOME_IS_GOOD: readonly Threshold[] = [{ colour: 'red' }, { from: 1, colour: 'green' }];
/** Green, yellow and red as the number grows. */
export const worseAbove = (yellow: number, red: number): readonly Threshold[] => [
  { colour: 'green' },
  { from: yellow, colour: 'yellow' },
  { from: red, colour: 'red' },
];
/** Red, yellow and green as the number grows. */
export const betterAbove = (yellow: number, green: number): readonly Threshold[] => [
  { colour: 'red' },
  { from: yellow, colour: 'yellow' },
  { from: green, colour: 'green' },
];
