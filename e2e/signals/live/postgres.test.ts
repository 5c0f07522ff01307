import { instrumentDatabase, instrumentPool, instrumentQueue } from '@plumbline/metrics/instrument';
import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import { integer, pgTable, text } from 'drizzle-orm/pg-core';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { PgBoss } from 'pg-boss';
import { expect, it, onTestFinished } from 'vitest';
import { startPostgres } from '../../../packages/repo/src/postgres-server.ts';
import { startSignals } from '../src/signals.ts';
import { until } from '../src/until.ts';

function poolOf(url: string, max: number): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max });
  pool.on('error', () => undefined);
  onTestFinished(() => pool.end());
  return pool;
}

const connections = (state: string): string =>
  `db_client_connection_count{db_client_connection_pool_name="main",db_client_connection_state="${state}"}`;
const PENDING = 'db_client_connection_pending_requests{db_client_connection_pool_name="main"}';
const MAX = 'db_client_connection_max{db_client_connection_pool_name="main"}';

it('a pool of pg: idle, used up and given back, read without a query', async () => {
  await using server = await startPostgres();
  await using signals = await startSignals({ pools: ['main'] });
  const { metrics, scrape } = signals;
  const pool = poolOf(server.url, 2);
  expect(instrumentPool(metrics, 'main', pool)).toBe(pool);
  expect(await scrape()).toMatchObject({ [connections('used')]: 0, [connections('idle')]: 0, [MAX]: 2, [PENDING]: 0 });
  const clients = [await pool.connect(), await pool.connect()];
  const third = pool.connect();
  expect(await scrape()).toMatchObject({ [connections('used')]: 2, [connections('idle')]: 0, [PENDING]: 1 });
  for (const client of clients) client.release();
  (await third).release();
  expect(await scrape()).toMatchObject({ [connections('used')]: 0, [connections('idle')]: 2, [PENDING]: 0 });
  await server.stop('immediate');
  expect(await until(scrape, (now) => now[connections('idle')] === 0)).toMatchObject({
    [connections('idle')]: 0,
    [MAX]: 2,
  });
});

const calls = (operation: string, outcome: string): string =>
  `plumbline_dependency_calls_total{dependency="database",operation="${operation}",outcome="${outcome}"}`;

const items = pgTable('items', { id: integer('id').primaryKey(), title: text('title').notNull() });

it('Drizzle over pg: statements by their first word, in transactions too; errors as they were; the server gone', async () => {
  await using server = await startPostgres();
  await using signals = await startSignals({ dependencies: { database: ['read', 'write', 'transaction'] } });
  const { metrics, scrape } = signals;
  const pool = instrumentDatabase(metrics, poolOf(server.url, 2));
  const database = drizzle(pool);
  await database.execute(sql`CREATE TABLE items (id int PRIMARY KEY, title text NOT NULL)`);
  await database.insert(items).values({ id: 1, title: 'canary-title' });
  expect(await database.select().from(items)).toEqual([{ id: 1, title: 'canary-title' }]);
  await database.transaction(async (tx) => {
    await tx.update(items).set({ title: 'canary-two' });
    await tx.select().from(items);
  });
  await expect(pool.query('INSERT INTO items VALUES (1, $1)', ['canary'])).rejects.toMatchObject({ code: '23505' });
  const called = await new Promise((resolve) => {
    pool.query('SELECT canary FROM items', (error: unknown) => resolve(error));
  });
  expect(called).toMatchObject({ code: '42703' });
  expect(await scrape()).toMatchObject({
    [calls('read', 'success')]: 2,
    [calls('read', 'failure')]: 1,
    [calls('write', 'success')]: 2,
    [calls('write', 'failure')]: 1,
    // BEGIN and COMMIT.
    [calls('transaction', 'success')]: 2,
    [calls('other', 'success')]: 1,
  });
  await server.stop('immediate');
  await expect(pool.query('SELECT 1')).rejects.toThrow(/./);
  expect((await scrape())[calls('read', 'failure')]).toBe(2);
  expect(signals.texts.join('\n')).not.toContain('canary');
});

it('Kysely over pg: what a lent client is asked', async () => {
  await using server = await startPostgres();
  await using signals = await startSignals({ dependencies: { database: ['read', 'write', 'transaction'] } });
  const pool = instrumentDatabase(signals.metrics, new pg.Pool({ connectionString: server.url, max: 2 }));
  const database = new Kysely<{ items: { id: number; title: string } }>({ dialect: new PostgresDialect({ pool }) });
  await database.schema.createTable('items').addColumn('id', 'integer').addColumn('title', 'text').execute();
  await database.transaction().execute(async (tx) => {
    await tx.insertInto('items').values({ id: 1, title: 'canary-title' }).execute();
  });
  const title = database.selectFrom('items').select('title');
  expect(await title.executeTakeFirst()).toEqual({ title: 'canary-title' });
  await expect(title.where('id', '=', 'canary' as never).execute()).rejects.toMatchObject({ code: '22P02' });
  await database.destroy();
  expect(await signals.scrape()).toMatchObject({
    [calls('read', 'success')]: 1,
    [calls('read', 'failure')]: 1,
    [calls('write', 'success')]: 1,
    [calls('transaction', 'success')]: 2,
    [calls('other', 'success')]: 1,
  });
});

const ended = (outcome: string): string => `plumbline_queue_processed_total{outcome="${outcome}",queue="digest"}`;
const DEPTH = 'plumbline_queue_depth{queue="digest"}';

it('pg-boss: what waits and what ended, and PostgreSQL gone', async () => {
  await using server = await startPostgres();
  await using signals = await startSignals({ queues: ['digest'] });
  const { metrics, scrape } = signals;
  const boss = instrumentQueue(metrics, 'digest', new PgBoss({ connectionString: server.url, supervise: false }));
  boss.on('error', () => undefined);
  await boss.start();
  onTestFinished(() => boss.stop({ graceful: false }).catch(() => undefined));
  await boss.createQueue('digest');
  await boss.createQueue('unseen');
  for (const data of [{ name: 'canary' }, { broken: true }]) await boss.send('digest', data, { retryLimit: 0 });
  await boss.send('digest', {}, { startAfter: 3_600 });
  expect((await scrape())[DEPTH]).toBe(2);

  await boss.work<{ broken?: boolean }>('digest', { pollingIntervalSeconds: 0.5 }, async ([job]) => {
    if (job?.data.broken === true) throw new Error('canary of an error');
  });
  let others = 0;
  await boss.work('unseen', { pollingIntervalSeconds: 0.5 }, async () => void (others += 1));
  await boss.send('unseen', {});
  await until(
    () => others,
    (count) => count === 1,
  );
  const done = await until(scrape, (now) => now[ended('success')] === 1 && now[ended('failure')] === 1);
  expect(done).toMatchObject({ [ended('success')]: 1, [ended('failure')]: 1 });

  await server.stop('immediate');
  expect(await until(scrape, (now) => Number.isNaN(now[DEPTH]))).toMatchObject({
    [DEPTH]: Number.NaN,
    plumbline_heartbeat: 1,
  });
  expect(signals.texts.join('\n')).not.toContain('canary');
});
