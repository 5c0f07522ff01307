import { redisCheck } from '@plumbline/health';
import { Redis } from 'ioredis';
import { createClient } from 'redis';
import { expect, it, onTestFinished } from 'vitest';
import { startRedis } from '../src/redis-server.ts';
import { wordOf, wordsOf } from '../src/word.ts';

const PASSWORD = 'canary-of-the-password';

/** A client that is connected, or that heard why it is not: it tries again for ever. */
async function nodeRedis(port: number, password?: string) {
  const client = createClient({ socket: { host: '127.0.0.1', port }, ...(password !== undefined && { password }) });
  const failed = new Promise<void>((resolve) => void client.on('error', () => resolve()));
  onTestFinished(() => client.destroy());
  await Promise.race([client.connect(), failed]);
  return client;
}

function ioRedis(port: number, password?: string): Redis {
  const client = new Redis({
    host: '127.0.0.1',
    port,
    // A server that goes away while it starts again is asked soon again.
    retryStrategy: () => 100,
    ...(password !== undefined && { password }),
  });
  client.on('error', () => undefined);
  onTestFinished(() => client.disconnect());
  return client;
}

it('Redis healthy, frozen, thawed, gone and back, with both clients', async () => {
  await using server = await startRedis(PASSWORD);
  const checks = {
    redis: redisCheck(await nodeRedis(server.port, PASSWORD)),
    ioredis: redisCheck(ioRedis(server.port, PASSWORD)),
  };
  expect(await wordsOf(checks)).toEqual({ redis: 'ok', ioredis: 'ok' });
  server.freeze();
  expect(await wordsOf(checks)).toEqual({ redis: 'Timeout', ioredis: 'Timeout' });
  server.thaw();
  expect(await wordsOf(checks)).toEqual({ redis: 'ok', ioredis: 'ok' });
  await server.stop();
  await expect.poll(() => wordsOf(checks)).toEqual({ redis: 'NotConnected', ioredis: 'NotConnected' });
  await server.start();
  await expect.poll(() => wordsOf(checks)).toEqual({ redis: 'ok', ioredis: 'ok' });
});

it('Redis without a login, and with a wrong one', async () => {
  await using server = await startRedis(PASSWORD);
  expect(await wordOf(redisCheck(await nodeRedis(server.port)))).toBe('NotConnected');
  expect(await wordOf(redisCheck(await nodeRedis(server.port, 'wrong')))).toBe('NotConnected');
  expect(await wordOf(redisCheck(ioRedis(server.port)))).toBe('RedisError NOAUTH');
  expect(await wordOf(redisCheck(ioRedis(server.port, 'wrong')))).toBe('RedisError WRONGPASS');
});
