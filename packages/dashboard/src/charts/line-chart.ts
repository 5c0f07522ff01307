import { extent, max } from 'd3-array';
import { scaleLinear } from 'd3-scale';
import { area, line } from 'd3-shape';
import { formatCompact } from '../ui/format.ts';
import { html, type Html } from '../ui/html.ts';
import { along, place, STRETCH, textRoom } from './fluid.ts';
import { type Point, plumbLine, pointsAttribute } from './points.ts';

export interface LinePoint {
  /** In words, such as `Mon 23 Nov`. */
  readonly title: string;
  /** Under the axis. */
  readonly tick: string;
  /** null where nothing is known: the line has a gap. */
  readonly value: number | null;
  readonly previous?: number | null;
  /** Shaded, such as a weekend. */
  readonly quiet?: boolean;
}

export interface LineChartSpec {
  /** What the drawing shows, in one sentence. */
  readonly label: string;
  readonly points: readonly LinePoint[];
  /** What is measured, such as `people`. */
  readonly unit: string;
  /** What the dashed line is, where there is one. */
  readonly previousName?: string;
  /** Pixels of the plot. @default 240 */
  readonly height?: number;
  readonly format?: (value: number) => string;
}

interface Plot {
  readonly height: number;
  readonly ticks: readonly number[];
  x(index: number): number;
  y(value: number): number;
}

const TICKS = 4;

const plotOf = ({ points, height = 240 }: LineChartSpec): Plot => {
  const most = max(points.flatMap(({ value, previous }) => [value ?? 0, previous ?? 0])) ?? 0;
  const scale = scaleLinear([0, most > 0 ? most : 1], [height, 8]).nice(TICKS);
  const last = points.length - 1;
  return {
    height,
    ticks: scale.ticks(TICKS).filter((tick) => most > 10 || Number.isInteger(tick)),
    x: (index) => (last === 0 ? 0.5 : index / last),
    y: (value) => place(scale(value)),
  };
};

/** Both lines and the area, in a drawing that is stretched; strokes keep their width. */
const drawLines = ({ points, height = 240 }: LineChartSpec, plot: Plot): Html => {
  const at = (_: LinePoint, index: number): number => place(plot.x(index) * STRETCH);
  const value = ({ value: number }: LinePoint): number => plot.y(number ?? 0);
  const before = ({ previous }: LinePoint): number => plot.y(previous ?? 0);
  const has = ({ value: number }: LinePoint): boolean => number !== null;
  const had = ({ previous }: LinePoint): boolean => previous !== null && previous !== undefined;
  const one = points.length === 1;
  return html`<svg viewBox="0 0 ${STRETCH} ${height}" preserveAspectRatio="none" width="100%" height="${height}">
    ${!one && html`<path class="area" d="${area<LinePoint>(at, height, value).defined(has)(points as LinePoint[])}" />`}
    ${points.some(had) && html`<path class="line-previous" d="${line<LinePoint>(at, before).defined(had)(points as LinePoint[])}" />`}
    <path class="line" d="${line<LinePoint>(at, value).defined(has)(points as LinePoint[])}" />
  </svg>`;
};

/** One band for quiet days beside each other, from the middle before the first to the middle after the last. */
const drawQuiet = ({ points }: LineChartSpec, plot: Plot): readonly Html[] => {
  const half = points.length > 1 ? 0.5 / (points.length - 1) : 0;
  const isQuiet = (index: number): boolean => points[index]?.quiet === true;
  return points.flatMap((_, first) => {
    if (!isQuiet(first) || isQuiet(first - 1)) return [];
    let last = first;
    while (isQuiet(last + 1)) last += 1;
    const from = Math.max(0, plot.x(first) - half);
    const until = Math.min(1, plot.x(last) + half);
    return [
      html`<rect class="weekend" x="${along(from)}" width="${along(until - from)}" y="0" height="${plot.height}" />`,
    ];
  });
};

const ANCHORS = ['start', 'middle', 'end'] as const;

