import type { Clock, Timer } from '@plumbline/core';
import { runOutsideContext } from '@plumbline/core/context';

/**
 * Asks one dependency whether it works. It fails by rejecting, throwing, resolving to `false`, or resolving to an object
 * with `success: false` (as `ping` of @clickhouse/client does). The signal aborts at the deadline.
 */
export type CheckFunction = (signal: AbortSignal) => unknown;

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

/** How the last run of a check ended. */
export interface CheckResult {
  readonly status: 'ok' | 'failed';
  readonly durationMs: number;
  /** Class of the error, such as `Error` or `Timeout`; never its message. */
  readonly error?: string;
  /** Machine-readable code of the error, such as `ECONNREFUSED` or an SQLSTATE. */
  readonly code?: string;
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
  /** Told when the status changes. It must not throw. */
  readonly onChange: (name: string, result: CheckResult) => void;
}

/**
 * Deadlines after which a run that never ends is left behind and a new one may start. Waiting for ever would hide a
 * recovery; starting one at each probe would pile up connections.
 */
export const ABANDON_AFTER_DEADLINES = 10;

/** What an error may say of itself: identifiers out of source code. Anything else could be data. */
const CLASS = /^[A-Za-z][A-Za-z0-9_]{0,63}$/;
const CODE = /^[A-Z0-9_]{2,40}$/;

type Verdict = Omit<CheckResult, 'durationMs'>;

function failure(thrown: unknown): Verdict {
  try {
    const { name, code } = (thrown ?? {}) as { readonly name?: unknown; readonly code?: unknown };
    return {
      status: 'failed',
      error: typeof name === 'string' && CLASS.test(name) ? name : 'Error',
      ...(typeof code === 'string' && CODE.test(code) && { code }),
    };
  } catch {
    return { status: 'failed', error: 'Error' };
  }
}

function judge(value: unknown): Verdict {
  if (value === false) return { status: 'failed', error: 'False' };
  const answer = (typeof value === 'object' && value !== null ? value : {}) as {
    readonly success?: unknown;
    readonly error?: unknown;
  };
  return answer.success === false ? failure(answer.error) : { status: 'ok' };
}

interface Run {
  readonly verdict: Promise<Verdict>;
  readonly started: number;
  readonly abort: AbortController;
  ended: boolean;
}

function begin(run: CheckFunction, started: number): Run {
  const abort = new AbortController();
  const ended = (verdict: Verdict): Verdict => {
    current.ended = true;
    return verdict;
  };
  // Many requests share a run, so it belongs to none. The async wrapper turns a synchronous throw into a rejection.
  const verdict = runOutsideContext(async () => run(abort.signal))
    .then(judge)
    .catch(failure)
    .then(ended);
  const current: Run = { verdict, started, abort, ended: false };
  return current;
}

/** Waits for a run, at most `timeoutMs`; then aborts it. */
async function waitFor(run: Run, timeoutMs: number, clock: Clock): Promise<Verdict> {
  let timer: Timer | undefined;
  const late = new Promise<Verdict>((resolve) => {
    timer = clock.after(timeoutMs, () => {
      resolve({ status: 'failed', error: 'Timeout' });
      run.abort.abort();
    });
  });
  const verdict = await Promise.race([run.verdict, late]);
  timer?.cancel();
  return verdict;
}

/** Gives one check its deadline, its cache, and single flight. */
export function createCheck(settings: CheckSettings): Check {
  const { name, critical, timeoutMs, cacheMs, clock } = settings;
  let run: Run | undefined;
  let probe: Promise<CheckResult> | undefined;
  let last: CheckResult | undefined;
  let lastAt = 0;
  const ask = async (): Promise<CheckResult> => {
    const now = clock.monotonic();
    if (!run || run.ended || now - run.started >= timeoutMs * ABANDON_AFTER_DEADLINES) run = begin(settings.run, now);
    const { started } = run;
    const verdict = await waitFor(run, timeoutMs, clock);
    lastAt = clock.monotonic();
    const changed = verdict.status !== (last?.status ?? 'ok');
    last = { ...verdict, durationMs: Math.round(lastAt - started) };
    probe = undefined;
    if (changed) settings.onChange(name, last);
    return last;
  };
  return {
    name,
    critical,
    last: () => last,
    result: () => {
      if (last && clock.monotonic() - lastAt < cacheMs) return Promise.resolve(last);
      probe ??= ask();
      return probe;
    },
  };
}
