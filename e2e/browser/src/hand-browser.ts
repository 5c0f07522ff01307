import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { type BrowserContext, chromium } from 'playwright-core';
import { chromiumPath, handArguments } from './chromium.ts';

/** A Chromium with its profile on disk, which can die as a whole and be started again. */
export interface HandBrowser extends AsyncDisposable {
  readonly context: BrowserContext;
  /** SIGKILL for every process of it at once, as when the machine loses its power but for what is in the disk's cache. */
  kill(): Promise<void>;
  /** SIGKILL for the processes that pages run in, also for one that hangs; the browser itself lives on. */
  killPages(): void;
}

/** The processes of a group that run pages. */
function pagesOf(group: number): readonly number[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const ofGroup = Number(readFileSync(`/proc/${name}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[2]);
      const runsPages = readFileSync(`/proc/${name}/cmdline`, 'utf8').includes('--type=renderer');
      return ofGroup === group && runsPages ? [Number(name)] : [];
    } catch {
      return [];
    }
  });
}

const READY_WITHIN_MS = 60_000;

/** The port of its DevTools, and the path of the connection to the browser as a whole. */
async function portOf(profile: string, child: ChildProcess): Promise<readonly [port: string, path: string]> {
  const file = path.join(profile, 'DevToolsActivePort');
  const deadline = Date.now() + READY_WITHIN_MS;
  while (!existsSync(file) || readFileSync(file, 'utf8').indexOf('\n') < 1) {
    if (Date.now() > deadline || child.exitCode !== null) throw new Error('Chromium did not become ready');
    await pause(20);
  }
  const [port = '', devTools = ''] = readFileSync(file, 'utf8').split('\n');
  return [port, devTools];
}

/** The processes of a Chromium that nothing is connected to yet. */
export interface HandProcess {
  readonly pid: number;
  readonly port: string;
  /** Where the DevTools of the browser as a whole are. */
  readonly address: string;
  /** SIGKILL for every process of it. */
  kill(): Promise<void>;
}

/** Spawns Chromium on a profile; every request goes to `proxy`. */
export async function spawnByHand(proxy: string, profile: string): Promise<HandProcess> {
  // Left by one that was killed: the port of nobody, and a lock in the name of a process that is gone.
  for (const name of ['DevToolsActivePort', 'SingletonLock']) rmSync(path.join(profile, name), { force: true });
  // Its own process group, so that nothing of it outlives the test.
  const child = spawn(chromiumPath(), handArguments(proxy, profile), { detached: true, stdio: 'ignore' });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const kill = async (): Promise<void> => {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
      process.kill(-child.pid, 'SIGKILL');
    }
    await ended;
  };
  const [port, devTools] = await portOf(profile, child);
  return { pid: child.pid ?? 0, port, address: `ws://127.0.0.1:${port}${devTools}`, kill };
}

/** Starts Chromium on a profile; every request goes to `proxy`. */
export async function startHandBrowser(proxy: string, profile: string): Promise<HandBrowser> {
  const spawned = await spawnByHand(proxy, profile);
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${spawned.port}`);
  const [context] = browser.contexts();
  if (context === undefined) throw new Error('Chromium has no profile open');
  const kill = async (): Promise<void> => {
    await spawned.kill();
    await browser.close();
  };
  const killPages = (): void => pagesOf(spawned.pid).forEach((pid) => process.kill(pid, 'SIGKILL'));
  return { context, kill, killPages, [Symbol.asyncDispose]: kill };
}
