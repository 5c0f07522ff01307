import type { Clock, Timer } from '@plumbline/core';

/** A clock that moves only when the test says so. */
export interface TestClock extends Clock {
  /** Moves time on, firing each timer at its moment and letting what it started run before the next. */
  advance(ms: number): Promise<void>;
  /** Timers that are set and have not fired. */
  readonly pending: number;
}

interface Due {
  readonly at: number;
  readonly fn: () => void;
}

/** A turn of the event loop: every promise that is already settled has run its reactions, and theirs, by then. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Makes a clock that starts at `now`. @default 2026-01-02T03:04:05.678Z */
export function testClock(now: number = Date.UTC(2026, 0, 2, 3, 4, 5, 678)): TestClock {
  const start = now;
  let time = now;
  const timers = new Set<Due>();
  const nextBefore = (limit: number): Due | undefined => {
    let next: Due | undefined;
    for (const timer of timers) if (timer.at <= limit && (!next || timer.at < next.at)) next = timer;
    return next;
  };
  return {
    now: () => time,
    monotonic: () => time - start,
    after(ms, fn): Timer {
      const timer: Due = { at: time + Math.max(0, ms), fn };
      timers.add(timer);
      return { cancel: () => void timers.delete(timer) };
    },
    async advance(ms) {
      const target = time + ms;
      await turn();
      for (let next = nextBefore(target); next; next = nextBefore(target)) {
        timers.delete(next);
        time = Math.max(time, next.at);
        next.fn();
        await turn();
      }
      time = target;
    },
    get pending() {
      return timers.size;
    },
  };
}
