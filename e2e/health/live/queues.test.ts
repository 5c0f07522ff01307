import { queueAgeCheck } from '@plumbline/health';
import { Queue } from 'bullmq';
import pg from 'pg';
import { PgBoss } from 'pg-boss';
import { expect, it } from 'vitest';
import { startPostgres } from '../../../packages/repo/src/postgres-server.ts';
import { startRedis } from '../src/redis-server.ts';
import { wordOf } from '../src/word.ts';

const MINUTE_MS = 60_000;
/** Ends before the server that it talks to. */
const ending = (end: () => Promise<void>): AsyncDisposable => ({ [Symbol.asyncDispose]: end });

const PASSWORD = 'canary-of-the-password';

it('a queue of BullMQ: empty, with fresh, old, delayed and urgent jobs, and without a server', async () => {
  await using server = await startRedis(PASSWORD);
  const connection = { host: '127.0.0.1', port: server.port, password: PASSWORD };
  const queue = new Queue('mail', { connection });
  queue.on('error', () => undefined);
  await using _queue = ending(() => queue.close());
  const check = queueAgeCheck(queue, 5 * MINUTE_MS);
  const timestamp = Date.now() - 10 * MINUTE_MS;
  expect(await wordOf(check)).toBe('ok');
  await queue.add('later', {}, { timestamp, delay: 60 * MINUTE_MS });
  await queue.add('fresh', {});
  expect(await wordOf(check)).toBe('ok');
  const urgent = await queue.add('urgent', {}, { timestamp, priority: 1 });
  expect(await wordOf(check)).toBe('QueueTooOld');
  await urgent.remove();
  expect(await wordOf(check)).toBe('ok');
  await queue.obliterate({ force: true });
  await queue.add('old', {}, { timestamp });
  await queue.add('fresh', {});
  expect(await wordOf(check)).toBe('QueueTooOld');
  server.freeze();
  expect(await wordOf(check)).toBe('Timeout');
  server.thaw();
  expect(await wordOf(check)).toBe('QueueTooOld');
});

it('a queue of pg-boss, by the query of the README', async () => {
  await using server = await startPostgres();
  const boss = new PgBoss({ connectionString: server.url, schedule: false, supervise: false });
  boss.on('error', () => undefined);
  await boss.start();
  await using _boss = ending(() => boss.stop({ graceful: false }));
  await boss.createQueue('mail');
  const pool = new pg.Pool({ connectionString: server.url, max: 1 });
  await using _pool = ending(() => pool.end());
  const check = queueAgeCheck(
    {
      async oldestAgeSeconds() {
        const { rows } = await pool.query<{ age: number }>(
          `select coalesce(extract(epoch from now() - min(start_after)), 0)::float8 as age
           from pgboss.job where name = 'mail' and state in ('created', 'retry') and start_after <= now()`,
        );
        return rows[0]?.age ?? 0;
      },
    },
    5 * MINUTE_MS,
  );
  expect(await wordOf(check)).toBe('ok');
  await boss.send('mail', {}, { startAfter: 3_600 });
  const id = await boss.send('mail', {});
  expect(await wordOf(check)).toBe('ok');
  await pool.query(`update pgboss.job set start_after = now() - interval '10 minutes' where id = $1`, [id]);
  expect(await wordOf(check)).toBe('QueueTooOld');
  expect(await boss.fetch('mail')).toMatchObject([{ id }]);
  expect(await wordOf(check)).toBe('ok');
});
