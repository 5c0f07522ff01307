import type { Clock } from '@plumbline/core';

/** How work with a deadline ended. Work that is late goes on, and what it returns is ignored. */
export type Ended<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'late' };

/** Runs work with a deadline. It never rejects. */
export type Bounded = <T>(ms: number, work: (signal: AbortSignal) => Promise<T> | T) => Promise<Ended<T>>;

/** Longer than most connections take to find out that they are lost; who hangs for ever is given up then. */
const GIVE_UP_MS = 300_000;

/**
 * Work that hangs must not pile up: while `most` of it is late and has still not ended, no more is begun, and the call ends
 * as `late` at once.
 */
export function createBounded(clock: Clock, most: number): Bounded {
  const hanging = new Set<object>();
  return async <T>(ms: number, work: (signal: AbortSignal) => Promise<T> | T): Promise<Ended<T>> => {
    if (hanging.size >= most) return { kind: 'late' };
    const abort = new AbortController();
    hanging.add(abort);
    return new Promise<Ended<T>>((resolve) => {
      let timer = clock.after(ms, () => {
        resolve({ kind: 'late' });
        abort.abort();
        timer = clock.after(GIVE_UP_MS, () => hanging.delete(abort));
      });
      const settled = (ended: Ended<T>): void => {
        hanging.delete(abort);
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
