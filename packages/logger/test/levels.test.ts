import { isPlumblineError } from '@plumbline/core';
import { describe, expect, it } from 'vitest';
import { createLogger, type Logger, type LoggerOptions, parseLevels } from '../src/index.ts';
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
    logger.levels = { '*': 'fatal', db: 'error' };
    logger.error('no');
    db.error('d');
    expect(messages(lines())).toEqual(['a', 'b', 'c', 'd']);
  });

  it.each<[string, (logger: Logger) => void]>([
    ['level', (logger) => (logger.level = 'silent')],
    ['levels', (logger) => (logger.levels = { '*': 'silent', db: 'trace' })],
  ])('are silenced for all at once by %s, and come back as they were', (_, silence) => {
    const { logger, lines } = record({ levels: { db: 'debug' } });
    const db = logger.child({ module: 'db' });
    const own = logger.child({ a: 1 }, { level: 'trace' });
    silence(logger);
    for (const log of [logger, db, own, db.child({ module: 'db' })]) {
      log.fatal('no');
      expect([log.level, log.isLevelEnabled('fatal')]).toEqual(['silent', false]);
    }
    logger.level = 'info';
    db.debug('a');
    own.trace('b');
    expect([messages(lines()), own.level]).toEqual([['a', 'b'], 'trace']);
  });

  it('can be asked for before a line is made', () => {
    const { logger } = record({ levels: { db: 'debug' } });
    const db = logger.child({ module: 'db' });
    const enabled = (log: Logger): boolean[] => [log.isLevelEnabled('debug'), log.isLevelEnabled('info')];
    expect([enabled(logger), enabled(db)]).toEqual([
      [false, true],
      [true, true],
    ]);
    logger.levels = { '*': 'warn' };
    expect([enabled(logger), enabled(db)]).toEqual([
      [false, false],
      [false, false],
    ]);
    expect([logger.isLevelEnabled('silent' as never), logger.isLevelEnabled('loud' as never)]).toEqual([false, false]);
  });

  it('are given to a child as pino has it, and nothing else is taken there in silence', () => {
    const { logger, lines } = record();
    logger.child({ a: 1 }, { level: 'debug' }).debug('yes');
    logger.child({ a: 1 }, {}).debug('no');
    logger.child({ a: 1 }, { level: undefined }).debug('no');
    expect(messages(lines())).toEqual(['yes']);
    const child = (fields: object, options: unknown): unknown => logger.child(fields, options as never);
    expect(() => child({}, { level: 'loud' })).toThrow(
      /PLB_LOGGER_OPTION: child: `level` is "loud"\n  fix: Use one of/,
    );
    expect(() => child({}, { redact: ['a'] })).toThrow(
      /child: unknown option `redact`\n  fix: A child takes `\{ level \}`/,
    );
    expect(() => child({}, 'debug')).toThrow(/child: the options are "debug"/);
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
    ['INFO', { '*': 'info' }],
    ['Warn,DB=Trace', { '*': 'warn', DB: 'trace' }],
  ])('reads %j', (text, levels) => {
    expect(parseLevels(text)).toEqual(levels);
  });

  it.each([
    ['', 'the text of levels is empty: ""'],
    ['  ', 'the text of levels is empty: "  "'],
    ['loud', 'entry 1 is "loud"'],
    ['info,db=', 'entry 2 is "db="'],
    ['info,=debug', 'entry 2 is "=debug"'],
    ['db=a=debug', 'entry 1 is "db=a=debug"'],
    ['info,', 'entry 2 is ""'],
    ['info,warn', 'entry 2, "warn", names "*" again'],
    ['db=info,db=warn', 'entry 2, "db=warn", names "db" again'],
    [`a\u001b[2J${'b'.repeat(99)}`, `entry 1 is "a\\u001b[2J${'b'.repeat(55)}…"`],
  ])('refuses %j and says where, how it is written, and what it was', (text, where) => {
    let error: unknown;
    try {
      parseLevels(text);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({ code: 'PLB_LOGGER_OPTION', fix: expect.stringContaining('info,db=debug') });
    expect(String(error)).toContain(where);
  });

  it.each([undefined, null, 5, {}])('refuses what is no text: %j', (text) => {
    expect(() => parseLevels(text as never)).toThrow(
      /PLB_LOGGER_OPTION: parseLevels: the levels are (undefined|null|5|an object)\n.*info,db/,
    );
  });
});
