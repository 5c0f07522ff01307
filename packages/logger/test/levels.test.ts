import { isPlumblineError } from '@plumbline/core';
import { describe, expect, it } from 'vitest';
import { createLogger, type LoggerOptions, parseLevels } from '../src/index.ts';
import { record } from './recorder.ts';

const messages = (lines: readonly Record<string, unknown>[]): unknown[] => lines.map(({ msg }) => msg);

describe('levels at run time', () => {
  it('reach children that exist already, and their children', () => {
    const { logger, lines } = record();
    const db = logger.child({ module: 'db' });
    const pool = db.child({ pool: 1 });
    pool.debug('no');
    logger.levels = { db: 'debug' };
    pool.debug('a');
    logger.debug('no');
    logger.levels = { '*': 'debug' };
    logger.debug('b');
    pool.debug('c');
    logger.levels = { '*': 'silent', db: 'fatal' };
    logger.fatal('no');
    db.fatal('d');
    expect(messages(lines())).toEqual(['a', 'b', 'c', 'd']);
  });

  it('are read as they are, and cannot be changed by what was read', () => {
    const { logger } = record({ level: 'warn', levels: { db: 'trace' } });
    expect(logger.levels).toEqual({ '*': 'warn', db: 'trace' });
    logger.child({}).levels = { http: 'error' };
    expect(logger.levels).toEqual({ '*': 'warn', http: 'error' });
    logger.level = 'debug';
    expect(logger.levels).toEqual({ '*': 'debug', http: 'error' });
    expect(() => Object.assign(logger.levels, { http: 'info' })).toThrow(TypeError);
  });

  it('give way to the level that a child was given, until nobody gave it one', () => {
    const { logger, lines } = record({ levels: { db: 'error' } });
    const db = logger.child({ module: 'db' });
    const rows = db.child({ table: 'orders' });
    db.level = 'debug';
    logger.levels = { db: 'silent' };
    db.debug('a');
    rows.debug('b');
    rows.child({ module: 'other' }).debug('c');
    expect([db.level, rows.level, messages(lines())]).toEqual(['debug', 'debug', ['a', 'b', 'c']]);
  });

  it.each(['__proto__', 'constructor', 'toString', ''])('know a module called %j as any other', (module) => {
    const { logger, lines } = record();
    const child = logger.child({ module });
    child.info('a');
    logger.levels = JSON.parse(`{${JSON.stringify(module)}: "error"}`) as Record<string, 'error'>;
    child.info('no');
    logger.info('b');
    expect(messages(lines())).toEqual(['a', 'b']);
  });

  it.each([null, 'debug', ['debug'], { db: 'loud' }, { '*': 10 }, { db: undefined }])(
    'refuse %j with what and fix, and stay',
    (levels) => {
      const { logger } = record();
      logger.levels = { db: 'debug' };
      let error: unknown;
      try {
        Object.assign(logger, { levels });
      } catch (thrown) {
        error = thrown;
      }
      expect(isPlumblineError(error)).toBe(true);
      expect(error).toMatchObject({ code: 'PLB_LOGGER_OPTION', fix: expect.stringContaining('silent') });
      expect(String(error)).toMatch(/`levels(\.[\w*]+)?` is/);
      expect(logger.levels).toEqual({ '*': 'info', db: 'debug' });
    },
  );

  it('are not given twice', () => {
    const options: LoggerOptions = { service: 's', level: 'info', levels: { '*': 'debug' } };
    expect(() => createLogger(options)).toThrow(/`level` and `levels\.\*`/);
  });
});

describe('parseLevels', () => {
  it.each([
    ['debug', { '*': 'debug' }],
    ['info,db=debug', { '*': 'info', db: 'debug' }],
    [' db = trace , warn , @acme/http=silent', { db: 'trace', '*': 'warn', '@acme/http': 'silent' }],
    ['db=debug', { db: 'debug' }],
  ])('reads %j', (text, levels) => {
    expect(parseLevels(text)).toEqual(levels);
  });

  it.each([
    ['', 'entry 1'],
    ['loud', 'entry 1'],
    ['info,db=', 'entry 2'],
    ['info,=debug', 'entry 2'],
    ['db=a=debug', 'entry 1'],
    ['info,', 'entry 2'],
    ['info,warn', 'entry 2'],
    ['db=info,db=warn', 'entry 2'],
    ['hunter2', 'entry 1'],
  ])('refuses %j and says where, how it is written, and not what it was', (text, where) => {
    let error: unknown;
    try {
      parseLevels(text);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({ code: 'PLB_LOGGER_OPTION', fix: expect.stringContaining('info,db=debug') });
    expect(String(error)).toContain(where);
    expect(String(error)).not.toContain('hunter2');
  });

  it.each([undefined, null, 5, {}])('refuses what is no text: %j', (text) => {
    expect(() => parseLevels(text as never)).toThrow(/PLB_LOGGER_OPTION: levels: there is no text\n.*info,db/);
  });
});
