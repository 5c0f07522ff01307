import { emptyTally, type Lifecycle } from '@plumbline/core';
import { describe, expect, it } from 'vitest';
import { lifecycleChecks, type LifecycleSubject } from '../../src/index.ts';
import { type FakeState, fakeLife } from './fake-life.ts';

async function redChecks(make: () => LifecycleSubject): Promise<readonly string[]> {
  const red: string[] = [];
  for (const check of lifecycleChecks) {
    await check.run(make()).catch(() => red.push(check.name));
  }
  return red;
}

const check = {
  starts: 'starts once, however often it is asked',
  shuts: 'shuts down once, and later calls share the answer',
  unstarted: 'can be shut down without having been started',
  flush: 'can be flushed before start and after shutdown',
  accounts: 'accounts for everything it accepted',
  deadline: 'answers within its deadline when what it waits for is silent',
  dispose: 'is shut down by `await using`',
};

const wrapped = (change: (life: Lifecycle, state: FakeState) => Partial<Lifecycle>) => () =>
  fakeLife(
    (spec) => spec,
    (life, state) => ({ ...life, ...change(life, state) }),
  );

const never = (): Promise<never> => new Promise(() => undefined);

const mutants: readonly (readonly [string, () => LifecycleSubject, readonly string[]])[] = [
  ['starts twice', wrapped((_life, state) => ({ start: async () => void (state.starts += 1) })), [check.starts]],
  [
    'shuts down anew each time',
    wrapped((life) => ({ shutdown: async (options) => ({ ...(await life.shutdown(options)) }) })),
    [check.shuts, check.dispose],
  ],
  [
    'fails when it was not started',
    () =>
      fakeLife((spec, state) => ({
        ...spec,
        shutdown: (ms) => (state.starts === 0 ? never() : (spec.shutdown?.(ms) ?? never())),
      })),
    [check.unstarted],
  ],
  [
    'invents work',
    wrapped((_life, state) => {
      const made = Promise.resolve({ ...emptyTally, delivered: Math.max(1, state.accepted) });
      return { shutdown: () => made };
    }),
    [check.unstarted, check.accounts, check.deadline],
  ],
  [
    'waits for ever for a start',
    wrapped((life, state) => ({ flush: (options) => (state.starts === 0 ? never() : life.flush(options)) })),
    [check.flush],
  ],
  [
    'forgets what was left',
    () =>
      fakeLife((spec, state) => ({
        ...spec,
        shutdown: (ms) => (state.stalled ? Promise.resolve(emptyTally) : (spec.shutdown?.(ms) ?? never())),
      })),
    [check.deadline],
  ],
  [
    'counts too few',
    () => fakeLife((spec) => ({ ...spec, shutdown: async () => ({ ...emptyTally, delivered: 2 }) })),
    [check.unstarted, check.accounts, check.deadline],
  ],
  [
    'has no deadline',
    () =>
      fakeLife((spec, state) => ({
        ...spec,
        flush: (ms) => (state.stalled ? never() : (spec.flush?.(ms) ?? never())),
      })),
    [check.deadline],
  ],
  ['hangs when disposed', wrapped(() => ({ [Symbol.asyncDispose]: never })), [check.dispose]],
];

describe('each planted bug turns exactly its checks red', () => {
  it.each(mutants)('%s', async (_bug, make, expected) => {
    expect(await redChecks(make)).toEqual(expected);
  });

  it('has no check without a mutant', () => {
    const covered = new Set(mutants.flatMap(([, , red]) => red));
    expect(lifecycleChecks.map(({ name }) => name).filter((name) => !covered.has(name))).toEqual([]);
  });
});
