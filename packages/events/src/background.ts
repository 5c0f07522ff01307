import type { Clock, Tally } from '@plumbline/core';

/** Keeps a short-lived process alive until work is done: `waitUntil` of a serverless platform. */
export type RunInBackground = (work: Promise<unknown>) => void;

export interface BackgroundOptions {
  readonly runInBackground: RunInBackground;
  readonly clock: Clock;
  readonly timeoutMs: number;
  /** Delivers what waits and resolves when it is settled, or the time is over. It never rejects. */
  readonly flush: (timeoutMs: number) => Promise<Tally>;
}

/** Lets one flush run while there is something to deliver, in place of a timer that a frozen process never sees. */
export interface Background {
  /** Something was accepted. */
  notice(): void;
}

/** Flushes until nothing waits, nothing more is achieved, or the time is over: the next event tries again. */
async function flushAll({ flush, clock, timeoutMs }: BackgroundOptions): Promise<void> {
  const deadline = clock.monotonic() + timeoutMs;
  let before = -1;
  for (let left = timeoutMs; left > 0; left = deadline - clock.monotonic()) {
    const { delivered, lost, pending } = await flush(left);
    const settled = Object.values(lost).reduce((sum, count) => sum + count, delivered);
    if (pending === 0 || settled === before) return;
    before = settled;
  }
}

/** Makes the background of one client. Everything captured until the flush begins, and while it runs, goes with it. */
export function createBackground(options: BackgroundOptions): Background {
  let running = false;
  return {
    notice() {
      if (running) return;
      running = true;
      // After the current turn: a handler captures several events in one.
      const work = Promise.resolve()
        .then(() => flushAll(options))
        .finally(() => {
          running = false;
        });
      try {
        options.runInBackground(work);
      } catch {
        // The platform refuses, as after the end of a request: the work goes on for as long as the process does.
      }
    },
  };
}
