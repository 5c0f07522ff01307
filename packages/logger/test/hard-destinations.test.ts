import { spawn } from 'node:child_process';
import { mkdtempSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createLogger } from '../src/index.ts';
import { recordMeter } from './recorder.ts';

const script = path.join(import.meta.dirname, 'fixtures', 'write-hard.ts');
const flags = ['--conditions=plumbline:source', '--disable-warning=ExperimentalWarning'];
const folder = (): string => mkdtempSync(path.join(tmpdir(), 'plumbline-logger-'));

interface End {
  readonly stdout: string;
  /** What the process counted. */
  readonly sums: Readonly<Record<string, number>>;
  readonly code: number | null;
}

type Line = Readonly<Record<string, unknown>>;

const linesOf = (text: string): readonly Line[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);

/** Runs a shell command with the fixture as `$0 …`; a shell makes true pipes, where `spawn` makes sockets. */
async function runShell(command: string): Promise<End> {
  const node = [process.execPath, ...flags, script].map((part) => `'${part}'`).join(' ');
  const child = spawn('sh', ['-c', command.replaceAll('FIXTURE', node)], { stdio: ['pipe', 'pipe', 'pipe'] });
  const out: Buffer[] = [];
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
  });
  child.stdin.end();
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const counted = stderr.split('\n').find((line) => line.startsWith('{'));
  return {
    stdout: Buffer.concat(out).toString(),
    sums: JSON.parse(counted ?? '{}') as End['sums'],
    code,
  };
}

/** A reader that takes 1,000 bytes at a time and pauses between: the pipe is full nearly all the time. */
const SLOW = `'${process.execPath}' -e '
const { readSync, writeSync } = require("node:fs");
const cell = new Int32Array(new SharedArrayBuffer(4));
const buffer = Buffer.alloc(50_003);
const all = [];
for (;;) {
  const count = readSync(0, buffer);
  if (count === 0) break;
  all.push(Buffer.from(buffer.subarray(0, count)));
  Atomics.wait(cell, 0, 0, 1);
}
process.stdout.write(Buffer.concat(all));
'`;

describe('a pipe', () => {
  it.each(['blocking', 'nonblocking'])('that is full makes the call wait, and cuts no line: %s', async (mode) => {
    const { stdout, sums } = await runShell(`FIXTURE ${mode} | ${SLOW}`);
    const lines = linesOf(stdout);
    expect(lines.map(({ i }) => i)).toEqual(Array.from({ length: 200 }, (_, i) => i));
    expect(lines.every(({ i, text }) => text === 'aä€𝄞'.repeat(1_000 + Number(i)))).toBe(true);
    expect(sums).toEqual({ 'plumbline.log.lines info': 200 });
  });

  it.each([
    ['blocking', ''],
    // A process that touches its standard output makes the pipe non-blocking for all who share it.
    ['non-blocking', `'${process.execPath}' -e 'process.stdout.writableLength' &`],
  ])('that two processes and their threads share holds whole lines up to 4,096 bytes: %s', async (_, touch) => {
    const { stdout } = await runShell(`{ ${touch} FIXTURE shared a & FIXTURE shared b; wait; } | ${SLOW}`);
    const rows = stdout.trimEnd().split('\n');
    expect(rows.reduce((longest, row) => Math.max(longest, row.length + 1), 0)).toBe(4_096);
    const lines = linesOf(stdout);
    for (const who of ['a', 'b', 'a-thread', 'b-thread']) {
      const order = lines.filter((line) => line['who'] === who).map(({ i }) => i);
      const written = Array.from({ length: 500 }, (__, i) => 1_000 + i);
      expect([who, order]).toEqual([who, written]);
    }
  });

  it('whose reader has gone costs lines, each counted, and neither the process nor time', async () => {
    const { sums, code } = await runShell(`{ FIXTURE gone; echo "status $?" >&2; } | true`);
    expect(code).toBe(0);
    expect(sums).toEqual({ 'plumbline.log.lines info': 1_000, 'plumbline.log.lost reader_gone': 1_000 });
  });
});

