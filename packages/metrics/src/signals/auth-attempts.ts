import { createCounter, type signals } from '@plumbline/core';
import { OUTCOMES, type Setting } from './setting.ts';

/** Why an authentication attempt failed; the closed list of `plumbline.auth.attempts`. */
export type AuthReason = Exclude<(typeof signals)['plumbline.auth.attempts']['labels']['reason'][number], 'none'>;

/** How one authentication attempt ended. */
export type AuthAttempt =
  | { readonly outcome: 'success' }
  | { readonly outcome: 'failure'; readonly reason: AuthReason };

export interface AuthMetrics {
  /** Counts one authentication attempt. */
  readonly attempt: (attempt: AuthAttempt) => void;
}

const REASONS = {
  bad_credentials: true,
  locked: true,
  expired: true,
  forbidden: true,
  error: true,
} as const satisfies Record<AuthReason, true>;

export function createAuthMetrics({ meter, guard }: Setting): AuthMetrics {
  const name = 'plumbline.auth.attempts';
  const counter = createCounter(meter, name);
  const reasons = Object.keys(REASONS);
  const outcomeOf = guard(name, 'outcome', OUTCOMES);
  const reasonOf = guard(name, 'reason', ['none', ...reasons]);
  counter.add(0, { outcome: 'success', reason: 'none' });
  for (const reason of reasons) counter.add(0, { outcome: 'failure', reason });
  return {
    attempt(attempt) {
      const reason = attempt.outcome === 'success' ? 'none' : attempt.reason;
      counter.add(1, { outcome: outcomeOf(attempt.outcome), reason: reasonOf(reason) });
    },
  };
}
