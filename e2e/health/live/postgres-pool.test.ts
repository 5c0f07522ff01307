import { createHealth, type HealthReport, postgresCheck } from '@plumbline/health';
import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { expect, it, onTestFinished } from 'vitest';
import { startPostgres } from '../../../packages/repo/src/postgres-server.ts';

const TOKEN = 'operator-0123456789-0123456789-abcdef';
const MAX = 3;

/** Short, so that a hundred of them pass: a check that asks anew after some of them shows. */
const DEADLINE_MS = 25;

function poolOf(connectionString: string, options: pg.PoolConfig = {}): pg.Pool {
  const pool = new pg.Pool({ connectionString, max: MAX, ...options });
  pool.on('error', () => undefined);
  onTestFinished(() => pool.end());
  return pool;
}

/** A service with this check as its only, critical one, asked once in each deadline. */
function serviceWith(pool: pg.Pool) {
  const health = createHealth({
    token: TOKEN,
    cacheMs: 0,
    timeoutMs: DEADLINE_MS,
    checks: { database: postgresCheck(pool) },
  });
  onTestFinished(() => health.close());
  return async (): Promise<string> => {
    await setTimeout(DEADLINE_MS);
    const report: HealthReport = await health.ready(`Bearer ${TOKEN}`);
    const { error, status } = report.checks?.['database'] ?? {};
    return [report.status, status, error].join(' ');
  };
}

const OK = 'ok ok ';
const BUSY = 'degraded degraded PoolBusy';

it('a pool of which every connection is in use keeps the replica in rotation, and says so', async () => {
  await using server = await startPostgres();
  const pool = poolOf(server.url);
  const ready = serviceWith(pool);
  await expect.poll(ready).toBe(OK);
  const held = await Promise.all(Array.from({ length: MAX }, () => pool.connect()));
  // For many deadlines: one place in the queue, and no more.
  for (let probe = 0; probe < 60; probe += 1) {
    expect(await ready()).toBe(BUSY);
    expect(pool.waitingCount).toBe(1);
  }
  for (const client of held) client.release();
  await expect.poll(ready).toBe(OK);
  expect([pool.totalCount, pool.idleCount, pool.waitingCount]).toEqual([MAX, MAX, 0]);
});

it('a database that hangs costs the pool no connection, and fails', async () => {
  await using server = await startPostgres();
  const pool = poolOf(server.url);
  const ready = serviceWith(pool);
  await expect.poll(ready).toBe(OK);
  server.freeze();
  expect(await ready()).toBe('failed failed Timeout');
  // The connection of the late statement is closed.
  expect(pool.totalCount).toBe(0);
  for (let probe = 0; probe < 60; probe += 1) {
    expect(await ready()).toBe('failed failed Timeout');
    expect(pool.totalCount).toBeLessThanOrEqual(1);
    expect(pool.waitingCount).toBe(0);
  }
  server.thaw();
  await expect.poll(ready).toBe(OK);
  expect([pool.totalCount, pool.waitingCount]).toEqual([1, 0]);
});

it('a pool of its own with one connection fails while the database hangs: it is never busy with itself', async () => {
  await using server = await startPostgres();
  const ready = serviceWith(poolOf(server.url, { max: 1 }));
  server.freeze();
  for (let probe = 0; probe < 60; probe += 1) expect(await ready()).toBe('failed failed Timeout');
  server.thaw();
  await expect.poll(ready).toBe(OK);
});
