import { createServer } from 'node:http';
import { createServer as createTcp, type Server, type Socket } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  azureBlobCheck,
  clickhouseCheck,
  createHealth,
  diskSpaceCheck,
  httpCheck,
  mailerCheck,
  postgresCheck,
  queueAgeCheck,
  redisCheck,
  s3Check,
  smtpCheck,
  spoolAgeCheck,
} from '../src/index.ts';
import { manualClock, settled } from './manual-clock.ts';
import { close, listen, wordOf } from './support.ts';

const refused = Object.assign(new Error('canary'), { code: 'ECONNREFUSED' });

describe('httpCheck', () => {
  const server = createServer((request, response) => {
    if (request.url === '/hang') return;
    response.writeHead(Number(request.url?.slice(1)), { location: '/200' }).end('body');
  });
  let url = '';
  beforeAll(async () => {
    url = `http://127.0.0.1:${await listen(server)}`;
  });
  afterAll(() => close(server));

  test.each([
    [200, 'ok'],
    [204, 'ok'],
    [302, 'HttpStatus302'],
    [404, 'HttpStatus404'],
    [500, 'HttpStatus500'],
  ])('status %i is %s', async (status, expected) => {
    expect(await wordOf(httpCheck(`${url}/${status}`))).toBe(expected);
  });

  test('may expect one status', async () => {
    expect(await wordOf(httpCheck(`${url}/401`, { status: 401 }))).toBe('ok');
    expect(await wordOf(httpCheck(`${url}/200`, { status: 401 }))).toBe('HttpStatus200');
  });

  test('a server that is not there is named by the code that fetch hides', async () => {
    const gone = createServer();
    const port = await listen(gone);
    await close(gone);
    expect(await wordOf(httpCheck(`http://127.0.0.1:${port}/`))).toBe('TypeError ECONNREFUSED');
  });

  test('lets go of a hanging request at the deadline', async () => {
    const clock = manualClock();
    const arrived = new Promise((resolve) => void server.once('request', resolve));
    const health = createHealth({ clock, checks: { it: httpCheck(`${url}/hang`) } });
    const answer = health.health();
    const request = (await arrived) as { readonly socket: NodeJS.EventEmitter };
    const closed = new Promise((resolve) => void request.socket.once('close', resolve));
    clock.advance(1_000);
    expect(await answer).toEqual({ status: 'failed' });
    await closed;
  });

  test.each(['no url', 'ftp://canary.example', 'https://canary:secret@example.org/'])(
    'refuses %j without repeating it',
    (bad) => {
      expect(() => httpCheck(bad)).toThrow(/PLB_HEALTH_OPTION/);
      expect(() => httpCheck(bad)).not.toThrow(/canary|secret|no url/);
    },
  );
});

test('postgresCheck asks through the pool given', async () => {
  const asked: string[] = [];
  const query = async (sql: string): Promise<unknown> => asked.push(sql);
  expect(await wordOf(postgresCheck({ query }))).toBe('ok');
  expect(asked).toEqual(['select 1']);
  expect(await wordOf(postgresCheck({ query: () => Promise.reject(refused) }))).toBe('Error ECONNREFUSED');
});

test('postgresCheck sends no second statement while one hangs, however often it is asked', async () => {
  const clock = manualClock();
  const waiting: ((error?: Error) => void)[] = [];
  const query = (): Promise<void> =>
    new Promise((resolve, reject) => void waiting.push((error) => (error ? reject(error) : resolve())));
  const health = createHealth({ clock, checks: { it: postgresCheck({ query }) } });
  const probe = async (): Promise<string> => {
    const answer = health.health();
    await settled();
    clock.advance(1_000);
    await settled();
    return (await answer).status;
  };
  for (let second = 0; second < 100; second += 1) expect(await probe()).toBe('failed');
  expect(waiting).toHaveLength(1);
  waiting.shift()?.(refused);
  await settled();
  const answer = health.health();
  await settled();
  expect(waiting).toHaveLength(1);
  waiting.shift()?.();
  expect(await answer).toEqual({ status: 'ok' });
});

