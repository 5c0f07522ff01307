import { expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '../../../examples/approvals/src/platform/database.ts';
import { settings } from '../../../examples/approvals/src/platform/settings.ts';
import { startPostgres } from '../../../packages/repo/src/postgres-server.ts';

/** Two replicas on one server. */
async function replicas(url: string) {
  const open = () => openDatabase({ ...settings(), databaseUrl: url });
  const [first, second] = [await open(), await open()];
  onTestFinished(async () => {
    await first.close();
    await second.close();
  });
  return { first, second };
}

it('on a PostgreSQL server one replica keeps reports at a time, and the next one may when it has ended or failed', async () => {
  await using postgres = await startPostgres();
  const { first, second } = await replicas(postgres.url);
  const ran: string[] = [];
  const note = (name: string) => async () => void ran.push(name);
  await first.alone('keep_reports', async () => {
    ran.push('first');
    await second.alone('keep_reports', note('second, in between'));
    await second.alone('something_else', note('something else'));
  });
  await expect(first.alone('keep_reports', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  await second.alone('keep_reports', note('second'));
  expect(ran).toEqual(['first', 'something else', 'second']);
});

const LOCKS = "SELECT pid FROM pg_locks WHERE locktype = 'advisory'";

it('holds no transaction open while it works, however long that is', async () => {
  await using postgres = await startPostgres();
  const { first, second } = await replicas(postgres.url);
  await first.alone('keep_reports', async () => {
    expect((await second.query(LOCKS)).rows).toHaveLength(1);
    const open = `SELECT pid FROM pg_stat_activity WHERE xact_start IS NOT NULL AND pid IN (${LOCKS})`;
    expect((await second.query(open)).rows).toEqual([]);
  });
  expect((await second.query(LOCKS)).rows).toEqual([]);
});

it('does its work to the end when its connection breaks, and the next one may', async () => {
  await using postgres = await startPostgres();
  const { first, second } = await replicas(postgres.url);
  const ran: string[] = [];
  await first.alone('keep_reports', async () => {
    await second.query(`SELECT pg_terminate_backend(pid, 10000) FROM (${LOCKS}) AS locks`);
    await second.alone('keep_reports', () => Promise.resolve(void ran.push('second')));
    // The end of the connection has come by now.
    await first.query('SELECT 1');
    ran.push('first');
  });
  await first.alone('keep_reports', () => Promise.resolve(void ran.push('first again')));
  expect(ran).toEqual(['second', 'first', 'first again']);
});

it('fails a transaction whose connection breaks in between, with its own fault, and goes on', async () => {
  await using postgres = await startPostgres();
  const { first, second } = await replicas(postgres.url);
  const failed = first.transaction(async (tx) => {
    const [own] = (await tx.query('SELECT pg_backend_pid() AS pid')).rows;
    await second.query('SELECT pg_terminate_backend($1, 10000)', [own?.['pid']]);
    // The end of the connection has come by now.
    await first.query('SELECT 1');
    throw new Error('the work itself failed');
  });
  await expect(failed).rejects.toThrow('the work itself failed');
  expect((await first.transaction((tx) => tx.query('SELECT 1 AS one'))).rows).toEqual([{ one: 1 }]);
});
