import { describe, expect, it } from 'vitest';
import { boardsOf } from '../src/boards/boards-of.ts';
import { scaleOf } from '../src/boards/draw/axes.ts';
import { formatValue } from '../src/boards/draw/format-value.ts';
import { fromPrometheus } from '../src/boards/draw/from-prometheus.ts';
import { type PanelData, seriesName } from '../src/boards/draw/panel-data.ts';
import { sampleData } from '../src/boards/draw/sample-data.ts';
import { textWidth } from '../src/boards/draw/svg.ts';
import { THEMES } from '../src/boards/draw/theme.ts';
import { drawBoard, type DrawOptions } from '../src/boards/draw-board.ts';
import { layOut } from '../src/boards/layout.ts';
import { pictureFiles, rangeSeconds } from '../src/boards/picture-files.ts';
import { bars, line, stat, table, trend } from '../src/boards/panels.ts';
import { meaningOf } from '../src/boards/series-colours.ts';
import type { Board, Panel } from '../src/model/board.ts';
import { model } from './model.ts';

const TIME = [1_790_000_000, 1_790_021_600] as const;
const boards = boardsOf(model);
const sampled: DrawOptions = { time: TIME, dataOf: (panel) => sampleData(panel, model, TIME) };

const boardOf = (...panels: readonly Panel[]): Board => ({
  uid: 'plumbline-test',
  title: 'Test',
  audience: 'operator',
  description: 'A board.',
  rows: [{ panels }],
});
const drawn = (panel: Panel, data: PanelData | undefined): string =>
  drawBoard(boardOf(panel), { time: TIME, dataOf: () => data });

