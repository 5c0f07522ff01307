import { PlumblineError } from '@plumbline/core';
import type { QueueMetrics } from '../signals/queues.ts';
import { type BullQueueLike, type BullWorkerLike, countBull, readBull } from './bullmq.ts';
import { type PgBossLike, readBoss, wrapBoss } from './pg-boss.ts';
import type { Ending } from './wrap.ts';

/** What `instrumentQueue` needs of `Metrics`. */
export interface QueueCounting extends Ending {
  readonly queue: (name: string) => QueueMetrics;
}

const isBull = (queue: BullQueueLike | PgBossLike): queue is BullQueueLike =>
  typeof (queue as Partial<BullQueueLike>)?.getJobCounts === 'function';

const isBoss = (queue: BullQueueLike | PgBossLike): queue is PgBossLike =>
  typeof (queue as Partial<PgBossLike>)?.getQueueStats === 'function';

/**
 * Exports a queue under a declared name: how many jobs wait, how long the oldest of them has waited (both read at each
 * collection), how many ended and how long they took.
 *
 * - BullMQ: give the `Queue`, and the `Worker`s that run here. An attempt that will be repeated has not ended.
 * - pg-boss (12.35 or newer): the name is that of its queue. Give `work` of what comes back your handler. Each attempt counts.
 *
 * @throws PLB_METRICS_OPTION for anything else, or a pg-boss that is wrapped already under another name
 */
export function instrumentQueue<T extends BullQueueLike | PgBossLike>(
  metrics: QueueCounting,
  name: string,
  queue: T,
  ...workers: readonly BullWorkerLike[]
): T {
  const given: BullQueueLike | PgBossLike = queue;
  const one = metrics.queue(name);
  if (isBull(given)) {
    metrics.onShutdown(one.watch(() => readBull(given, Date.now)));
    for (const worker of workers) countBull(worker, one, metrics);
    return queue;
  }
  if (isBoss(given)) {
    metrics.onShutdown(one.watch(() => readBoss(given, name)));
    const isNamed = (other: unknown): other is string => other === name;
    const parts = { queueOf: () => one, isNamed, now: () => performance.now() };
    return wrapBoss(given, { by: 'instrumentQueue', as: name, metrics }, parts) as T;
  }
  throw new PlumblineError(
    'PLB_METRICS_OPTION',
    'instrumentQueue: `queue` must be a Queue of BullMQ or an instance of pg-boss 12.35 or newer',
  );
}
