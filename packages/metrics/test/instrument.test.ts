import { EventEmitter } from 'node:events';
import { isPlumblineError } from '@plumbline/core';
import { describe, expect, test } from 'vitest';
import { createMetrics, type Metrics } from '../src/index.ts';
import {
  instrumentBlob,
  instrumentDatabase,
  instrumentJob,
  instrumentMailer,
  instrumentPool,
  instrumentPrisma,
  instrumentQueue,
} from '../src/instrument.ts';
import { readBull } from '../src/instrument/bullmq.ts';
import { sdkMeter } from './sdk-meter.ts';

// The libraries themselves stand in e2e/signals, each with its server. Here it is how a wrapper behaves, whatever it wraps.

const lists = {
  dependencies: { email: ['send'], blob: ['put', 'get'], database: ['read', 'write'] },
  jobs: ['digest', 'sweep'],
  queues: ['mail'],
  pools: ['main'],
} as const;

const make = () => {
  const { meter, read } = sdkMeter();
  const metrics = createMetrics({ meter, ...lists });
  const emails = async (): Promise<unknown[]> => {
    const calls = await read('plumbline.dependency.calls');
    return ['success', 'failure'].map((outcome) => calls[`dependency=email,operation=send,outcome=${outcome}`]);
  };
  return { metrics, read, emails };
};

type Done = (error: unknown, info?: string) => void;

/** Answers in every way that libraries have, and knows whether it is itself. */
class Transport {
  readonly #sent: string[] = [];
  via = 'smtp';
  sendMail(how: string, done?: Done): unknown {
    this.#sent.push(how);
    const error = new Error('canary of an error');
    if (how === 'throw') throw error;
    if (how === 'later') return void setImmediate(() => done?.(error));
    if (done !== undefined) return done(how === 'fail' ? error : null, 'info');
    return how === 'fail' ? Promise.reject(error) : Promise.resolve('info');
  }
  /** Calls itself. */
  async sendTwice(): Promise<void> {
    await this.sendMail('a');
    await this.sendMail('b');
  }
  get sent(): readonly string[] {
    return this.#sent;
  }
  self(): this {
    return this;
  }
}

const caught = (fn: () => unknown): unknown => {
  try {
    fn();
  } catch (error) {
    return error;
  }
  return undefined;
};

