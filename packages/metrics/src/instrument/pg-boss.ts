import type { QueueState } from '../signals/queue-reading.ts';
import type { QueueMetrics } from '../signals/queues.ts';
import { SECOND_MS } from '../signals/setting.ts';
import { withLast } from './watch-call.ts';
import { type Call, wrap, type Wrapping } from './wrap.ts';

/** An instance of pg-boss. */
export interface PgBossLike {
  work(...args: never[]): Promise<string>;
  getQueueStats(
    name: string,
    options?: { readonly force?: boolean; readonly limit?: number },
  ): Promise<readonly BossStats[]>;
}

/** What is read of a queue's statistics. */
export interface BossStats {
  readonly readyCount: number;
  readonly readyOldestSeconds: number | null;
  readonly capturedOn: Date;
}

/** pg-boss counts its table at most once a minute for this. With `persistQueueStats` it would hand out all that it kept. */
export async function readBoss(boss: PgBossLike, name: string): Promise<QueueState> {
  const stats = await boss.getQueueStats(name, { force: true, limit: 1 });
  const newest = stats.toSorted((a, b) => b.capturedOn.getTime() - a.capturedOn.getTime())[0];
  const depth = newest?.readyCount ?? 0;
  // Only where `persistQueueStats` is on; an unknown age must not look like that of an empty queue.
  const age = newest?.readyOldestSeconds ?? (depth === 0 ? 0 : Number.NaN);
  return { depth, oldestAgeSeconds: age };
}

interface BossResult {
  readonly status?: unknown;
}

/** A handler with `perJobResults` says of each job how it ended; one without answers for the whole batch. */
const failedIn = (result: unknown): number =>
  Array.isArray(result)
    ? result.filter((one: BossResult | undefined) => one?.status === 'failed' || one?.status === 'deadletter').length
    : 0;

/** Counts the jobs of each batch that a handler gets, with the duration of the batch. */
function watchHandler(handler: Call, queue: QueueMetrics, now: () => number): Call {
  return async (...args) => {
    const jobs = Array.isArray(args[0]) ? args[0].length : 1;
    const began = now();
    const count = (failed: number, error?: unknown): void => {
      const seconds = (now() - began) / SECOND_MS;
      for (let job = 0; job < jobs; job += 1) queue.processed(job < failed ? 'failure' : 'success', seconds, error);
    };
    try {
      const result = await handler(...args);
      count(failedIn(result));
      return result;
    } catch (error) {
      count(jobs, error);
      throw error;
    }
  };
}

interface Parts {
  readonly queueOf: (name: string) => QueueMetrics;
  readonly isNamed: (name: unknown) => name is string;
  readonly now: () => number;
}

/** Workers that are given to the wrapper are counted; jobs of other queues pass. */
export const wrapBoss = <T extends PgBossLike>(boss: T, wrapping: Wrapping, { queueOf, isNamed, now }: Parts): T =>
  wrap(boss, wrapping, (method) => {
    if (method !== 'work') return undefined;
    return (call, args) => {
      const [name] = args;
      const handler = args.at(-1);
      if (!isNamed(name) || typeof handler !== 'function') return call(...args);
      return call(...withLast(args, watchHandler(handler as Call, queueOf(name), now)));
    };
  });
