import { describe, expect, it } from 'vitest';
import { barChart } from '../../src/charts/bar-chart.ts';
import { funnelChart } from '../../src/charts/funnel-chart.ts';
import { heatmap } from '../../src/charts/heatmap.ts';
import { lineChart, type LinePoint } from '../../src/charts/line-chart.ts';
import { quantileStrip } from '../../src/charts/quantile-strip.ts';
import { sparkline } from '../../src/charts/sparkline.ts';
import { stackedBars } from '../../src/charts/stacked-bars.ts';
import { statTiles } from '../../src/charts/stat-tile.ts';
import type { Html } from '../../src/ui/html.ts';

const EVIL = `"><script>alert('x')</script>`;

const point = (value: number | null, index: number): LinePoint => ({
  title: `day ${index}`,
  tick: `${index}`,
  value,
  previous: index,
});

const line = (values: readonly (number | null)[]): string =>
  String(lineChart({ label: 'People.', points: values.map(point), unit: 'people' }));

/** Each chart with names that try to leave their place. */
const ALL: Readonly<Record<string, Html>> = {
  line: lineChart({ label: EVIL, points: [{ title: EVIL, tick: EVIL, value: 3 }], unit: EVIL }),
  bars: barChart({
    label: EVIL,
    names: EVIL,
    values: EVIL,
    rows: [{ name: EVIL, detail: EVIL, value: 1, sides: [EVIL] }],
    sides: [EVIL],
  }),
  stacked: stackedBars({
    label: EVIL,
    names: EVIL,
    values: EVIL,
    parts: [EVIL],
    rows: [{ name: EVIL, detail: EVIL, values: [1] }],
  }),
  heat: heatmap({
    label: EVIL,
    rowHeading: EVIL,
    sizeHeading: EVIL,
    columns: [EVIL],
    rows: [{ name: EVIL, size: EVIL, shares: [0.5] }],
  }),
  funnel: funnelChart({
    label: EVIL,
    steps: [
      { name: EVIL, people: 2 },
      { name: EVIL, people: 1 },
    ],
  }),
  strip: quantileStrip({
    label: EVIL,
    quantiles: [
      { at: 0.5, value: 9_000 },
      { at: 0.95, value: 90_000 },
    ],
  }),
  spark: sparkline({ label: EVIL, values: [1, null, 2] }),
  tiles: statTiles(EVIL, [{ name: EVIL, value: EVIL, note: EVIL }]),
};

describe.each(Object.entries(ALL))('%s', (_, chart) => {
  it('lets no text become markup, and has neither a style nor a handler, which the policy of the pages would stop', () => {
    expect(String(chart)).not.toMatch(/<script|\sstyle=|\son\w+=/);
  });

  it('draws no number that is none', () => {
    expect(String(chart)).not.toMatch(/NaN|Infinity|undefined/);
  });
});

describe('a line', () => {
  it.each([[[]], [[0]], [[5]], [[null]], [[0, 0, 0]], [[null, 3, null, 4]], [[1e9, 2e9]]])(
    'is drawn of %j',
    (values) => {
      expect(line(values)).not.toMatch(/NaN|Infinity|undefined/);
    },
  );

  it('says in words where it begins and ends and between what it moves', () => {
    expect(line([2, 9, 4])).toContain('From day 0 to day 2, between 2 and 9 people.');
  });

  it('gives the reader each value with that of the time before', () => {
    const [, points = ''] = /data-points="([^"]*)"/.exec(line([2, null])) ?? [];
    expect(JSON.parse(points.replaceAll('&quot;', '"'))).toMatchObject([
      { title: 'day 0', lines: ['2 people', 'before: 0'] },
      { title: 'day 1', lines: ['nothing known', 'before: 1'], y: null },
    ]);
  });

  it('has a gap where nothing is known', () => {
    const [, d = ''] = /class="line"\s+d="([^"]*)"/.exec(line([1, 2, null, 3, 4])) ?? [];
    expect(d.match(/M/g)).toHaveLength(2);
  });
});

describe('a ranking', () => {
  it('draws its rows against the largest, says what is left, and marks the time before', () => {
    const rows = [10, 5, 1].map((value) => ({ name: `n${value}`, value, previous: 5 }));
    const text = String(barChart({ label: 'l', names: 'n', values: 'v', rows, total: 20, shown: 2 }));
    expect(text).toMatch(/class="fill-1"\s+width="100%"/);
    expect(text).toContain('width="50%"');
    expect(text).toContain('25%');
    expect(text).toContain('1 more, together 1.');
    expect(text.match(/bar-before/g)).toHaveLength(2);
  });
});

describe('a funnel', () => {
  it('says how many are lost at each step', () => {
    const text = String(
      funnelChart({
        label: 'l',
        steps: [
          { name: 'a', people: 200 },
          { name: 'b', people: 50 },
        ],
      }),
    );
    expect(text).toContain('150 left here (75%)');
    expect(text).toContain('25%');
  });

  it('of nobody has no shares of nothing', () => {
    const text = String(
      funnelChart({
        label: 'l',
        steps: [
          { name: 'a', people: 0 },
          { name: 'b', people: 0 },
        ],
      }),
    );
    expect(text).not.toContain('NaN');
  });
});
