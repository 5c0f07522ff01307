import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, openSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { text } from 'node:stream/consumers';
import type { ServerProcess } from './server-process.ts';
import { until } from './until.ts';

/** Has `pg`, as an application does. */
const APPLICATION = path.resolve(import.meta.dirname, '..');
const PROGRAM = path.resolve(APPLICATION, '../../packages/cli/src/main.ts');

/** The audit trail of both replicas, sealed and anchored by a process of its own. */
export interface Trail extends Pick<ServerProcess, 'stop'> {
  /** Verifies it against the anchors, with a record of that in the trail; what was printed. Throws where it is not intact. */
  verify(): Promise<string>;
}

function plumbline(url: string, stdio: 'pipe' | number, ...args: readonly string[]): ChildProcess {
  return spawn(process.execPath, ['--conditions=plumbline:source', '--no-warnings', PROGRAM, 'audit', ...args], {
    cwd: APPLICATION,
    env: { PATH: process.env['PATH'] ?? '', PLUMBLINE_AUDIT_DATABASE_URL: url },
    stdio: ['ignore', stdio, stdio],
  });
}

async function run(url: string, ...args: readonly string[]): Promise<string> {
  const child = plumbline(url, 'pipe', ...args);
  const ended = once(child, 'close') as Promise<[number | null]>;
  const printed = [child.stdout, child.stderr].flatMap((stream) => (stream ? [text(stream)] : []));
  const said = (await Promise.all(printed)).join('');
  const [code] = await ended;
  if (code !== 0) throw new Error(`plumbline audit ${args[0]} ended with ${code}: ${said}`);
  return said;
}

/** Starts the sealer, and verifies once the first records are sealed and anchored. */
export async function startTrail(url: string, directory: string): Promise<Trail> {
  const [key, anchors] = [path.join(directory, 'seal.pem'), path.join(directory, 'anchors.jsonl')];
  await run(url, 'keygen', '--key', key);
  const log = openSync(path.join(directory, 'sealer.log'), 'a');
  const sealer = plumbline(url, log, 'seal', '--key', key, '--anchor-file', anchors, '--anchor-every', '5s');
  const onExit = (): void => void sealer.kill('SIGKILL');
  process.once('exit', onExit);
  const ended = once(sealer, 'close');
  const trail: Trail = {
    verify: () => run(url, 'verify', '--public-key', `${key}.pub`, '--anchor', anchors, '--record'),
    async stop() {
      process.off('exit', onExit);
      sealer.kill('SIGTERM');
      await ended;
    },
  };
  try {
    await until('the first anchor of the audit trail', () => {
      if (sealer.exitCode !== null) throw new Error(`the sealer ended; its log is in ${directory}`);
      return existsSync(anchors);
    });
    await trail.verify();
    return trail;
  } catch (error) {
    await trail.stop();
    throw error;
  }
}
