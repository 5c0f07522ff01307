import { type Clock, wait } from '@plumbline/core';
import type { Backoff } from './backoff.ts';
import type { Breaker } from './breaker.ts';
import type { Parcel } from './parcel.ts';
import type { Work } from './work.ts';

/** A batch that a destination has begun with. */
export interface Job {
  readonly work: Work;
  /** What is left of it, the next one first. */
  parcels: Parcel[];
  /** Not before this, on the monotonic clock. */
  dueAt: number;
  /** Something else arrived after it failed. */
  passed: boolean;
  /** How often it failed after that: what was held through an outage is not to blame, and goes at once. */
  alone: number;
  /** Which erasures have been applied to it. */
  erasures: number;
}

export interface ScheduleOptions {
  readonly clock: Clock;
  readonly backoff: Backoff;
  readonly breaker: Breaker;
  /** Begins with the next batch; undefined where there is none. */
  readonly take: () => Promise<Job | undefined>;
}

/** Says what goes next, and when. */
export interface Schedule {
  /** The next job, as soon as it may be tried; undefined when nothing is left. */
  choose(): Promise<Job | undefined>;
  /** The destination failed: nothing goes before the wait is over. */
  failed(job: Job, attempts: number, retryAfterMs: number | undefined): void;
  /** A parcel arrived: whatever failed meanwhile is to blame itself, and waits on its own. */
  arrived(job: Job): void;
  finish(job: Job): void;
  /** Ends waits early, but not one that the destination asked for. */
  hurry(): void;
  /** Looks again whether something held was taken away. */
  recheck(): void;
  stop(): void;
}

/** Jobs that are held because they fail; more of them stop the line, and memory holds no more. */
const MAX_HELD = 8;
/** Failures of each of them before another one is tried: two bad batches in a row must not pass for an outage. */
const PROBES_EACH = 2;

const attemptsOf = ({ parcels }: Job): number => parcels[0]?.attempts ?? 0;

/** Makes the schedule of one destination: in order while it answers, and past a batch that alone keeps failing. */
export function createSchedule({ clock, backoff, breaker, take }: ScheduleOptions): Schedule {
  const held: Job[] = [];
  let notBefore = 0;
  let asked = false;
  let nap: AbortController | undefined;
  let stopped = false;
  // Something came since the last look: sleeping would miss it.
  let isStale = false;

  const sleep = async (ms: number): Promise<void> => {
    if (isStale) return;
    nap = new AbortController();
    // Whole milliseconds: a sum of fractions may end a hair before the moment, and be slept for again without end.
    await wait(clock, Math.max(1, Math.ceil(ms)), { signal: nap.signal });
    nap = undefined;
  };
  const takeFresh = async (): Promise<Job | undefined> => {
    if (held.length >= MAX_HELD) return undefined;
    const job = await take();
    if (job) held.push(job);
    return job;
  };
  const firstDue = (now: number): Job | undefined => held.find((job) => job.dueAt <= now);
  /** After failures that may be the fault of what was sent, another batch is tried, and in turn those that failed. */
  const chooseProbe = async (now: number): Promise<Job | undefined> => {
    const tried = held.every((job) => attemptsOf(job) >= PROBES_EACH);
    return (tried ? await takeFresh() : undefined) ?? firstDue(now);
  };
  const chooseNow = async (now: number): Promise<Job | undefined> => {
    breaker.probe();
    if (breaker.state === 'half') return chooseProbe(now);
    return firstDue(now) ?? (await takeFresh());
  };
  return {
    async choose() {
      for (;;) {
        if (stopped) return undefined;
        isStale = false;
        const evicted = held.find(({ work }) => work.evicted());
        if (evicted) return evicted;
        const now = clock.monotonic();
        if (notBefore > now) {
          await sleep(notBefore - now);
          continue;
        }
        const job = await chooseNow(now);
        if (job || held.length === 0) return job;
        await sleep(Math.min(...held.map(({ dueAt }) => dueAt)) - now);
      }
    },
    failed(job, attempts, retryAfterMs) {
      // Behind the others: the least recently tried is the next.
      if (held.includes(job)) held.push(...held.splice(held.indexOf(job), 1));
      if (job.passed) job.alone += 1;
      job.passed = false;
      asked = retryAfterMs !== undefined;
      notBefore = clock.monotonic() + backoff.delayMs(attempts, retryAfterMs);
    },
    arrived(job) {
      const now = clock.monotonic();
      for (const other of held) {
        if (other === job || other.passed) continue;
        other.passed = true;
        if (other.alone > 0) other.dueAt = now + backoff.delayMs(other.alone, undefined);
      }
    },
    finish(job) {
      const index = held.indexOf(job);
      if (index >= 0) held.splice(index, 1);
    },
    hurry() {
      if (!asked) notBefore = 0;
      for (const job of held) job.dueAt = 0;
      nap?.abort();
    },
    recheck() {
      isStale = true;
      nap?.abort();
    },
    stop() {
      stopped = true;
      nap?.abort();
    },
  };
}