test('clickhouseCheck asks for what needs a login, and believes the answer of ping, which never rejects', async () => {
  const asked: unknown[] = [];
  const ping = async (options: unknown): Promise<{ success: boolean }> => ({ success: asked.push(options) > 0 });
  expect(await wordOf(clickhouseCheck({ ping }))).toBe('ok');
  expect(asked).toEqual([{ select: true, abort_signal: expect.any(AbortSignal) }]);
  expect(await wordOf(clickhouseCheck({ ping: async () => ({ success: false, error: refused }) }))).toBe(
    'Error ECONNREFUSED',
  );
});

describe('redisCheck', () => {
  const pong = async (): Promise<string> => 'PONG';
  const says = (message: string) => (): Promise<never> => Promise.reject(new Error(message));

  test.each([
    ['node-redis, connected', { isReady: true, ping: pong }, 'ok'],
    ['ioredis, connected', { status: 'ready', ping: pong }, 'ok'],
    ['ioredis that connects when asked', { status: 'wait', ping: pong }, 'ok'],
    ['a subscribed connection', { ping: async () => ['pong', ''] }, 'ok'],
    ['node-redis without a connection', { isReady: false, ping: pong }, 'NotConnected'],
    ['ioredis without a connection', { status: 'reconnecting', ping: pong }, 'NotConnected'],
    ['something else that answers', { ping: async () => 'canary' }, 'UnexpectedAnswer'],
    ['no login', { ping: says('NOAUTH Authentication required.') }, 'RedisError NOAUTH'],
    ['a server that loads', { ping: says('LOADING Redis is loading the dataset in memory') }, 'RedisError LOADING'],
    ['an error with data', { ping: says('canary of a customer') }, 'Error'],
    ['an error with a code', { ping: () => Promise.reject(refused) }, 'Error ECONNREFUSED'],
  ])('%s', async (_, client, expected) => {
    expect(await wordOf(redisCheck(client))).toBe(expected);
  });
});

describe('blobs', () => {
  const command = { input: { Bucket: 'uploads' } };
  const rejects = (facts: object) => (): Promise<never> => Promise.reject(Object.assign(new Error('canary'), facts));

  test('s3Check sends the command, and the signal of the deadline', async () => {
    const sent: unknown[] = [];
    const send = async (...args: unknown[]): Promise<unknown> => sent.push(...args);
    expect(await wordOf(s3Check({ send }, command))).toBe('ok');
    expect(sent).toEqual([command, { abortSignal: expect.any(AbortSignal) }]);
  });

  test('azureBlobCheck reads the properties', async () => {
    const asked: unknown[] = [];
    const getProperties = async (...args: unknown[]): Promise<unknown> => asked.push(...args);
    expect(await wordOf(azureBlobCheck({ getProperties }))).toBe('ok');
    expect(asked).toEqual([{ abortSignal: expect.any(AbortSignal) }]);
  });

  test('a refusal is named by its status', async () => {
    expect(await wordOf(s3Check({ send: rejects({ $metadata: { httpStatusCode: 403 } }) }, command))).toBe(
      'HttpStatus403',
    );
    expect(await wordOf(s3Check({ send: rejects({ code: 'ECONNREFUSED', $metadata: {} }) }, command))).toBe(
      'Error ECONNREFUSED',
    );
    expect(await wordOf(azureBlobCheck({ getProperties: rejects({ statusCode: 404 }) }))).toBe('HttpStatus404');
  });
});

