import fc from 'fast-check';
import type { CrashPoint } from './model-world.ts';

const point = fc.constantFrom<CrashPoint>('none', 'none', 'before', 'after');
/** One thing that happens. */
export const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('record' as const),
      count: fc.integer({ min: 1, max: 9 }),
      durable: fc.boolean(),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('drain' as const), point }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('seal' as const), point }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('prune' as const), point, share: fc.integer({ min: 1, max: 3 }) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('kill' as const, 'power' as const, 'restart' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('thaw' as const) }) },
);
export type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;
