import { formatValue } from './format-value.ts';
import { colourOfValue, lastOf, type Pen } from './pen.ts';
import { type Box, element, textWidth, writeText } from './svg.ts';

const ROW = 26;
const SIZE = 12;
const GAP = 16;

interface Row {
  readonly labels: Readonly<Record<string, string>>;
  readonly values: readonly (number | undefined)[];
}

function rowsOf({ data, panel }: Pen): readonly Row[] {
  const rows = new Map<string, { labels: Row['labels']; values: (number | undefined)[] }>();
  for (const series of data.series ?? []) {
    const { __name__: metric, ...others } = series.labels;
    const labels = panel.queries.length === 1 && metric !== undefined ? { metric, ...others } : others;
    const key = JSON.stringify(Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1)));
    const row = rows.get(key) ?? { labels, values: panel.queries.map(() => undefined) };
    row.values[series.query] = lastOf(series);
    rows.set(key, row);
  }
  return [...rows.values()].toSorted((a, b) => (b.values[0] ?? 0) - (a.values[0] ?? 0));
}

interface Column {
  readonly name: string;
  readonly x: number;
  readonly w: number;
}

const headOf = (label: string): string => label.replaceAll('_', ' ');

/** As wide as what stands in it, and in its share of what is left where not all fit. */
function labelColumns(rows: readonly Row[], box: Box, width: number): readonly Column[] {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row.labels)))];
  const wanted = names.map((name) =>
    Math.max(
      textWidth(headOf(name), SIZE, { weight: 600 }),
      ...rows.map((row) => textWidth(row.labels[name] ?? '', SIZE)),
    ),
  );
  const total = wanted.reduce((sum, one) => sum + one + GAP, 0);
  let x = box.x;
  return names.map((name, index) => {
    const share = ((wanted[index] ?? 0) + GAP) / (total || 1);
    const column = { name, x, w: share * width - GAP };
    x += share * width;
    return column;
  });
}

/** Labels to the left, numbers to the right in the column of their query. */
export function drawTable(pen: Pen): string {
  const { box, panel, theme } = pen;
  const rows = rowsOf(pen);
  const numbers = panel.queries.map(({ legend = 'value' }) => legend);
  const numberWidth = Math.min(110, (box.w * 0.6) / numbers.length);
  const labels = labelColumns(rows, box, box.w - numberWidth * numbers.length);
  const most = Math.floor((box.h - ROW) / ROW);
  const edge = (index: number): number => box.x + box.w - (numbers.length - 1 - index) * numberWidth;
  const heads = [
    ...labels.map(({ name, w, x }) =>
      writeText(x, box.y + 15, headOf(name), { size: SIZE, weight: 600, fill: theme.faint, most: w }),
    ),
    ...numbers.map((name, index) =>
      writeText(edge(index), box.y + 15, name, {
        size: SIZE,
        weight: 600,
        anchor: 'end',
        fill: theme.faint,
        most: numberWidth - 4,
      }),
    ),
  ];
  const lines = rows.slice(0, most).map(({ labels: own, values }, at) => {
    const y = box.y + ROW * (at + 1);
    return [
      element('line', { x1: box.x, x2: box.x + box.w, y1: y - 4, y2: y - 4, stroke: theme.grid }),
      ...labels.map(({ name, w, x }) =>
        writeText(x, y + 14, own[name] ?? '', { size: SIZE, fill: theme.text, most: w }),
      ),
      ...values.map((value, index) =>
        value === undefined
          ? ''
          : writeText(
              edge(index),
              y + 14,
              formatValue(panel.unit === 'short' ? Math.round(value) : value, panel.unit),
              {
                size: SIZE,
                anchor: 'end',
                fill: panel.thresholds === undefined ? theme.text : colourOfValue(pen, value),
              },
            ),
      ),
    ].join('');
  });
  const rest =
    rows.length > most
      ? writeText(box.x, box.y + box.h, `and ${rows.length - most} more`, { size: 11, fill: theme.faint })
      : '';
  return [...heads, ...lines, rest].join('');
}