/** Names under the axis: few on a phone, twice as many where there is room, both ends within the drawing. */
const drawDays = ({ points }: LineChartSpec, plot: Plot): readonly Html[] => {
  const last = points.length - 1;
  const step = Math.max(1, Math.ceil(points.length / 10));
  const shown = points.map((_, index) => index).filter((index) => (last - index) % step === 0);
  return shown.map((index) => {
    const rank = (last - index) / step;
    const weight = rank % 4 === 0 ? '' : rank % 2 === 0 ? 'tick-second' : 'tick-minor';
    const x = plot.x(index);
    const anchor = last > 0 && x > 0.97 ? ANCHORS[2] : x < 0.03 ? ANCHORS[0] : ANCHORS[1];
    return html`<text class="${weight}" x="${along(x)}" y="${plot.height + 20}" text-anchor="${anchor}"
      >${points[index]?.tick}</text
    >`;
  });
};

const readingOf = (
  { points, unit, previousName = 'before', format = formatCompact }: LineChartSpec,
  plot: Plot,
): readonly Point[] =>
  points.map(({ title, value, previous }) => ({
    title,
    lines: [
      value === null ? 'nothing known' : `${format(value)} ${unit}`,
      ...(previous === null || previous === undefined ? [] : [`${previousName}: ${format(previous)}`]),
    ],
    y: value === null ? null : plot.y(value),
  }));

/** The last known value, written where its line ends. */
const endLabel = (spec: LineChartSpec, plot: Plot): Html | undefined => {
  const { format = formatCompact } = spec;
  const last = spec.points.at(-1);
  if (last === undefined || last.value === null) return undefined;
  const text = format(last.value);
  const room = textRoom(text) + 14;
  return html`<svg class="rest-label" width="${room}" height="${plot.height + 26}">
    <text class="label-value" x="10" y="${plot.y(last.value) + 4}">${text}</text>
  </svg>`;
};

/** Words for who does not see the drawing: where it begins and ends, and between what it moves. */
const summary = ({ label, points, unit, format = formatCompact }: LineChartSpec): string => {
  if (points.length === 0) return `${label} There is nothing to draw.`;
  const known = points.filter(({ value }) => value !== null);
  const [least = 0, most = 0] = extent(known, ({ value }) => value ?? 0);
  return `${label} From ${points[0]?.title} to ${points.at(-1)?.title}, between ${format(least)} and ${format(most)} ${unit}.`;
};

/** One measure over time, with the time before it dashed. The table of the panel is its equivalent. */
export const lineChart = (spec: LineChartSpec): Html => {
  const plot = plotOf(spec);
  const { format = formatCompact, points } = spec;
  const names = plot.ticks.map((tick) => format(tick));
  const room = Math.max(...names.map(textRoom), 12) + 10;
  const last = points.at(-1);
  return html`<div class="chart" data-points="${pointsAttribute(readingOf(spec, plot))}" data-label="${spec.label}">
    <div class="chart-frame" role="img" aria-label="${summary(spec)}">
      <svg width="${room}" height="${plot.height + 26}">
        ${plot.ticks.map((tick, index) => html`<text x="${room - 10}" y="${plot.y(tick) + 4}" text-anchor="end">${names[index]}</text>`)}
      </svg>
      <svg class="plot" width="100%" height="${plot.height + 26}">
        ${drawQuiet(spec, plot)}
        ${plot.ticks.map((tick) => html`<line class="${tick === 0 ? 'grid-base' : 'grid-line'}" x1="0" x2="100%" y1="${plot.y(tick)}" y2="${plot.y(tick)}" />`)}
        ${drawLines(spec, plot)} ${drawDays(spec, plot)}
        ${last !== undefined && last.value !== null && html`<circle class="dot rest-label" cx="${along(plot.x(points.length - 1))}" cy="${plot.y(last.value)}" r="4.5" />`}
        ${plumbLine(plot.height)}
      </svg>
      ${endLabel(spec, plot)}
    </div>
  </div>`;
};
