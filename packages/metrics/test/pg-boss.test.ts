import { noopLog } from '@plumbline/core';
import { expect, it } from 'vitest';
import { type BossStats, type PgBossLike, readBoss } from '../src/instrument/pg-boss.ts';
import { createQueueReading } from '../src/signals/queue-reading.ts';

/** What the statistics of pg-boss make of a queue; of several rows the newest counts. */
const read = async (...stats: readonly BossStats[]): Promise<unknown> =>
  readBoss({ getQueueStats: async () => stats } as unknown as PgBossLike, 'mail');

const at = (second: number): Date => new Date(second * 1_000);

it('takes the newest statistics, and calls no age young that is not known', async () => {
  const old = { readyCount: 9, readyOldestSeconds: 90, capturedOn: at(1) };
  expect(await read(old, { readyCount: 3, readyOldestSeconds: 12, capturedOn: at(2) })).toEqual({
    depth: 3,
    oldestAgeSeconds: 12,
  });
  expect(await read({ readyCount: 3, readyOldestSeconds: null, capturedOn: at(2) })).toEqual({
    depth: 3,
    oldestAgeSeconds: Number.NaN,
  });
  expect(await read({ readyCount: 0, readyOldestSeconds: null, capturedOn: at(2) })).toEqual({
    depth: 0,
    oldestAgeSeconds: 0,
  });
  expect(await read()).toEqual({ depth: 0, oldestAgeSeconds: 0 });
});

it('asks for one of all the statistics that pg-boss keeps', async () => {
  const asked: unknown[] = [];
  const getQueueStats = async (...args: unknown[]): Promise<readonly BossStats[]> => (asked.push(args), []);
  await readBoss({ getQueueStats } as unknown as PgBossLike, 'mail');
  expect(asked).toEqual([['mail', { force: true, limit: 1 }]]);
});

it('a queue that waits without an age is told once, as no alert can see it stall', async () => {
  const lines: unknown[] = [];
  let readyCount = 0;
  const boss = { getQueueStats: async () => [{ readyCount, readyOldestSeconds: null, capturedOn: at(1) }] };
  const log = { ...noopLog, warn: (...line: unknown[]) => void lines.push(line) };
  const reading = createQueueReading('mail', () => readBoss(boss as unknown as PgBossLike, 'mail'), log);
  await reading();
  expect(lines).toEqual([]);
  readyCount = 2;
  await reading();
  expect(await reading()).toEqual({ depth: 2, oldestAgeSeconds: Number.NaN });
  expect(lines).toEqual([[{ queue: 'mail' }, expect.stringContaining('persistQueueStats: true')]]);
});
