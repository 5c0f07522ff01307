import { expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '../../../examples/approvals/src/platform/database.ts';
import { settings } from '../../../examples/approvals/src/platform/settings.ts';
import { startPostgres } from '../../../packages/repo/src/postgres-server.ts';

it('on a PostgreSQL server one replica keeps reports at a time, and the next one may when it has ended or failed', async () => {
  await using postgres = await startPostgres();
  const open = () => openDatabase({ ...settings(), databaseUrl: postgres.url });
  const first = await open();
  const second = await open();
  onTestFinished(async () => {
    await first.close();
    await second.close();
  });
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
