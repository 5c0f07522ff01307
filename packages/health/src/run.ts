import type { Clock, Timer } from '@plumbline/core';
import { runOutsideContext } from '@plumbline/core/context';
import { lateVerdict } from './late.ts';
import { failure, judge, type Verdict } from './verdict.ts';

/**
 * Asks one dependency whether it works. It fails by rejecting, throwing, resolving to `false`, or resolving to an object
 * with `success: false` (as `ping` of @clickhouse/client does). The signal aborts at the deadline.
 */
export type CheckFunction = (signal: AbortSignal) => unknown;

/** A check that was asked. */
export interface Run {
  readonly started: number;
  readonly verdict: Promise<Verdict>;
  readonly abort: AbortController;
  /** It missed its deadline: what it answers later counts for nothing. */
  isLate: boolean;
  hasEnded: boolean;
}

/** A timer that fires later than this did not wait for the dependency: this process was busy. */
const BUSY_MS = 50;

/** Asks. `onEnd` hears when the check has let go, in time or not. */
export function begin(ask: CheckFunction, clock: Clock, timeoutMs: number, onEnd: (run: Run) => void): Run {
  const abort = new AbortController();
  const started = clock.monotonic();
  let blockedMs = 0;
  const called = async (): Promise<unknown> => {
    try {
      return ask(abort.signal);
    } finally {
      blockedMs = clock.monotonic() - started;
    }
  };
  const ended = (verdict: Verdict): Verdict => {
    run.hasEnded = true;
    onEnd(run);
    // Nobody else could run meanwhile, so no timer could say so.
    return verdict.status === 'ok' && blockedMs >= timeoutMs ? { status: 'failed', error: 'Blocked' } : verdict;
  };
  // Many requests share a run, so it belongs to none. The async wrapper turns a synchronous throw into a rejection.
  const verdict = runOutsideContext(called).then(judge).catch(failure).then(ended);
  const run: Run = { started, verdict, abort, isLate: false, hasEnded: false };
  return run;
}

/**
 * The verdict, or at the deadline `Timeout` or what the check says of itself, which aborts the run. Where this process could not run for a while, answers
 * that came meanwhile are still to be read: the deadline moves by that time, once and at most by its own length.
 */
export async function within(run: Run, timeoutMs: number, clock: Clock): Promise<Verdict> {
  let timer: Timer | undefined;
  const late = new Promise<Verdict>((resolve) => {
    const arm = (ms: number, mayMove: boolean): void => {
      const due = clock.monotonic() + ms;
      timer = clock.after(ms, () => {
        const overdue = clock.monotonic() - due;
        if (mayMove && overdue > BUSY_MS) {
          arm(Math.min(overdue, timeoutMs), false);
          return;
        }
        run.isLate = true;
        resolve(lateVerdict(run.abort.signal));
        run.abort.abort();
      });
    };
    arm(timeoutMs, true);
  });
  const verdict = await Promise.race([run.verdict, late]);
  timer?.cancel();
  return verdict;
}
