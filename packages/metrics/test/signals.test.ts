import { type Clock, type Log, noopLog, signals, systemClock } from '@plumbline/core';
import { currentContext } from '@plumbline/core/context';
import { describe, expect, test } from 'vitest';
import { createMetrics } from '../src/index.ts';
import { instrumentJob } from '../src/instrument.ts';
import { sdkMeter } from './sdk-meter.ts';

const NOW = Date.UTC(2026, 0, 2, 3, 4, 5);

/** A clock that stands still until it is moved. */
function standingClock(): Clock & { ms: number } {
  const clock = { ...systemClock, ms: 0, now: () => NOW + clock.ms, monotonic: () => clock.ms };
  return clock;
}

function recordingLog(): { readonly log: Log; readonly lines: unknown[][] } {
  const lines: unknown[][] = [];
  const say = (...args: unknown[]): void => void lines.push(args);
  return { log: { ...noopLog, info: say, warn: say }, lines };
}

test('the process beats from the start', async () => {
  const { meter, read } = sdkMeter();
  createMetrics({ meter });
  expect(await read('plumbline.heartbeat')).toEqual({ '': 1 });
});

test('after the shutdown nothing is observed any more, and what comes later to be undone is undone at once', async () => {
  const removed: string[] = [];
  const { meter } = sdkMeter();
  const watched = {
    ...meter,
    createCounter: meter.createCounter.bind(meter),
    createHistogram: meter.createHistogram.bind(meter),
    createObservableGauge: (name: string) => ({
      addCallback: () => undefined,
      removeCallback: () => removed.push(name),
    }),
  } as unknown as typeof meter;
  const metrics = createMetrics({ meter: watched });
  expect(metrics.isOn()).toBe(true);
  metrics.shutdown();
  metrics.shutdown();
  expect(metrics.isOn()).toBe(false);
  expect(removed.toSorted()).toEqual(
    Object.entries(signals)
      .filter(([name, { kind }]) => kind === 'gauge' && /^(plumbline\.(heartbeat|job|queue)|db)\b/.test(name))
      .map(([name]) => name)
      .toSorted(),
  );
  let undone = 0;
  metrics.onShutdown(() => (undone += 1));
  expect(undone).toBe(1);
});

