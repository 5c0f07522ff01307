import { noopLog, systemClock } from '@plumbline/core';
import { describe, expect, test } from 'vitest';
import { createMetrics } from '../src/index.ts';
import { instrumentJob, instrumentMailer } from '../src/instrument.ts';
import { createQueueReading } from '../src/signals/queue-reading.ts';
import { sdkMeter } from './sdk-meter.ts';

const DAY_MS = 86_400_000;
const NOW = 1_800_000_000_000;

describe('the last success of a job', () => {
  const make = () => {
    const { meter, read } = sdkMeter();
    const clock = { ...systemClock, ms: NOW, now: () => clock.ms };
    const metrics = createMetrics({ meter, clock, jobs: ['digest'] });
    return { clock, metrics, last: async () => (await read('plumbline.job.last_success'))['job=digest'] };
  };

  test('is right again after a clock that was ahead', async () => {
    const { clock, last, metrics } = make();
    clock.ms = NOW + DAY_MS;
    await metrics.job('digest', () => undefined);
    clock.ms = NOW;
    await metrics.job('digest', () => undefined);
    expect(await last()).toBe(NOW / 1_000);
  });

  test('is never in the future, whatever a table says', async () => {
    const { last, metrics } = make();
    metrics.jobSucceededAt('digest', new Date(NOW + DAY_MS));
    expect(await last()).toBe(NOW / 1_000);
  });
});

test('a queue whose answer never comes is asked again after five minutes, and what comes after all counts for nothing', async () => {
  let ms = 0;
  const answers: ((state: { depth: number; oldestAgeSeconds: number }) => void)[] = [];
  const read = createQueueReading(
    'mail',
    () => new Promise((resolve) => void answers.push(resolve)),
    noopLog,
    () => ms,
  );
  expect((await read()).depth).toBeNaN();
  ms = 299_999;
  expect((await read()).depth).toBeNaN();
  expect(answers).toHaveLength(1);
  ms = 300_000;
  const second = read();
  answers[0]?.({ depth: 1, oldestAgeSeconds: 1 });
  expect((await second).depth).toBeNaN();
  // The second one still hangs.
  expect((await read()).depth).toBeNaN();
  expect(answers).toHaveLength(2);
  ms = 600_000;
  const third = read();
  answers[2]?.({ depth: 3, oldestAgeSeconds: 3 });
  expect(await third).toEqual({ depth: 3, oldestAgeSeconds: 3 });
});

test('a class of what is wrapped can be constructed, and what hangs on a function be read', () => {
  class Client {
    readonly kind = 'client';
  }
  const plain = Object.assign(() => 'x', { timeoutMs: 5 });
  const { meter } = sdkMeter();
  const metrics = createMetrics({ meter, dependencies: { email: ['send'] } });
  const wrapped = instrumentMailer(metrics, { sendMail: () => 'sent', Client, plain, Promise });
  expect(new wrapped.Client()).toBeInstanceOf(Client);
  expect([wrapped.plain(), wrapped.plain.timeoutMs]).toEqual(['x', 5]);
  expect(wrapped.Promise.resolve(1)).toBeInstanceOf(Promise);
});

test('a method that is a job keeps its object, before and after the shutdown', async () => {
  const { meter } = sdkMeter();
  const metrics = createMetrics({ meter, jobs: ['digest'] });
  const run = async function (this: { readonly name: string }): Promise<string> {
    return this.name;
  };
  const digest = { name: 'digest of the week', run: instrumentJob(metrics, 'digest', run) };
  expect(await digest.run()).toBe('digest of the week');
  metrics.shutdown();
  expect(await digest.run()).toBe('digest of the week');
});

test('an error of a synchronisation is its own, whatever asks whether it will be tried again', async () => {
  const { meter, read } = sdkMeter();
  const { sync } = createMetrics({ meter, syncs: ['tablets'] });
  const fails = (): Promise<never> => Promise.reject(new Error('of the operation'));
  const willRetry = (): never => {
    throw new Error('of the question');
  };
  await expect(sync('tablets').run(fails, { willRetry })).rejects.toThrow('of the operation');
  expect(await read('plumbline.sync.operations')).toMatchObject({ 'outcome=failure,sync=tablets': 1 });
});

test('a queue is told by class and code, never by message, and a log that throws costs nothing', async () => {
  const lines: unknown[] = [];
  const warn = (fields: unknown): never => {
    lines.push(fields);
    throw new Error('the log is full');
  };
  const fault = Object.assign(new TypeError('canary'), { code: 'ECONNREFUSED' });
  const read = createQueueReading('mail', () => Promise.reject(fault), { ...noopLog, warn });
  expect(await read()).toEqual({ depth: Number.NaN, oldestAgeSeconds: Number.NaN });
  expect(lines).toEqual([{ queue: 'mail', error_type: 'TypeError', error_code: 'ECONNREFUSED' }]);
  const metrics = createMetrics({ meter: sdkMeter().meter, log: { ...noopLog, warn } });
  expect(() => metrics.usage('undeclared')).not.toThrow();
});
