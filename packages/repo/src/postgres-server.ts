import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';

export interface PostgresOptions {
  /** An existing folder for the data, such as a small file system of its own. @default a new one in the temporary folder */
  readonly directory?: string;
  /** Settings of the server, such as `{ shared_buffers: '16MB' }`. @default those of PostgreSQL, fsync among them */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface PostgresServer extends AsyncDisposable {
  /** Connection string of the database `postgres` as its superuser, over a socket in a temporary folder. */
  readonly url: string;
  readonly version: string;
  /** Folder of its socket, for drivers that do not take it from the connection string. */
  readonly directory: string;
  /** The same as another role. */
  urlAs(role: string): string;
  /** `fast` ends sessions and writes everything; `immediate` is a crash. */
  stop(how?: 'fast' | 'immediate'): Promise<void>;
  /** Starts again after {@link stop}. */
  start(): Promise<void>;
  /** Stops every process of the server where it is, as a host does that swaps or is suspended. */
  freeze(): void;
  /** Ends {@link freeze}. */
  thaw(): void;
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

/** The process and all below it, parents first. */
function family(pid: number): number[] {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        // The name stands in brackets and may hold anything; state and parent follow the last of them.
        const parent = Number(readFileSync(`/proc/${name}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[1]);
        return [{ pid: Number(name), parent }];
      } catch {
        return [];
      }
    });
  const below = (of: number): number[] =>
    parents.filter(({ parent }) => parent === of).flatMap((child) => [child.pid, ...below(child.pid)]);
  return [pid, ...below(pid)];
}

function signalAll(pid: number, signal: 'SIGSTOP' | 'SIGCONT'): void {
  for (const one of family(pid)) {
    try {
      process.kill(one, signal);
    } catch {
      // It has ended meanwhile.
    }
  }
}

interface Home {
  readonly bin: string;
  readonly directory: string;
  readonly data: string;
  readonly as: { readonly cwd: string; readonly env: NodeJS.ProcessEnv; readonly uid?: number; readonly gid?: number };
}

function makeHome(directory: string): Home {
  const bin = binaries();
  const owner = account();
  const data = path.join(directory, 'data');
  mkdirSync(data, { mode: 0o700 });
  if (owner) for (const folder of [directory, data]) chownSync(folder, owner.uid, owner.gid);
  const as = { ...owner, cwd: directory, env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' } };
  const args = ['-D', data, '-U', 'plumbline', '-A', 'trust', '-E', 'UTF8'];
  execFileSync(path.join(bin, 'initdb'), args, { ...as, stdio: 'ignore' });
  return { bin, directory, data, as };
}

async function startIn(
  { bin, directory, data, as }: Home,
  settings: PostgresOptions['settings'],
): Promise<ChildProcess> {
  const given = Object.entries(settings ?? {}).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const args = ['-D', data, '-k', directory, '-c', 'listen_addresses=', ...given];
  const server = spawn(path.join(bin, 'postgres'), args, { ...as, stdio: 'ignore' });
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
    await pause(50);
  }
  return server;
}

/** A real PostgreSQL with fsync on, for one test: a socket in a temporary folder and no port. */
export async function startPostgres(options: PostgresOptions = {}): Promise<PostgresServer> {
  const directory = options.directory ?? mkdtempSync(path.join(os.tmpdir(), 'pg-'));
  const home = makeHome(directory);
  let server: ChildProcess | undefined = await startIn(home, options.settings);
  const urlAs = (role: string): string =>
    `postgresql://${role}@localhost/postgres?host=${encodeURIComponent(directory)}`;
  const each = (signal: 'SIGSTOP' | 'SIGCONT'): void => {
    if (server?.pid !== undefined) signalAll(server.pid, signal);
  };
  const stop = async (how: 'fast' | 'immediate' = 'fast'): Promise<void> => {
    const ending = server;
    server = undefined;
    if (ending === undefined || ending.exitCode !== null) return;
    const ended = new Promise((resolve) => ending.once('exit', resolve));
    ending.kill(how === 'fast' ? 'SIGINT' : 'SIGQUIT');
    await ended;
  };
  return {
    url: urlAs('plumbline'),
    version: execFileSync(path.join(home.bin, 'postgres'), ['--version'], { encoding: 'utf8' }).trim(),
    directory,
    urlAs,
    stop,
    async start() {
      server ??= await startIn(home, options.settings);
    },
    freeze: () => each('SIGSTOP'),
    thaw: () => each('SIGCONT'),
    async [Symbol.asyncDispose]() {
      each('SIGCONT');
      await stop();
      rmSync(home.data, { recursive: true, force: true });
      if (options.directory === undefined) rmSync(directory, { recursive: true, force: true });
    },
  };
}
