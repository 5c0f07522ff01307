import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, openSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const script = join(import.meta.dirname, 'fixtures', 'write-lines.ts');
const args = ['--conditions=plumbline:source', '--disable-warning=ExperimentalWarning', script];

interface End {
  readonly lines: readonly number[];
  readonly signal: NodeJS.Signals | null;
}

function numbers(text: string): readonly number[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as { i: number }).i);
}

/** Runs the fixture with stdout as a pipe; a signal is sent once it says that all calls have returned. */
async function runPiped(mode: string, kill?: NodeJS.Signals): Promise<End> {
  const child = spawn(process.execPath, [...args, mode], { stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    out += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    if (kill !== undefined && chunk.includes('ready')) child.kill(kill);
  });
  const signal = await new Promise<NodeJS.Signals | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (_, by) => resolve(by));
  });
  return { lines: numbers(out), signal };
}

/** The same with stdout as a file. */
async function runToFile(mode: string): Promise<readonly number[]> {
  const path = join(mkdtempSync(join(tmpdir(), 'plumbline-logger-')), 'out.log');
  const child = spawn(process.execPath, [...args, mode], { stdio: ['ignore', openSync(path, 'a'), 'ignore'] });
  await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return numbers(readFileSync(path, 'utf8'));
}

const all = Array.from({ length: 500 }, (_, i) => i);

describe('every line that a call returned from is there', () => {
  it.each(['natural', 'exit', 'throw', 'sigterm', 'sigkill'])('after %s, through a pipe', async (mode) => {
    const { lines } = await runPiped(mode);
    expect(lines).toEqual(all);
  });

  it.each(['SIGTERM', 'SIGKILL'] as const)('after %s from outside', async (signal) => {
    expect(await runPiped('wait', signal)).toEqual({ lines: all, signal });
  });

  it.each(['natural', 'exit', 'throw', 'sigterm', 'sigkill'])('after %s, into a file', async (mode) => {
    expect(await runToFile(mode)).toEqual(all);
  });
});

describe('an error that nobody caught', () => {
  const run = (
    ...given: readonly string[]
  ): { readonly code: number | null; readonly out: string; readonly err: string } => {
    const crash = join(import.meta.dirname, 'fixtures', 'write-crash.ts');
    const { status, stdout, stderr } = spawnSync(process.execPath, [...args.slice(0, -1), crash, ...given]);
    return { code: status, out: stdout.toString(), err: stderr.toString() };
  };

  it.each(['throw', 'text', 'reject'])('is shown by nobody but the log, and ends the process as ever: %s', (end) => {
    const bare = run(end);
    const heard = run(end, 'listens');
    // What Node prints by itself is what the listener is for.
    expect(bare.err).toContain('hunter2x');
    expect(heard).toMatchObject({ code: bare.code, err: '' });
    const origin = end === 'reject' ? 'unhandledRejection' : 'uncaughtException';
    expect(JSON.parse(heard.out)).toMatchObject({ level: 'fatal', origin, msg: 'uncaught exception' });
    expect(heard.out).toMatch(/\[redacted:key-password\]/);
    expect(heard.out).not.toContain('hunter2x');
  });
});
