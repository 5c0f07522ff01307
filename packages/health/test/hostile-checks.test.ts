import { expect, test } from 'vitest';
import { type CheckFunction, createHealth } from '../src/index.ts';
import { manualClock, settled } from './manual-clock.ts';
import { OPERATOR, TOKEN } from './support.ts';

const never = (): Promise<never> => new Promise(() => undefined);

/** Rejects some time after it was told to stop, when the answer interests nobody any more. */
const afterAbort: CheckFunction = (signal) =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => void setImmediate(() => reject(new Error('canary'))));
  });

const throwsAtOnce = (): never => {
  throw new RangeError('canary');
};

test.each([
  ['never answers', never, 'Timeout'],
  ['throws at once', throwsAtOnce, 'RangeError'],
  ['answers after its signal', afterAbort, 'Timeout'],
  ['rejects with nothing', () => Promise.reject(), 'Error'],
  ['throws in a listener of its own promise', async () => JSON.parse('{') as unknown, 'SyntaxError'],
])('a check that %s costs its own deadline, and the others nothing', async (_, hostile, error) => {
  const clock = manualClock();
  const health = createHealth({
    clock,
    token: TOKEN,
    checks: { hostile: { run: hostile, timeoutMs: 300, critical: false }, mail: () => 'fine' },
  });
  const answer = health.ready(OPERATOR);
  await settled();
  clock.advance(300);
  const { status, checks } = await answer;
  expect(status).toBe('degraded');
  expect(checks?.['hostile']).toMatchObject({ status: 'failed', error });
  expect(checks?.['mail']).toMatchObject({ status: 'ok', durationMs: 0 });
  // What comes late is heard by nobody, and ends no process.
  await settled();
  await settled();
  expect(clock.waiting()).toBe(0);
});

test('who asks while a check hangs hears so at once', async () => {
  const clock = manualClock();
  const health = createHealth({ clock, cacheMs: 0, checks: { hangs: never } });
  const first = health.ready();
  clock.advance(1_000);
  expect(await first).toEqual({ status: 'failed' });
  expect(await health.ready()).toEqual({ status: 'failed' });
  expect(clock.waiting()).toBe(0);
});

test('a check that lets go after its deadline failed, and is asked anew at once', async () => {
  const clock = manualClock();
  let letGo = (): void => undefined;
  let asked = 0;
  const slow = (): unknown => {
    asked += 1;
    return asked === 1 ? new Promise<void>((resolve) => (letGo = resolve)) : 'recovered';
  };
  const health = createHealth({ clock, cacheMs: 60_000, checks: { slow } });
  const first = health.ready();
  clock.advance(1_000);
  expect(await first).toEqual({ status: 'failed' });
  letGo();
  await settled();
  expect(await health.ready()).toEqual({ status: 'ok' });
  expect(asked).toBe(2);
});

test('a check that blocks the process is named, and costs the others no verdict', async () => {
  const clock = manualClock();
  let answers = (): void => undefined;
  const health = createHealth({
    clock,
    token: TOKEN,
    checks: {
      // Asked first, and its answer comes while the next one lets nobody run.
      redis: () => new Promise<void>((resolve) => (answers = resolve)),
      blocks: () => clock.skip(2_500),
    },
  });
  const answer = health.ready(OPERATOR);
  // The timers that were due meanwhile fire, and only then what has arrived is read.
  clock.advance(0);
  await settled();
  answers();
  expect((await answer).checks).toMatchObject({
    redis: { status: 'ok' },
    blocks: { status: 'failed', error: 'Blocked', durationMs: 2_500 },
  });
});

test('a deadline moves once, and by its own length at most', async () => {
  const clock = manualClock();
  const health = createHealth({ clock, token: TOKEN, checks: { hangs: never, blocks: () => clock.skip(60_000) } });
  const answer = health.ready(OPERATOR);
  clock.advance(0);
  await settled();
  clock.advance(999);
  await settled();
  expect(clock.waiting()).toBe(1);
  clock.advance(5_000);
  expect((await answer).checks?.['hangs']).toMatchObject({ error: 'Timeout' });
});

test('a log that throws fails no probe', async () => {
  const broken = (): never => {
    throw new Error('canary');
  };
  const log = { trace: broken, debug: broken, info: broken, warn: broken, error: broken, fatal: broken };
  const health = createHealth({ log: log as never, checks: { postgres: () => false } });
  expect(await health.ready()).toEqual({ status: 'failed' });
});

test('a replica that starts is not ready until each critical check has passed', async () => {
  const up = { postgres: false, redis: false };
  const health = createHealth({
    cacheMs: 0,
    checks: { postgres: () => up.postgres, redis: () => up.redis, mail: { run: () => false, critical: false } },
  });
  const statuses = [(await health.ready()).status];
  for (const name of ['postgres', 'redis'] as const) {
    up[name] = true;
    statuses.push((await health.ready()).status);
  }
  expect(statuses).toEqual(['failed', 'failed', 'degraded']);
  expect(health.live()).toEqual({ status: 'ok' });
});
