import { formatValue } from './format-value.ts';
import type { Panel } from '../../model/board.ts';
import type { Pen } from './pen.ts';
import { type Box, element, textWidth, writeText } from './svg.ts';

const SIZE = 11;
const DAY = 86_400;

/** From where to where a scale goes, and what stands in its way. */
export interface Scale {
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly number[];
}

const ROUND = [1, 2, 2.5, 5, 10] as const;
/** Seconds that people read as one thing, from a minute on. */
const ROUND_TIMES = [
  60,
  120,
  300,
  600,
  900,
  1_800,
  3_600,
  7_200,
  14_400,
  21_600,
  43_200,
  DAY,
  2 * DAY,
  7 * DAY,
] as const;

/** A step that is easy to read: bytes count by 1,024, and seconds by minutes and hours. */
function stepFor(rough: number, unit: string): number {
  if (unit === 's' && rough > 30) return ROUND_TIMES.find((time) => time >= rough) ?? 30 * DAY;
  const base =
    (unit === 'bytes' || unit === 'Bps') && rough >= 1_024 ? 1_024 ** Math.floor(Math.log(rough) / Math.log(1_024)) : 1;
  const power = 10 ** Math.floor(Math.log10(rough / base));
  return (ROUND.find((times) => times * power * base >= rough) ?? 10) * power * base;
}

/** Four or so round numbers that hold all values. */
export function scaleOf(
  values: readonly number[],
  { kind, max, min, unit }: Pick<Panel, 'kind' | 'max' | 'min' | 'unit'>,
): Scale {
  const finite = values.filter((value) => Number.isFinite(value));
  const least = Math.min(min ?? Number.POSITIVE_INFINITY, ...finite, ...(finite.length === 0 ? [0] : []));
  const found = Math.max(max ?? Number.NEGATIVE_INFINITY, ...finite, least);
  const most = found > least ? found : least + (unit === 'percentunit' ? 0.01 : 1);
  const counted = kind === 'bars' && unit === 'short';
  const step = stepFor(Math.max((most - least) / 4, counted ? 1 : 0), unit);
  const low = Math.floor(least / step + 1e-9) * step;
  const high = max ?? Math.ceil(most / step - 1e-9) * step;
  const count = Math.floor((high - low) / step + 1e-9);
  return {
    low,
    high: Math.max(high, low + step / 2),
    ticks: Array.from({ length: count + 1 }, (_, index) => low + index * step),
  };
}

const two = (value: number): string => `${value}`.padStart(2, '0');

const clock = (seconds: number, span: number): string => {
  const date = new Date(seconds * 1_000);
  return span > 2 * DAY
    ? `${two(date.getUTCMonth() + 1)}/${two(date.getUTCDate())}`
    : `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`;
};

const STEPS = [60, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, DAY, 2 * DAY, 7 * DAY] as const;

function timesOf([from, to]: Pen['time'], width: number): readonly number[] {
  const most = Math.max(2, Math.floor(width / 76));
  const step = STEPS.find((candidate) => (to - from) / candidate <= most) ?? 30 * DAY;
  const first = Math.ceil(from / step) * step;
  return Array.from({ length: Math.max(0, Math.floor((to - first) / step) + 1) }, (_, index) => first + index * step);
}

/** Where a time and a value are in the picture. */
export interface Plot {
  readonly box: Box;
  x(seconds: number): number;
  y(value: number): number;
}

const plotIn = (box: Box, [from, to]: Pen['time'], { high, low }: Scale): Plot => ({
  box,
  x: (seconds) => box.x + ((seconds - from) / (to - from || 1)) * box.w,
  // What a fixed scale does not hold is drawn at its edge.
  y: (value) => box.y + box.h - ((Math.min(high, Math.max(low, value)) - low) / (high - low || 1)) * box.h,
});

/** Grid and numbers of a graph; what is left for the lines is the plot. */
export function drawAxes(pen: Pen, box: Box, scale: Scale): { readonly plot: Plot; readonly svg: string } {
  const { panel, theme, time } = pen;
  const numbers = scale.ticks.map((tick) => formatValue(tick, panel.unit));
  const margin = Math.max(28, ...numbers.map((text) => textWidth(text, SIZE))) + 8;
  const inner = { x: box.x + margin, y: box.y + 6, w: box.w - margin - 6, h: box.h - 26 };
  const plot = plotIn(inner, time, scale);
  const rows = scale.ticks.map((tick, index) => {
    const y = plot.y(tick);
    return [
      element('line', { x1: inner.x, x2: inner.x + inner.w, y1: y, y2: y, stroke: theme.grid, 'stroke-width': 1 }),
      writeText(inner.x - 8, y + 4, numbers[index] ?? '', { size: SIZE, anchor: 'end', fill: theme.faint }),
    ].join('');
  });
  const right = box.x + box.w;
  const columns = timesOf(time, inner.w).map((at) => {
    const text = clock(at, time[1] - time[0]);
    // The last one stays within the panel.
    const x = Math.min(plot.x(at), right - textWidth(text, SIZE) / 2);
    return writeText(x, inner.y + inner.h + 17, text, { size: SIZE, anchor: 'middle', fill: theme.faint });
  });
  return { plot, svg: [...rows, ...columns].join('') };
}
