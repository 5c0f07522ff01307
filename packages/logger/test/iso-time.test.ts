import { expect, it } from 'vitest';
import { createIsoTime } from '../src/iso-time.ts';

it('writes what toISOString writes, in any order of times', () => {
  const isoTime = createIsoTime();
  const start = Date.UTC(2026, 11, 31, 23, 59, 58, 990);
  const steps = [0, 0, 1, 9, 10, 11, 99, 100, 110, 999, 1000, 1009, 1010, 2010, 1010, -1, 86_400_000, 0];
  const times = [...steps.map((step) => start + step), 0, -1, -999, -1000, -1001];
  expect(times.map(isoTime)).toEqual(times.map((time) => new Date(time).toISOString()));
});