/** Tags that are closed in another order than they were opened in, or never. */
function unbalanced(svg: string): readonly string[] {
  const open: string[] = [];
  for (const [, end, name = '', , self] of svg.matchAll(/<(\/?)([a-z]+)((?:\s[\w-]+="[^"<>]*")*)\s*(\/?)>/g)) {
    if (end === '/' && open.pop() !== name) return [name];
    if (end === '' && self === '') open.push(name);
  }
  return open;
}

describe('the picture of a board', () => {
  it.each(['light', 'dark'] as const)('is one document with every panel, in the theme %s', (theme) => {
    for (const board of boards) {
      const svg = drawBoard(board, { ...sampled, theme });
      expect(drawBoard(board, { ...sampled, theme })).toBe(svg);
      expect(unbalanced(svg)).toEqual([]);
      expect(svg.replaceAll(/<[^<>]+>/g, '')).not.toMatch(/[<>]/);
      expect(svg).not.toMatch(/NaN|undefined|Infinity/);
      expect(svg).toContain(THEMES[theme].canvas);
      const height = Number(/height="([\d.]+)"/.exec(svg)?.[1]);
      const rows = layOut(board.rows).flatMap(({ panels }) => panels.map(({ place }) => place.y + place.h));
      expect(height).toBeGreaterThan(Math.max(...rows) * 38);
    }
  });

  it('says where there is nothing, and what that would need', () => {
    const empty = trend({ title: 'Empty', description: 'Nothing.', unit: 's', queries: [line('up', '{{job}}')] });
    expect(drawn(empty, undefined)).toContain('no data<');
    expect(drawn({ ...empty, needs: 'loki' }, { series: [] })).toContain('no data (loki)');
    const number = stat({ title: 'None', description: 'No.', unit: 's', expr: 'up', noValue: 'no requests' });
    expect(drawn(number, { series: [] })).toContain('no requests');
    expect(drawn(number, undefined)).toContain('no data');
  });

  it('takes the colour of a number from its step', () => {
    const panel = stat({
      title: 'Share',
      description: 'A share.',
      unit: 'percentunit',
      expr: 'up',
      thresholds: [{ colour: 'red' }, { from: 0.9, colour: 'green' }],
    });
    const of = (value: number) => drawn(panel, { series: [{ query: 0, labels: {}, points: [[TIME[1], value]] }] });
    expect(of(0.95)).toContain(`fill="${THEMES.light.colours['green']}">95%<`);
    expect(of(0.5)).toContain(`fill="${THEMES.light.colours['red']}">50%<`);
  });

  it('stacks bars, and leaves a gap where nothing was measured', () => {
    const panel = bars({ title: 'Bars', description: 'Bars.', unit: 'short', queries: [line('up', '{{outcome}}')] });
    const points = [0, 300, 600].map((at) => [TIME[0] + at, 2] as const);
    const both = ['success', 'failure'].map((outcome) => ({ query: 0, labels: { outcome }, points }));
    const svg = drawn(panel, { series: both });
    const tops = [
      ...svg.matchAll(/<rect x="[\d.]+" y="([\d.]+)" width="[\d.]+" height="([\d.]+)" fill="([^"]+)" rx="1"/g),
    ];
    expect(tops.length).toBe(6);
    const [lower, upper] = [tops[0], tops[3]];
    expect(Number(upper?.[1]) + Number(upper?.[2])).toBeCloseTo(Number(lower?.[1]), 1);
    expect(upper?.[3]).toBe(THEMES.light.colours['red']);

    const gap = trend({ title: 'Gap', description: 'Gap.', unit: 's', queries: [line('up', 'only')] });
    const missing = [0, 60, 120, 1_200, 1_260].map((at) => [TIME[0] + at, 1] as const);
    const lines = drawn(gap, { series: [{ query: 0, labels: {}, points: missing }] }).match(/stroke-linejoin="round"/g);
    expect(lines).toHaveLength(2);
  });

  it('has titles and names within their panels', () => {
    const cut = boards.flatMap(({ rows, uid }) =>
      layOut(rows).flatMap(({ panels }) =>
        panels
          .filter(({ panel, place }) => textWidth(panel.title, 13, { weight: 600 }) > place.w * 58 - 32)
          .map(({ panel }) => `${uid}: ${panel.title}`),
      ),
    );
    expect(cut).toEqual([]);
    // As wide as in a browser: letters of DejaVu Sans Bold, measured.
    expect(textWidth('deployment environment name', 12, { weight: 600 })).toBeGreaterThan(205);
    expect(textWidth('made-up numbers', 12)).toBeGreaterThan(100);
  });

  it('gives each column of a table room for its name', () => {
    const windows = ['5m', '1h', '6h', '1d', '3d', '28d', '30d', 'objective'];
    const panel = table({
      title: 'Shares',
      description: 'Shares.',
      unit: 'percentunit',
      width: 24,
      queries: windows.map((window) => line('up', window)),
    });
    const labels = { deployment_environment_name: 'production', service_name: 'approvals', slo: 'api-availability' };
    const svg = drawn(panel, { series: windows.map((_, query) => ({ query, labels, points: [[TIME[1], 0.5]] })) });
    const heads = [
      ...svg.matchAll(/<text x="([\d.]+)" y="141"[^>]*font-weight="600" text-anchor="(\w+)"[^>]*>([^<]+)</g),
    ].map(([, x, anchor, text = '']) => {
      const width = text.length * 12 * 0.66;
      return anchor === 'end' ? [Number(x) - width, Number(x)] : [Number(x), Number(x) + width];
    });
    expect(heads).toHaveLength(11);
    for (const [index, [left = 0]] of heads.entries()) expect(left).toBeGreaterThan(heads[index - 1]?.[1] ?? 0);
    expect(svg).toContain('>deployment environment name<');
  });

  it('names what never happened by what its legend begins with', () => {
    expect(seriesName('lost: {{reason}}', {})).toBe('lost');
    expect(seriesName('{{kind}}: {{outcome}}', {})).toBe('');
    expect(seriesName('{{kind}}: {{outcome}}', { kind: 's3', outcome: 'success' })).toBe('s3: success');
  });

  it('shows made-up numbers of a calm day: no share above 1, and nothing red', () => {
    const panels = boards.flatMap(({ rows }) => rows.flatMap((row) => row.panels));
    const valuesOf = (panel: Panel): readonly number[] =>
      (sampleData(panel, model, TIME).series ?? []).flatMap(({ points }) => points.map(([, value]) => value));
    const titles = (of: readonly Panel[]): readonly string[] => of.map(({ title }) => title);
    const shares = panels.filter(({ unit }) => unit === 'percentunit');
    expect(titles(shares.filter((panel) => valuesOf(panel).some((value) => value > 1)))).toEqual([]);
    const isRed = (panel: Panel): boolean =>
      valuesOf(panel).some(
        (value) => panel.thresholds?.findLast(({ from = -Infinity }) => value >= from)?.colour === 'red',
      );
    // Those that the list of alerts shows.
    expect(titles(panels.filter((panel) => panel.kind === 'stat' && isRed(panel)))).toEqual(['Alerts firing']);
  });

  it('writes what a label says as text, whatever it is', () => {
    const panel = trend({ title: 'Hostile', description: 'A label.', unit: 's', queries: [line('up', '{{route}}')] });
    const route = '</text><script>alert(1)</script>&\u0000"';
    const svg = drawn(panel, { series: [{ query: 0, labels: { route }, points: [[TIME[0], 1]] }] });
    expect(svg).not.toContain('<script');
    expect(svg).toContain('&lt;script&gt;');
    expect(svg).not.toContain('\u0000');
    expect(unbalanced(svg)).toEqual([]);
  });
});

describe('what is written beside a picture', () => {
  it.each([
    [0.0042, 's', '4.2 ms'],
    [90, 's', '1.5 min'],
    [172_800, 's', '2 d'],
    [0.98765, 'percentunit', '98.8%'],
    [1_536, 'bytes', '1.5 KiB'],
    [1_234_567, 'short', '1.23 Mil'],
    [12.5, 'reqps', '12.5 req/s'],
    [14.4, 'suffix:×', '14.4×'],
    [Number.POSITIVE_INFINITY, 's', '∞'],
  ])('%d in %s is %s', (value, unit, text) => {
    expect(formatValue(value, unit)).toBe(text);
  });

  it('has scales of round numbers that hold every value', () => {
    expect(scaleOf([0.2, 7.3], { kind: 'timeseries', unit: 'short', min: 0 }).ticks).toEqual([0, 2, 4, 6, 8]);
    expect(scaleOf([0, 2_000], { kind: 'timeseries', unit: 's' }).ticks).toEqual([0, 600, 1_200, 1_800, 2_400]);
    expect(scaleOf([], { kind: 'timeseries', unit: 'short' }).high).toBeGreaterThan(0);
    expect(scaleOf([1, 2], { kind: 'bars', unit: 'short', min: 0 }).ticks).toEqual([0, 1, 2]);
    expect(scaleOf([-3, 0.5], { kind: 'timeseries', unit: 'percentunit', max: 1 }).low).toBeLessThanOrEqual(-3);
  });

  it('names series by their legend, and colours them by what the name means', () => {
    expect(seriesName('{{job}}: {{outcome}}', { job: 'digest', outcome: 'failure' })).toBe('digest: failure');
    expect(seriesName(undefined, { __name__: 'up', job: 'a' })).toBe('job=a');
    const colours = ['digest: success', 'tablets: retry', 'digest: failure', '503', '201', '404', 'postgres'].map(
      meaningOf,
    );
    expect(colours).toEqual(['green', 'orange', 'red', 'red', 'green', 'orange', undefined]);
    expect(meaningOf('in error')).toBeUndefined();
  });
});

describe('where pictures come from', () => {
  it('is made-up numbers that say so, or answers of Prometheus', () => {
    const files = pictureFiles(model, { until: TIME[1] });
    expect(files.map(({ path }) => path)).toEqual(boards.map(({ uid }) => `pictures/${uid}.svg`));
    expect(files.filter(({ text }) => !text.includes('made-up numbers'))).toEqual([]);
    expect([rangeSeconds(), rangeSeconds('now-7d')]).toEqual([21_600, 604_800]);
    const matrix = [
      {
        metric: { job: 'a' },
        values: [
          [1, '0.5'],
          [2, 'NaN'],
          [3, '+Inf'],
        ],
      },
    ];
    expect(fromPrometheus(1, { resultType: 'matrix', result: matrix })).toEqual([
      {
        query: 1,
        labels: { job: 'a' },
        points: [
          [1, 0.5],
          [2, Number.NaN],
          [3, Number.POSITIVE_INFINITY],
        ],
      },
    ]);
    expect(fromPrometheus(0, { resultType: 'vector', result: [{ metric: {}, value: [1, '2'] }] })).toEqual([
      { query: 0, labels: {}, points: [[1, 2]] },
    ]);
    expect(fromPrometheus(0, { resultType: 'scalar', result: [1, '2'] })).toHaveLength(1);
    expect(fromPrometheus(0, { resultType: 'streams', result: [] })).toEqual([]);
  });
});
