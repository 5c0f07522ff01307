import { formatValue } from './format-value.ts';
import { colour, colourOfValue, lastOf, type Pen } from './pen.ts';
import { element, textWidth, writeText } from './svg.ts';

const LARGEST = 40;
const SMALLEST = 14;

/** As large as the panel allows, so that it is read first. */
const sizeOf = (text: string, width: number, height: number): number =>
  Math.max(SMALLEST, Math.min(LARGEST, height * 0.55, (width / textWidth(text, 1, { weight: 600 })) * 0.95));

const wordOf = ({ panel }: Pen, value: number): string =>
  panel.words?.[value] ?? formatValue(panel.unit === 'short' ? Math.round(value) : value, panel.unit);

/** One number in the colour of its step. */
export function drawStat(pen: Pen): string {
  const { box, data, panel, theme } = pen;
  const [series] = data.series ?? [];
  const value = series === undefined ? Number.NaN : lastOf(series);
  const text = Number.isNaN(value) ? (panel.noValue ?? '–') : wordOf(pen, value);
  const size = sizeOf(text, box.w, box.h);
  return writeText(box.x + box.w / 2, box.y + box.h / 2 + size * 0.36, text, {
    size: Number.isNaN(value) ? Math.min(size, 20) : size,
    weight: 600,
    anchor: 'middle',
    fill: Number.isNaN(value) ? theme.faint : colourOfValue(pen, value),
  });
}

const point = (cx: number, cy: number, radius: number, share: number): string => {
  const angle = Math.PI * (1 - share);
  return `${(cx + radius * Math.cos(angle)).toFixed(2)} ${(cy - radius * Math.sin(angle)).toFixed(2)}`;
};

const arc = (cx: number, cy: number, radius: number, from: number, to: number): string =>
  `M ${point(cx, cy, radius, from)} A ${radius.toFixed(2)} ${radius.toFixed(2)} 0 0 1 ${point(cx, cy, radius, to)}`;

/** A share of a half circle; the thin ring outside says where the steps are. */
export function drawDial(pen: Pen): string {
  const { box, data, panel, theme } = pen;
  const [series] = data.series ?? [];
  const value = series === undefined ? Number.NaN : lastOf(series);
  const [min, max] = [panel.min ?? 0, panel.max ?? 1];
  const shareOf = (of: number): number => Math.min(1, Math.max(0, (of - min) / (max - min || 1)));
  const radius = Math.min(box.w / 2 - 24, box.h - 34);
  const [cx, cy] = [box.x + box.w / 2, box.y + box.h - 18];
  const steps = panel.thresholds ?? [];
  const ring = steps.map(({ colour: name, from = min }, index) => {
    const [start, end] = [shareOf(from), shareOf(steps[index + 1]?.from ?? max)];
    return end <= start
      ? ''
      : element('path', {
          d: arc(cx, cy, radius + 9, start, end),
          stroke: colour(pen, name),
          'stroke-width': 3,
          fill: 'none',
        });
  });
  const text = Number.isNaN(value) ? (panel.noValue ?? '–') : formatValue(value, panel.unit);
  return [
    element('path', { d: arc(cx, cy, radius, 0, 1), stroke: theme.grid, 'stroke-width': 13, fill: 'none' }),
    shareOf(value) > 0
      ? element('path', {
          d: arc(cx, cy, radius, 0, shareOf(value)),
          stroke: colourOfValue(pen, value),
          'stroke-width': 13,
          fill: 'none',
        })
      : '',
    ...ring,
    writeText(cx, cy - 4, text, {
      size: Number.isNaN(value) ? 13 : 24,
      weight: 600,
      anchor: 'middle',
      fill: Number.isNaN(value) ? theme.faint : colourOfValue(pen, value),
    }),
  ].join('');
}
