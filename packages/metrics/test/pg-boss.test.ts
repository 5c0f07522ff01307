import { expect, it } from 'vitest';
import { type BossStats, type PgBossLike, readBoss } from '../src/instrument/pg-boss.ts';

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
