import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach } from 'vitest';

/** Undone after each test, last first. */
export const cleanup: (() => unknown)[] = [];
afterEach(async () => {
  for (const undo of cleanup.splice(0).toReversed()) await undo();
});

export type Line = Readonly<Record<string, unknown>>;

/** A folder that is removed after the test. */
export function makeFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'plumbline-node-'));
  cleanup.push(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface Child {
  readonly pid: number;
  /** Parsed lines of standard output so far. */
  readonly lines: readonly Line[];
  readonly stderr: () => string;
  /** The first line with this message, now or later. */
  line(message: string): Promise<Line>;
  kill(signal: NodeJS.Signals): void;
  /** The signal or the exit code it ended with. */
  readonly ended: Promise<string>;
}

export interface ChildOptions {
  readonly cwd: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly flags?: readonly string[];
  readonly args?: readonly string[];
}

/** Runs a program of `fixtures` from source, as a process of its own with this environment and no other. */
export function runChild(name: string, { cwd, environment = {}, flags = [], args = [] }: ChildOptions): Child {
  const file = path.join(import.meta.dirname, 'fixtures', name);
  const child = spawn(process.execPath, ['--conditions=plumbline:source', ...flags, file, ...args], {
    cwd,
    env: { ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  cleanup.push(() => child.kill('SIGKILL'));
  const lines: Line[] = [];
  const waiting = new Map<string, (line: Line) => void>();
  createInterface(child.stdout).on('line', (text) => {
    const line = JSON.parse(text) as Line;
    lines.push(line);
    waiting.get(String(line['msg']))?.(line);
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  // `close` and not `exit`: only then has all of its output been read.
  const ended = new Promise<string>((resolve) => {
    child.once('close', (code, signal) => resolve(signal ?? String(code)));
  });
  return {
    pid: child.pid ?? 0,
    lines,
    stderr: () => stderr,
    line: (message) =>
      Promise.race([
        new Promise<Line>((resolve) => {
          const there = lines.find(({ msg }) => msg === message);
          if (there) resolve(there);
          else waiting.set(message, resolve);
        }),
        ended.then((how) => Promise.reject(new Error(`ended with ${how} before "${message}": ${stderr}`))),
      ]),
    kill: (signal) => void child.kill(signal),
    ended,
  };
}

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** An address that accepts connections and never answers. */
export async function startBlackHole(): Promise<string> {
  const server = createServer((socket) => socket.on('error', () => undefined));
  const port = await listen(server);
  cleanup.push(() => server.close());
  return `http://127.0.0.1:${port}`;
}
