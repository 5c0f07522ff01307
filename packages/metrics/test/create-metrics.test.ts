import { type Clock, isPlumblineError, type Log, noopLog, signals, systemClock } from '@plumbline/core';
import { currentContext } from '@plumbline/core/context';
import { describe, expect, test } from 'vitest';
import { createMetrics } from '../src/index.ts';
import { sdkMeter } from './sdk-meter.ts';

const lists = {
  dependencies: { mail: ['send'], blob: ['put', 'get'] },
  jobs: ['digest'],
  catalogActions: ['approval_submitted', 'workspace_created'],
} as const;

/** A clock whose monotonic reading moves by a fixed step at each reading. */
function steppingClock(stepMs: number): Clock {
  let at = 0;
  return { ...systemClock, monotonic: () => (at += stepMs) };
}

function thrownBy(fn: () => unknown): unknown {
  try {
    fn();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('closed series', () => {
  test('start at 0, so that a first event is visible to increase', async () => {
    const { meter, read } = sdkMeter();
    createMetrics({ meter, ...lists });
    expect(await read('plumbline.usage.actions')).toEqual({
      'action=approval_submitted': 0,
      'action=workspace_created': 0,
    });
    expect(await read('plumbline.dependency.calls')).toEqual({
      'dependency=mail,operation=send,outcome=success': 0,
      'dependency=mail,operation=send,outcome=failure': 0,
      'dependency=blob,operation=put,outcome=success': 0,
      'dependency=blob,operation=put,outcome=failure': 0,
      'dependency=blob,operation=get,outcome=success': 0,
      'dependency=blob,operation=get,outcome=failure': 0,
    });
    expect(await read('plumbline.job.runs')).toEqual({
      'job=digest,outcome=success': 0,
      'job=digest,outcome=failure': 0,
    });
  });

  test('of authentication hold every declared reason', async () => {
    const { meter, read } = sdkMeter();
    createMetrics({ meter });
    const reasons = signals['plumbline.auth.attempts'].labels.reason;
    const expected = reasons.map((reason) => `outcome=${reason === 'none' ? 'success' : 'failure'},reason=${reason}`);
    expect(Object.keys(await read('plumbline.auth.attempts')).toSorted()).toEqual(expected.toSorted());
  });
});

describe('auth', () => {
  test('counts attempts by outcome and reason', async () => {
    const { meter, read } = sdkMeter();
    const { auth } = createMetrics({ meter });
    auth.attempt({ outcome: 'success' });
    auth.attempt({ outcome: 'failure', reason: 'locked' });
    auth.attempt({ outcome: 'failure', reason: 'locked' });
    const points = await read('plumbline.auth.attempts');
    expect(points['outcome=success,reason=none']).toBe(1);
    expect(points['outcome=failure,reason=locked']).toBe(2);
  });
});

describe('dependency', () => {
  test('hands the result on, counts and times in seconds', async () => {
    const { meter, read } = sdkMeter();
    const metrics = createMetrics({ meter, ...lists, clock: steppingClock(250) });
    await expect(metrics.dependency('mail', 'send', async () => 'sent')).resolves.toBe('sent');
    expect((await read('plumbline.dependency.calls'))['dependency=mail,operation=send,outcome=success']).toBe(1);
    const duration = (await read('plumbline.dependency.duration'))['dependency=mail,outcome=success'];
    expect(duration).toMatchObject({
      count: 1,
      sum: 0.25,
      buckets: { boundaries: signals['plumbline.dependency.duration'].boundaries },
    });
  });

  test('rethrows the very error, thrown or rejected, and counts a failure', async () => {
    const { meter, read } = sdkMeter();
    const metrics = createMetrics({ meter, ...lists });
    const error = new Error('refused');
    const thrower = (): never => {
      throw error;
    };
    await expect(metrics.dependency('blob', 'put', thrower)).rejects.toBe(error);
    await expect(metrics.dependency('blob', 'put', () => Promise.reject(error))).rejects.toBe(error);
    const points = await read('plumbline.dependency.calls');
    expect(points['dependency=blob,operation=put,outcome=failure']).toBe(2);
    expect(points['dependency=blob,operation=put,outcome=success']).toBe(0);
  });

  test('refuses an undeclared name or operation at compile time', () => {
    const metrics = createMetrics({ meter: sdkMeter().meter, ...lists });
    const calls = (): unknown[] => [
      // @ts-expect-error not a declared dependency
      metrics.dependency('redis', 'get', () => 1),
      // @ts-expect-error an operation of another dependency
      metrics.dependency('mail', 'put', () => 1),
      // @ts-expect-error not a declared job
      metrics.job('cleanup', () => 1),
      // @ts-expect-error a failure needs its reason
      metrics.auth.attempt({ outcome: 'failure' }),
    ];
    expect(calls).toBeTypeOf('function');
  });
});

describe('job', () => {
  test('runs in a scope of its own and counts the outcome', async () => {
    const { meter, read } = sdkMeter();
    const metrics = createMetrics({ meter, ...lists });
    const context = await metrics.job('digest', async () => currentContext());
    expect(context).toMatchObject({ kind: 'job', routePattern: 'job:digest' });
    await expect(metrics.job('digest', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await read('plumbline.job.runs')).toEqual({
      'job=digest,outcome=success': 1,
      'job=digest,outcome=failure': 1,
    });
    expect(Object.keys(await read('plumbline.job.duration'))).toHaveLength(2);
  });
});

describe('values outside the lists', () => {
  test('become `other`: bounded, counted each time, logged once and never spelled out', async () => {
    const { meter, read } = sdkMeter();
    const lines: unknown[] = [];
    const log: Log = { ...noopLog, warn: (...args: unknown[]) => void lines.push(args) };
    const metrics = createMetrics({ meter, log, ...lists });
    // What untyped callers can do.
    const loose = metrics as unknown as { usage(name: string): void; dependency(...args: unknown[]): Promise<unknown> };
    for (let index = 0; index < 1_000; index += 1) loose.usage(`canary-${index}@example.org`);
    await loose.dependency('canary-redis', 'canary-get', () => 1);
    await loose.dependency('mail', 'canary-bounce', () => 1);

    expect((await read('plumbline.usage.actions'))['action=other']).toBe(1_000);
    expect(Object.keys(await read('plumbline.usage.actions'))).toHaveLength(3);
    const calls = await read('plumbline.dependency.calls');
    expect(calls['dependency=other,operation=other,outcome=success']).toBe(1);
    expect(calls['dependency=mail,operation=other,outcome=success']).toBe(1);
    const others = await read('plumbline.metrics.other_labels');
    expect(others['instrument=plumbline.usage.actions,label=action']).toBe(1_000);
    expect(lines).toHaveLength(3);
    expect(JSON.stringify(lines)).not.toContain('canary');
  });

  test('are told by the name under which their label leaves', async () => {
    const { meter, read } = sdkMeter();
    const metrics = createMetrics({ meter, jobs: ['digest'] });
    await metrics.job('digets' as 'digest', () => 1);
    metrics.labelGuard('app.exports', 'source', ['web'])('fax');
    const others = await read('plumbline.metrics.other_labels');
    expect(others['instrument=plumbline.job.runs,label=plumbline.job.name']).toBe(1);
    expect(others['instrument=app.exports,label=source']).toBe(1);
  });

  test('are kept out of an instrument of your own by labelGuard', async () => {
    const { meter, read } = sdkMeter();
    const { labelGuard } = createMetrics({ meter });
    const plan = labelGuard('app.exports', 'plan', ['free', 'team']);
    expect((await read('plumbline.metrics.other_labels'))['instrument=app.exports,label=plan']).toBe(0);
    expect(['free', 'team', 'gold', undefined, 7].map(plan)).toEqual(['free', 'team', 'other', 'other', 'other']);
    expect((await read('plumbline.metrics.other_labels'))['instrument=app.exports,label=plan']).toBe(3);
    // Said on purpose: no list can have it.
    expect(plan('other')).toBe('other');
    expect((await read('plumbline.metrics.other_labels'))['instrument=app.exports,label=plan']).toBe(3);
  });
});

describe('wrong options', () => {
  test('are refused together, without their values', () => {
    const attempt = (): unknown =>
      createMetrics({
        meter: {} as never,
        catalogActions: ['other', 'canary with space'],
        dependencies: { mail: ['send', 'send'], 'canary"quote': [] },
        jobs: Array.from({ length: 1_000 }, (_, index) => `job${index}`),
      });
    const error = thrownBy(attempt);
    expect(isPlumblineError(error)).toBe(true);
    const { message } = error as Error;
    expect(message).toContain('PLB_METRICS_OPTION');
    for (const part of [
      'meter:',
      'catalogActions[0]',
      'catalogActions[1]',
      'dependencies.mail: names a value twice',
      'dependencies[1]',
      'jobs: makes 2002 series',
    ]) {
      expect(message).toContain(part);
    }
    expect(message).not.toContain('canary');
  });
});
