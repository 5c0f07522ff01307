import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import process from 'node:process';
import { until } from './until.ts';

export interface ServerOptions {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Standard output and errors. */
  readonly logFile: string;
  /** Answers with a status of success when it is ready. */
  readonly readyUrl: string;
}

/** A server in a process of its own. */
export interface ServerProcess {
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void;
  /** Ends it, frozen or not; resolves when it is gone. */
  stop(): Promise<void>;
}

const STOP_MS = 10_000;

export const answers = (url: string): Promise<boolean> =>
  fetch(url).then(
    async (response) => {
      await response.arrayBuffer();
      return response.ok;
    },
    () => false,
  );

async function end(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  child.kill('SIGCONT');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await ended;
  clearTimeout(timer);
}

/** Starts a server and waits until it is ready; throws where it ends before. */
export async function startServer(options: ServerOptions): Promise<ServerProcess> {
  const { args, command, cwd, environment = {}, logFile, name, readyUrl } = options;
  const log = openSync(logFile, 'a');
  const env = { PATH: process.env['PATH'] ?? '', HOME: cwd, ...environment };
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', log, log] });
  const onExit = (): void => void child.kill('SIGKILL');
  process.once('exit', onExit);
  let isOver = false;
  child.once('close', () => {
    isOver = true;
    process.off('exit', onExit);
  });
  const ended = once(child, 'close');
  await until(`${name} to be ready (${logFile})`, () => {
    if (isOver) throw new Error(`${name} ended before it was ready; its log is ${logFile}`);
    return answers(readyUrl);
  });
  return { signal: (signal) => void child.kill(signal), stop: () => end(child, ended) };
}
