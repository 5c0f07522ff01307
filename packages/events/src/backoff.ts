import { PlumblineError } from '@plumbline/core';

export interface RetryOptions {
  /** Milliseconds; the first wait is between 0 and this. @default 500 */
  readonly baseMs?: number;
  /** Milliseconds no wait exceeds, unless the destination asks for more. @default 30000 */
  readonly maxMs?: number;
  /** Attempts for one batch. @default Infinity: an outage loses nothing while the queue has room */
  readonly maxAttempts?: number;
  /** Source of jitter, 0 to 1. @default Math.random */
  readonly random?: () => number;
}

/** Five minutes: a destination that asks for longer is asked again anyway. */
const MAX_RETRY_AFTER_MS = 300_000;

export interface Backoff {
  readonly maxAttempts: number;
  /** Milliseconds to wait after this many failed attempts in a row. */
  delayMs(attempts: number, retryAfterMs: number | undefined): number;
}

/** Exponential waits with full jitter, after "Exponential Backoff And Jitter" of the AWS architecture blog. */
export function createBackoff(options: RetryOptions = {}): Backoff {
  const { baseMs = 500, maxMs = 30_000, maxAttempts = Number.POSITIVE_INFINITY, random = Math.random } = options;
  const sound = baseMs > 0 && maxMs >= baseMs && maxAttempts >= 1;
  if (!sound) {
    throw new PlumblineError(
      'PLB_OPTION_INVALID',
      'events: `retry` needs baseMs > 0, maxMs >= baseMs, maxAttempts >= 1',
    );
  }
  return {
    maxAttempts,
    delayMs(attempts, retryAfterMs) {
      // 2^30 times any base is past every bound.
      const ceiling = Math.min(maxMs, baseMs * 2 ** Math.min(attempts - 1, 30));
      const asked = retryAfterMs !== undefined && retryAfterMs > 0 ? Math.min(retryAfterMs, MAX_RETRY_AFTER_MS) : 0;
      return Math.max(asked, random() * ceiling);
    },
  };
}
