import type { ProductAnswer } from '@plumbline/core';
import { describe, expect, it } from 'vitest';
import { activeDays, daysApart, drawActives, drawLastDay } from '../../src/pages/product/actives.ts';
import { drawErrors, drawRoutes } from '../../src/pages/product/rankings.ts';
import { verdictOf } from '../../src/pages/product/verdict.ts';
import { changeOf, pointsMoved } from '../../src/ui/change.ts';
import { formatCompact, formatDuration, formatShare, formatSpan } from '../../src/ui/format.ts';

const DAY_MS = 86_400_000;
const FROM = Date.parse('2026-06-01T00:00:00Z');

const dayAt = (index: number): string => new Date(FROM + index * DAY_MS).toISOString().slice(0, 10);

/** Days of a span and of the one before; the value is the number of the day. */
function actives(days: number, value = (index: number): number | null => 100 + index): ProductAnswer {
  const rows = (first: number) =>
    Array.from({ length: days }, (_, index) => [dayAt(first + index), value(first + index)]);
  return {
    columns: [
      { name: 'day', kind: 'day' },
      { name: 'active_anonymous_users', kind: 'people' },
    ],
    rows: rows(0),
    previous: rows(-days),
    from: 'events',
    span: { from: FROM, until: FROM + days * DAY_MS },
  };
}

describe('days', () => {
  it.each([
    [1, 1],
    [6, 6],
    [7, 7],
    [13, 7],
    [30, 28],
    [28, 28],
  ])('%i of them are compared %i days apart', (days, apart) => {
    expect(daysApart({ from: FROM, until: FROM + days * DAY_MS })).toBe(apart);
  });

  it('a Monday stands beside a Monday, also where that one is in the span itself', () => {
    for (const { people, before } of activeDays(actives(30))) expect((people ?? 0) - (before ?? 0)).toBe(28);
  });

  it('a month of zeros is no chart, and a day that is not known is no zero', () => {
    expect(drawActives(actives(30, () => 0))).toBeUndefined();
    expect(drawActives(actives(30, () => null))).toBeUndefined();
    expect(String(drawActives(actives(4, (index) => (index === 1 ? null : 90)))?.finding)).toContain(
      '90 people on an average day',
    );
  });

  it('one day is compared with its day a week before', () => {
    expect(String(drawLastDay(actives(14, (index) => (index === 13 ? 150 : 100)))?.finding)).toBe(
      '150 people on Sun 14 Jun, up 50% on the same day a week before.',
    );
  });
});

const errors = (suppressedBelow?: number): ProductAnswer => ({
  columns: ['route_pattern', 'boundary', 'error_class']
    .map((name) => ({ name, kind: 'text' as const }))
    .concat([
      { name: 'errors', kind: 'count' as never },
      { name: 'affected_anonymous_users', kind: 'people' as never },
    ]),
  rows: [['/a', 'shell', 'TypeError', 30, 9]],
  previous: [['/a', 'shell', 'TypeError', 10, 9]],
  from: 'events',
  span: { from: FROM, until: FROM + DAY_MS },
  ...(suppressedBelow !== undefined && { suppressedBelow }),
});

describe('what was left out', () => {
  it('is not summed up as if it were everything', () => {
    expect(String(drawErrors(errors())?.finding)).toContain(
      '30 errors reached people, 3.0 times as many as in the day before',
    );
    expect(String(drawErrors(errors(5))?.finding)).toBe('TypeError on <code>/a</code> leads with 30 errors.');
  });
});

it('a route is named as it is', () => {
  const answer: ProductAnswer = {
    ...errors(),
    columns: [
      { name: 'route_pattern', kind: 'text' },
      { name: 'events', kind: 'count' },
    ],
    rows: [['/<b>', 4]],
    previous: [],
  };
  expect(String(drawRoutes(answer)?.chart)).toContain('/&lt;b&gt;');
});

it.each([
  [{ people: 0, views: 0, interactions: 0, trend: null }, 'Unused'],
  [{ people: 1, views: 60, interactions: 0, trend: 2 }, 'Hardly used'],
  [{ people: 50, views: 60, interactions: 0, trend: -0.3 }, 'Fading'],
  [{ people: 50, views: 20, interactions: 0, trend: -0.3 }, 'Core'],
  [{ people: 10, views: 60, interactions: 0, trend: null }, 'New'],
  [{ people: 10, views: 60, interactions: 0, trend: 0.3 }, 'Growing'],
  [{ people: 10, views: 60, interactions: 0, trend: 0.1 }, 'Steady'],
  [{ people: 25, views: 60, interactions: 0, trend: 0.1 }, 'Core'],
] as const)('%j is %s', (use, word) => {
  expect(verdictOf(use, 100).word).toBe(word);
});

it('changes are said in words, and shares in points', () => {
  expect(changeOf(120, 100, 'up')).toEqual({ text: 'up 20%', direction: 'up', tone: 'good' });
  expect(changeOf(120, 100, 'down')?.tone).toBe('bad');
  expect(changeOf(5, 0)?.text).toBe('none before');
  expect(changeOf(null, 3)).toBeUndefined();
  expect(changeOf(100.1, 100)?.text).toBe('no change');
  expect(pointsMoved(0.33, 0.3)?.text).toBe('up 3 points');
  expect(pointsMoved(0.3, 0.31)?.text).toBe('down 1 point');
});

it('numbers read as people write them', () => {
  expect([
    formatCompact(9_999),
    formatCompact(43_012),
    formatShare(0.0004),
    formatShare(0.9996),
    formatShare(1.748),
  ]).toEqual(['9,999', '43.0k', '<0.1%', '>99.9%', '175%']);
  expect([formatDuration(840), formatDuration(59_900), formatDuration(212_000), formatDuration(7_200_000)]).toEqual([
    '840 ms',
    '1 min',
    '3 min 32 s',
    '2 h',
  ]);
  expect(formatSpan({ from: FROM, until: FROM + 30 * DAY_MS })).toBe('1 Jun to 30 Jun 2026');
});

const views = (suppressed: boolean): ProductAnswer => ({
  columns: [
    { name: 'route_pattern', kind: 'text' },
    { name: 'events', kind: 'count' },
  ],
  rows: [
    ['/a', 60],
    ['/b', 40],
  ],
  previous: suppressed ? [] : [['/a', 50]],
  from: 'events',
  span: { from: FROM, until: FROM + 30 * DAY_MS },
});

it('says what moved: all views, and not the share of one route', () => {
  expect(String(drawRoutes(views(false))?.finding)).toBe(
    '<code>/a</code> takes 60% of 100 page views. Page views are up 100% on the 30 days before.',
  );
  expect(String(drawRoutes(views(true))?.finding)).toBe('<code>/a</code> takes 60% of 100 page views.');
});
