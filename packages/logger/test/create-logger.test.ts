import { createWriteStream, mkdtempSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { isPlumblineError, PlumblineError } from '@plumbline/core';
import { createRequestContext, runInContext } from '@plumbline/core/context';
import { createRedactor } from '@plumbline/redact';
import { describe, expect, it } from 'vitest';
import { createLogger, logRequest, type LineRecord, type LoggerOptions } from '../src/index.ts';
import { record, recordMeter } from './recorder.ts';

const actor = { id: 'u_1', type: 'user', role: 'admin', hash: 'a'.repeat(16), orgHash: 'b' } as const;
const request = createRequestContext({
  kind: 'request',
  requestId: 'req-1',
  traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
  spanId: '00f067aa0ba902b7',
  routePattern: '/orders/:id',
  feature: 'approvals',
  surface: 'drawer',
  actor,
});

/** Keys of the outermost object of a JSON text, with repetitions. */
function topKeys(line: string): readonly string[] {
  const keys: string[] = [];
  let depth = 0;
  for (const match of line.matchAll(/"((?:[^"\\]|\\.)*)"(\s*:)?|[{}[\]]/g)) {
    if (match[0] === '{' || match[0] === '[') depth++;
    else if (match[0] === '}' || match[0] === ']') depth--;
    else if (match[2] !== undefined && depth === 1) keys.push(match[1] ?? '');
  }
  return keys;
}

describe('a line', () => {
  it('holds time, level, service, message, fields and the whole context', () => {
    const { logger, lines } = record();
    runInContext(request, () => logger.info({ order_id: 'o_1' }, 'order created'));
    expect(lines()).toEqual([
      {
        level: 'info',
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        service: 'approvals',
        request_id: 'req-1',
        trace_id: '4bf92f3577b34da6a3ce929d0e0e4736',
        span_id: '00f067aa0ba902b7',
        actor_id: 'a'.repeat(16),
        actor_role: 'admin',
        route_pattern: '/orders/:id',
        feature: 'approvals',
        surface: 'drawer',
        order_id: 'o_1',
        msg: 'order created',
      },
    ]);
    expect(JSON.stringify(lines())).not.toContain('u_1');
  });

  it('has no context fields outside of a request', () => {
    const { logger, lines } = record();
    logger.warn('alone');
    expect(Object.keys(lines()[0] ?? {})).toEqual(['level', 'time', 'service', 'msg']);
  });

  it('does not let a caller overwrite what the logger writes, and repeats no key', () => {
    const { logger, raw, lines } = record();
    const fields = { level: 'x', time: 1, msg: 'y', service: 'z', request_id: 'r', fields: 'f', a: 1 };
    runInContext(request, () =>
      logger.child({ a: 0, b: 1, service: 'child', trace_id: 't' }).child({ b: 2 }).error(fields, 'real'),
    );
    expect(lines()[0]).toMatchObject({
      level: 'error',
      service: 'approvals',
      request_id: 'req-1',
      msg: 'real',
      a: 1,
      b: 2,
    });
    expect(lines()[0]?.['fields']).toEqual({
      level: 'x',
      time: 1,
      msg: 'y',
      service: 'z',
      request_id: 'r',
      fields: 'f',
      trace_id: 't',
    });
    const keys = topKeys(raw[0] ?? '');
    expect(keys).toEqual([...new Set(keys)]);
  });

  it('writes errors with type, message, stack and cause under any key, or in place of the fields', () => {
    const { logger, lines } = record();
    const error = new RangeError('outer', { cause: new TypeError('token=abc123') });
    logger.error({ failure: error }, 'a');
    logger.error({ err: error }, 'b');
    (logger.error as (error: unknown, message: string) => void)(error, 'c');
    const expected = {
      type: 'RangeError',
      message: 'outer',
      stack: expect.stringContaining('RangeError'),
      cause: { type: 'TypeError', message: 'token=[redacted:key-token]' },
    };
    expect(lines()).toMatchObject([{ failure: expected }, { err: expected }, { err: expected }]);
  });

  it('cleans fields, child fields, message and the request ID, and counts by rule', () => {
    const { logger, raw, sums } = record();
    const mail = 'jane@example.com';
    const own = createRequestContext({ ...request, requestId: `id-${mail}` });
    runInContext(own, () => logger.child({ password: 'hunter2' }).info({ note: mail }, `mail to ${mail}`));
    expect(raw.join('')).not.toMatch(/hunter2|jane@/);
    expect(sums).toEqual({
      'plumbline.log.lines info': 1,
      'plumbline.redactions key-password log': 1,
      'plumbline.redactions email log': 3,
    });
  });
});

