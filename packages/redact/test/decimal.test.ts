import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decimalOf } from '../src/decimal.ts';

it('writes every number as the engine does', () => {
  const numbers = fc.oneof(
    fc.double(),
    fc.integer(),
    fc.integer({ min: -(10 ** 12), max: 10 ** 12 }).map((n) => n / 1000),
    fc.integer({ max: 10 ** 9 }).map((n) => n / 10_000),
    fc.constantFrom(0, -0, 0.1, 0.001, 1e-7, 1e21, 2 ** 30 / 1000, (2 ** 30 + 1) / 1000, 0.1 + 0.2, Number.NaN),
  );
  fc.assert(
    fc.property(numbers, (x) => {
      expect(decimalOf(x)).toBe(String(x));
    }),
    { numRuns: 20_000 },
  );
});

it('writes every number of three decimals up to 200', () => {
  const numbers = Array.from({ length: 200_001 }, (_, i) => i / 1000);
  expect(numbers.filter((x) => decimalOf(x) !== String(x))).toEqual([]);
});
