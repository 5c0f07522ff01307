import { mailerCheck, postgresCheck, redisCheck } from '@plumbline/health';
import { Redis } from 'ioredis';
import { createTransport } from 'nodemailer';
import pg from 'pg';
import { expect, it, onTestFinished } from 'vitest';
import { startPostgres } from '../../../packages/repo/src/postgres-server.ts';
import { startMail } from '../src/mail-server.ts';
import { startRedis } from '../src/redis-server.ts';
import { wordOf, wordsOf } from '../src/word.ts';

const PASSWORD = 'canary-of-the-password';

function poolOf(connectionString: string): pg.Pool {
  const pool = new pg.Pool({ connectionString, max: 4 });
  pool.on('error', () => undefined);
  onTestFinished(() => pool.end());
  return pool;
}

it('PostgreSQL healthy, frozen, thawed, gone and back; and a role that may not log in', async () => {
  await using server = await startPostgres();
  const check = postgresCheck(poolOf(server.url));
  expect(await wordOf(check)).toBe('ok');
  server.freeze();
  expect(await wordOf(check)).toBe('Timeout');
  server.thaw();
  expect(await wordOf(check)).toBe('ok');
  await server.stop('immediate');
  await expect.poll(() => wordOf(check)).toBe('Error ENOENT');
  await server.start();
  await expect.poll(() => wordOf(check)).toBe('ok');
  expect(await wordOf(postgresCheck(poolOf(server.urlAs('stranger'))))).toBe('DatabaseError 28000');
});

it('while one server is frozen, the checks of the others are as they were', async () => {
  await using postgres = await startPostgres();
  await using redis = await startRedis(PASSWORD);
  await using mail = await startMail(PASSWORD);
  const client = new Redis({ host: '127.0.0.1', port: redis.port, password: PASSWORD });
  client.on('error', () => undefined);
  onTestFinished(() => client.disconnect());
  const auth = { user: 'app', pass: PASSWORD };
  const checks = {
    postgres: postgresCheck(poolOf(postgres.url)),
    redis: redisCheck(client),
    mail: mailerCheck(createTransport({ host: '127.0.0.1', port: mail.port, auth })),
  };
  const healthy = { postgres: 'ok', redis: 'ok', mail: 'ok' };
  expect(await wordsOf(checks)).toEqual(healthy);
  const servers = { postgres, redis, mail };
  for (const [name, server] of Object.entries(servers)) {
    server.freeze();
    expect(await wordsOf(checks)).toEqual({ ...healthy, [name]: 'Timeout' });
    server.thaw();
    await expect.poll(() => wordsOf(checks)).toEqual(healthy);
  }
});
