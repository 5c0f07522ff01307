/** A timer that was set; `cancel` is idempotent. */
export interface Timer {
  cancel(): void;
}

/** Time as a value, so that tests own it. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Monotonic milliseconds, for durations. */
  monotonic(): number;
  /** Calls `fn` once after `ms`. The timer does not keep the process alive unless `keepAlive` is true. */
  after(ms: number, fn: () => void, options?: { readonly keepAlive?: boolean }): Timer;
}

/** The system's clock and timers. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(ms, fn, options) {
    const handle = setTimeout(fn, ms);
    // Browsers return a number; only Node's timers can be released.
    if (options?.keepAlive !== true && typeof handle === 'object' && 'unref' in handle) handle.unref();
    return { cancel: () => clearTimeout(handle) };
  },
};

/** Resolves after `ms`, or at once when the signal aborts. It never rejects. */
export function wait(
  clock: Clock,
  ms: number,
  options: { readonly signal?: AbortSignal | undefined; readonly keepAlive?: boolean } = {},
): Promise<void> {
  const { signal, keepAlive = false } = options;
  return new Promise((resolve) => {
    if (signal?.aborted === true) return resolve();
    const done = (): void => {
      timer.cancel();
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = clock.after(ms, done, { keepAlive });
    signal?.addEventListener('abort', done, { once: true });
  });
}
