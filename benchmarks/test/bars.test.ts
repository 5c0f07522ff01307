import { expect, test } from 'vitest';
import { judgeBars } from '../src/harness/bars.ts';
import { benchmarks } from '../src/list.ts';

const samples = {
  bare: [{ perSecond: 100 }, { perSecond: 50 }, { perSecond: 10 }],
  ours: [{ perSecond: 50 }, { perSecond: 30 }, { perSecond: 9 }],
};

const holds = (bar: object): boolean | undefined =>
  judgeBars([{ side: 'ours', metric: 'perSecond', ...bar }], samples)[0]?.holds;

test('a bar is judged by the median of ratios within a round', () => {
  const [bar] = judgeBars([{ side: 'ours', metric: 'perSecond', to: 'bare', least: 0.6 }], samples);
  expect(bar?.measured.median).toBeCloseTo(0.6);
  expect(bar?.holds).toBe(true);
  expect(holds({ to: 'bare', least: 0.61 })).toBe(false);
  expect(holds({ to: 'bare', most: 0.59 })).toBe(false);
});

test('a difference is what the side is above the other one', () => {
  const [bar] = judgeBars([{ side: 'bare', metric: 'perSecond', to: 'ours', difference: true, most: 20 }], samples);
  expect(bar?.measured.median).toBe(20);
  expect(bar?.holds).toBe(true);
  expect(holds({ to: 'bare', difference: true, most: -21 })).toBe(false);
});

test('without another side it is judged by the value', () => {
  expect(holds({ least: 30, most: 30 })).toBe(true);
  expect(holds({ most: 29 })).toBe(false);
});

test('one whose figure is missing does not hold, and one whose side did not run is left out', () => {
  expect(holds({ metric: 'nothing', least: 0 })).toBe(false);
  expect(holds({ to: 'theirs', least: 0 })).toBeUndefined();
});

test.each(benchmarks.flatMap(({ name, ...rest }) => (rest.bars ? [[name, rest] as const] : [])))(
  'every bar of %s names sides and a metric that there are',
  (_name, { bars = [], sides, metrics }) => {
    for (const { side, to = side, metric, least, most } of bars) {
      expect(Object.keys(sides)).toEqual(expect.arrayContaining([side, to]));
      expect(Object.keys(metrics)).toContain(metric);
      expect(least ?? most).toBeTypeOf('number');
    }
  },
);
