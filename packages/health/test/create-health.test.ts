import { type Log, type Meter, noopLog, noopMeter, type ObservableResult } from '@plumbline/core';
import { currentContext, runJob } from '@plumbline/core/context';
import { describe, expect, test } from 'vitest';
import { createHealth, type HealthReport } from '../src/index.ts';
import { manualClock, settled } from './manual-clock.ts';

const TOKEN = 'operator-0123456789-0123456789-abcdef';
const OPERATOR = `Bearer ${TOKEN}`;
const never = (): Promise<never> => new Promise(() => undefined);
const pass = async (): Promise<string> => 'fine';

class CanaryError extends Error {
  override readonly name: string = 'CanaryError';
  readonly code: string = 'ECONNREFUSED';
}
const fail = (): Promise<never> => Promise.reject(new CanaryError('canary postgres://user:secret@db.internal/app'));

describe('meaning', () => {
  test('liveness asks no dependency, not even while draining', () => {
    let asked = 0;
    const health = createHealth({ checks: { postgres: () => (asked += 1) } });
    health.drain();
    expect(health.live()).toEqual({ status: 'ok' });
    expect(asked).toBe(0);
  });

  test.each([
    ['all pass', { a: pass, b: pass }, 'ok'],
    ['a critical one fails', { a: pass, b: fail }, 'failed'],
    ['one that is not critical fails', { a: pass, b: { run: fail, critical: false } }, 'degraded'],
    ['both kinds fail', { a: fail, b: { run: fail, critical: false } }, 'failed'],
    ['one throws at once', { a: () => JSON.parse('{') as unknown }, 'failed'],
    ['one resolves to false', { a: async () => false }, 'failed'],
    ['one resolves to success: false', { a: async () => ({ success: false }) }, 'failed'],
    ['there is none', {}, 'ok'],
  ])('%s', async (_, checks, status) => {
    const health = createHealth({ checks });
    expect(await health.ready()).toEqual({ status });
    expect(await health.health()).toEqual({ status });
  });

  test('draining takes the replica out at once and asks nothing, health goes on', async () => {
    let asked = 0;
    const health = createHealth({ checks: { postgres: () => (asked += 1) }, cacheMs: 0 });
    health.drain();
    expect(await health.ready()).toEqual({ status: 'failed' });
    expect(asked).toBe(0);
    expect(await health.health()).toEqual({ status: 'ok' });
    expect(await health.ready(OPERATOR)).toEqual({ status: 'failed' });
  });
});

describe('deadline', () => {
  test('a hanging check costs its own deadline only', async () => {
    const clock = manualClock();
    const health = createHealth({
      clock,
      token: TOKEN,
      checks: { slow: { run: never, timeoutMs: 300, critical: false }, quick: pass },
    });
    const answer = health.ready(OPERATOR);
    await settled();
    clock.advance(300);
    expect(await answer).toEqual({
      status: 'degraded',
      draining: false,
      checks: {
        slow: { status: 'failed', critical: false, durationMs: 300, error: 'Timeout' },
        quick: { status: 'ok', critical: true, durationMs: 0 },
      },
    });
    expect(clock.waiting()).toBe(0);
  });

  test('aborts the signal, so that a check can let go', async () => {
    const clock = manualClock();
    let aborted = false;
    const run = (signal: AbortSignal): Promise<never> => {
      signal.addEventListener('abort', () => (aborted = true));
      return never();
    };
    const health = createHealth({ clock, checks: { slow: run } });
    const answer = health.ready();
    clock.advance(1_000);
    await answer;
    expect(aborted).toBe(true);
  });

  test('a run that never ends is not started again at each probe, and is left behind in the end', async () => {
    const clock = manualClock();
    let started = 0;
    const run = (): unknown => {
      started += 1;
      return started === 1 ? never() : 'recovered';
    };
    const health = createHealth({ clock, cacheMs: 0, checks: { slow: run } });
    const statuses: string[] = [];
    for (let probe = 0; probe < 11; probe += 1) {
      const answer = health.ready();
      await settled();
      clock.advance(1_000);
      statuses.push((await answer).status);
    }
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 'failed'), 'ok']);
    expect(started).toBe(2);
  });
});

describe('load on a dependency', () => {
  test('many probes at once make one run, and its answer is used until it is stale', async () => {
    const clock = manualClock();
    let started = 0;
    const health = createHealth({ clock, checks: { postgres: () => (started += 1) } });
    const answers = Array.from({ length: 100 }, () => health.ready());
    expect(clock.waiting()).toBe(1);
    await Promise.all(answers);
    clock.advance(1_999);
    await health.health();
    expect(started).toBe(1);
    clock.advance(1);
    await health.ready();
    expect(started).toBe(2);
  });

  test('failures are cached too', async () => {
    const clock = manualClock();
    let started = 0;
    const run = (): Promise<never> => {
      started += 1;
      return fail();
    };
    const health = createHealth({ clock, checks: { postgres: run } });
    await health.ready();
    await health.ready();
    expect(started).toBe(1);
  });
});

