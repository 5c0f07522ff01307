import fc from 'fast-check';
import type { CrashPoint } from './model-world.ts';

const crash = {
  point: fc.constantFrom<CrashPoint>('none', 'none', 'before', 'after'),
  /** Writing calls of the store that go well before. */
  skip: fc.nat({ max: 2 }),
};
/** What is recorded is of one of these. */
export const CLASSES: ('access' | 'administration')[] = ['access', 'administration'];
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
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('drain' as const), ...crash }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('seal' as const), ...crash }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('prune' as const),
      ...crash,
      classes: fc.subarray(CLASSES, { minLength: 1 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('kill' as const, 'power' as const, 'restart' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('thaw' as const) }) },
);
export type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;
/** One that a crash may end. */
export type MortalStep = Extract<Step, { readonly point: CrashPoint }>;
