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

/** Jobs that are held because they fail while others arrive; more of them stop the line. */
const MAX_HELD = 8;

/** Makes the schedule of one destination: in order while it answers, and past a batch that alone keeps failing. */
export function createSchedule({ clock, backoff, breaker, take }: ScheduleOptions): Schedule {
  const held: Job[] = [];
  let notBefore = 0;
  let asked = false;
  let lastFailed: Job | undefined;
  let nap: AbortController | undefined;
  let stopped = false;

  const sleep = async (ms: number): Promise<void> => {
    nap = new AbortController();
    // Whole milliseconds: a sum of fractions may end a hair before the moment, and be slept for again without end.
    await wait(clock, Math.max(1, Math.ceil(ms)), { signal: nap.signal });
    nap = undefined;
  };
  const takeFresh = async (limit: number): Promise<Job | undefined> => {
    if (held.length >= limit) return undefined;
    const job = await take();
    if (job) held.push(job);
    return job;
  };
  /** After a failure that may be the batch's own fault, another one is tried first. */
  const chooseProbe = async (now: number): Promise<Job | undefined> => {
    const other = held.find((job) => job !== lastFailed && job.dueAt <= now) ?? (await takeFresh(2));
    return other ?? held.find((job) => job.dueAt <= now);
  };
  const chooseNow = async (now: number): Promise<Job | undefined> => {
    breaker.probe();
    if (breaker.state === 'half') return chooseProbe(now);
    return held.find((job) => job.dueAt <= now) ?? (await takeFresh(MAX_HELD));
  };
  return {
    async choose() {
      for (;;) {
        if (stopped) return undefined;
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
      lastFailed = job;
      asked = retryAfterMs !== undefined;
      notBefore = clock.monotonic() + backoff.delayMs(attempts, retryAfterMs);
    },
    arrived(job) {
      const now = clock.monotonic();
      for (const other of held) {
        const attempts = other.parcels[0]?.attempts ?? 0;
        if (other !== job && other.dueAt <= now && attempts > 0)
          other.dueAt = now + backoff.delayMs(attempts, undefined);
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
    recheck: () => nap?.abort(),
    stop() {
      stopped = true;
      nap?.abort();
    },
  };
}
