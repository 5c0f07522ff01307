import { execFileSync, fork, type ChildProcess } from 'node:child_process';
import { closeSync, constants, mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createClient } from '@clickhouse/client';
import { createIdMaker, type OutboundBatch, type OutboundEvent } from '@plumbline/core';
import { startEmbedded } from '../src/embedded.ts';

export const makeId: () => string = createIdMaker();

/** An event of now, with what the test says about it. */
export const makeEvent = (init: Partial<OutboundEvent> = {}): OutboundEvent => ({
  eventId: makeId(),
  name: 'feature_viewed',
  schemaVersion: '2026-05-telemetry-v1',
  occurredAt: Date.now(),
  ingestedAt: Date.now(),
  source: 'api',
  sessionId: 'session-1',
  anonymousUserId: 'user-1',
  orgIdHash: 'org-1',
  routePattern: '/orgs/:id',
  payload: { feature: 'drawer', surface: 'page' },
  ...init,
});

export const makeBatch = (events: readonly OutboundEvent[]): OutboundBatch => ({ id: makeId(), events });

/** Whether a process has ended; one that waits to be reaped has. */
export function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform === 'linux' && /^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return true;
  }
}

/** Resolves as soon as the condition holds; the test's own time limit ends the wait. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 10));
}

export const gone = (pid: number): Promise<void> => until(() => isGone(pid));

export interface TemporaryFolder extends Disposable {
  readonly path: string;
}

/** A folder of its own for a test, removed at its end. */
export function temporaryFolder(prefix = 'plumbline-ch-'): TemporaryFolder {
  const folder = mkdtempSync(path.join(tmpdir(), prefix));
  return { path: folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}

export interface HungEngine {
  /** Resolves once a child process has been started for the folder. */
  started(): Promise<void>;
  /** Lets every child go on; each ends, because what it opened is no database. */
  release(): Promise<void>;
}

/** Opens a pipe for a moment from the other side, without waiting for anybody. */
function poke(pipe: string, flag: number): void {
  try {
    closeSync(openSync(pipe, flag | constants.O_NONBLOCK));
  } catch {
    // Nobody reads from it yet.
  }
}

/** A folder whose engine opens for ever: it waits for the other side of a pipe, as it waits for a disk that does not answer. */
export function hungEngine(directory: string): HungEngine {
  const status = path.join(directory, 'clickhouse/status');
  mkdirSync(path.dirname(status));
  execFileSync('mkfifo', [status]);
  const starts = (): readonly string[] => readdirSync(directory).filter((name) => name.startsWith('start-'));
  return {
    started: () => until(() => starts().length > 0),
    async release() {
      await until(() => {
        poke(status, constants.O_WRONLY);
        poke(status, constants.O_RDONLY);
        return starts().length === 0;
      });
    },
  };
}

/** A separate process of one of the programs in test/programs; it is killed at the end of the test. */
export function startProgram(
  name: string,
  args: readonly string[],
  options: { readonly detached?: boolean } = {},
): ChildProcess & Disposable {
  const file = fileURLToPath(new URL(`programs/${name}`, import.meta.url));
  const child = fork(file, args, {
    ...options,
    execArgv: ['--conditions=plumbline:source'],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  return Object.assign(child, { [Symbol.dispose]: () => void child.kill('SIGKILL') });
}

/** The next message of a program. */
export const nextMessage = <T>(child: ChildProcess): Promise<T> =>
  new Promise((resolve, reject) => {
    child.once('message', (message) => resolve(message as T));
    // `close` comes when what it said has been read, too.
    child.once('close', (code) => reject(new Error(`the program ended with ${code}`)));
  });

/** Keeps the engine of a folder from merging copies away, so that a test sees what was stored. */
export async function stopMerges(directory: string): Promise<void> {
  await using server = await startEmbedded({ directory });
  const client = createClient(server.clientOptions());
  await client.command({ query: 'SYSTEM STOP MERGES' });
  await client.close();
}
