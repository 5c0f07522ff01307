import { type ChildProcess, spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';

export interface ServiceOptions {
  readonly name: string;
  /** The file that Node runs. */
  readonly entry: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Standard output and errors go here: the log is the record of truth. */
  readonly logFile: string;
  readonly preload?: string;
  readonly port: number;
  readonly readyPath?: string;
}

export interface Service {
  readonly name: string;
  readonly origin: string;
  readonly pid: number;
  /** Milliseconds from the start of the process to its first answer. */
  readonly startMs: number;
  /** SIGTERM, and the exit code or signal it ended with. */
  stop(): Promise<string>;
}

/** The library of the engine is 500 MB; a busy machine that has not read it yet took over a minute. */
const READY_WITHIN_MS = 180_000;
const STOP_WITHIN_MS = 20_000;

/** A port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

/** Starts a service as a process of its own and waits until it answers. */
export async function startService(options: ServiceOptions): Promise<Service> {
  const began = performance.now();
  const log = openSync(options.logFile, 'a');
  const preload = options.preload === undefined ? [] : ['--import', options.preload];
  const child = spawn(process.execPath, [...process.execArgv, ...preload, options.entry], {
    cwd: path.dirname(path.dirname(options.entry)),
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: process.env['HOME'] ?? '',
      ...options.environment,
      PORT: String(options.port),
    },
    stdio: ['ignore', log, log],
  });
  const origin = `http://127.0.0.1:${options.port}`;
  // Whatever ends this process, its services are not left behind.
  const onExit = (): void => void child.kill('SIGTERM');
  process.once('exit', onExit);
  child.once('exit', () => process.off('exit', onExit));
  const ended = new Promise<string>((resolve) => child.once('exit', (code, signal) => resolve(signal ?? String(code))));
  await ready(`${origin}${options.readyPath ?? '/readyz'}`, child, options);
  return {
    name: options.name,
    origin,
    pid: child.pid ?? 0,
    startMs: performance.now() - began,
    async stop() {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
      const how = await ended;
      clearTimeout(timer);
      return how;
    },
  };
}

async function ready(url: string, child: ChildProcess, { name, logFile }: ServiceOptions): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (Date.now() < deadline) {
    if (child.exitCode !== null)
      throw new Error(`${name} ended with code ${child.exitCode} before it was ready; its log is ${logFile}`);
    const answered = await fetch(url).then(
      (response) => response.ok,
      () => false,
    );
    if (answered) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  child.kill('SIGKILL');
  throw new Error(`${name} was not ready after ${READY_WITHIN_MS / 1_000} s; its log is ${logFile}`);
}
