import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createIdMaker } from '../src/index.ts';

it('makes UUIDs of version 7 that carry the millisecond they were made in', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 48 - 1 }), (now) => {
      const id = createIdMaker(() => now)();
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(now);
    }),
  );
});

it('never repeats one, across the refilling of its pool', () => {
  const make = createIdMaker(() => 1);
  expect(new Set(Array.from({ length: 50_000 }, make)).size).toBe(50_000);
});
