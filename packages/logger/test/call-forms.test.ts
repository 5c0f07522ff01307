import { runInNewContext } from 'node:vm';
import type { Log } from '@plumbline/core';
import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  type LevelMap,
  type Logger,
  type LoggerMethod,
  type LoggerOptions,
  parseLevels,
  type RepeatOptions,
  type Sampling,
} from '../src/index.ts';
import { isPlainFields } from '../src/call-forms.ts';
import { record } from './recorder.ts';

const error = new RangeError('outer', { cause: new TypeError('inner') });
const written = {
  type: 'RangeError',
  message: 'outer',
  stack: expect.stringContaining('RangeError: outer'),
  cause: { type: 'TypeError', message: 'inner' },
};

describe('an error is written whole', () => {
  it.each<[string, readonly unknown[], object]>([
    ['alone', [error], { err: written, msg: 'outer' }],
    ['before a message', [error, 'failed'], { err: written, msg: 'failed' }],
    ['after a message', ['failed', error], { err: written, msg: 'failed' }],
    ['under err', [{ err: error, a: 1 }, 'failed'], { err: written, a: 1, msg: 'failed' }],
    ['under err, without a message', [{ err: error }], { err: written, msg: 'outer' }],
    ['after fields and a message', [{ a: 1 }, 'failed', error], { err: written, a: 1, msg: 'failed' }],
    ['after a message and fields', ['failed', { a: 1 }, error], { err: written, a: 1, msg: 'failed' }],
    ['twice', [error, 'failed', new Error('x')], { err: written, extra: { message: 'x' }, msg: 'failed' }],
    ['beside another', [{ err: error }, 'failed', new Error('x')], { err: written, extra: { message: 'x' } }],
  ])('%s', (_, args, line) => {
    const { logger, lines } = record();
    (logger.error as (...args: readonly unknown[]) => void)(...args);
    expect(lines()).toMatchObject([line]);
  });

  it.each(['err', 'error', 'cause', 'reason', 'failure', '0'])('under %s, at any depth', (name) => {
    const { logger, lines } = record();
    const own = Object.assign(new AggregateError([error, 'text'], 'all'), { code: 'E_ALL', reason: error });
    logger.error({ [name]: own, list: [{ [name]: own }], map: new Map([[name, own]]) }, 'failed');
    const shown = { type: 'AggregateError', message: 'all', errors: [written, 'text'], code: 'E_ALL', reason: written };
    expect(lines()).toMatchObject([{ [name]: shown, list: [{ [name]: shown }] }]);
    expect(JSON.stringify(lines()[0]?.['map'])).toContain('E_ALL');
  });

  it('also one of another realm', () => {
    const { logger, lines } = record();
    const foreign = runInNewContext('new TypeError("far")') as Error;
    logger.error(foreign, 'failed');
    logger.error('failed', foreign);
    logger.error(foreign);
    expect(foreign instanceof Error).toBe(false);
    const err = { type: 'TypeError', message: 'far', stack: expect.stringContaining('TypeError: far') };
    expect(lines()).toMatchObject([
      { err, msg: 'failed' },
      { err, msg: 'failed' },
      { err, msg: 'far' },
    ]);
  });

  it('its message is cleaned like any other', () => {
    const { logger, raw } = record();
    logger.error(new Error('mail to jane@example.com'));
    logger.error('failed', new Error('mail to jane@example.com'));
    expect(raw.join('')).not.toContain('jane@');
  });
});

it.each<[readonly unknown[], object]>([
  [['user %s', 'jane'], { msg: 'user %s', value: 'jane' }],
  [['text', { a: 1 }], { msg: 'text', a: 1 }],
  [['text', [1, 2]], { msg: 'text', value: [1, 2] }],
  [['text', 0], { msg: 'text', value: 0 }],
  [[{ a: 1 }, 'text', { b: 2 }], { msg: 'text', a: 1, value: { b: 2 } }],
  [[{ a: 1 }, { b: 2 }], { msg: '', a: 1, value: { b: 2 } }],
  [[], { msg: '' }],
])('loses nothing of %j', (args, line) => {
  const { logger, lines } = record();
  (logger.info as (...args: readonly unknown[]) => void)(...args);
  expect(lines()).toMatchObject([line]);
});

interface Order {
  readonly id: string;
  readonly items: number;
}

