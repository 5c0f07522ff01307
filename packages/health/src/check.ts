import type { Clock } from '@plumbline/core';
import { begin, type CheckFunction, type Run, within } from './run.ts';
import type { CheckResult } from './verdict.ts';

/** One check with settings of its own. */
export interface CheckSpec {
  readonly run: CheckFunction;
  /** Milliseconds until the check counts as failed. @default the option of `createHealth` */
  readonly timeoutMs?: number;
  /** Milliseconds for which an answer is used again, so that nobody can load a dependency through the endpoint. @default the option of `createHealth` */
  readonly cacheMs?: number;
  /** Whether the service cannot work without it: a failure takes the replica out of rotation. @default true */
  readonly critical?: boolean;
}

/** One check that runs at most once at a time. */
export interface Check {
  readonly name: string;
  readonly critical: boolean;
  /** The cached answer while it is fresh, else a new one within the deadline. It never rejects. */
  readonly result: () => Promise<CheckResult>;
  /** The last answer, however old; undefined before the first. */
  readonly last: () => CheckResult | undefined;
}

export interface CheckSettings {
  readonly name: string;
  readonly run: CheckFunction;
  readonly timeoutMs: number;
  readonly cacheMs: number;
  readonly critical: boolean;
  readonly clock: Clock;
  /** Told when the status changes. */
  readonly onChange: (name: string, result: CheckResult) => void;
}

/**
 * Deadlines after which a run that never ends is left behind and a new one may start. Waiting for ever would hide a
 * recovery; starting one at each probe would pile up connections.
 */
export const ABANDON_AFTER_DEADLINES = 10;

/** Gives one check its deadline, its cache, and single flight. */
export function createCheck(settings: CheckSettings): Check {
  const { name, critical, timeoutMs, cacheMs, clock } = settings;
  let run: Run | undefined;
  let probe: Promise<CheckResult> | undefined;
  let last: CheckResult | undefined;
  let freshUntil = Number.NEGATIVE_INFINITY;
  const tell = (result: CheckResult): void => {
    try {
      settings.onChange(name, result);
    } catch {
      // A log that fails must not fail a probe.
    }
  };
  /** One that let go after its deadline is asked anew: it may have recovered. */
  const onEnd = (ended: Run): void => {
    if (ended === run && ended.isLate) freshUntil = Number.NEGATIVE_INFINITY;
  };
  const ask = async (): Promise<CheckResult> => {
    const asked = (run = begin(settings.run, clock, timeoutMs, onEnd));
    const verdict = await within(asked, timeoutMs, clock);
    const now = clock.monotonic();
    const before = last?.status ?? 'ok';
    last = { ...verdict, durationMs: Math.round(now - asked.started) };
    freshUntil = now + cacheMs;
    probe = undefined;
    if (last.status !== before) tell(last);
    return last;
  };
  const isFresh = (now: number): boolean =>
    now < freshUntil ||
    // It hangs: who asks now need not wait for another deadline to hear so.
    (run?.isLate === true && !run.hasEnded && now - run.started < timeoutMs * ABANDON_AFTER_DEADLINES);
  return {
    name,
    critical,
    last: () => last,
    result: () => {
      if (last && isFresh(clock.monotonic())) return Promise.resolve(last);
      probe ??= ask();
      return probe;
    },
  };
}
