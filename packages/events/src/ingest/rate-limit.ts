import type { Clock } from '@plumbline/core';

/** Events that may come in a minute, in fixed windows. What has room answers 0, else the seconds until the next window. */
export interface RateLimit {
  /** Takes `count` from the budget of one session. */
  takeSession(session: string, count: number): number;
  /** Takes `count` from the budget of all senders that the server knows, or of all that it does not. */
  takeShare(isKnown: boolean, count: number): number;
}

export interface RateOptions {
  readonly perSessionPerMinute: number;
  readonly totalPerMinute: number;
}

/**
 * Sessions told apart in one window. Those beyond it have no budget of their own and only that of all senders: an ID is
 * invented at no cost, and neither may a flood of them grow memory nor shut out whoever comes after it.
 */
const MAX_SESSIONS = 10_000;

const MINUTE_MS = 60_000;

/** Makes the limit of one ingest route. */
export function createRateLimit({ perSessionPerMinute, totalPerMinute }: RateOptions, clock: Clock): RateLimit {
  const used = new Map<string, number>();
  let known = 0;
  let unknown = 0;
  let windowEnd = clock.monotonic() + MINUTE_MS;
  const secondsLeft = (): number => Math.max(1, Math.ceil((windowEnd - clock.monotonic()) / 1_000));
  const turn = (): void => {
    const now = clock.monotonic();
    if (now < windowEnd) return;
    used.clear();
    known = 0;
    unknown = 0;
    windowEnd = now + MINUTE_MS;
  };
  return {
    takeSession(session, count) {
      turn();
      const before = used.get(session);
      if (before === undefined && used.size >= MAX_SESSIONS) return 0;
      const total = (before ?? 0) + count;
      if (total > perSessionPerMinute) return secondsLeft();
      used.set(session, total);
      return 0;
    },
    takeShare(isKnown, count) {
      turn();
      const total = (isKnown ? known : unknown) + count;
      if (total > totalPerMinute) return secondsLeft();
      if (isKnown) known = total;
      else unknown = total;
      return 0;
    },
  };
}
