import { type Clock, type JobSpec, type Log, type Meter, noopLog, systemClock } from '@plumbline/core';
import { checkMetricsOptions, jobNames } from './check-options.ts';
import { type CreateLabelGuard, createLabelGuard } from './label-guard.ts';
import { type AuthMetrics, createAuthMetrics } from './signals/auth-attempts.ts';
import { createDependencyCalls, type Dependencies, type EndCall, runCall } from './signals/dependency-calls.ts';
import { beat } from './signals/heartbeat.ts';
import { createJobMetrics } from './signals/job-runs.ts';
import { createPools, type WatchPool } from './signals/pools.ts';
import { createQueues, type QueueMetrics } from './signals/queues.ts';
import { createReconnects, type Reconnect } from './signals/reconnects.ts';
import type { Setting } from './signals/setting.ts';
import { createSyncs, type SyncMetrics } from './signals/syncs.ts';
import { createUsageHook, type UsageHook } from './usage-counters.ts';

export interface MetricsOptions<D extends Dependencies = Dependencies, Job extends string = string> {
  /** Where the instruments are made; `metrics.getMeter(name)` of OpenTelemetry fits as it is. */
  readonly meter: Meter;
  /** @default noopLog */
  readonly log?: Log;
  /** Event names of the catalog. @default [] */
  readonly catalogActions?: readonly string[];
  /** @default {} */
  readonly dependencies?: D;
  /** Names of background jobs, or by name what is known of each: `{ digest: { everySeconds: 86_400 } }`. @default [] */
  readonly jobs?: readonly Job[] | Readonly<Record<Job, JobSpec>>;
  /** Names of queues. @default [] */
  readonly queues?: readonly string[];
  /** Names of what is synchronised with. @default [] */
  readonly syncs?: readonly string[];
  /** Names of long-lived connections. @default [] */
  readonly connections?: readonly string[];
  /** Names of database pools. @default [] */
  readonly pools?: readonly string[];
  /** @default systemClock */
  readonly clock?: Clock;
}

/** Health signals and usage counters. Nothing here throws of its own accord; what a wrapped function throws is rethrown. */
export interface Metrics<D extends Dependencies = Dependencies, Job extends string = string> {
  readonly auth: AuthMetrics;
  /** Runs one call of a dependency: counted, timed, its outcome recorded, its result or error handed on. */
  readonly dependency: <N extends keyof D & string, T>(
    name: N,
    operation: D[N][number],
    fn: () => Promise<T> | T,
  ) => Promise<T>;
  /** Begins one call of a dependency, for what ends in a callback or an event; what is returned ends it. */
  readonly beginCall: <N extends keyof D & string>(name: N, operation: D[N][number]) => EndCall;
  /** Runs background work in a scope of its own (`runJob`): counted, timed, its result or error handed on. An undeclared name runs as `other`. */
  readonly job: <T>(name: Job, fn: () => Promise<T> | T) => Promise<T>;
  /**
   * Says when a job last succeeded in another process. Read it from your job table at the start: otherwise a restart leaves
   * the gauge absent until the next success, and nobody sees that the job is overdue.
   */
  readonly jobSucceededAt: (name: Job, at: Date | null | undefined) => void;
  /** Depth, age and work of one queue. */
  readonly queue: (name: string) => QueueMetrics;
  /** Operations of one synchronisation, and what was recovered from offline. */
  readonly sync: (name: string) => SyncMetrics;
  /** Counts an attempt to restore a connection. */
  readonly reconnect: Reconnect;
  /** Watches a database pool. */
  readonly pool: WatchPool;
  /** Counts one product action. Pass it to `createEvents` as `usage`, and call it nowhere else. */
  readonly usage: UsageHook;
  /** Keeps a label of an instrument of your own within a closed list. */
  readonly labelGuard: CreateLabelGuard;
  /** Whether anything is counted still by what was wrapped: until the shutdown. */
  readonly isOn: () => boolean;
  /** Has something undone at the shutdown; at once where that is over. */
  readonly onShutdown: (undo: () => void) => void;
  /** Ends gauges and unwraps what `@plumbline/metrics/instrument` wrapped. Idempotent. */
  readonly shutdown: () => void;
}

function createEnding(): Pick<Metrics, 'isOn' | 'onShutdown' | 'shutdown'> {
  let undos: (() => void)[] | undefined = [];
  return {
    isOn: () => undos !== undefined,
    onShutdown(undo) {
      if (undos === undefined) undo();
      else undos.push(undo);
    },
    shutdown() {
      const due = undos ?? [];
      undos = undefined;
      for (const undo of due) undo();
    },
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
  const { meter, log = noopLog, clock = systemClock } = options;
  const lists = checkMetricsOptions({ ...options, jobs: jobNames(options.jobs) });
  const guard = createLabelGuard({ meter, log });
  const ending = createEnding();
  const setting: Setting = { meter, guard, clock, log, onShutdown: ending.onShutdown };
  beat(setting);
  const beginCall = createDependencyCalls(setting, lists.dependencies);
  const jobs = createJobMetrics(setting, lists.jobs);
  return {
    auth: createAuthMetrics(setting),
    dependency: (name, operation, fn) => runCall(beginCall(name, operation), fn),
    beginCall,
    job: jobs.run,
    jobSucceededAt: jobs.succeededAt,
    queue: createQueues(setting, lists.queues),
    sync: createSyncs(setting, lists.syncs),
    reconnect: createReconnects(setting, lists.connections),
    pool: createPools(setting, lists.pools),
    usage: createUsageHook(meter, guard, lists.catalogActions),
    labelGuard: guard,
    ...ending,
  };
}
