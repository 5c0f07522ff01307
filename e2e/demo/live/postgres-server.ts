import { execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

export interface PostgresServer extends AsyncDisposable {
  /** Connection string of the database `postgres`, over a socket in a temporary folder. */
  readonly url: string;
  readonly version: string;
}

const VERSIONS = '/usr/lib/postgresql';
const READY_WITHIN_MS = 120_000;

/** Debian's newest installed server; installs the package where there is none and this process may. */
function binaries(): string {
  if (!existsSync(VERSIONS)) {
    const quiet = {
      stdio: ['ignore', 'ignore', 'inherit'] as ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    };
    execFileSync('apt-get', ['update', '-qq'], quiet);
    execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'postgresql'], quiet);
  }
  const newest = readdirSync(VERSIONS)
    .toSorted((a, b) => Number(a) - Number(b))
    .at(-1);
  if (newest === undefined) throw new Error(`no PostgreSQL server below ${VERSIONS}: install Debian's postgresql`);
  return path.join(VERSIONS, newest, 'bin');
}

/** PostgreSQL refuses to run as root, so its processes get an unprivileged account. */
function account(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

/** A real PostgreSQL with fsync on, for one test: a socket in a temporary folder and no port. */
export async function startPostgres(): Promise<PostgresServer> {
  const bin = binaries();
  const owner = account();
  const directory = mkdtempSync(path.join(os.tmpdir(), 'pg-'));
  const data = path.join(directory, 'data');
  mkdirSync(data, { mode: 0o700 });
  if (owner) for (const folder of [directory, data]) chownSync(folder, owner.uid, owner.gid);
  const as = { ...owner, cwd: directory, env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' } };
  execFileSync(path.join(bin, 'initdb'), ['-D', data, '-U', 'plumbline', '-A', 'trust', '-E', 'UTF8'], {
    ...as,
    stdio: 'ignore',
  });
  const server = spawn(path.join(bin, 'postgres'), ['-D', data, '-k', directory, '-c', 'listen_addresses='], {
    ...as,
    stdio: 'ignore',
  });
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  const answers = (): boolean => {
    try {
      execFileSync(path.join(bin, 'pg_isready'), ['-h', directory, '-q'], as);
      return true;
    } catch {
      return false;
    }
  };
  const deadline = Date.now() + READY_WITHIN_MS;
  while (!answers()) {
    if (Date.now() > deadline || server.exitCode !== null) throw new Error('PostgreSQL did not become ready');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    url: `postgresql://plumbline@localhost/postgres?host=${encodeURIComponent(directory)}`,
    version: execFileSync(path.join(bin, 'postgres'), ['--version'], { encoding: 'utf8' }).trim(),
    async [Symbol.asyncDispose]() {
      server.kill('SIGINT');
      await ended;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
