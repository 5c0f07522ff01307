import { beforeAll, describe, expect, test } from 'vitest';
import { checkTypes, type Compiler } from '../src/types/measure.ts';

/**
 * Most instantiations of types for one event: its declaration and one call of it. The same on every machine; 400 when this
 * was written. Times are what `npm run bench -- types` is for.
 */
const MOST_PER_EVENT = 480;

describe.each(['typescript 6', 'typescript 7'] satisfies readonly Compiler[])('%s', (compiler) => {
  // Threads of TypeScript 7 share the files out among themselves, and each makes the types that it needs.
  const flags = compiler === 'typescript 7' ? ['--singleThreaded'] : [];
  let few = 0;
  let some = 0;
  let many = 0;
  beforeAll(async () => {
    const count = async (events: number): Promise<number> =>
      (await checkTypes({ compiler, events, fromSource: true, flags })).instantiations;
    few = await count(50);
    some = await count(150);
    many = await count(250);
  }, 300_000);

  test('an event more costs no more than it may', () => {
    const perEvent = (many - few) / 200;
    expect(perEvent).toBeLessThan(MOST_PER_EVENT);
    expect(perEvent).toBeGreaterThan(MOST_PER_EVENT / 3);
  });

  test('no call looks at all events: the next hundred cost what the last did', () => {
    expect((many - some) / (some - few)).toBeLessThan(1.1);
  });
});
