import { expect, test } from 'vitest';
import { medianInterval, quartiles } from '../src/harness/statistics.ts';

test('quartiles lie between neighbours', () => {
  expect(quartiles([4, 1, 3, 2])).toEqual({ q1: 1.75, median: 2.5, q3: 3.25 });
});

test('one value is its own quartiles', () => {
  expect(quartiles([7])).toEqual({ q1: 7, median: 7, q3: 7 });
});

test('the interval of a median is that of the binomial order statistics, whatever the order of the values', () => {
  const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => count - index);
  // Of 20 coin tosses, five heads or fewer have a chance of 2.07 %; of six, none has 1.56 %.
  expect(medianInterval(upTo(20))).toEqual({ low: 6, high: 15 });
  expect(medianInterval(upTo(6))).toEqual({ low: 1, high: 6 });
  expect(medianInterval(upTo(5))).toBeUndefined();
  expect(medianInterval([])).toBeUndefined();
});
