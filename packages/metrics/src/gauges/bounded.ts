import type { Clock } from '@plumbline/core';

/** How work with a deadline ended. Work that is late goes on, and what it returns is ignored. */
export type Ended<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'late' };

/** Runs work with a deadline. It never rejects. */
export type Bounded = <T>(ms: number, work: (signal: AbortSignal) => Promise<T> | T) => Promise<Ended<T>>;

/**
 * Work that hangs must not pile up: while `most` of it is late and has still not ended, no more is begun, and the call ends
 * as `late` at once.
 */
export function createBounded(clock: Clock, most: number): Bounded {
  let running = 0;
  return async <T>(ms: number, work: (signal: AbortSignal) => Promise<T> | T): Promise<Ended<T>> => {
    if (running >= most) return { kind: 'late' };
    running += 1;
    const abort = new AbortController();
    return new Promise<Ended<T>>((resolve) => {
      const timer = clock.after(ms, () => {
        resolve({ kind: 'late' });
        abort.abort();
      });
      const settled = (ended: Ended<T>): void => {
        running -= 1;
        timer.cancel();
        resolve(ended);
      };
      const begin = async (): Promise<T> => work(abort.signal);
      begin().then(
        (value) => settled({ kind: 'done', value }),
        (error: unknown) => settled({ kind: 'failed', error }),
      );
    });
  };
}