describe('fields of a child and of a call', () => {
  it('are cleaned together where one names the value of the other', () => {
    const { logger, raw } = record();
    logger.child({ name: 'authorization' }).info({ value: 'hunter2' }, 'a');
    logger.child({ value: 'hunter2' }).info({ name: 'authorization' }, 'b');
    logger.child({ key: 'password' }).child({ value: 'hunter2' }).info('c');
    logger.child({ name: 'colour' }).info({ value: 'red' }, 'd');
    expect(raw.join('')).not.toContain('hunter2');
    expect(raw[3]).toContain('"name":"colour","value":"red"');
  });
});

describe('a message', () => {
  it('that is JSON is cleaned as what it says', () => {
    const { logger, raw } = record();
    logger.info(JSON.stringify({ note: 'a', password: [1234, 5678] }));
    expect(raw[0]).toContain('note');
    expect(raw[0]).not.toMatch(/1234|5678/);
  });

  it.each(['\ud800 alone', 'a "quote"\n\u2028', ''])('is written as JSON writes it: %j', (text) => {
    const { logger, lines } = record();
    logger.info(text);
    expect(lines()[0]?.['msg']).toBe(text);
  });
});

describe('a log call never throws', () => {
  const cyclic: Record<string, unknown> = {};
  cyclic['self'] = cyclic;
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  const hostile: readonly (readonly [string, unknown])[] = [
    [
      'a getter that throws',
      {
        get bad(): string {
          throw new Error('no');
        },
      },
    ],
    ['a cycle', { cyclic }],
    ['a revoked proxy inside', { proxy }],
    ['a revoked proxy itself', proxy],
    [
      'toJSON that throws',
      {
        a: {
          toJSON() {
            throw new Error('no');
          },
        },
      },
    ],
    [
      'a proxy with traps',
      new Proxy(
        {},
        {
          ownKeys() {
            throw new Error('no');
          },
        },
      ),
    ],
  ];

  it.each(hostile)('and marks the line and counts: %s', (_, fields) => {
    const { logger, lines, sums } = record();
    logger.info(fields as Record<string, unknown>, 'kept');
    logger.child(fields as Record<string, unknown>).info('kept too');
    expect(lines()).toMatchObject([
      { msg: 'kept', log_incomplete: true },
      { msg: 'kept too', log_incomplete: true },
    ]);
    expect(sums['plumbline.log.failures']).toBe(2);
  });

  it('also when context, meter, destination or copy throw', () => {
    const { raw, logger, sums } = record({
      context: () => {
        throw new Error('no');
      },
    });
    logger.info({ a: 1 }, 'kept');
    expect(JSON.parse(raw[0] ?? '')).toMatchObject({ a: 1, msg: 'kept', log_incomplete: true });
    expect(sums['plumbline.log.failures']).toBe(1);
    const broken = {
      createCounter: () => ({
        add() {
          throw new Error('no');
        },
      }),
    };
    const noMeter = record({ meter: { ...recordMeter().meter, ...broken } });
    noMeter.logger.info({ password: 'x' }, 'kept');
    expect(noMeter.lines()).toMatchObject([{ password: '[redacted:key-password]', msg: 'kept' }]);
    const noCopy = record({
      onLine: () => {
        throw new Error('no');
      },
    });
    noCopy.logger.info('kept');
    expect([noCopy.raw.length, noCopy.sums['plumbline.log.failures']]).toEqual([1, 1]);
    const noSink = record({
      destination: {
        write() {
          throw new Error('no');
        },
      },
    });
    noSink.logger.info('gone');
    expect(noSink.sums['plumbline.log.lost refused']).toBe(1);
  });

  it('also when a redactor that came ready throws: the line is written without what it cannot clean, and counted', () => {
    const broken = (): never => {
      throw new Error('no');
    };
    const redact = { ...createRedactor({ errorName: 'type' }), plain: broken, members: broken, stringify: broken };
    const { logger, lines, sums } = record({ redact });
    logger.info({ password: 'hunter2' }, 'hunter2');
    logger.child({ password: 'hunter2' }).info('hunter2');
    const line = { log_incomplete: true, msg: '[redacted:limit-failure]' };
    expect(lines()).toMatchObject([line, line]);
    expect(JSON.stringify(lines())).not.toContain('hunter2');
    expect(sums['plumbline.log.failures']).toBeGreaterThanOrEqual(2);
  });

  it.each<[string, () => object]>([
    ['too deep', () => JSON.parse(`${'{"a":'.repeat(40)}1${'}'.repeat(40)}`) as object],
    ['too broad', () => ({ list: Array.from({ length: 1_100 }, (_, i) => i) })],
    ['a text that is cut', () => ({ text: 'a '.repeat(600_000) })],
    [
      'a cycle in an error',
      () => {
        const error = new Error('x');
        return { err: Object.assign(error, { self: error }) };
      },
    ],
  ])('and marks the line where a part is missing: %s', (_, make) => {
    const { logger, lines, sums } = record();
    logger.info(make(), 'kept');
    logger.child({ bound: make() }).info('kept');
    expect(lines()).toMatchObject([{ log_incomplete: true }, { log_incomplete: true }]);
    expect(sums['plumbline.log.failures']).toBe(2);
  });

  it('bytes stand as their number on purpose', () => {
    const { logger, lines } = record();
    logger.info({ bytes: Buffer.from('hunter2') }, 'kept');
    expect(lines()[0]).not.toHaveProperty('log_incomplete');
  });

  it('whatever is passed', () => {
    const { logger, lines } = record();
    const info = logger.info as (...args: unknown[]) => void;
    for (const value of [
      null,
      undefined,
      1,
      true,
      Symbol('a'),
      [1],
      () => 1,
      10n,
      Object.create(null),
      JSON.parse('{"__proto__":{"a":1}}'),
    ])
      info(value, 'x');
    info();
    info({ a: 1 }, { not: 'a text' });
    expect(lines()).toHaveLength(12);
  });
});