describe('who sees what', () => {
  const asked = async (authorization?: string): Promise<HealthReport[]> => {
    const health = createHealth({ token: TOKEN, checks: { postgres: fail, mail: pass } });
    return Promise.all([health.ready(authorization), health.health(authorization)]);
  };

  test.each([
    undefined,
    '',
    TOKEN,
    'Bearer',
    'Bearer ',
    `Basic ${TOKEN}`,
    `Bearer ${TOKEN}x`,
    `Bearer ${TOKEN.slice(1)}`,
    `${OPERATOR}, ${OPERATOR}`,
  ])('anonymous with %j: the status and nothing else', async (authorization) => {
    expect(await asked(authorization)).toEqual([{ status: 'failed' }, { status: 'failed' }]);
  });

  test('without a configured token nobody is the operator', async () => {
    const health = createHealth({ checks: { postgres: fail } });
    expect(await health.ready('Bearer undefined')).toEqual({ status: 'failed' });
  });

  test.each([OPERATOR, `bearer ${TOKEN}`])(
    'operator: names, durations and error classes, never a message',
    async (authorization) => {
      for (const report of await asked(authorization)) {
        expect(report.checks?.['postgres']).toMatchObject({
          status: 'failed',
          error: 'CanaryError',
          code: 'ECONNREFUSED',
        });
        expect(Object.keys(report.checks ?? {})).toEqual(['postgres', 'mail']);
        expect(JSON.stringify(report)).not.toMatch(/canary|secret|db\.internal|stack/);
      }
    },
  );

  test('an error whose name, code or getters carry data says only Error', async () => {
    const hostile = { name: 'canary name', code: 'canary code' };
    const throwing = {
      get name(): string {
        throw new Error('canary');
      },
    };
    const health = createHealth({
      token: TOKEN,
      checks: { a: () => Promise.reject(hostile), b: () => Promise.reject(throwing) },
    });
    const { checks } = await health.health(OPERATOR);
    expect(checks?.['a']).toMatchObject({ status: 'failed', error: 'Error' });
    expect(checks?.['b']).toMatchObject({ status: 'failed', error: 'Error' });
    expect(JSON.stringify(checks)).not.toContain('canary');
  });
});

test('an error that leaves its name to its class is named by it', async () => {
  class PoolError extends Error {}
  const lower = Object.assign(new PoolError('canary'), { name: 'error', code: '57P01' });
  const health = createHealth({
    token: TOKEN,
    checks: {
      a: () => Promise.reject(new PoolError('canary')),
      b: () => Promise.reject(lower),
      c: () => Promise.reject(Object.create(null)),
    },
  });
  const { checks } = await health.health(OPERATOR);
  expect(checks).toMatchObject({
    a: { error: 'PoolError' },
    b: { error: 'PoolError', code: '57P01' },
    c: { error: 'Error' },
  });
});

test('a run that many requests share belongs to none of them', async () => {
  let seen: unknown = 'not asked';
  const health = createHealth({ checks: { postgres: () => (seen = currentContext()) } });
  await runJob('probe', () => health.ready());
  expect(seen).toBeUndefined();
});

describe('signals', () => {
  test('plumbline.dependency.up follows the checks, without a point before the first answer and after close', async () => {
    const callbacks = new Set<(result: ObservableResult) => void | Promise<void>>();
    const meter: Meter = {
      ...noopMeter,
      createObservableGauge: () => ({
        addCallback: (callback) => void callbacks.add(callback),
        removeCallback: (callback) => void callbacks.delete(callback),
      }),
    };
    const collect = (): unknown[] => {
      const points: unknown[] = [];
      for (const callback of callbacks)
        void callback({ observe: (value, labels) => void points.push([value, labels]) });
      return points;
    };
    const health = createHealth({ meter, checks: { postgres: fail, mail: { run: pass, critical: false } } });
    expect(collect()).toEqual([]);
    await health.health();
    expect(collect()).toEqual([
      [0, { dependency: 'postgres', critical: 'true' }],
      [1, { dependency: 'mail', critical: 'false' }],
    ]);
    health.close();
    expect(collect()).toEqual([]);
  });

  test('a change is logged once, with the class of the error', async () => {
    const lines: unknown[] = [];
    const log: Log = {
      ...noopLog,
      warn: (...line: unknown[]) => void lines.push(line),
      info: (...line: unknown[]) => void lines.push(line),
    };
    let works = true;
    const health = createHealth({ log, cacheMs: 0, checks: { postgres: () => (works ? pass() : fail()) } });
    for (const state of [true, false, false, true, true]) {
      works = state;
      await Promise.all([health.health(), health.ready(), health.health()]);
    }
    expect(lines).toEqual([
      [{ dependency: 'postgres', error_type: 'CanaryError', error_code: 'ECONNREFUSED' }, 'dependency check fails'],
      [{ dependency: 'postgres' }, 'dependency check passes again'],
    ]);
  });
});

describe('wrong options', () => {
  test('are refused together, without their values', () => {
    const attempt = (): unknown =>
      createHealth({
        checks: {
          'canary name': pass,
          postgres: { run: pass, timeoutMs: 0, cacheMs: Number.NaN, timeout: 5 } as never,
          mail: 'canary' as never,
        },
        timeoutMs: 1_000_000,
        token: 'canary',
      });
    expect(attempt).toThrow(/^PLB_HEALTH_OPTION: health: /);
    expect(attempt).toThrow(
      /checks\[0\].*checks\.postgres\.timeoutMs.*cacheMs.*unknown setting.*checks\.mail.*timeoutMs.*token: 6 characters/s,
    );
    expect(attempt).not.toThrow(/canary/);
  });

  test.each([
    ['a name that is no option', { cheks: { postgres: fail } }, 'did you mean `checks`?'],
    // It would have no checks at all, and always be healthy.
    ['a map of checks', { checks: new Map([['postgres', fail]]) }, 'checks: needs an object'],
    ['a list of checks', { checks: [fail] }, 'checks: needs an object'],
  ])('%s is refused', (_, options, why) => {
    expect(() => createHealth(options as never)).toThrow(why);
  });
});
