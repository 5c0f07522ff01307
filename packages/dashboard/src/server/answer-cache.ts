import type { Clock } from '@plumbline/core';

/** Answers that are shown again for a short while, so that a reload asks nothing anew. */
export interface AnswerCache {
  /**
   * The answer under this key: the one that is there or on its way, else a new one. One that failed is forgotten after
   * {@link FAILED_MS}, so that a store that is back shows at once and one that is down is not asked with each reload.
   */
  once<T>(key: string, make: () => Promise<T>): Promise<T>;
}

interface Entry {
  readonly answer: Promise<unknown>;
  /** Milliseconds of the monotonic clock; infinite while the answer is on its way. */
  until: number;
}

/** A page asks about a dozen questions: twenty sets of filters. An answer has some hundred rows, so this is a few megabytes. */
const MAX_ENTRIES = 240;
const FAILED_MS = 1_000;

/** Makes a cache whose entries live `ttlMs` after their answer came; the oldest goes where there is no room. */
export function createAnswerCache(ttlMs: number, clock: Clock): AnswerCache {
  const entries = new Map<string, Entry>();
  const settle = (key: string, entry: Entry, ms: number): void => {
    if (ms <= 0 && entries.get(key) === entry) entries.delete(key);
    entry.until = clock.monotonic() + ms;
  };
  return {
    once<T>(key: string, make: () => Promise<T>): Promise<T> {
      const found = entries.get(key);
      if (found && found.until > clock.monotonic()) return found.answer as Promise<T>;
      const made = make();
      const entry: Entry = { answer: made, until: Number.POSITIVE_INFINITY };
      entries.delete(key);
      entries.set(key, entry);
      const [oldest] = entries.keys();
      if (entries.size > MAX_ENTRIES && oldest !== undefined) entries.delete(oldest);
      made.then(
        () => settle(key, entry, ttlMs),
        () => settle(key, entry, Math.min(ttlMs, FAILED_MS)),
      );
      return made;
    },
  };
}
