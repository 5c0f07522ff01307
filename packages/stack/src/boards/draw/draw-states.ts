import { drawAxes } from './axes.ts';
import { colourOfValue, namedSeries, type Pen } from './pen.ts';
import { element, writeText } from './svg.ts';

const NAMES = 120;
const TALLEST = 26;

/** One band for each series, in the colour of what it was at each time. */
export function drawStates(pen: Pen): string {
  const { box, theme } = pen;
  const series = namedSeries(pen);
  // The axis of values is replaced by names: an empty scale draws the times alone.
  const { plot, svg } = drawAxes(
    { ...pen, panel: { ...pen.panel, unit: 'short' } },
    { ...box, x: box.x + NAMES - 36, w: box.w - NAMES + 36 },
    { low: 0, high: 1, ticks: [] },
  );
  const lane = plot.box.h / Math.max(1, series.length);
  const height = Math.min(TALLEST, lane - 4);
  const bands = series.map(({ name, points }, index) => {
    const y = plot.box.y + index * lane + (lane - height) / 2;
    const changes = points.filter(([, value], at) => value !== points[at - 1]?.[1]);
    const pieces = changes.map(([seconds, value], at) => {
      const end = changes[at + 1]?.[0] ?? points.at(-1)?.[0] ?? pen.time[1];
      return element('rect', {
        x: plot.x(seconds),
        y,
        width: Math.max(0.5, plot.x(end) - plot.x(seconds) + 0.3),
        height,
        fill: colourOfValue(pen, value),
        'fill-opacity': 0.75,
      });
    });
    return [
      writeText(plot.box.x - 10, y + height / 2 + 4, name, {
        size: 12,
        anchor: 'end',
        fill: theme.text,
        most: NAMES - 8,
      }),
      ...pieces,
    ].join('');
  });
  return [svg, ...bands].join('');
}