describe('jobs', () => {
  test('say when they last succeeded: here, or before this process', async () => {
    const { meter, read } = sdkMeter();
    const clock = standingClock();
    const metrics = createMetrics({ meter, clock, jobs: { digest: { everySeconds: 86_400 }, sweep: {} } });
    expect(await read('plumbline.job.last_success')).toEqual({});
    metrics.jobSucceededAt('digest', new Date(NOW - 60_000));
    expect(await read('plumbline.job.last_success')).toEqual({ 'job=digest': NOW / 1_000 - 60 });
    clock.ms = 5_000;
    await metrics.job('digest', () => undefined);
    await expect(metrics.job('sweep', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    // An older success is no news, and one that is no time is none.
    metrics.jobSucceededAt('digest', new Date(0));
    metrics.jobSucceededAt('sweep', new Date(Number.NaN));
    expect(await read('plumbline.job.last_success')).toEqual({ 'job=digest': NOW / 1_000 + 5 });
    expect(Object.keys(await read('plumbline.job.runs'))).toHaveLength(4);
  });

  test('that never succeeded have no last success, as a table says it, and a text is no time', async () => {
    const { meter, read } = sdkMeter();
    const metrics = createMetrics({ meter, jobs: ['digest'] });
    metrics.jobSucceededAt('digest', null);
    metrics.jobSucceededAt('digest', undefined);
    expect(() => metrics.jobSucceededAt('digest', '2026-11-22' as never)).toThrow(/PLB_METRICS_OPTION.*give a `Date`/s);
    expect(await read('plumbline.job.last_success')).toEqual({});
  });

  test.each([
    ['a generator', function* () {}],
    ['an async generator', async function* () {}],
  ])('that are %s are refused: the body has not run when the call is over', async (_, generator) => {
    const { meter, read } = sdkMeter();
    const metrics = createMetrics({ meter, jobs: ['digest'] });
    expect(() => instrumentJob(metrics, 'digest', generator as () => unknown)).toThrow(
      /PLB_METRICS_OPTION.*generator/s,
    );
    const hidden = instrumentJob(metrics, 'digest', (): unknown => generator());
    await expect(hidden()).rejects.toMatchObject({ code: 'PLB_METRICS_OPTION' });
    expect(await read('plumbline.job.runs')).toEqual({
      'job=digest,outcome=success': 0,
      'job=digest,outcome=failure': 1,
    });
    expect(await read('plumbline.job.last_success')).toEqual({});
  });

  test('that are not declared have no last success', async () => {
    const { meter, read } = sdkMeter();
    const metrics = createMetrics({ meter, jobs: ['digest'] });
    await metrics.job('canary' as never, () => undefined);
    expect(await read('plumbline.job.last_success')).toEqual({});
  });
});

test('a call that was begun ends once, however often it is said', async () => {
  const { meter, read } = sdkMeter();
  const { beginCall } = createMetrics({ meter, dependencies: { email: ['send'] } });
  const end = beginCall('email', 'send');
  end('failure');
  end('success');
  expect(await read('plumbline.dependency.calls')).toEqual({
    'dependency=email,operation=send,outcome=failure': 1,
    'dependency=email,operation=send,outcome=success': 0,
  });
});

describe('synchronisations', () => {
  test('count what succeeded, failed, will be tried again, and was recovered', async () => {
    const { meter, read } = sdkMeter();
    const { sync } = createMetrics({ meter, syncs: ['calendar'] });
    const calendar = sync('calendar');
    expect(await read('plumbline.sync.recovered')).toEqual({ 'sync=calendar': 0 });
    await expect(calendar.run(() => 7)).resolves.toBe(7);
    const error = new Error('later');
    const fails = (): never => {
      throw error;
    };
    await expect(calendar.run(fails, { willRetry: (cause) => cause === error })).rejects.toBe(error);
    await expect(calendar.run(fails)).rejects.toBe(error);
    calendar.operation('retry');
    calendar.recovered();
    calendar.recovered(12);
    calendar.recovered(-1);
    calendar.recovered(Number.NaN);
    expect(await read('plumbline.sync.operations')).toEqual({
      'outcome=success,sync=calendar': 1,
      'outcome=failure,sync=calendar': 1,
      'outcome=retry,sync=calendar': 2,
    });
    expect(await read('plumbline.sync.recovered')).toEqual({ 'sync=calendar': 13 });
  });
});

test('reconnects are counted by connection', async () => {
  const { meter, read } = sdkMeter();
  const { reconnect } = createMetrics({ meter, connections: ['broker'] });
  expect(Object.values(await read('plumbline.connection.reconnects'))).toEqual([0, 0]);
  reconnect('broker', 'failure');
  reconnect('broker', 'success');
  reconnect('canary', 'success');
  expect(await read('plumbline.connection.reconnects')).toEqual({
    'connection=broker,outcome=success': 1,
    'connection=broker,outcome=failure': 1,
    'connection=other,outcome=success': 1,
  });
});

describe('pools', () => {
  const state = { used: 2, idle: 1, max: 5, pending: 3 };
  const main = 'db.client.connection.pool.name=main';

  test('are read at each collection, and only then', async () => {
    const { meter, read } = sdkMeter();
    const { pool } = createMetrics({ meter, pools: ['main', 'reports'] });
    let reads = 0;
    pool('main', () => ((reads += 1), state));
    pool('reports', () => {
      throw new Error('canary');
    });
    expect(reads).toBe(0);
    const counts = await read('db.client.connection.count');
    expect(reads).toBe(3);
    expect(counts).toMatchObject({
      [`${main},db.client.connection.state=used`]: 2,
      [`${main},db.client.connection.state=idle`]: 1,
      'db.client.connection.pool.name=reports,db.client.connection.state=used': Number.NaN,
    });
    expect(await read('db.client.connection.max')).toMatchObject({ [main]: 5 });
    expect(await read('db.client.connection.pending_requests')).toMatchObject({ [main]: 3 });
  });
});

describe('queues', () => {
  test('are asked once for each collection', async () => {
    const { meter, read } = sdkMeter();
    const { queue } = createMetrics({ meter, queues: ['mail'] });
    let reads = 0;
    const stop = queue('mail').watch(async () => ({ depth: (reads += 1), oldestAgeSeconds: 9 }));
    expect(reads).toBe(0);
    expect(await read('plumbline.queue.depth')).toEqual({ 'queue=mail': 1 });
    expect(await read('plumbline.queue.oldest_age')).toEqual({ 'queue=mail': 9 });
    expect(reads).toBe(2);
    stop();
    expect(await read('plumbline.queue.depth')).toEqual({ 'queue=mail': Number.NaN });
    expect(reads).toBe(2);
  });

  test('that fail or lie are unknown, told once, and told when they are back', async () => {
    const { meter, read } = sdkMeter();
    const { log, lines } = recordingLog();
    const { queue } = createMetrics({ meter, log, queues: ['mail', 'other-mail'] });
    let answer: () => unknown = () => Promise.reject(new Error('gone'));
    queue('mail').watch(() => answer() as never);
    queue('other-mail').watch(() => ({ depth: 4, oldestAgeSeconds: 0 }));
    const both = { 'queue=mail': Number.NaN, 'queue=other-mail': 4 };
    expect(await read('plumbline.queue.depth')).toEqual(both);
    for (const lie of [
      undefined,
      { depth: -1, oldestAgeSeconds: 0 },
      { depth: 1 },
      { depth: '3', oldestAgeSeconds: 1 },
    ]) {
      answer = () => lie;
      expect(await read('plumbline.queue.depth')).toEqual(both);
    }
    expect(lines).toHaveLength(1);
    answer = () => ({ depth: 0, oldestAgeSeconds: 0 });
    expect(await read('plumbline.queue.depth')).toEqual({ 'queue=mail': 0, 'queue=other-mail': 4 });
    expect(lines).toHaveLength(2);
  });

  test('of no known age have their depth all the same', async () => {
    const { meter, read } = sdkMeter();
    const { log, lines } = recordingLog();
    const { queue } = createMetrics({ meter, log, queues: ['mail'] });
    queue('mail').watch(() => ({ depth: 4, oldestAgeSeconds: Number.NaN }));
    expect(await read('plumbline.queue.depth')).toEqual({ 'queue=mail': 4 });
    expect(await read('plumbline.queue.oldest_age')).toEqual({ 'queue=mail': Number.NaN });
    expect(lines).toEqual([[{ queue: 'mail' }, expect.stringContaining('no alert can tell that it stalls')]]);
  });

  test('that hang are given up, asked no second time, and take nothing with them', async () => {
    const { meter, read } = sdkMeter();
    const { log, lines } = recordingLog();
    const { queue } = createMetrics({ meter, log, queues: ['mail'] });
    let reads = 0;
    let answer = (_state: { depth: number; oldestAgeSeconds: number }): void => undefined;
    queue('mail').watch(() => {
      reads += 1;
      return new Promise((resolve) => (answer = resolve));
    });
    expect(await read('plumbline.heartbeat')).toEqual({ '': 1 });
    expect(await read('plumbline.queue.depth')).toEqual({ 'queue=mail': Number.NaN });
    expect(await read('plumbline.queue.depth')).toEqual({ 'queue=mail': Number.NaN });
    expect(reads).toBe(1);
    expect(lines).toHaveLength(1);
    answer({ depth: 5, oldestAgeSeconds: 1 });
    await new Promise((resolve) => setImmediate(resolve));
    expect(lines).toHaveLength(2);
    const next = read('plumbline.queue.depth');
    answer({ depth: 6, oldestAgeSeconds: 1 });
    expect(await next).toEqual({ 'queue=mail': 6 });
  });

  test('count and time what ended', async () => {
    const { meter, read } = sdkMeter();
    const clock = standingClock();
    const { queue } = createMetrics({ meter, clock, queues: ['mail'] });
    const mail = queue('mail');
    await mail.run(async () => void (clock.ms += 250));
    await expect(mail.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    mail.processed('success', 1.5);
    // Without a duration it is an item all the same.
    mail.processed('success', Number.NaN);
    expect(await read('plumbline.queue.processed')).toEqual({
      'outcome=success,queue=mail': 3,
      'outcome=failure,queue=mail': 1,
    });
    expect((await read('plumbline.queue.duration'))['outcome=success,queue=mail']).toMatchObject({
      count: 2,
      sum: 1.75,
    });
  });
});

test('every list is refused with what is wrong in it', () => {
  const { meter } = sdkMeter();
  const wrong = { jobs: { 'two words': {} }, queues: ['other'], syncs: ['a', 'a'], connections: [7], pools: [''] };
  const attempt = (): unknown => createMetrics({ meter, ...wrong } as never);
  for (const part of ['jobs[0]', 'queues[0]', 'syncs: names a value twice', 'connections[0]', 'pools[0]']) {
    expect(attempt).toThrow(part);
  }
  const many = Array.from({ length: 700 }, (_, index) => `s${index}`);
  expect(() => createMetrics({ meter, syncs: many })).toThrow('syncs: makes 2103 series');
  expect(() => createMetrics({ meter, jobs: 'digest' } as never)).toThrow('jobs: needs a list of names');
});

describe('what fails is told to the log', () => {
  class MailRefused extends Error {
    readonly code = 'EENVELOPE';
  }
  const fails = (): Promise<never> => Promise.reject(new MailRefused('no mailbox ada@customer.example'));

  test('once in ten seconds, by class and code, in the scope of the work', async () => {
    const clock = standingClock();
    const seen: unknown[] = [];
    const say = (...[fields, message]: unknown[]): void =>
      void seen.push([{ ...(fields as object), isTraced: currentContext()?.requestId !== undefined }, message]);
    const metrics = createMetrics({
      meter: sdkMeter().meter,
      log: { ...noopLog, warn: say },
      clock,
      jobs: ['digest', 'sweep'],
      dependencies: { email: ['send'] },
      queues: ['exports'],
      syncs: ['calendar'],
    });
    const turn = async (): Promise<void> => {
      await expect(metrics.job('digest', fails)).rejects.toThrow('no mailbox');
      await expect(metrics.dependency('email', 'send', fails)).rejects.toThrow('no mailbox');
      await expect(metrics.queue('exports').run(fails)).rejects.toThrow('no mailbox');
      await expect(metrics.sync('calendar').run(fails)).rejects.toThrow('no mailbox');
      await expect(metrics.sync('calendar').run(fails, { willRetry: () => true })).rejects.toThrow('no mailbox');
    };
    await turn();
    const first = { error_type: 'MailRefused', error_code: 'EENVELOPE', isTraced: false };
    expect(seen).toEqual([
      [{ ...first, job: 'digest', isTraced: true }, 'a job failed'],
      [{ ...first, dependency: 'email', operation: 'send' }, 'a call of a dependency failed'],
      [{ ...first, queue: 'exports' }, 'the work on an item of a queue failed'],
      [{ ...first, sync: 'calendar' }, 'an operation of a synchronisation failed'],
    ]);
    await turn();
    await turn();
    expect(seen).toHaveLength(4);
    await expect(metrics.job('sweep', () => Promise.reject(new Error('x')))).rejects.toThrow('x');
    expect(seen.at(-1)).toMatchObject([{ job: 'sweep', error_type: 'Error' }, 'a job failed']);
    clock.ms = 10_000;
    await expect(metrics.job('digest', fails)).rejects.toThrow('no mailbox');
    expect(seen.at(-1)).toMatchObject([{ job: 'digest', failures_without_line: 2 }, 'a job failed']);
    expect(JSON.stringify(seen)).not.toContain('customer.example');
  });

  test('and never in the place of the error', async () => {
    const broken = (): never => {
      throw new Error('log');
    };
    const metrics = createMetrics({ meter: sdkMeter().meter, log: { ...noopLog, warn: broken }, jobs: ['digest'] });
    const hostile = new Proxy({}, { get: broken });
    await expect(metrics.job('digest', fails)).rejects.toThrow('no mailbox');
    await expect(metrics.job('digest', () => Promise.reject(hostile as Error))).rejects.toBe(hostile);
  });
});
