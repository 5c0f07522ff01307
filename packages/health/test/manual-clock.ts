import type { Clock } from '@plumbline/core';

export interface ManualClock extends Clock {
  /** Moves time and fires what is due. */
  readonly advance: (ms: number) => void;
  /** Moves time alone, as it passes for a process that cannot run. */
  readonly skip: (ms: number) => void;
  /** Timers that wait. */
  readonly waiting: () => number;
}

/** A clock that stands still until the test moves it. */
export function manualClock(): ManualClock {
  let now = 0;
  const timers = new Set<{ readonly at: number; readonly fn: () => void }>();
  return {
    now: () => now,
    monotonic: () => now,
    after(ms, fn) {
      const timer = { at: now + ms, fn };
      timers.add(timer);
      return { cancel: () => void timers.delete(timer) };
    },
    advance(ms) {
      now += ms;
      for (const timer of timers) {
        if (timer.at > now || !timers.delete(timer)) continue;
        timer.fn();
      }
    },
    skip(ms) {
      now += ms;
    },
    waiting: () => timers.size,
  };
}

/** Lets everything that waits for nothing but its turn run. */
export const settled = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));
