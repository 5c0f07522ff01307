import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';

/** What a writer says of itself with each tick. */
export interface WriterState {
  readonly pending: number;
  readonly held: number;
  readonly lost: Readonly<Record<string, number>>;
  readonly storeFailures: number;
}

/** How long record() kept its caller, in microseconds. */
export type CallCost = Readonly<Record<'calls' | 'p50Us' | 'p99Us' | 'p999Us' | 'maxUs', number>>;

/** A program of this folder in a process of its own, and what it has printed. */
export interface Program {
  readonly process: ChildProcess;
  /** IDs by what was said of them: R returned, D durable, N never durable. */
  readonly said: Readonly<Record<'R' | 'D' | 'N', Set<string>>>;
  readonly state: WriterState | undefined;
  /** Other lines. */
  readonly lines: readonly string[];
  readonly ended: Promise<number | null>;
  /** Resolves once the condition holds; rejects when the process ends before. */
  until(condition: () => boolean): Promise<void>;
  kill(): Promise<void>;
}

const CONDITIONS = ['--conditions=plumbline:source', '--no-warnings'];

export function startProgram(file: string, args: readonly string[], node: readonly string[] = []): Program {
  const program = path.join(import.meta.dirname, file);
  const child = spawn(process.execPath, [...CONDITIONS, ...node, program, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said = { R: new Set<string>(), D: new Set<string>(), N: new Set<string>() };
  const lines: string[] = [];
  const checks = new Set<() => void>();
  let state: WriterState | undefined;
  let rest = '';
  const take = (line: string): void => {
    const kind = line.slice(0, line.indexOf(' '));
    const text = line.slice(kind.length + 1);
    if (kind === 'R' || kind === 'D' || kind === 'N') said[kind].add(text);
    else if (kind === 'state') state = JSON.parse(text) as WriterState;
    else lines.push(line);
  };
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    for (const line of parts) take(line);
    for (const check of checks) check();
  });
  const ended = new Promise<number | null>((resolve) => void child.once('close', resolve));
  return {
    process: child,
    said,
    lines,
    ended,
    get state() {
      return state;
    },
    until: (condition) =>
      new Promise((resolve, reject) => {
        const check = (): void => {
          if (!condition()) return;
          checks.delete(check);
          resolve();
        };
        checks.add(check);
        void ended.then((code) => reject(new Error(`${file} ended with ${code}: ${lines.at(-1)}`)));
        check();
      }),
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
