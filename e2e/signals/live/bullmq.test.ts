import { withDeadline } from '@plumbline/core';
import { instrumentQueue } from '@plumbline/metrics/instrument';
import { Queue, Worker } from 'bullmq';
import { expect, it, onTestFinished } from 'vitest';
import { startRedis } from '../../health/src/redis-server.ts';
import { startSignals } from '../src/signals.ts';
import { until } from '../src/until.ts';

const PASSWORD = 'canary-of-the-password';
const items = (outcome: string): string => `plumbline_queue_processed_total{outcome="${outcome}",queue="mail"}`;
const DEPTH = 'plumbline_queue_depth{queue="mail"}';
const AGE = 'plumbline_queue_oldest_age_seconds{queue="mail"}';

it('BullMQ: what waits, what ended and what will be repeated; Redis frozen, gone and back', async () => {
  await using redis = await startRedis(PASSWORD);
  await using signals = await startSignals({ queues: ['mail'] });
  const { metrics, scrape } = signals;
  const connection = { host: '127.0.0.1', port: redis.port, password: PASSWORD, maxRetriesPerRequest: null };
  const queue = new Queue('mail', { connection });
  const worker = new Worker(
    'mail',
    async ({ data, attemptsMade }) => {
      if (data === 'canary-broken' || (data === 'canary-shaky' && attemptsMade === 0))
        throw new Error('canary of an error');
    },
    { connection, autorun: false },
  );
  queue.on('error', () => undefined);
  worker.on('error', () => undefined);
  // A client that is closed after its server waits for it.
  onTestFinished(async () => {
    const closed = Promise.allSettled([worker.close(true), queue.disconnect()]);
    await withDeadline<unknown>(closed, 5_000, () => undefined);
  });
  expect(instrumentQueue(metrics, 'mail', queue, worker)).toBe(queue);
  // Once more counts nothing twice.
  instrumentQueue(metrics, 'mail', queue, worker);
  expect(await scrape()).toMatchObject({ [DEPTH]: 0, [AGE]: 0, [items('success')]: 0, [items('failure')]: 0 });

  await queue.add('m', 'canary-good', { timestamp: Date.now() - 120_000 });
  await queue.add('m', 'canary-shaky', { attempts: 2 });
  await queue.add('m', 'canary-broken', { attempts: 2, priority: 5 });
  await queue.add('m', 'canary-later', { delay: 3_600_000 });
  const waiting = await scrape();
  expect(waiting[DEPTH]).toBe(3);
  expect(waiting[AGE]).toBeGreaterThanOrEqual(120);
  expect(waiting[AGE]).toBeLessThan(600);

  void worker.run();
  const done = await until(scrape, (now) => now[items('failure')] === 1 && now[items('success')] === 2);
  expect(done).toMatchObject({ [items('success')]: 2, [items('failure')]: 1, [DEPTH]: 0, [AGE]: 0 });
  expect(done['plumbline_queue_duration_seconds_count{outcome="success",queue="mail"}']).toBe(2);

  // What hangs is unknown, and takes nothing else with it.
  redis.freeze();
  const frozen = await scrape();
  expect(frozen).toMatchObject({
    [DEPTH]: Number.NaN,
    [AGE]: Number.NaN,
    plumbline_heartbeat: 1,
    [items('success')]: 2,
  });
  redis.thaw();
  expect(await until(scrape, (now) => now[DEPTH] === 0)).toMatchObject({ [DEPTH]: 0 });
  await redis.stop();
  expect(await until(scrape, (now) => Number.isNaN(now[DEPTH]))).toMatchObject({
    [DEPTH]: Number.NaN,
    plumbline_heartbeat: 1,
  });
  await redis.start();
  expect(await until(scrape, (now) => now[DEPTH] === 0)).toMatchObject({ [DEPTH]: 0, [AGE]: 0 });
  expect(signals.said.filter((line) => line.includes('can be read again'))).toHaveLength(2);
  expect(signals.texts.join('\n') + signals.said.join('\n')).not.toContain('canary');
});
