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

/** A `Queue` of BullMQ. */
export interface BullQueue {
  getJobs(types?: never, start?: number, end?: number, asc?: boolean): Promise<readonly unknown[]>;
}

/** What is read of a job of BullMQ, in milliseconds. */
interface BullJob {
  readonly timestamp: number;
  readonly delay?: number;
  readonly opts?: { readonly delay?: number };
  readonly processedOn?: number | null;
}

/**
 * Since when a job could be taken. BullMQ sets `delay` to 0 as it moves a job from the delayed ones to those that wait, and
 * leaves what was asked for in its options; one that is tried again began for the last time at `processedOn`.
 */
const dueOf = ({ delay, opts, processedOn, timestamp }: BullJob): number =>
  Math.max(timestamp + (delay || (opts?.delay ?? 0)), processedOn ?? 0);

/** Lists of jobs that a worker could take now: what is delayed waits for its time. */
const BULL_LISTS = ['waiting', 'paused', 'prioritized'] as const;

interface BullGetters {
  getJobs(list: string, start: number, end: number, asc: boolean): Promise<readonly (BullJob | undefined)[]>;
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

/** Of jobs with priorities it is the age of the one that is next, and of the others that of the oldest. */
async function bullAgeMs(queue: BullGetters): Promise<number> {
  const first = await Promise.all(BULL_LISTS.map((list) => queue.getJobs(list, 0, 0, true)));
  const due = first.flat().flatMap((job) => (job ? [dueOf(job)] : []));
  return due.length === 0 ? 0 : Date.now() - Math.min(...due);
}

const ageMs = async (queue: AgedQueue | BullQueue): Promise<number> =>
  'oldestAgeSeconds' in queue
    ? (await queue.oldestAgeSeconds()) * MS_PER_SECOND
    : bullAgeMs(queue as unknown as BullGetters);

/**
 * Fails when the oldest job that waits is older than `maxAgeMs`: nobody works, or not fast enough. Declare it with
 * `critical: false`: taking a web server out of rotation makes no worker faster.
 */
export function queueAgeCheck(queue: AgedQueue | BullQueue, maxAgeMs: number): CheckFunction {
  const has = (method: string): boolean =>
    typeof (queue as unknown as Record<string, unknown> | undefined)?.[method] === 'function';
  const fits = has('oldestAgeSeconds') || has('getJobs');
  need(fits, 'queueAgeCheck', 'needs an object with `oldestAgeSeconds()`, or a Queue of BullMQ');
  needAge(maxAgeMs, 'queueAgeCheck');
  return async () => {
    if (!((await ageMs(queue)) <= maxAgeMs)) throw checkError('QueueTooOld');
  };
}
