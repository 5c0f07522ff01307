import assert from 'node:assert/strict';
import type { Lifecycle, Tally } from '@plumbline/core';

/** Something with a life, made anew for every check. */
export interface LifecycleSubject {
  readonly instance: Lifecycle;
  /** Offers work to the started instance and says how much of it was accepted; absent where it has no tally. */
  readonly work?: () => number | Promise<number>;
  /** Makes whatever the instance waits for never answer; absent where it waits for nothing. */
  readonly stall?: () => void;
  /** How often `start` had its effect; absent where that cannot be seen. */
  readonly starts?: () => number;
  /** Frees what the subject itself holds. */
  readonly stop?: () => Promise<void>;
}

/** One rule of a life as a plain function that throws where it is broken. */
export interface LifecycleCheck {
  readonly name: string;
  run(subject: LifecycleSubject): Promise<void>;
}

/** Far beyond the deadline that the checks give: a call that still runs then has none. */
const NEVER_MS = 2_000;

async function answered<T>(work: Promise<T>, what: string): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const never = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new assert.AssertionError({ message: `${what} did not answer` })), NEVER_MS);
  });
  try {
    return await Promise.race([work, never]);
  } finally {
    clearTimeout(timer);
  }
}

const accounted = ({ delivered, lost, pending }: Tally): number =>
  delivered + pending + Object.values(lost).reduce((sum, count) => sum + count, 0);

/** Every rule that a {@link Lifecycle} must keep. */
export const lifecycleChecks: readonly LifecycleCheck[] = [
  {
    name: 'starts once, however often it is asked',
    async run({ instance, starts }) {
      await Promise.all([instance.start(), instance.start()]);
      await instance.start();
      if (starts) assert.equal(starts(), 1, 'start had its effect more than once');
      await instance.shutdown();
    },
  },
  {
    name: 'shuts down once, and later calls share the answer',
    async run({ instance, work }) {
      await instance.start();
      await work?.();
      const first = instance.shutdown();
      assert.equal(instance.shutdown(), first, 'a second shutdown has a promise of its own');
      const tally = await answered(first, 'shutdown');
      assert.deepEqual(await instance.shutdown(), tally, 'a later shutdown gives another tally');
    },
  },
  {
    name: 'can be shut down without having been started',
    async run({ instance }) {
      const tally = await answered(instance.shutdown(), 'shutdown before start');
      assert.equal(accounted(tally), 0, 'it accounts for work that nobody offered');
    },
  },
  {
    name: 'can be flushed before start and after shutdown',
    async run({ instance }) {
      await answered(instance.flush(), 'flush before start');
      await instance.start();
      await instance.shutdown();
      await answered(instance.flush(), 'flush after shutdown');
    },
  },
  {
    name: 'accounts for everything it accepted',
    async run({ instance, work }) {
      await instance.start();
      const accepted = (await work?.()) ?? 0;
      const tally = await answered(instance.shutdown(), 'shutdown');
      assert.equal(accounted(tally), accepted, 'delivered, lost and pending do not add up to what was accepted');
    },
  },
  {
    name: 'answers within its deadline when what it waits for is silent',
    async run({ instance, work, stall }) {
      await instance.start();
      stall?.();
      const accepted = (await work?.()) ?? 0;
      await answered(instance.flush({ timeoutMs: 50 }), 'flush');
      const tally = await answered(instance.shutdown({ timeoutMs: 50 }), 'shutdown');
      assert.equal(accounted(tally), accepted, 'what was left at the deadline is not accounted for');
    },
  },
  {
    name: 'is shut down by `await using`',
    async run({ instance, work }) {
      await instance.start();
      await work?.();
      await answered(Promise.resolve(instance[Symbol.asyncDispose]()), 'dispose');
      const shutdown = instance.shutdown();
      assert.equal(instance.shutdown(), shutdown, 'dispose did not shut it down');
      await answered(shutdown, 'shutdown after dispose');
    },
  },
];