describe('mail', () => {
  /** A mail server that says one thing, and what it heard. */
  async function speaking(greeting: string | undefined, ends = false) {
    let heard = '';
    const sockets: Socket[] = [];
    const server: Server = createTcp((socket) => {
      sockets.push(socket);
      socket
        .on('error', () => undefined)
        .on('data', (chunk) => {
          heard += String(chunk);
          socket.end('221 bye\r\n');
        });
      if (greeting !== undefined) socket.write(greeting);
      if (ends) socket.end();
    });
    const port = await listen(server);
    const end = async (): Promise<void> => {
      for (const socket of sockets) socket.destroy();
      await close(server);
    };
    return { port, heard: () => heard, sockets, [Symbol.asyncDispose]: end };
  }

  test.each([
    ['220 mail ready\r\n', 'ok'],
    ['220\r\n', 'ok'],
    ['220-mail\r\n220-more\r\n220 ready\r\n', 'ok'],
    ['554 go away\r\n', 'SmtpStatus554'],
    ['421-busy\r\n421 busy\r\n', 'SmtpStatus421'],
    ['x'.repeat(9_000), 'SmtpNoGreeting'],
  ])('smtpCheck: %j', async (greeting, expected) => {
    await using server = await speaking(greeting);
    expect(await wordOf(smtpCheck({ host: '127.0.0.1', port: server.port }), { timeoutMs: 60_000 })).toBe(expected);
    expect(server.heard()).toBe(expected === 'ok' ? 'QUIT\r\n' : '');
  });

  test('smtpCheck: a server that ends without a word, and one that is not there', async () => {
    await using server = await speaking(undefined, true);
    expect(await wordOf(smtpCheck({ host: '127.0.0.1', port: server.port }))).toBe('SmtpNoGreeting');
    await server[Symbol.asyncDispose]();
    expect(await wordOf(smtpCheck({ host: '127.0.0.1', port: server.port }))).toBe('Error ECONNREFUSED');
  });

  test('smtpCheck lets go of a server that stays silent', async () => {
    await using server = await speaking(undefined);
    const run = smtpCheck({ host: '127.0.0.1', port: server.port });
    const abort = new AbortController();
    const answer = Promise.resolve(run(abort.signal)).then(
      () => 'answered',
      () => 'let go',
    );
    await expect.poll(() => server.sockets.length).toBe(1);
    abort.abort();
    expect(await answer).toBe('let go');
    await expect.poll(() => server.sockets[0]?.readableEnded).toBe(true);
  });

  test('mailerCheck believes nodemailer', async () => {
    expect(await wordOf(mailerCheck({ verify: async () => true }))).toBe('ok');
    expect(await wordOf(mailerCheck({ verify: async () => false }))).toBe('False');
    expect(
      await wordOf(
        mailerCheck({ verify: () => Promise.reject(Object.assign(new Error('canary'), { code: 'EAUTH' })) }),
      ),
    ).toBe('Error EAUTH');
  });
});

describe('ages', () => {
  test.each([
    [0, 'ok'],
    [60_000, 'ok'],
    [60_001, 'SpoolTooOld'],
    [Number.NaN, 'SpoolTooOld'],
  ])('spoolAgeCheck: %d ms of at most 60000 is %s', async (age, expected) => {
    expect(await wordOf(spoolAgeCheck({ snapshot: () => ({ oldestAgeMs: age }) }, 60_000))).toBe(expected);
  });

  test.each([
    [0, 'ok'],
    [60, 'ok'],
    [61, 'QueueTooOld'],
    [Number.NaN, 'QueueTooOld'],
  ])('queueAgeCheck: %d s of at most 60 is %s', async (age, expected) => {
    expect(await wordOf(queueAgeCheck({ oldestAgeSeconds: async () => age }, 60_000))).toBe(expected);
  });

  test.each([
    [{}, 'ok'],
    [{ waiting: { timestamp: 30_000 } }, 'ok'],
    [{ waiting: { timestamp: 120_000 } }, 'QueueTooOld'],
    [{ paused: { timestamp: 120_000 }, waiting: { timestamp: 1 } }, 'QueueTooOld'],
    [{ prioritized: { timestamp: 120_000 } }, 'QueueTooOld'],
    [{ waiting: { timestamp: 120_000, delay: 90_000 } }, 'ok'],
    // As BullMQ leaves a delayed job that is due, and one that is tried again.
    [{ waiting: { timestamp: 120_000, delay: 0, opts: { delay: 90_000 } } }, 'ok'],
    [{ waiting: { timestamp: 120_000, delay: 0, opts: { delay: 30_000 } } }, 'QueueTooOld'],
    [{ waiting: { timestamp: 120_000, processedOn: 30_000 } }, 'ok'],
    [{ waiting: { timestamp: 240_000, processedOn: 120_000 } }, 'QueueTooOld'],
  ] satisfies [object, string][])('queueAgeCheck: a queue of BullMQ with %j', async (ages, expected) => {
    const jobs: Readonly<Record<string, { timestamp: number; processedOn?: number } | undefined>> = ages;
    const of = (list = ''): object | undefined => {
      const job = jobs[list];
      const { processedOn, timestamp = 0 } = job ?? {};
      const began = processedOn === undefined ? {} : { processedOn: Date.now() - processedOn };
      return job && { ...job, timestamp: Date.now() - timestamp, ...began };
    };
    const getJobs = async (list?: string) => [of(list)];
    expect(await wordOf(queueAgeCheck({ getJobs }, 60_000))).toBe(expected);
  });
});

