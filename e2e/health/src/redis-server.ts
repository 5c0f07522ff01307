import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { freePort, type ServerProcess, startProcess } from './server-process.ts';

const REDIS = '/usr/bin/redis-server';

/** Debian's server, installed where there is none and this process may. */
function install(): void {
  if (existsSync(REDIS)) return;
  const quiet = {
    stdio: ['ignore', 'ignore', 'inherit'] as ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  };
  execFileSync('apt-get', ['update', '-qq'], quiet);
  execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'redis-server'], quiet);
}

/** A Redis that asks for a password and keeps nothing. */
export async function startRedis(password: string): Promise<ServerProcess> {
  install();
  const cwd = mkdtempSync(path.join(os.tmpdir(), 'redis-'));
  const port = await freePort();
  const settings = { port: String(port), bind: '127.0.0.1', requirepass: password, save: '', dir: cwd };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
  const server = await startProcess({ file: REDIS, args, cwd }, port);
  return {
    ...server,
    async [Symbol.asyncDispose]() {
      await server.stop();
      rmSync(cwd, { recursive: true, force: true });
    },
  };
}
