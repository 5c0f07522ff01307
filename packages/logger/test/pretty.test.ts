import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { createRequestContext, runInContext } from '@plumbline/core/context';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LoggerOptions, prettyLine } from '../src/index.ts';
import { record } from './recorder.ts';

const shown = (options: Partial<LoggerOptions> = {}) => record({ pretty: true, colors: false, ...options });
const clock = /^\d\d:\d\d:\d\d\.\d{3}Z /;

/** The lines as shown, without the time. */
const text = ({ raw }: { readonly raw: readonly string[] }): string =>
  raw.map((line) => line.replace(clock, '')).join('');

describe('a line for people', () => {
  it('shows level, message, fields, and the context last', () => {
    const recorded = shown();
    const request = createRequestContext({ kind: 'request', requestId: 'r-1', traceId: 'a'.repeat(32), spanId: 'b' });
    runInContext(request, () =>
      recorded.logger
        .child({ module: 'db' })
        .info({ rows: 3, note: 'two words', list: [1, { a: null }], 'odd key': true }, 'cleaned up'),
    );
    expect(recorded.raw[0]).toMatch(clock);
    expect(text(recorded)).toBe(
      `INFO  cleaned up module=db rows=3 note="two words" list=[1,{"a":null}] "odd key"=true service=approvals request_id=r-1 trace_id=${'a'.repeat(32)} span_id=b\n`,
    );
  });

  it('is the line that was cleaned', () => {
    const recorded = shown();
    recorded.logger.warn({ password: 'hunter2', note: 'jane@example.com' }, 'to jane@example.com');
    expect(text(recorded)).toContain('[redacted:email]');
    expect(text(recorded)).not.toMatch(/hunter2|jane@/);
  });

  it('is one line unless it holds an error, whose stack, fields, causes and parts follow indented', () => {
    const recorded = shown();
    const cause = Object.assign(new TypeError('inner\nERROR forged'), {
      code: 'E_X',
      stack: 'TypeError: inner\n  at x',
    });
    const parts = [Object.assign(new Error('one'), { stack: 'Error: one' }), 'two'];
    const err = Object.assign(new AggregateError(parts, 'outer', { cause }), {
      stack: 'AggregateError: outer\n  at y',
    });
    recorded.logger.error({ err, a: 1 }, 'failed');
    expect(text(recorded)).toBe(
      [
        'ERROR failed err="AggregateError: outer" a=1 service=approvals',
        '  err:',
        '    AggregateError: outer',
        '      at y',
        '    cause:',
        '      TypeError: inner',
        '        at x',
        '      code=E_X',
        '    errors[0]:',
        '      Error: one',
        '    errors[1]: two',
        '',
      ].join('\n'),
    );
  });

  it('lets no value act on the terminal, turn the text around, or pass for a line', () => {
    const recorded = shown();
    recorded.logger.info(
      { a: '\u001b[2J', b: '\u009b31m', c: '\u202eabc', '\u001b]0;x\u0007': 1 },
      'x\n12:00 INFO  forged\r',
    );
    expect(text(recorded)).toBe(
      String.raw`INFO  x\n12:00 INFO  forged\r a="\u001b[2J" b="\u009b31m" c="\u202eabc" "\u001b]0;x\u0007"=1 service=approvals` +
        '\n',
    );
  });

  it('whatever is passed', () => {
    const unsafe = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;
    const strings = fc.string({ unit: 'binary' });
    const value = fc.anything({ key: strings, values: [strings, fc.integer()], maxDepth: 2 });
    const recorded = shown();
    fc.assert(
      fc.property(fc.dictionary(strings, value), strings, strings, (fields, message, stack) => {
        recorded.logger.info({ ...fields, err: Object.assign(new Error(message), { stack }) }, message);
        const rows = (recorded.raw.at(-1) ?? '').split('\n');
        expect(rows.pop()).toBe('');
        expect(rows.join('')).not.toMatch(unsafe);
        expect(rows.slice(1).filter((row) => !row.startsWith('  '))).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });

  it('has colors where it is asked to, around its own text and never from a value', () => {
    const recorded = shown({ colors: true });
    recorded.logger.error({ a: '\u001b[31m' }, 'x');
    expect(recorded.raw[0]).toContain('\u001b[31mERROR\u001b[39m');
    expect(stripVTControlCharacters(recorded.raw[0] ?? '')).toContain(String.raw`a="\u001b[31m"`);
  });

  it('leaves the copy for onLine as it is', () => {
    const copies: string[] = [];
    const { logger } = shown({ onLine: (line) => copies.push(line) });
    logger.info('a');
    expect(JSON.parse(copies[0] ?? '')).toMatchObject({ msg: 'a' });
  });
});

const script = path.join(import.meta.dirname, 'fixtures', 'write-shown.ts');
const command = [process.execPath, '--conditions=plumbline:source', '--disable-warning=ExperimentalWarning', script];

interface Setting {
  readonly environment?: Readonly<Record<string, string>>;
  readonly options?: object;
}

/** What a process writes to standard output: a terminal, made by `script` of util-linux, or a file. */
async function output(to: 'terminal' | 'file', { environment = {}, options = {} }: Setting = {}): Promise<string> {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'plumbline-logger-')), 'out');
  const quoted = [...command, JSON.stringify(options)].map((part) => `'${part}'`).join(' ');
  const env = { PATH: process.env['PATH'], TERM: 'xterm-256color', ...environment };
  const fd = openSync(file, 'w');
  const [run, args] = to === 'terminal' ? ['script', ['-qec', quoted, '/dev/null']] : ['sh', ['-c', quoted]];
  const child = spawn(run, args, { env, stdio: ['ignore', fd, 'inherit'] });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  closeSync(fd);
  expect(code).toBe(0);
  return readFileSync(file, 'utf8').replaceAll('\r\n', '\n');
}

