import type { QueueState } from '../signals/queue-reading.ts';
import type { QueueMetrics } from '../signals/queues.ts';
import { SECOND_MS } from '../signals/setting.ts';
import type { Ending } from './wrap.ts';

/** A `Queue` of BullMQ. */
export interface BullQueueLike {
  getJobCounts(...types: never[]): Promise<Readonly<Record<string, number>>>;
  getJobs(types?: never, start?: number, end?: number, asc?: boolean): Promise<readonly unknown[]>;
}

/** A `Worker` of BullMQ. */
export interface BullWorkerLike {
  on(event: never, listener: never): unknown;
  off(event: never, listener: never): unknown;
}

/** What is read of a job, in milliseconds. */
interface BullJob {
  readonly timestamp?: number;
  readonly delay?: number;
  readonly opts?: { readonly delay?: number };
  readonly processedOn?: number | null;
  readonly finishedOn?: number | null;
}

/** Jobs that a worker could take now. What is delayed waits for its time and not for a worker. */
const WAITING = ['waiting', 'paused', 'prioritized'];

interface Getters {
  getJobCounts(...types: string[]): Promise<Readonly<Record<string, number>>>;
  getJobs(type: string, start: number, end: number, asc: boolean): Promise<readonly (BullJob | undefined)[]>;
}

type Listener = (job: BullJob | undefined, why?: unknown) => void;

interface Events {
  on(event: string, listener: Listener): void;
  off(event: string, listener: Listener): void;
}

/**
 * Since when a job could be taken. BullMQ sets `delay` to 0 as it moves a job from the delayed ones to those that wait, and
 * leaves what was asked for in its options; one that is tried again began for the last time at `processedOn`.
 */
const dueOf = ({ delay, opts, processedOn, timestamp = Number.NaN }: BullJob): number =>
  Math.max(timestamp + (delay || (opts?.delay ?? 0)), processedOn ?? 0);

const counted = new WeakSet<object>();

/** Of jobs with priorities it is the age of the one that is next, and of the others that of the oldest. */
export async function readBull(queue: BullQueueLike, now: () => number): Promise<QueueState> {
  const getters = queue as unknown as Getters;
  const counts = await getters.getJobCounts(...WAITING);
  const depth = WAITING.reduce((sum, type) => sum + (counts[type] ?? 0), 0);
  if (depth === 0) return { depth, oldestAgeSeconds: 0 };
  const first = await Promise.all(WAITING.map((type) => getters.getJobs(type, 0, 0, true)));
  const due = first.flat().map((job) => dueOf(job ?? {}));
  const ages = due.filter(Number.isFinite).map((at) => (now() - at) / SECOND_MS);
  return { depth, oldestAgeSeconds: Math.max(0, ...ages) };
}

/** A job that will be tried again has not ended: it has no `finishedOn`. */
export function countBull(worker: BullWorkerLike, queue: QueueMetrics, { onShutdown }: Ending): void {
  if (counted.has(worker)) return;
  counted.add(worker);
  const events: Events = worker;
  const ended =
    (outcome: 'success' | 'failure'): Listener =>
    (job, why) => {
      if (typeof job?.finishedOn !== 'number') return;
      queue.processed(outcome, (job.finishedOn - (job.processedOn ?? Number.NaN)) / SECOND_MS, why);
    };
  const completed = ended('success');
  const failed = ended('failure');
  events.on('completed', completed);
  events.on('failed', failed);
  onShutdown(() => {
    events.off('completed', completed);
    events.off('failed', failed);
    counted.delete(worker);
  });
}
