import { type Log, systemClock, toError, withDeadline } from '@plumbline/core';
import { factsOf } from './failure-lines.ts';

/** What waits in a queue. */
export interface QueueState {
  /** Items that wait. */
  readonly depth: number;
  /** Seconds that the oldest of them has waited; 0 where none does, and NaN where nothing can say it. */
  readonly oldestAgeSeconds: number;
}

/** Asks what waits in a queue. */
export type ReadQueue = () => Promise<QueueState> | QueueState;

/** A collection waits so long for a queue and no longer. */
const READ_MS = 1_000;

/** Longer than most connections take to find out that they are lost; an answer that never comes is given up then. */
const GIVE_UP_MS = 300_000;

/**
 * The SDK exports what an instrument said last for as long as its provider lives, so a queue that nobody can read has to say
 * so. NaN is no more than anything and no less, and `max` over replicas leaves it out.
 */
const UNKNOWN: QueueState = { depth: Number.NaN, oldestAgeSeconds: Number.NaN };

/** Said once for each queue: an alert of a queue that stalls compares the age. */
const AGELESS =
  'nothing says how long the oldest item of a queue has waited, so no alert can tell that it stalls; pg-boss says it with persistQueueStats: true';

const isCount = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value) && value >= 0;

const checked = (state: QueueState): QueueState => {
  if (isCount(state?.depth) && (isCount(state.oldestAgeSeconds) || Number.isNaN(state.oldestAgeSeconds))) return state;
  throw new TypeError('a queue needs `depth`, a number from 0, and `oldestAgeSeconds`, which may be NaN as well');
};

/** Tells once that items wait and nothing says for how long. */
function createAgeTelling(queue: string, log: Log): (state: QueueState) => void {
  let isTold = false;
  return ({ depth, oldestAgeSeconds }) => {
    if (isTold || depth === 0 || !Number.isNaN(oldestAgeSeconds)) return;
    isTold = true;
    try {
      log.warn({ queue }, AGELESS);
    } catch {
      // A log that fails must not fail a collection.
    }
  };
}

/**
 * Reads a queue for a collection: once for all gauges of it, within a deadline. One that hangs costs the collection its
 * deadline once: until it answers after all, it is unknown at once, for five minutes at most. It never rejects.
 */
export function createQueueReading(
  queue: string,
  read: ReadQueue,
  log: Log,
  now: () => number = () => systemClock.monotonic(),
): () => Promise<QueueState> {
  let running: { readonly began: number } | undefined;
  let shared: Promise<QueueState> | undefined;
  let isFailing = false;
  const tellAge = createAgeTelling(queue, log);
  const tell = (fault: Error | undefined): void => {
    const wasFailing = isFailing;
    isFailing = fault !== undefined;
    try {
      if (fault !== undefined && !wasFailing)
        log.warn({ queue, ...factsOf(fault) }, 'queue cannot be read, its gauges are unknown');
      if (fault === undefined && wasFailing) log.info({ queue }, 'queue can be read again');
    } catch {
      // A log that fails must not fail a collection.
    }
  };
  const begin = async (): Promise<QueueState> => {
    try {
      const state = checked(await read());
      tell(undefined);
      tellAge(state);
      return state;
    } catch (error) {
      tell(toError(error));
      return UNKNOWN;
    }
  };
  return () => {
    if (shared !== undefined) return shared;
    if (running !== undefined && now() - running.began < GIVE_UP_MS) return Promise.resolve(UNKNOWN);
    const own = (running = { began: now() });
    const state = begin().finally(() => {
      if (running === own) running = undefined;
    });
    const late = (): QueueState => {
      tell(Object.assign(new Error(`no answer within ${READ_MS} ms`), { name: 'Timeout' }));
      return UNKNOWN;
    };
    shared = withDeadline(state, READ_MS, late).finally(() => (shared = undefined));
    return shared;
  };
}