describe('a wrapper', () => {
  test('hands on results and errors as they are: promise, callback and throw', async () => {
    const { metrics, emails } = make();
    const transport = instrumentMailer(metrics, new Transport());
    await expect(transport.sendMail('ok')).resolves.toBe('info');
    await expect(transport.sendMail('fail')).rejects.toThrow('canary of an error');
    expect(caught(() => transport.sendMail('throw'))).toMatchObject({ message: 'canary of an error' });
    const told: unknown[] = [];
    transport.sendMail('ok', (...results) => told.push(results));
    transport.sendMail('fail', (error) => told.push((error as Error).message));
    expect(told).toEqual([[null, 'info'], 'canary of an error']);
    await new Promise((resolve) => void transport.sendMail('later', resolve));
    expect(await emails()).toEqual([2, 4]);
  });

  test('is the same object to everybody: private fields, getters, setters, chains, instanceof', async () => {
    const { metrics, emails } = make();
    const inside = new Transport();
    const transport = instrumentMailer(metrics, inside);
    expect(transport).toBeInstanceOf(Transport);
    await transport.sendTwice();
    expect(transport.sent).toEqual(['a', 'b']);
    // What it calls on itself is its own affair.
    expect(await emails()).toEqual([0, 0]);
    transport.via = 'pool';
    expect(inside.via).toBe('pool');
    expect(transport.self()).toBe(transport);
    expect(Reflect.get(transport, 'sendMail')).toBe(Reflect.get(transport, 'sendMail'));
    expect(transport.constructor).toBe(Transport);
  });

  test('leaves a rejection that nobody handles to the process', async () => {
    const { metrics } = make();
    const transport = instrumentMailer(metrics, new Transport());
    const reasons: unknown[] = [];
    const listeners = process.listeners('unhandledRejection');
    process.removeAllListeners('unhandledRejection').on('unhandledRejection', (reason) => reasons.push(reason));
    void transport.sendMail('fail');
    void (transport.sendMail('fail') as Promise<unknown>).catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 0));
    process.removeAllListeners('unhandledRejection');
    for (const listener of listeners) process.on('unhandledRejection', listener);
    expect(reasons).toHaveLength(1);
  });

  test('counts once however often it is asked for, and refuses another name', async () => {
    const { metrics, emails } = make();
    const inside = new Transport();
    const transport = instrumentMailer(metrics, inside);
    expect(instrumentMailer(metrics, transport)).toBe(transport);
    expect(instrumentMailer(metrics, inside)).toBe(transport);
    await transport.sendMail('ok');
    expect(await emails()).toEqual([1, 0]);
    const error = caught(() => instrumentMailer(metrics, transport, { dependency: 'blob' as 'email' }));
    expect(isPlumblineError(error)).toBe(true);
    expect((error as Error).message).toContain('by instrumentMailer as `email`');
    expect(caught(() => instrumentMailer(make().metrics, transport))).toBeInstanceOf(Error);
  });

  test('lets everything through after the shutdown, and makes room for the next', async () => {
    const first = make();
    const transport = instrumentMailer(first.metrics, new Transport());
    first.metrics.shutdown();
    await expect(transport.sendMail('ok')).resolves.toBe('info');
    await expect(transport.sendMail('fail')).rejects.toThrow('canary');
    expect(await first.emails()).toEqual([0, 0]);
    const second = make();
    const again = instrumentMailer(second.metrics, transport);
    await again.sendMail('ok');
    expect(await second.emails()).toEqual([1, 0]);
    expect(await first.emails()).toEqual([0, 0]);
  });

  test('asks for a declared dependency at compile time', () => {
    const { meter } = sdkMeter();
    const bare: Metrics<{ readonly mail: readonly ['send'] }> = createMetrics({
      meter,
      dependencies: { mail: ['send'] },
    });
    const transport = new Transport();
    expect(instrumentMailer(bare, transport, { dependency: 'mail' })).toBeInstanceOf(Transport);
    // @ts-expect-error `email` is no dependency of this service
    expect(instrumentMailer(bare, new Transport())).toBeInstanceOf(Transport);
    // @ts-expect-error nor is this
    expect(instrumentMailer(bare, new Transport(), { dependency: 'mailer' })).toBeInstanceOf(Transport);
  });
});

describe('a job', () => {
  test('takes its arguments, gives its result, and is counted under its name', async () => {
    const { metrics, read } = make();
    const digest = instrumentJob(metrics, 'digest', (a: number, b: number) => a + b);
    await expect(digest(3, 4)).resolves.toBe(7);
    const error = new Error('no');
    const sweep = instrumentJob(metrics, 'sweep', (): never => {
      throw error;
    });
    await expect(sweep()).rejects.toBe(error);
    expect(instrumentJob(metrics, 'digest', digest)).toBe(digest);
    expect(caught(() => instrumentJob(metrics, 'sweep', digest))).toBeInstanceOf(Error);
    // @ts-expect-error not a declared job
    expect(instrumentJob(metrics, 'canary', () => 1)).toBeTypeOf('function');
    const runs = await read('plumbline.job.runs');
    expect(runs).toMatchObject({ 'job=digest,outcome=success': 1, 'job=sweep,outcome=failure': 1 });
    metrics.shutdown();
    await expect(digest(1, 1)).resolves.toBe(2);
    expect(await read('plumbline.job.runs')).toMatchObject({ 'job=digest,outcome=success': 1 });
  });
});

