import { drawAxes, type Plot, scaleOf } from './axes.ts';
import { colour, type NamedSeries, namedSeries, type Pen } from './pen.ts';
import { element, textWidth, writeText } from './svg.ts';

const LEGEND_LINE = 18;

interface Level {
  readonly seconds: number;
  readonly base: number;
  readonly top: number;
}

/** Where each value of a series begins and ends: on top of the others where they add up. */
function levelsOf(series: readonly NamedSeries[], stacked: boolean): readonly (readonly Level[])[] {
  const sums = new Map<number, number>();
  return series.map(({ points }) =>
    points
      .filter(([, value]) => Number.isFinite(value))
      .map(([seconds, value]) => {
        const base = stacked ? (sums.get(seconds) ?? 0) : 0;
        if (stacked) sums.set(seconds, base + value);
        return { seconds, base, top: base + value };
      }),
  );
}

/** The usual time between two points; a longer one is a gap. */
function stepOf(levels: readonly Level[]): number {
  const steps = levels.slice(1).map(({ seconds }, index) => seconds - (levels[index]?.seconds ?? seconds));
  return steps.toSorted((a, b) => a - b)[Math.floor(steps.length / 2)] ?? 60;
}

function drawLine(plot: Plot, levels: readonly Level[], { colour: stroke }: NamedSeries, fill: number): string {
  const step = stepOf(levels);
  const parts: Level[][] = [];
  for (const level of levels) {
    const last = parts.at(-1)?.at(-1);
    if (last === undefined || level.seconds - last.seconds > step * 1.9) parts.push([level]);
    else parts.at(-1)?.push(level);
  }
  return parts
    .map((part) => {
      const along = part
        .map(({ seconds, top }) => `${plot.x(seconds).toFixed(1)} ${plot.y(top).toFixed(1)}`)
        .join(' L ');
      const back = part
        .toReversed()
        .map(({ base, seconds }) => `${plot.x(seconds).toFixed(1)} ${plot.y(base).toFixed(1)}`)
        .join(' L ');
      return [
        element('path', { d: `M ${along} L ${back} Z`, fill: stroke, 'fill-opacity': fill }),
        element('path', { d: `M ${along}`, fill: 'none', stroke, 'stroke-width': 1.75, 'stroke-linejoin': 'round' }),
      ].join('');
    })
    .join('');
}

function drawBars(
  plot: Plot,
  levels: readonly Level[],
  { colour: fill }: NamedSeries,
  lane: number,
  lanes: number,
): string {
  const whole = Math.max(1.5, plot.x(stepOf(levels)) - plot.x(0)) * 0.78;
  const width = Math.max(1, whole / lanes);
  return levels
    .filter(({ base, top }) => top > base)
    .map(({ base, seconds, top }) => {
      const x = Math.max(plot.box.x, plot.x(seconds) - whole / 2 + lane * width);
      const w = Math.min(width, plot.box.x + plot.box.w - x);
      const height = Math.max(plot.y(base) - plot.y(top), 0.5);
      return element('rect', { x, y: plot.y(top), width: Math.max(w, 0.5), height, fill, rx: 1 });
    })
    .join('');
}

/** Names below the graph, in as many lines as fit into the height that is left for them. */
function drawLegend(pen: Pen, series: readonly NamedSeries[], y: number, lines: number): string {
  const { box, theme } = pen;
  let [x, line] = [box.x, 0];
  const drawn: string[] = [];
  const entries = series.filter(
    (one, index) => one.name !== '' && series.findIndex(({ name }) => name === one.name) === index,
  );
  for (const { colour: fill, name } of entries) {
    const width = 20 + Math.min(textWidth(name, 11.5), box.w - 30) + 14;
    if (x + width > box.x + box.w) [x, line] = [box.x, line + 1];
    if (line >= lines) break;
    drawn.push(
      element('rect', { x, y: y + line * LEGEND_LINE - 6, width: 12, height: 4, rx: 2, fill }),
      writeText(x + 18, y + line * LEGEND_LINE, name, { size: 11.5, fill: theme.text, most: box.w - 30 }),
    );
    x += width;
  }
  return drawn.join('');
}

/** How many lines the names take, at most two. */
function legendLines(series: readonly NamedSeries[], width: number): number {
  const names = [...new Set(series.map(({ name }) => name))].filter((name) => name !== '');
  if (names.length === 0) return 0;
  const total = names.reduce((sum, name) => sum + 34 + textWidth(name, 11.5), 0);
  return Math.min(2, Math.ceil(total / width));
}

/** Lines or bars over time, with what is too much as a dashed line. */
export function drawGraph(pen: Pen): string {
  const { box, panel } = pen;
  const series = namedSeries(pen);
  const isBars = panel.kind === 'bars';
  const levels = levelsOf(series, panel.stacked === true);
  const lines = legendLines(series, box.w);
  const limits = (panel.thresholds ?? []).flatMap(({ colour: name, from }) =>
    from === undefined ? [] : [{ name, from }],
  );
  const values = levels.flatMap((of) =>
    of.flatMap(({ base, top }) => [top, ...(isBars || panel.stacked === true ? [base] : [])]),
  );
  const scale = scaleOf(values, panel);
  const { plot, svg } = drawAxes(pen, { ...box, h: box.h - lines * LEGEND_LINE - (lines > 0 ? 4 : 0) }, scale);
  const lanes = panel.stacked === true ? 1 : Math.max(1, series.length);
  const drawn = series.map((one, index) =>
    isBars
      ? drawBars(plot, levels[index] ?? [], one, panel.stacked === true ? 0 : index, lanes)
      : drawLine(plot, levels[index] ?? [], one, panel.stacked === true ? 0.3 : 0.08),
  );
  const dashed = limits
    .filter(({ from }) => from >= scale.low && from <= scale.high)
    .map(({ from, name }) =>
      element('line', {
        x1: plot.box.x,
        x2: plot.box.x + plot.box.w,
        y1: plot.y(from),
        y2: plot.y(from),
        stroke: colour(pen, name),
        'stroke-width': 1.25,
        'stroke-dasharray': '6 5',
      }),
    );
  const legend = lines === 0 ? '' : drawLegend(pen, series, box.y + box.h - (lines - 1) * LEGEND_LINE - 4, lines);
  return [svg, ...drawn, ...dashed, legend].join('');
}