describe('a destination that refuses', () => {
  it('a full disk: each line is counted, and the process goes on', async () => {
    const { sums, code } = await runShell(`FIXTURE full /dev/full`);
    expect(code).toBe(0);
    expect(sums).toEqual({ 'plumbline.log.lines info': 1_000, 'plumbline.log.lost no_space': 1_000 });
  });

  it('a line that was cut off: what comes later is whole, and says what is missing', async () => {
    const file = path.join(folder(), 'out.log');
    // Blocks of 512 bytes: two lines and a part of the third.
    const { sums } = await runShell(`ulimit -f 16; FIXTURE limited ${file}`);
    const rows = readFileSync(file, 'utf8').split('\n');
    const [half] = rows.splice(2, 1);
    expect(half).toMatch(/^\{"level":"info",.*"i":2,"text":"x+$/);
    expect(linesOf(rows.join('\n'))).toMatchObject([
      { i: 0 },
      { i: 1 },
      { msg: 'lines are missing here', lost_lines: 3, lost_reason: 'no_space' },
      { i: 5 },
    ]);
    expect(sums).toEqual({ 'plumbline.log.lines info': 6, 'plumbline.log.lost no_space': 3 });
  });

  it('a line that was cut off spoils none of another logger on the same file', async () => {
    const file = path.join(folder(), 'out.log');
    await runShell(`ulimit -f 16; FIXTURE neighbour ${file}`);
    const [, , half, ...whole] = readFileSync(file, 'utf8').split('\n');
    expect(half).toMatch(/^\{"level":"info",.*"i":2,"text":"x+$/);
    expect(linesOf(whole.join('\n'))).toMatchObject([{ msg: 'of another' }, { lost_lines: 3 }, { i: 5 }]);
  });

  it('a descriptor that somebody closed', async () => {
    const file = path.join(folder(), 'out.log');
    const { sums } = await runShell(`FIXTURE closed ${file}`);
    expect(linesOf(readFileSync(file, 'utf8'))).toMatchObject([{ msg: 'written' }]);
    expect(sums['plumbline.log.lost closed']).toBe(1_000);
  });

  it('says in the log how many lines are missing, before the next one that is written', () => {
    const raw: string[] = [];
    const { meter, sums } = recordMeter();
    let refuses = false;
    const write = (line: string): void => {
      if (refuses) throw new Error('no');
      raw.push(line);
    };
    const logger = createLogger({ service: 's', destination: { write }, meter });
    logger.info('a');
    refuses = true;
    for (let i = 0; i < 7; i++) logger.info('lost');
    refuses = false;
    logger.info('b');
    expect(linesOf(raw.join(''))).toMatchObject([
      { msg: 'a' },
      { level: 'warn', msg: 'lines are missing here', lost_lines: 7, lost_reason: 'refused' },
      { msg: 'b' },
    ]);
    expect(sums['plumbline.log.lost refused']).toBe(7);
  });

  it('is not opened where it cannot be', () => {
    for (const destination of [path.join(folder(), 'none', 'x.log'), tmpdir(), 4_000])
      expect(() => createLogger({ service: 's', destination })).toThrow(/PLB_LOGGER_OPTION[^]*fix: /);
  });
});

describe('a file', () => {
  it('that two processes append to holds whole lines of both, up to 64 kB', async () => {
    const file = path.join(folder(), 'out.log');
    await Promise.all([runShell(`FIXTURE append ${file}`), runShell(`FIXTURE append ${file}`)]);
    const lines = linesOf(readFileSync(file, 'utf8'));
    const pids = [...new Set(lines.map(({ pid }) => pid))];
    expect(pids.map((pid) => lines.flatMap((line) => (line['pid'] === pid ? [line['i']] : [])))).toEqual(
      Array.from({ length: 2 }, () => Array.from({ length: 300 }, (_, i) => i)),
    );
    expect(lines.every(({ i, text }) => text === 'x'.repeat((Number(i) * 211) % 64_000))).toBe(true);
  });

  it('that ends in half a line is continued on a line of its own', () => {
    const file = path.join(folder(), 'out.log');
    writeFileSync(file, '{"level":"info","ti');
    createLogger({ service: 's', destination: file }).info('a');
    createLogger({ service: 's', destination: file }).info('b');
    const [half, ...whole] = readFileSync(file, 'utf8').split('\n');
    expect(half).toBe('{"level":"info","ti');
    expect(linesOf(whole.join('\n'))).toMatchObject([{ msg: 'a' }, { msg: 'b' }]);
  });

  it('that is opened again and ends in half a line is continued on a line of its own too', () => {
    const at = folder();
    const [file, old] = [path.join(at, 'out.log'), path.join(at, 'out.log.1')];
    const logger = createLogger({ service: 's', destination: file });
    logger.info('a');
    renameSync(file, old);
    writeFileSync(file, '{"level":"info","ti');
    expect(logger.reopen()).toBe(true);
    logger.info('b');
    logger.info('c');
    const [half, ...whole] = readFileSync(file, 'utf8').split('\n');
    expect(half).toBe('{"level":"info","ti');
    expect(linesOf(whole.join('\n'))).toMatchObject([{ msg: 'b' }, { msg: 'c' }]);
  });

  it('that was moved away gets the next lines until it is opened again; none is lost', () => {
    const at = folder();
    const [file, old] = [path.join(at, 'out.log'), path.join(at, 'out.log.1')];
    const logger = createLogger({ service: 's', destination: file });
    logger.info('a');
    renameSync(file, old);
    logger.child({}).info('b');
    expect(logger.reopen()).toBe(true);
    logger.info('c');
    expect(linesOf(readFileSync(old, 'utf8')).map(({ msg }) => msg)).toEqual(['a', 'b']);
    expect(linesOf(readFileSync(file, 'utf8')).map(({ msg }) => msg)).toEqual(['c']);
  });

  it('that cannot be opened again stays the one it was, and says so', () => {
    const at = path.join(folder(), 'logs');
    const file = path.join(folder(), 'out.log');
    const logger = createLogger({ service: 's', destination: file });
    renameSync(file, at);
    // A folder stands where the file was.
    renameSync(folder(), file);
    expect(logger.reopen()).toBe(false);
    expect(linesOf(readFileSync(at, 'utf8'))).toMatchObject([{ level: 'error' }]);
  });

  it('is the only destination that can be opened again', () => {
    const fd = openSync(path.join(folder(), 'out.log'), 'a');
    expect(createLogger({ service: 's', destination: fd }).reopen()).toBe(false);
    expect(createLogger({ service: 's', destination: { write: () => undefined } }).reopen()).toBe(false);
  });
});

describe('lines that were left out are told of', () => {
  it.each(['natural', 'exit', 'throw'])('at the end of the process: %s', async (end) => {
    const { stdout } = await runShell(`FIXTURE repeat ${end}`);
    expect(linesOf(stdout).map(({ i, suppressed_lines }) => i ?? suppressed_lines)).toEqual([0, 1, 2, 7]);
  });

  it.each(['natural', 'exit', 'throw'])('and none is left out that nobody could tell of: %s', async (end) => {
    const { stdout } = await runShell(`FIXTURE late ${end}`);
    expect(linesOf(stdout).map(({ i, suppressed_lines }) => i ?? suppressed_lines)).toEqual([0, 9, 10, 11, 12]);
  });
});

it('a writer or a copy that logs does not call itself without end', () => {
  const raw: string[] = [];
  const { meter, sums } = recordMeter();
  const write = (line: string): void => {
    raw.push(line);
    logger.info('from the writer');
  };
  const onLine = (): void => logger.info('from the copy');
  const logger = createLogger({ service: 's', destination: { write }, meter, onLine });
  logger.info('a');
  expect(linesOf(raw.join('')).map(({ msg }) => msg)).toContain('a');
  expect(raw.length).toBeLessThan(6);
  expect(sums['plumbline.log.lost refused']).toBeGreaterThan(0);
});

it('hears of an async writer or copy that fails later, and says so', async () => {
  const raw: string[] = [];
  const { meter, sums } = recordMeter();
  let refuses = true;
  // What the types forbid, and JavaScript does: an async function in the place of one that returns nothing.
  const onLine = (): never => Promise.reject(new Error('no')) as never;
  const write = (line: string): void => (refuses ? onLine() : void raw.push(line));
  const logger = createLogger({ service: 's', destination: { write }, meter, onLine });
  logger.info('lost');
  logger.info('lost');
  // What was promised is refused before the next turn of the event loop.
  await setImmediate();
  expect(sums).toMatchObject({ 'plumbline.log.lost refused': 2, 'plumbline.log.failures': 2 });
  refuses = false;
  logger.info('b');
  expect(linesOf(raw.join(''))).toMatchObject([{ lost_lines: 2, lost_reason: 'refused' }, { msg: 'b' }]);
});

it('counts a flush that the writer refuses, and does not throw', () => {
  const { meter, sums } = recordMeter();
  const flushSync = (): never => {
    throw new Error('no');
  };
  createLogger({ service: 's', destination: { write: () => undefined, flushSync }, meter }).flush();
  expect(sums).toEqual({ 'plumbline.log.failures': 1 });
});

it('takes a destination of pino, whose lines are there after a flush', async () => {
  const { destination } = await import('pino');
  const file = path.join(folder(), 'out.log');
  const logger = createLogger({ service: 's', destination: destination({ dest: file, sync: true, minLength: 4_096 }) });
  logger.info('a');
  expect(readFileSync(file, 'utf8')).toBe('');
  logger.flush();
  expect(linesOf(readFileSync(file, 'utf8'))).toMatchObject([{ msg: 'a' }]);
});

it('takes lines of every length whole, whatever their letters', () => {
  const file = path.join(folder(), 'long.log');
  const logger = createLogger({ service: 'orders', destination: file });
  const parts = [1, 50, 54, 55, 56, 60, 150, 160, 165, 170, 300, 1].flatMap((count) =>
    ['a', 'ä', '€', '😀'].map((letter) => Array.from({ length: count }, () => letter.repeat(97))),
  );
  for (const list of parts) logger.info({ list }, 'long');
  expect(linesOf(readFileSync(file, 'utf8')).map(({ list }) => list)).toEqual(parts);
});