describe('levels', () => {
  it('writes from the set level on, for children too, and changes at run time', () => {
    const { logger, lines } = record({ level: 'warn' });
    const child = logger.child({});
    child.info('no');
    logger.level = 'debug';
    child.debug('yes');
    child.level = 'silent';
    child.fatal('no');
    logger.trace('no');
    expect([child.level, logger.level]).toEqual(['silent', 'debug']);
    expect(lines().map(({ level, msg }) => [level, msg])).toEqual([['debug', 'yes']]);
  });

  it('gives a module its own level', () => {
    const { logger, lines } = record({ levels: { '*': 'info', db: 'trace', chatty: 'error' } });
    logger.child({ module: 'db' }).trace('yes');
    logger.child({ module: 'chatty' }).warn('no');
    logger.child({ module: 'other' }).debug('no');
    expect(lines().map(({ module }) => module)).toEqual(['db']);
  });

  it('refuses a level that does not exist', () => {
    const { logger } = record();
    expect(() => Object.assign(logger, { level: 'loud' })).toThrow(/PLB_LOGGER_OPTION/);
  });
});

describe('options', () => {
  it('hands the finished, redacted line to onLine', () => {
    const copies: string[] = [];
    const { logger, raw } = record({ onLine: (line) => copies.push(line) });
    logger.info({ password: 'x' }, 'a');
    expect(copies).toEqual(raw);
    expect(copies[0]).toContain('[redacted:key-password]');
  });

  it('hands onLine the record of the line too: what stands in the line, and nothing else', () => {
    const records: LineRecord[] = [];
    const { logger, lines } = record({ onLine: (_, entry) => records.push(entry) });
    const cyclic: Record<string, unknown> = { password: 'hunter2', level: 'x' };
    cyclic['self'] = cyclic;
    runInContext(request, () => logger.child({ a: 0, b: [{ email: 'x@y.de' }] }).warn({ a: 1, cyclic }, 'to x@y.de'));
    logger.info({ level: 'x', service: 's', n: Number.NaN, none: undefined }, 'moved');
    logger.fatal('alone');
    const rebuilt = records.map(({ level, time, message, fields }) => ({
      level,
      time: new Date(time).toISOString(),
      service: 'approvals',
      msg: message,
      ...(JSON.parse(JSON.stringify(fields)) as object),
    }));
    expect(rebuilt).toEqual(lines());
    expect(rebuilt[0]).toMatchObject({ a: 1, request_id: 'req-1', log_incomplete: true, msg: 'to [redacted:email]' });
    expect(JSON.stringify(records)).not.toMatch(/hunter2|x@y/);
  });

  it('takes a redactor made elsewhere, and a policy', () => {
    const ready = record({ redact: createRedactor({ style: 'mask', errorName: 'type' }) });
    ready.logger.info({ password: 'x' }, 'a');
    expect(ready.lines()).toMatchObject([{ password: '********' }]);
    const seen: string[] = [];
    const policy = record({ redact: { presets: ['secrets'], onRedact: ({ rule }) => seen.push(rule) } });
    policy.logger.info({ password: 'x', email: 'a@example.com' }, 'a');
    expect(policy.lines()).toMatchObject([{ password: '[redacted:key-password]', email: 'a@example.com' }]);
    expect([seen, policy.sums['plumbline.redactions key-password log']]).toEqual([['key-password'], 1]);
  });

  it('writes to a path at once', () => {
    const path = join(mkdtempSync(join(tmpdir(), 'plumbline-logger-')), 'out.log');
    const logger = createLogger({ service: 's', destination: path });
    logger.info('one');
    expect(readFileSync(path, 'utf8')).toContain('"msg":"one"');
    logger.flush();
  });

  it.each<[string, object]>([
    ['service', { service: '' }],
    ['level', { service: 's', level: 'loud' }],
    ['levels.db', { service: 's', levels: { db: 'loud' } }],
    ['destination', { service: 's', destination: {} }],
    ['paths', { service: 's', paths: [] }],
    ['destination', { service: 's', destination: join(import.meta.filename, 'x.log') }],
    ['destination', { service: 's', destination: 0 }],
    ['pretty', { service: 's', pretty: 'yes' }],
    ['colors', { service: 's', colors: 1 }],
    ['repeat', { service: 's', repeat: 100 }],
    ['repeat.burst', { service: 's', repeat: { burst: 0, perMs: 1 } }],
    ['repeat.perMs', { service: 's', repeat: { burst: 1, perMs: Number.POSITIVE_INFINITY } }],
    ['repeat.levels', { service: 's', repeat: { burst: 1, perMs: 1, levels: ['silent'] } }],
    ['repeat.per', { service: 's', repeat: { burst: 1, perMs: 1, per: 1 } }],
    ['sampling', { service: 's', sampling: 0.1 }],
    ['sampling.debug', { service: 's', sampling: { debug: 1.1 } }],
    ['sampling.silent', { service: 's', sampling: { silent: 0 } }],
    ['keep', { service: 's', keep: 'request' }],
    ['context', { service: 's', context: {} }],
    ['meter', { service: 's', meter: 1 }],
    ['redact', { service: 's', redact: 'strict' }],
    // Lines could not be cleaned, and each would be lost.
    ['redact', { service: 's', redact: { plain: true } }],
    ['redact', { service: 's', redact: { ...createRedactor(), members: undefined } }],
    ['meter', { service: 's', meter: {} }],
    ['onLine', { service: 's', onLine: {} }],
    ['destination.flushSync', { service: 's', destination: { write: () => undefined, flushSync: true } }],
    ['service', {}],
    ['service', { service: 5 }],
    ['fileMode', { service: 's', fileMode: 0o440 }],
    ['fileMode', { service: 's', fileMode: '640' }],
    ['onLost', { service: 's', onLost: true }],
    ['colors', { service: 's', colors: true, pretty: false }],
    ['redact', { service: 's', redact: createRedactor() }],
    ['redact.errorName', { service: 's', redact: { errorName: 'name' } }],
    ['redact.errorName', { service: 's', redact: { errorName: 5 } }],
    ['redact.onRedact', { service: 's', redact: { onRedact: 5 } }],
    ['destination', { service: 's', destination: process.stdout }],
    ['destination', { service: 's', destination: new PassThrough() }],
    // One of another copy of the code of streams.
    ['destination', { service: 's', destination: { write: () => true, writableLength: 0 } }],
    ['destination.write', { service: 's', destination: { write: async () => undefined } }],
  ])('refuses a wrong `%s` with a fix', (name, options) => {
    let error: unknown;
    try {
      createLogger(options as LoggerOptions);
    } catch (thrown) {
      error = thrown;
    }
    expect(isPlumblineError(error)).toBe(true);
    expect(error).toMatchObject({ code: 'PLB_LOGGER_OPTION', message: expect.stringContaining(`\`${name}\``) });
    // What to do is said for this package, and not only for the code.
    expect((error as PlumblineError).fix).not.toBe(new PlumblineError('PLB_LOGGER_OPTION').fix);
  });

  it('names every fault at once, and all options where one is unknown', () => {
    const options = { name: 'orders', level: 'INFO' } as unknown as LoggerOptions;
    expect(() => createLogger(options)).toThrow(
      /3 problems\n  1\. unknown option `name`\n.*\n  2\. `level` is "INFO"\n.*\n  3\. `service` is missing\n[^]*sampling/,
    );
  });

  it('names what the redactor refuses beside its own faults', () => {
    const redact = { presets: ['none'], style: 'loud' } as never;
    expect(() => createLogger({ service: ' ', redact })).toThrow(
      /PLB_LOGGER_OPTION[^]*`service` is " "[^]*`redact\.presets[^]*`redact\.style/,
    );
    // Alone they keep the code by which they are looked up.
    expect(() => createLogger({ service: 's', redact })).toThrow(/PLB_REDACT_OPTION/);
  });

  it.each<[unknown, RegExp]>([
    [undefined, /: the options are undefined\n  fix: .*service: 'orders'/],
    [null, /: the options are null\n/],
    ['orders', /: the options are "orders"\n/],
    [[], /: the options are an empty list\n/],
    [{ service: 5 }, /: `service` is 5\n  fix: Name the service/],
    [{ service: 's', level: 30 }, /: `level` is 30\n  fix: Use one of trace/],
    [
      { service: 's', destination: 99 },
      /: `destination` is the file descriptor 99, .*\(EBADF\)\n  fix: Give a descriptor/,
    ],
    [{ service: 's', destination: '/none/x.log' }, /is "\/none\/x\.log", .*\(ENOENT\)\n  fix: Make its folder first/],
    [{ service: 's', destination: '/' }, /is "\/", .*\(EISDIR\)\n  fix: Give the path of a file/],
    [{ service: 's', destination: process.stdout }, /lost at `process\.exit`\n  fix: Use `destination: 1`/],
    [{ service: 's', destination: process.stderr }, /\n  fix: Use `destination: 2`/],
    [{ service: 's', destination: new PassThrough() }, /stream of Node.*\n  fix: Give a path .*`\{ write: /],
  ])('says what was given and what to do: %#', (options, message) => {
    expect(() => createLogger(options as LoggerOptions)).toThrow(message);
  });

  it('names the path of a file stream', () => {
    const stream = createWriteStream(join(mkdtempSync(join(tmpdir(), 'plumbline-logger-')), 'out.log'));
    expect(() => createLogger({ service: 's', destination: stream })).toThrow(/fix: Use `destination: ".*out\.log"`/);
    stream.destroy();
  });

  it.each([
    [undefined, 0o640],
    [0o600, 0o600],
    [0o644, 0o644],
  ])('makes a file with mode %o', (fileMode, mode) => {
    const file = join(mkdtempSync(join(tmpdir(), 'plumbline-logger-')), 'out.log');
    const umask = process.umask(0);
    try {
      createLogger({ service: 's', destination: file, fileMode });
    } finally {
      process.umask(umask);
    }
    expect(statSync(file).mode & 0o777).toBe(mode);
  });
});

describe('logRequest', () => {
  it.each([
    ['ok', 200, 'info'],
    ['client_error', 404, 'info'],
    ['server_error', 500, 'error'],
    ['aborted', 0, 'warn'],
    // The handler failed after its status had been sent.
    ['server_error', 200, 'error'],
  ] as const)("writes one line with the request's own context: %s", (outcome, status, level) => {
    const { logger, lines } = record();
    logRequest(logger, { context: request, method: 'GET', status, durationMs: 12.345678, outcome });
    expect(lines()).toHaveLength(1);
    expect(lines()[0]).toMatchObject({
      level,
      msg: 'request',
      request_id: 'req-1',
      route_pattern: '/orders/:id',
      method: 'GET',
      status,
      duration_ms: 12.346,
      outcome,
    });
  });

  it.each([
    ['ok', 500, 'server_error', 'error'],
    ['client_error', 503, 'server_error', 'error'],
    ['ok', 404, 'client_error', 'info'],
    ['ok', 0, 'aborted', 'warn'],
    ['aborted', 500, 'aborted', 'warn'],
  ] as const)('believes the graver one of outcome and status: %s and %i', (outcome, status, written, level) => {
    const { logger, lines } = record();
    logRequest(logger, { context: request, method: 'GET', status, durationMs: 1, outcome });
    expect(lines()).toMatchObject([{ level, status, outcome: written }]);
  });
});