describe('diskSpaceCheck', () => {
  test.each([
    [{ minFreeBytes: 1 }, 'ok'],
    [{ minFreeShare: 1e-9 }, 'ok'],
    [{ minFreeBytes: 1, minFreeShare: 1e-9 }, 'ok'],
    [{ minFreeBytes: Number.MAX_SAFE_INTEGER }, 'DiskTooFull'],
    [{ minFreeBytes: 1, minFreeShare: 1 - 1e-12 }, 'DiskTooFull'],
  ])('%j', async (options, expected) => {
    expect(await wordOf(diskSpaceCheck(os.tmpdir(), options))).toBe(expected);
  });

  test('a path that is not there', async () => {
    const missing = path.join(os.tmpdir(), 'plumbline-health-canary-missing');
    expect(await wordOf(diskSpaceCheck(missing, { minFreeBytes: 1 }))).toBe('Error ENOENT');
  });

  test('asks once at a time, and again when it has an answer', async () => {
    const run = diskSpaceCheck(os.tmpdir(), { minFreeBytes: 1 });
    const { signal } = new AbortController();
    const first = run(signal);
    await expect(run(signal)).rejects.toThrow(/^StillAsking$/);
    await first;
    await run(signal);
  });
});

test.each([
  ['postgresCheck', () => postgresCheck('canary' as never)],
  ['redisCheck', () => redisCheck('canary' as never)],
  ['s3Check', () => s3Check({} as never, {})],
  ['s3Check', () => s3Check({ send: () => 1 }, 'canary' as never)],
  ['azureBlobCheck', () => azureBlobCheck(null as never)],
  ['mailerCheck', () => mailerCheck(undefined as never)],
  ['smtpCheck', () => smtpCheck({ host: 'smtp://canary', port: 25 })],
  ['smtpCheck', () => smtpCheck({ host: '', port: 25 })],
  ['smtpCheck', () => smtpCheck({ host: 'mail', port: 0 })],
  ['smtpCheck', () => smtpCheck({ host: 'mail', port: 65_536 })],
  ['spoolAgeCheck', () => spoolAgeCheck({ snapshot: () => ({ oldestAgeMs: 0 }) }, 0)],
  ['spoolAgeCheck', () => spoolAgeCheck({ snapshot: () => ({ oldestAgeMs: 0 }) }, Number.NaN)],
  ['spoolAgeCheck', () => spoolAgeCheck({} as never, 1)],
  ['queueAgeCheck', () => queueAgeCheck({} as never, 1)],
  ['queueAgeCheck', () => queueAgeCheck({ oldestAgeSeconds: () => 0 }, -1)],
  ['diskSpaceCheck', () => diskSpaceCheck('', { minFreeBytes: 1 })],
  ['diskSpaceCheck', () => diskSpaceCheck('/canary', {})],
  ['diskSpaceCheck', () => diskSpaceCheck('/canary', { minFreeBytes: 0 })],
  ['diskSpaceCheck', () => diskSpaceCheck('/canary', { minFreeShare: 1 })],
])('%s refuses at once what it cannot use, without repeating it', (name, attempt) => {
  expect(attempt).toThrow(new RegExp(`^PLB_HEALTH_OPTION: ${name}: `));
  expect(attempt).not.toThrow(/canary/);
});