it('takes objects of any type, and what a catch caught', () => {
  const { logger, lines } = record({ repeat: undefined, sampling: undefined, level: undefined });
  const order: Order = { id: 'o_1', items: 2 };
  logger.info(order, 'stored');
  logger.child(order).info('stored');
  logger.child(order, { level: 'debug' }).debug('stored');
  for (const thrown of [error, 'a text', 5, undefined]) {
    try {
      throw thrown;
    } catch (caught) {
      logger.error(caught, 'failed');
      logger.error('failed', caught);
      logger.warn(caught);
    }
  }
  const written = { type: 'RangeError', message: 'outer' };
  expect(lines().map(({ id, items, err, value, msg }) => ({ id, items, err, value, msg }))).toMatchObject([
    { id: 'o_1', items: 2, msg: 'stored' },
    { id: 'o_1', items: 2, msg: 'stored' },
    { id: 'o_1', items: 2, msg: 'stored' },
    { err: written, msg: 'failed' },
    { err: written, msg: 'failed' },
    { err: written, msg: 'outer' },
    // The first of two texts is the message.
    { value: 'failed', msg: 'a text' },
    { value: 'a text', msg: 'failed' },
    { msg: 'a text' },
    { value: 5, msg: 'failed' },
    { value: 5, msg: 'failed' },
    { value: 5, msg: '' },
    { msg: 'failed' },
    { msg: 'failed' },
    { msg: '' },
  ]);
});

it('a message in front of fields is read as the same line', () => {
  const { logger, raw } = record();
  const info = logger.info as (...args: readonly unknown[]) => void;
  const fields = [{ a: 1, list: [1] }, Object.assign(Object.create(null) as object, { b: 2 }), {}];
  for (const one of fields) {
    info(one, 'stored');
    info('stored', one);
  }
  const timeless = raw.map((line) => line.replace(/"time":"[^"]*"/, ''));
  expect([timeless[0], timeless[2], timeless[4]]).toEqual([timeless[1], timeless[3], timeless[5]]);
  expect(isPlainFields({}) && isPlainFields(Object.create(null))).toBe(true);
  for (const other of [[], new Date(), new Map(), error, null, 'text', new Proxy({}, { getPrototypeOf: () => error })])
    expect(isPlainFields(other)).toBe(false);
});

it('types say what to write', () => {
  const { logger } = record();
  expectTypeOf(logger).toEqualTypeOf<Logger>();
  expectTypeOf(logger.error).toEqualTypeOf<LoggerMethod>();
  expectTypeOf(logger.error).toBeCallableWith('failed');
  expectTypeOf(logger.error).toBeCallableWith({ a: 1 }, 'failed');
  expectTypeOf(logger.error).toBeCallableWith(error);
  expectTypeOf(logger.error).toBeCallableWith(error, 'failed');
  expectTypeOf(logger.error).toBeCallableWith('failed', error);
  // @ts-expect-error values are fields, not parts of a message
  logger.info('user %s', 'jane');
  // @ts-expect-error values are fields, not parts of a message
  logger.info(5, 'text');
  // @ts-expect-error the message stands behind the fields, though the other order is read too
  logger.info('stored', { id: 1 });
  // @ts-expect-error fields need a message
  logger.info({ a: 1 });
  // @ts-expect-error there is no such level
  expect(() => (logger.level = 'loud')).toThrow(/PLB_LOGGER_OPTION/);
  expectTypeOf(logger.levels).toEqualTypeOf<LevelMap>();
  expectTypeOf(parseLevels).returns.toEqualTypeOf<LevelMap>();
  expectTypeOf<'debug'>().toExtend<keyof Sampling>();
  expectTypeOf<'silent'>().not.toExtend<keyof Sampling>();
  expectTypeOf<{ burst: number }>().not.toExtend<RepeatOptions>();
  expectTypeOf<{ service: string }>().toExtend<LoggerOptions>();
  expectTypeOf<{ service: string; repeat: undefined; onLost: undefined }>().toExtend<LoggerOptions>();
  expectTypeOf<Order>().toExtend<Parameters<Logger['child']>[0]>();
  // @ts-expect-error a child has no other options
  expect(() => logger.child({}, { redact: [] })).toThrow(/PLB_LOGGER_OPTION/);
  expectTypeOf<{ level: 'info' }>().not.toExtend<LoggerOptions>();
  // A logger of the narrower kind that other packages accept.
  expectTypeOf(logger).toExtend<Log>();
  // @ts-expect-error levels are read as they are
  expect(() => (logger.levels['db'] = 'info')).toThrow(TypeError);
});