describe('a database', () => {
  const of = (read: (name: string) => Promise<Record<string, unknown>>) => async (operation: string, outcome: string) =>
    (await read('plumbline.dependency.calls'))[`dependency=database,operation=${operation},outcome=${outcome}`];

  test('reads the first word of a statement and nothing else, in every form that pg takes', async () => {
    const { metrics, read } = make();
    const asked: unknown[] = [];
    const driver = instrumentDatabase(metrics, { query: async (...args: unknown[]) => void asked.push(args) });
    const submittable = { submit: () => undefined, text: 'SELECT 1' };
    const statements = [
      'select 1',
      '  (SELECT 2)',
      { text: 'INSERT INTO t' },
      'WITH x AS (SELECT 1) SELECT',
      '-- a',
      submittable,
    ];
    for (const statement of [...statements, undefined, 'constructor x']) await driver.query(statement, ['canary']);
    expect(asked).toHaveLength(8);
    const calls = of(read);
    expect(await calls('read', 'success')).toBe(2);
    expect(await calls('write', 'success')).toBe(1);
    expect(await calls('other', 'success')).toBe(4);
  });

  test('counts what a lent client is asked, by promise and by callback', async () => {
    const { metrics, read } = make();
    const client = { query: async () => 'rows', release: () => undefined };
    const pool = instrumentDatabase(metrics, {
      query: () => Promise.resolve(),
      connect(done?: (error: unknown, client: unknown) => void) {
        if (done === undefined) return Promise.resolve(client);
        return done(null, client);
      },
    });
    const lent = (await pool.connect()) as unknown as typeof client & { query(text: string): Promise<string> };
    await lent.query('SELECT 1');
    await new Promise<void>((resolve) => {
      void pool.connect((_error, given) => resolve((given as typeof lent).query('SELECT 1').then(() => undefined)));
    });
    expect(await pool.connect()).toBe(lent);
    expect(await of(read)('read', 'success')).toBe(2);
  });

  test('of Prisma is a query extension: read, write, and other for raw statements', async () => {
    const { metrics, read } = make();
    interface Extension {
      readonly query: {
        $allOperations(call: { operation: string; args: unknown; query: (args: unknown) => unknown }): unknown;
      };
    }
    /** As Prisma documents it: an extended client is another one, and extensions see what goes through it. */
    const client = (extensions: readonly Extension[]) => ({
      $extends: (extension: Extension) => client([...extensions, extension]),
      run: (operation: string, args: unknown, result: () => Promise<unknown>): unknown =>
        extensions.reduce<(args: unknown) => unknown>(
          (query, extension) => (given) => extension.query.$allOperations({ operation, args: given, query }),
          result,
        )(args),
    });
    const prisma = instrumentPrisma(metrics, client([]));
    expect(instrumentPrisma(metrics, prisma)).toBe(prisma);
    await expect(prisma.run('findMany', { where: 'canary' }, async () => ['row'])).resolves.toEqual(['row']);
    await expect(prisma.run('create', {}, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await prisma.run('$queryRaw', {}, async () => 1);
    const calls = of(read);
    expect([await calls('read', 'success'), await calls('write', 'failure'), await calls('other', 'success')]).toEqual([
      1, 1, 1,
    ]);
    metrics.shutdown();
    await prisma.run('findMany', {}, async () => 1);
    expect(await calls('read', 'success')).toBe(1);
  });
});

test('a pool of pg is handed back as it is, and its default limit is that of pg', async () => {
  const { metrics, read } = make();
  const pool = { totalCount: 3, idleCount: 1, waitingCount: 4, options: {} };
  expect(instrumentPool(metrics, 'main', pool)).toBe(pool);
  const name = 'db.client.connection.pool.name=main';
  expect(await read('db.client.connection.count')).toEqual({
    [`${name},db.client.connection.state=used`]: 2,
    [`${name},db.client.connection.state=idle`]: 1,
  });
  expect(await read('db.client.connection.max')).toEqual({ [name]: 10 });
});

test('a worker of BullMQ is listened to once, until the shutdown', async () => {
  const { metrics, read } = make();
  const worker = new EventEmitter();
  const queue = { getJobCounts: async () => ({ waiting: 0 }), getJobs: async () => [] };
  instrumentQueue(metrics, 'mail', queue, worker);
  instrumentQueue(metrics, 'mail', queue, worker);
  worker.emit('completed', { processedOn: 1_000, finishedOn: 1_500 });
  worker.emit('failed', { processedOn: 1_000 });
  worker.emit('failed', undefined);
  worker.emit('failed', { processedOn: 1_000, finishedOn: 3_000 });
  expect(await read('plumbline.queue.processed')).toEqual({
    'outcome=success,queue=mail': 1,
    'outcome=failure,queue=mail': 1,
  });
  expect((await read('plumbline.queue.duration'))['outcome=success,queue=mail']).toMatchObject({ sum: 0.5 });
  metrics.shutdown();
  expect(worker.listenerCount('completed') + worker.listenerCount('failed')).toBe(0);
});

test('what is no client of a known kind is refused', () => {
  const { metrics } = make();
  expect(() => instrumentQueue(metrics, 'mail', {} as never)).toThrow('a Queue of BullMQ or an instance of pg-boss');
  expect(() => instrumentBlob(metrics, {} as never)).toThrow('@aws-sdk/client-s3 or @azure/storage-blob');
});

test('a command of S3 whose class name a minifier took is known by its schema', async () => {
  const { metrics, read } = make();
  class t {
    readonly schema = [9, 'com.amazonaws.s3', 'PutObject'];
  }
  class GetObjectCommand {
    readonly input = {};
  }
  class Constructor {
    readonly input = {};
  }
  const client = instrumentBlob(metrics, { middlewareStack: {}, send: async (_command: object) => 'ok' });
  for (const command of [new t(), new GetObjectCommand(), new Constructor()]) await client.send(command);
  expect(await read('plumbline.dependency.calls')).toMatchObject({
    'dependency=blob,operation=put,outcome=success': 1,
    'dependency=blob,operation=get,outcome=success': 1,
    'dependency=blob,operation=other,outcome=success': 1,
  });
});

test('methods of the aggregated client of S3 count as the command that they send, pages and waiters too', async () => {
  const { metrics, read } = make();
  class S3Client {
    readonly middlewareStack = {};
    readonly #sent: string[] = [];
    async send(command: object): Promise<string> {
      this.#sent.push(command.constructor.name);
      return 'ok';
    }
    destroy(): number {
      return this.#sent.length;
    }
  }
  class GetObjectCommand {
    readonly input = {};
  }
  class PutObjectCommand {
    readonly input = {};
  }
  class S3 extends S3Client {
    async putObject(): Promise<string> {
      return this.send(new PutObjectCommand());
    }
    async *paginateListObjectsV2(): AsyncGenerator<string> {
      yield await this.send(new GetObjectCommand());
    }
  }
  /** An application's own, which nothing but itself may read. */
  class Files extends S3 {
    readonly #bucket = 'b';
    name(): string {
      return this.#bucket;
    }
  }
  const client = instrumentBlob(metrics, new Files());
  expect(await client.putObject()).toBe('ok');
  for await (const page of client.paginateListObjectsV2()) expect(page).toBe('ok');
  expect([client.name(), client.destroy()]).toEqual(['b', 2]);
  expect(await read('plumbline.dependency.calls')).toMatchObject({
    'dependency=blob,operation=put,outcome=success': 1,
    'dependency=blob,operation=get,outcome=success': 1,
  });
  metrics.shutdown();
  expect(await client.putObject()).toBe('ok');
  expect(await read('plumbline.dependency.calls')).toMatchObject({
    'dependency=blob,operation=put,outcome=success': 1,
  });
});

test.each([
  ['fresh', { timestamp: 30_000 }, 30],
  ['still delayed by its own field', { timestamp: 90_000, delay: 60_000 }, 30],
  [
    'delayed, and due for a moment: BullMQ sets its delay to 0',
    { timestamp: 90_000, delay: 0, opts: { delay: 60_000 } },
    30,
  ],
  ['tried again', { timestamp: 90_000, processedOn: 10_000 }, 10],
  ['put forward by hand', { timestamp: 10_000, delay: 0, opts: { delay: 60_000 } }, 0],
])('a job of BullMQ that is %s is as old as it could have been taken', async (_, job, age) => {
  const now = 1_000_000;
  const { processedOn, timestamp } = { processedOn: undefined, ...job };
  const stored = { ...job, timestamp: now - timestamp, ...(processedOn && { processedOn: now - processedOn }) };
  const queue = {
    getJobCounts: async () => ({ waiting: 1 }),
    getJobs: async (list?: string) => (list === 'waiting' ? [stored] : []),
  };
  expect(await readBull(queue, () => now)).toEqual({ depth: 1, oldestAgeSeconds: age });
});
