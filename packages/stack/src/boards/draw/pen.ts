import type { Panel } from '../../model/board.ts';
import { meaningOf } from '../series-colours.ts';
import type { DrawnSeries, PanelData } from './panel-data.ts';
import { seriesName } from './panel-data.ts';
import type { Box } from './svg.ts';
import type { Theme } from './theme.ts';

/** What the inside of one panel is drawn with. */
export interface Pen {
  readonly panel: Panel;
  readonly data: PanelData;
  readonly theme: Theme;
  /** Below the title. */
  readonly box: Box;
  /** Of the whole board, in Unix seconds. */
  readonly time: readonly [from: number, to: number];
}

export const colour = ({ theme }: Pen, name: string): string => theme.colours[name] ?? theme.text;

/** The colour of the step that a value is on. */
export function colourOfValue(pen: Pen, value: number): string {
  const steps = pen.panel.thresholds ?? [{ colour: 'text' as const }];
  return colour(pen, steps.findLast(({ from = Number.NEGATIVE_INFINITY }) => value >= from)?.colour ?? 'text');
}

export interface NamedSeries extends DrawnSeries {
  readonly name: string;
  readonly colour: string;
}

function hashOf(text: string): number {
  let hash = 7;
  for (const sign of text) hash = (Math.imul(hash, 31) + (sign.codePointAt(0) ?? 0)) >>> 0;
  return hash;
}

/** Series with their names and colours: what a name means decides, then the name itself, so that it is the same everywhere. */
export function namedSeries(pen: Pen): readonly NamedSeries[] {
  const { palette } = pen.theme;
  const taken = new Set<number>();
  const free = (name: string): string => {
    const start = hashOf(name) % palette.length;
    const found = palette.findIndex((_, index) => !taken.has((start + index) % palette.length));
    const place = (start + Math.max(found, 0)) % palette.length;
    taken.add(place);
    return palette[place] ?? pen.theme.text;
  };
  return (pen.data.series ?? []).map((series) => {
    const name = seriesName(pen.panel.queries[series.query]?.legend, series.labels);
    const meaning = meaningOf(name);
    const only = name === '' || (pen.data.series?.length === 1 && meaning === undefined);
    return {
      ...series,
      name,
      colour: meaning === undefined ? (only ? colour(pen, 'blue') : free(name)) : colour(pen, meaning),
    };
  });
}

/** The last number of a series. */
export const lastOf = ({ points }: DrawnSeries): number => points.at(-1)?.[1] ?? Number.NaN;
