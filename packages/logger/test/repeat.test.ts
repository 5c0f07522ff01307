import { createRequestContext, runInContext } from '@plumbline/core/context';
import { describe, expect, it } from 'vitest';
import { type Logger, logRequest } from '../src/index.ts';
import { createRepeatLimit, type Suppressed } from '../src/repeat.ts';
import { record } from './recorder.ts';

const LONG_MS = 3_600_000;
const repeat = { burst: 2, perMs: LONG_MS } as const;
const request = createRequestContext({
  kind: 'request',
  requestId: 'req-1',
  traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
  spanId: '00f067aa0ba902b7',
});

const DAY = Date.parse('2026-01-02T00:00:00Z');
const PERIOD_MS = 20;

/** Returns when a period that has begun is over. */
function passPeriod(): void {
  const end = performance.now() + PERIOD_MS;
  while (performance.now() < end);
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

const times = (count: number, work: (index: number) => void): void => {
  for (let index = 0; index < count; index++) work(index);
};

const msgs = (lines: readonly Record<string, unknown>[]): unknown[] => lines.map(({ msg }) => msg);

describe('a limit of identical lines', () => {
  it('writes the first of a kind, counts the rest, and says so at a flush, once', () => {
    const { logger, lines, sums } = record({ repeat });
    runInContext(request, () => {
      times(10, (i) => logger.warn({ i }, 'refused'));
      logger.flush();
      logger.flush();
    });
    expect(lines().map(({ i }) => i)).toEqual([0, 1, undefined]);
    expect(lines()[2]).toEqual({
      level: 'warn',
      time: expect.any(String),
      service: 'approvals',
      suppressed_lines: 8,
      suppressed_message: 'refused',
      suppressed_from: expect.stringMatching(TIME),
      suppressed_to: expect.stringMatching(TIME),
      msg: 'identical lines were left out',
    });
    expect(sums['plumbline.log.suppressed repeated warn']).toBe(8);
  });

  it('tells kinds apart by level, message and module, and not by fields', () => {
    const { logger, lines } = record({ repeat: { ...repeat, burst: 1 }, level: 'debug' });
    const db = logger.child({ module: 'db' });
    times(3, (i) => {
      logger.info({ i }, 'a');
      logger.debug('a');
      logger.info('b');
      db.info('a');
      db.child({ i }).info('a');
    });
    expect(lines()).toHaveLength(4);
    logger.flush();
    expect(
      lines()
        .slice(4)
        .map(({ level, module, suppressed_message, suppressed_lines }) => [
          level,
          module,
          suppressed_message,
          suppressed_lines,
        ]),
    ).toEqual([
      ['info', undefined, 'a', 2],
      ['debug', undefined, 'a', 2],
      ['info', undefined, 'b', 2],
      ['info', 'db', 'a', 5],
    ]);
  });

  it('never leaves out errors unless asked, nor lines that are one fact each', () => {
    const { logger, lines } = record({ repeat: { ...repeat, burst: 1 }, keep: ['paid'] });
    times(5, () => {
      logger.error('a');
      logger.fatal('b');
      logger.info({ audit_leaf: 'x' }, 'audit');
      logger.info('paid');
      logRequest(logger, { context: request, method: 'GET', status: 200, durationMs: 1, outcome: 'ok' });
    });
    expect(lines()).toHaveLength(25);
    const asked = record({ repeat: { ...repeat, burst: 1, levels: ['error'] } });
    times(5, () => {
      asked.logger.error('a');
      asked.logger.info('a');
    });
    expect(msgs(asked.lines()).length).toBe(6);
  });

  it.each<[string, (logger: Logger) => void]>([
    ['an audit record', (logger) => logger.info({ audit_leaf: 'x' }, 'audit')],
    [
      'a request',
      (logger) => logRequest(logger, { context: request, method: 'GET', status: 200, durationMs: 1, outcome: 'ok' }),
    ],
    ['a message that is kept', (logger) => logger.info('paid')],
    ['an error', (logger) => logger.error('failed')],
    ['another message', (logger) => logger.info('b')],
  ])('tells what a period left out before the line that comes after it: %s', (_, next) => {
    const listeners = process.listenerCount('exit');
    const { logger, lines, sums } = record({ repeat: { burst: 1, perMs: PERIOD_MS }, keep: ['paid'] });
    while (sums['plumbline.log.suppressed repeated warn'] === undefined) logger.warn('a');
    passPeriod();
    next(logger);
    const [summary, last] = lines().slice(-2);
    expect(summary).toMatchObject({ level: 'warn', suppressed_lines: 1, suppressed_message: 'a' });
    expect(last).not.toHaveProperty('suppressed_lines');
    expect(process.listenerCount('exit')).toBe(listeners);
  });

  it('cleans the message it repeats', () => {
    const { logger, raw } = record({ repeat: { ...repeat, burst: 1 } });
    times(3, () => logger.info('mail to jane@example.com'));
    logger.flush();
    expect(raw).toHaveLength(2);
    expect(raw.join('')).not.toContain('jane@');
  });

  it('is off unless asked for', () => {
    const { logger, lines } = record();
    times(5_000, () => logger.info('a'));
    expect(lines()).toHaveLength(5_000);
  });
});

describe('createRepeatLimit', () => {
  function limitOf(options = { burst: 1, perMs: 100 }) {
    const told: Suppressed[] = [];
    let time = 0;
    const limit = createRepeatLimit(
      options,
      (one) => told.push({ ...one }),
      () => time,
      () => DAY + time,
    );
    return { limit, told, at: (next: number) => void (time = next) };
  }

  it('begins anew after a period, and tells with the next line of any kind what the last one left out', () => {
    const { limit, told, at } = limitOf();
    expect([limit.admits('info', 'a', 'm'), limit.admits('info', 'a', 'm')]).toEqual([true, false]);
    at(99);
    expect(limit.admits('info', 'a', 'm')).toBe(false);
    expect(limit.isOwing()).toBe(true);
    at(100);
    expect(limit.admits('fatal', 'other', undefined)).toBe(true);
    expect(told).toEqual([{ level: 'info', message: 'a', module: 'm', count: 2, from: DAY, to: DAY + 99 }]);
    expect(limit.isOwing()).toBe(false);
    expect(limit.admits('info', 'a', 'm')).toBe(true);
    expect(told).toHaveLength(1);
  });

  it('tells what has ended, and only that, where a line that is not limited asks', () => {
    const { limit, told, at } = limitOf();
    times(3, () => limit.admits('info', 'a', undefined));
    at(60);
    times(2, () => limit.admits('info', 'b', undefined));
    at(100);
    limit.tellEnded();
    expect(told.map(({ message, count }) => [message, count])).toEqual([['a', 2]]);
    expect(limit.isOwing()).toBe(true);
    at(160);
    limit.tellEnded();
    expect(told.map(({ message, count }) => [message, count])).toEqual([
      ['a', 2],
      ['b', 1],
    ]);
    expect(limit.isOwing()).toBe(false);
  });

  it('says for each account when the lines of it were called for', () => {
    const { limit, told, at } = limitOf({ burst: 1, perMs: 1_000 });
    for (const time of [0, 10, 20]) {
      at(time);
      limit.admits('info', 'a', undefined);
    }
    limit.tell();
    at(30);
    limit.admits('info', 'a', undefined);
    limit.tell();
    expect(told.map(({ from, to }) => [from - DAY, to - DAY])).toEqual([
      [10, 20],
      [30, 30],
    ]);
  });

  it('remembers a thousand kinds, tells what it gives up, and never forgets a count', () => {
    const { limit, told } = limitOf();
    let left = 0;
    times(3_000, (i) => times(3, () => void (left += limit.admits('info', `m${i}`, undefined) ? 0 : 1)));
    expect(told).toHaveLength(2_000);
    limit.tell();
    expect(told).toHaveLength(3_000);
    expect([left, told.reduce((sum, { count }) => sum + count, 0), limit.isOwing()]).toEqual([6_000, 6_000, false]);
  });

  it('tells long messages apart without keeping them', () => {
    const { limit, told } = limitOf();
    const long = 'x'.repeat(100_000);
    expect([limit.admits('info', `${long}a`, long), limit.admits('info', `${long}b`, long)]).toEqual([true, true]);
    expect(limit.admits('info', `${long}b`, long)).toBe(false);
    limit.tell();
    // No part of it: half a secret is not recognised.
    expect(told[0]?.message).toBe('(a message of 100001 characters)');
  });
});

it('holds no listener of the process where nothing is owed', () => {
  const before = process.listenerCount('exit');
  const { logger } = record({ repeat });
  times(2, () => logger.info('a'));
  expect(process.listenerCount('exit')).toBe(before);
  times(2, () => logger.info('a'));
  expect(process.listenerCount('exit')).toBe(before + 1);
  logger.flush();
  expect(process.listenerCount('exit')).toBe(before);
});