const isRecord = (line: string): boolean => line.startsWith('{"level":"info"');
const isShown = (line: string): boolean => clock.test(stripVTControlCharacters(line));
const hasColor = (line: string): boolean => line.includes('\u001b[');

describe('standard output', () => {
  it('that is a terminal shows lines in color, unless NO_COLOR or an option says otherwise', async () => {
    const [plain, none, off] = await Promise.all([
      output('terminal'),
      output('terminal', { environment: { NO_COLOR: '1' } }),
      output('terminal', { options: { colors: false } }),
    ]);
    expect([plain, none, off].map((line) => [isShown(line), hasColor(line)])).toEqual([
      [true, true],
      [true, false],
      [true, false],
    ]);
  });

  it('that is a terminal gets records where they are asked for', async () => {
    expect(isRecord(await output('terminal', { options: { pretty: false } }))).toBe(true);
  });

  it('that is none gets records, whatever the environment says of colors', async () => {
    const lines = await Promise.all([
      output('file'),
      output('file', { environment: { FORCE_COLOR: '1' } }),
      output('file', { options: { colors: true } }),
    ]);
    expect(lines.map((line) => [isRecord(line), hasColor(line)])).toEqual(
      Array.from({ length: 3 }, () => [true, false]),
    );
  });

  it('that is none shows lines only where that is asked for, and then in color under FORCE_COLOR', async () => {
    const options = { pretty: true };
    const [plain, forced] = await Promise.all([
      output('file', { options }),
      output('file', { options, environment: { FORCE_COLOR: '1' } }),
    ]);
    expect([plain, forced].map((line) => [isShown(line), hasColor(line)])).toEqual([
      [true, false],
      [true, true],
    ]);
  });
});

describe('prettyLine', () => {
  it('shows a line that was written as a record, as the logger would have', () => {
    const written = record();
    const own = shown();
    for (const { logger } of [written, own]) logger.error({ err: new Error('x\u001b[2J'), rows: 3 }, 'failed');
    const timeless = (line = ''): string => line.replace(clock, '').replaceAll(/:\d+:\d+\b/g, '');
    expect(timeless(prettyLine(written.raw[0] ?? ''))).toBe(timeless(own.raw[0]));
    expect(stripVTControlCharacters(prettyLine(written.raw[0] ?? '', { colors: true }))).toBe(
      prettyLine(written.raw[0] ?? ''),
    );
    expect(prettyLine(written.raw[0] ?? '', { colors: true })).toContain('\u001b[31m');
  });

  it.each(['', 'no record \u001b[2J', '5', '{"level":1,"time":{},"msg":[]}', '{}'])(
    'shows what is no record: %j',
    (line) => {
      expect(prettyLine(line)).toMatch(/^[ -~]*\n$/);
    },
  );

  it('shows a record that is nested deeper than the engine can write', () => {
    const line = `{"deep":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    expect(prettyLine(line)).toBe(`${line}\n`);
  });
});
