import type { CheckFunction } from '../run.ts';
import { checkError } from '../verdict.ts';
import { isPositive, need, needMethod } from './refuse.ts';

/** What knows how long its oldest waiting record has waited; 0 when nothing waits. An audit trail and events fit as they are. */
export interface SpoolLike {
  snapshot(): { readonly oldestAgeMs: number };
}

/** What knows how long its oldest waiting job has waited, in seconds; 0 when nothing waits. */
export interface AgedQueue {
  oldestAgeSeconds(): number | Promise<number>;
}

/** A `Queue` of BullMQ. Jobs that are delayed or have a priority are in other lists and do not count. */
export interface BullQueue {
  getJobs(
    types: 'waiting',
    start: number,
    end: number,
    asc: boolean,
  ): Promise<readonly ({ readonly timestamp: number } | undefined)[]>;
}

const MS_PER_SECOND = 1_000;

const needAge = (maxAgeMs: number, call: string): void =>
  need(isPositive(maxAgeMs), call, '`maxAgeMs` needs a positive number of milliseconds');

/** Fails when the oldest waiting record is older than `maxAgeMs`: what is behind the spool has stopped taking records. */
export function spoolAgeCheck(spool: SpoolLike, maxAgeMs: number): CheckFunction {
  needMethod(spool, 'snapshot', 'spoolAgeCheck', 'an audit trail or events');
  needAge(maxAgeMs, 'spoolAgeCheck');
  return async () => {
    // Written so that NaN fails as well.
    if (!(spool.snapshot().oldestAgeMs <= maxAgeMs)) throw checkError('SpoolTooOld');
  };
}

async function ageOf(queue: AgedQueue | BullQueue): Promise<number> {
  if ('oldestAgeSeconds' in queue) return (await queue.oldestAgeSeconds()) * MS_PER_SECOND;
  const [oldest] = await queue.getJobs('waiting', 0, 0, true);
  return oldest ? Date.now() - oldest.timestamp : 0;
}

/**
 * Fails when the oldest job that waits is older than `maxAgeMs`: nobody works, or not fast enough. Declare it with
 * `critical: false`: taking a web server out of rotation makes no worker faster.
 */
export function queueAgeCheck(queue: AgedQueue | BullQueue, maxAgeMs: number): CheckFunction {
  const has = (method: string): boolean =>
    typeof (queue as unknown as Record<string, unknown>)?.[method] === 'function';
  const fits = has('oldestAgeSeconds') || has('getJobs');
  need(fits, 'queueAgeCheck', 'needs an object with `oldestAgeSeconds()`, or a Queue of BullMQ');
  needAge(maxAgeMs, 'queueAgeCheck');
  return async () => {
    if (!((await ageOf(queue)) <= maxAgeMs)) throw checkError('QueueTooOld');
  };
}
