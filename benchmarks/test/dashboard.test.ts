import { expect, test } from 'vitest';
import { declaredAsks, DIMENSIONS, freeAsks, PANELS } from '../src/dashboard/asks.ts';
import { mustAgree, mustBePart, mustBeSame } from '../src/dashboard/exact.ts';
import { naiveSql } from '../src/dashboard/naive.ts';
import { timesOf, valuesOf } from '../src/dashboard/spent.ts';

const DAY_MS = 86_400_000;

test('an answer that is one event too high, too short or in another order is no figure', () => {
  const rows = [
    ['/a', 3, 2, 1],
    ['/b', 2, 1, 1],
  ];
  expect(() => mustBeSame('it', rows, rows)).not.toThrow();
  expect(() => mustBeSame('it', [['/a', 4, 2, 1]], rows)).toThrow('it is not exact: row 0 is ["/a",4,2,1]');
  expect(() => mustBeSame('it', rows.slice(0, 1), rows)).toThrow('1 rows, 2 expected');
  expect(() => mustBeSame('it', rows, rows.slice(0, 1))).toThrow('2 rows, 1 expected');
  expect(() => mustBeSame('it', rows.toReversed(), rows)).toThrow('is not exact');
  expect(() => mustBeSame('it', [['/a', 3, 2]], [['/a', 3, 2, 1]])).toThrow('is not exact');
});

test('averages may differ by how they were added up, and counts by nothing', () => {
  expect(() => mustBeSame('it', [[0.1 + 0.2]], [[0.3]])).not.toThrow();
  expect(() => mustBeSame('it', [[10_000_001]], [[10_000_000]])).toThrow('is not exact');
});

test('days on which nothing happened have no row in a statement', () => {
  const days = [
    ['2026-11-01', 0],
    ['2026-11-02', 7],
  ];
  expect(() => mustAgree('it', 'dailyActives', days, [['2026-11-02', 7]])).not.toThrow();
  expect(() => mustAgree('it', 'dailyActives', days, [['2026-11-01', 7]])).toThrow('is not exact');
  expect(() => mustAgree('it', 'topRoutes', days, [['2026-11-02', 7]])).toThrow('is not exact');
});

test('cells of retention with fewer than five people are null, and those of a small cohort', () => {
  const answer = [
    ['2026-11-02', 0, 9, 1],
    ['2026-11-02', 1, null, null],
    ['2026-11-09', 0, null, null],
  ];
  const found = [
    ['2026-11-02', 0, 9],
    ['2026-11-02', 1, 4],
    ['2026-11-09', 0, 3],
    ['2026-11-09', 1, 5],
  ];
  expect(() => mustAgree('it', 'retention', answer, found)).not.toThrow();
  expect(() => mustAgree('it', 'retention', answer.slice(1), found)).toThrow('is not exact');
});

test('every panel is asked by both roads where it has both, and has a plain statement', () => {
  const panelsOf = (asks: readonly { readonly panel: string }[]): string[] => [
    ...new Set(asks.map(({ panel }) => panel)),
  ];
  expect(panelsOf(declaredAsks([])).toSorted()).toEqual(PANELS.filter((panel) => panel !== 'funnel').toSorted());
  // For everybody, and by each of two dimensions.
  expect(declaredAsks(DIMENSIONS)).toHaveLength(3 * declaredAsks([]).length);
  const end = Date.UTC(2026, 10, 1);
  for (const asks of Object.values(freeAsks(end))) {
    expect(panelsOf(asks)).toEqual(PANELS);
    // Whole days could be answered from rollups some day; these could not.
    for (const { span } of asks) expect('until' in span && span.until % DAY_MS).not.toBe(0);
  }
  for (const panel of PANELS) expect(naiveSql(panel, 'events FINAL')).toContain('events FINAL');
});

test('figures are those of the road, of each panel, and against the plain statement', () => {
  const spent = (...ms: readonly number[]) => ms.map((each) => ({ ms: each, cpuMs: 2 * each }));
  const values = {
    ...valuesOf('declared', { topRoutes: spent(1, 3, 2), retention: spent(9) }),
    ...valuesOf('naive', { topRoutes: spent(20), retention: spent(90) }),
  };
  expect(values).toMatchObject({
    declaredP50Ms: 2.5,
    declaredMaxMs: 9,
    declaredCpuMaxMs: 18,
    topRoutesDeclaredP50Ms: 2,
  });
  expect(timesOf(values, ['topRoutes', 'retention', 'funnel'])).toEqual({
    topRoutesDeclaredTimes: 10,
    retentionDeclaredTimes: 10,
  });
});

test('finished numbers may leave cells and rows out, and say nothing else', () => {
  const counted = [
    ['/a', 3, 2],
    ['/b', 2, 1],
  ];
  expect(() => mustBePart('it', [['/b', 2, null]], counted)).not.toThrow();
  expect(() => mustBePart('it', [['/b', 3, null]], counted)).toThrow('it is not exact: ["/b",3,null] was not counted');
  expect(() => mustBePart('it', [['/c', 1, 1]], counted)).toThrow('was not counted');
  expect(() => mustBePart('it', [['/c', 1, 1]], counted, 2)).not.toThrow();
  expect(() => mustBePart('it', [['/c', 5, 1]], counted, 2)).toThrow('was not counted');
});
