import {
  type Clock,
  type Counter,
  createCounter,
  createHistogram,
  type Histogram,
  type Labels,
  type Log,
  type Meter,
  noopLog,
  type signals,
  systemClock,
} from '@plumbline/core';
import { runJob } from '@plumbline/core/context';
import { checkMetricsOptions } from './check-options.ts';
import { type CreateLabelGuard, createLabelGuard, OTHER } from './label-guard.ts';
import { createUsageHook, type UsageHook } from './usage-counters.ts';

/** Why an authentication attempt failed; the closed list of `plumbline.auth.attempts`. */
export type AuthReason = Exclude<(typeof signals)['plumbline.auth.attempts']['labels']['reason'][number], 'none'>;

/** How one authentication attempt ended. */
export type AuthAttempt =
  | { readonly outcome: 'success' }
  | { readonly outcome: 'failure'; readonly reason: AuthReason };

/** Each dependency with the closed list of operations that are called on it. */
export type Dependencies = Readonly<Record<string, readonly string[]>>;

export interface MetricsOptions<D extends Dependencies = Dependencies, Job extends string = string> {
  /** Where the instruments are made; `metrics.getMeter(name)` of OpenTelemetry fits as it is. */
  readonly meter: Meter;
  /** @default noopLog */
  readonly log?: Log;
  /** Event names of the catalog. @default [] */
  readonly catalogActions?: readonly string[];
  /** @default {} */
  readonly dependencies?: D;
  /** Names of background jobs. @default [] */
  readonly jobs?: readonly Job[];
  /** @default systemClock */
  readonly clock?: Clock;
}

/** Health signals and usage counters. Nothing here throws of its own accord; what a wrapped function throws is rethrown. */
export interface Metrics<D extends Dependencies = Dependencies, Job extends string = string> {
  readonly auth: {
    /** Counts one authentication attempt. */
    readonly attempt: (attempt: AuthAttempt) => void;
  };
  /** Runs one call of a dependency: counted, timed, its outcome recorded, its result or error handed on. */
  readonly dependency: <N extends keyof D & string, T>(
    name: N,
    operation: D[N][number],
    fn: () => Promise<T> | T,
  ) => Promise<T>;
  /** Runs background work in a scope of its own (`runJob`): counted, timed, its result or error handed on. An undeclared name runs as `other`. */
  readonly job: <T>(name: Job, fn: () => Promise<T> | T) => Promise<T>;
  /** Counts one product action. Pass it to `createEvents` as `usage`, and call it nowhere else. */
  readonly usage: UsageHook;
  /** Keeps a label of an instrument of your own within a closed list. */
  readonly labelGuard: CreateLabelGuard;
}

const OUTCOMES = ['success', 'failure'] as const;

const AUTH_REASONS = {
  bad_credentials: true,
  locked: true,
  expired: true,
  forbidden: true,
  error: true,
} as const satisfies Record<AuthReason, true>;

interface Timed {
  readonly calls: Counter;
  readonly callLabels: Labels;
  readonly duration: Histogram;
  readonly durationLabels: Labels;
  readonly clock: Clock;
}

/** Only a settled promise has an outcome, so a synchronous throw is turned into a rejection first. */
async function timed<T>({ calls, callLabels, duration, durationLabels, clock }: Timed, fn: () => Promise<T> | T) {
  const started = clock.monotonic();
  let outcome: (typeof OUTCOMES)[number] = 'failure';
  try {
    const result = await fn();
    outcome = 'success';
    return result;
  } finally {
    calls.add(1, { ...callLabels, outcome });
    // Clock readings are milliseconds; the instruments are in seconds.
    duration.record((clock.monotonic() - started) / 1_000, { ...durationLabels, outcome });
  }
}

function createAuth(meter: Meter, guard: CreateLabelGuard): Metrics['auth'] {
  const name = 'plumbline.auth.attempts';
  const counter = createCounter(meter, name);
  const reasons = Object.keys(AUTH_REASONS);
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

function createDependency(
  meter: Meter,
  guard: CreateLabelGuard,
  dependencies: Dependencies,
  clock: Clock,
): Metrics['dependency'] {
  const name = 'plumbline.dependency.calls';
  const calls = createCounter(meter, name);
  const duration = createHistogram(meter, 'plumbline.dependency.duration');
  const dependencyOf = guard(name, 'dependency', Object.keys(dependencies));
  const operationGuards = new Map(
    Object.entries(dependencies).map(([dependency, operations]) => [dependency, guard(name, 'operation', operations)]),
  );
  for (const [dependency, operations] of Object.entries(dependencies)) {
    for (const operation of operations) {
      for (const outcome of OUTCOMES) calls.add(0, { dependency, operation, outcome });
    }
  }
  return (given, operation, fn) => {
    const dependency = dependencyOf(given);
    const callLabels = { dependency, operation: operationGuards.get(dependency)?.(operation) ?? OTHER };
    return timed({ calls, callLabels, duration, durationLabels: { dependency }, clock }, fn);
  };
}

function createJob(meter: Meter, guard: CreateLabelGuard, jobs: readonly string[], clock: Clock): Metrics['job'] {
  const calls = createCounter(meter, 'plumbline.job.runs');
  const duration = createHistogram(meter, 'plumbline.job.duration');
  const jobOf = guard('plumbline.job.runs', 'job', jobs);
  for (const job of jobs) {
    for (const outcome of OUTCOMES) calls.add(0, { job, outcome });
  }
  return (name, fn) => {
    const job = jobOf(name);
    const labels = { job };
    return runJob(job, () => timed({ calls, callLabels: labels, duration, durationLabels: labels, clock }, fn));
  };
}

/**
 * Makes the health signals and usage counters of one application. Every label value comes from a closed list given here:
 * counters start at 0 for all of them, and any other value is recorded as `other`.
 *
 * Throws `PLB_METRICS_OPTION` with all faults of the lists.
 */
export function createMetrics<const D extends Dependencies = Dependencies, const Job extends string = string>(
  options: MetricsOptions<D, Job>,
): Metrics<D, Job> {
  const { meter, log = noopLog, clock = systemClock, catalogActions = [], jobs = [] } = options;
  const dependencies: Dependencies = options.dependencies ?? {};
  checkMetricsOptions({ meter, catalogActions, dependencies, jobs });
  const labelGuard = createLabelGuard({ meter, log });
  return {
    auth: createAuth(meter, labelGuard),
    dependency: createDependency(meter, labelGuard, dependencies, clock),
    job: createJob(meter, labelGuard, jobs, clock),
    usage: createUsageHook(meter, labelGuard, catalogActions),
    labelGuard,
  };
}
