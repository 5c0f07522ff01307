import { type Clock, wait } from '@plumbline/core';

/** Waits for work, at most `ms`; the signal tells the work that nobody waits any more. The process stays alive meanwhile. */
export async function within(clock: Clock, ms: number, work: (signal: AbortSignal) => Promise<unknown>): Promise<void> {
  const abort = new AbortController();
  const late = wait(clock, ms, { signal: abort.signal, keepAlive: true });
  try {
    await Promise.race([work(abort.signal), late]);
  } finally {
    abort.abort();
  }
}
