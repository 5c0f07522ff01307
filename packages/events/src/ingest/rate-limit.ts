import type { Clock } from '@plumbline/core';

/** Events that one session may send in a minute, in fixed windows. */
export interface RateLimit {
  /** Takes `count` from the session's budget: 0 when it had room, else the seconds until the next window. */
  take(session: string, count: number): number;
}

/** Sessions told apart in one window. A flood of invented ones shares one budget beyond it, so memory stays bounded. */
const MAX_SESSIONS = 10_000;

const MINUTE_MS = 60_000;

/** Makes the limit of one ingest route. */
export function createRateLimit(perMinute: number, clock: Clock): RateLimit {
  const used = new Map<string, number>();
  let windowEnd = clock.monotonic() + MINUTE_MS;
  return {
    take(session, count) {
      const now = clock.monotonic();
      if (now >= windowEnd) {
        used.clear();
        windowEnd = now + MINUTE_MS;
      }
      const key = used.has(session) || used.size < MAX_SESSIONS ? session : '';
      const total = (used.get(key) ?? 0) + count;
      if (total > perMinute) return Math.max(1, Math.ceil((windowEnd - now) / 1000));
      used.set(key, total);
      return 0;
    },
  };
}
