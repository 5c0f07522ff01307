import { mkdirSync, realpathSync, statSync } from 'node:fs';
import { Agent, type AgentOptions } from 'node:http';
import { type Log, noopLog, PlumblineError, systemClock, wait } from '@plumbline/core';
import { embeddedPaths, exitCodes } from './embedded/protocol.ts';
import { type Lease, type NoLease, requestLease } from './embedded/request-lease.ts';
import { type Owner, spawnOwner } from './embedded/spawn-owner.ts';

export interface EmbeddedOptions {
  /** Folder of the data, on a local disk. It is made when absent, readable by this user alone. Services may share it. */
  readonly directory: string;
  /** Told when the child process is found, started or lost. @default noopLog */
  readonly log?: Log;
  /** Milliseconds until a child process that does not answer counts as failed. @default 15000 */
  readonly startTimeoutMs?: number;
}

/** What `createClient` of `@clickhouse/client` needs to reach the child process. */
export interface EmbeddedClientOptions {
  readonly url: string;
  readonly http_agent: Agent;
}

/** The use of one directory of embedded ClickHouse by this process. */
export interface EmbeddedServer extends AsyncDisposable {
  readonly socketPath: string;
  /** Process ID of the child that owns the directory; another service may have started it. */
  readonly pid: number;
  /** False once the child has gone; start again then. */
  readonly alive: boolean;
  /** Options for one client; each call makes an agent of its own. */
  clientOptions(): EmbeddedClientOptions;
  /** Ends the use. About a second after the last service has done so, the child closes the engine and exits. */
  release(): Promise<void>;
}

/** Opening chDB takes 0.1 s on an empty folder; recovering many parts after a crash takes seconds. */
const START_MS = 15_000;

/** How often the starting process looks for the socket: until it is there, one failed opening of a file, 0.02 ms. */
const POLL_MS = 4;

/** A process that lost the race waits this long before it tries to own the directory itself: the winner answers sooner. */
const LOST_RACE_MS = 500;

/** Sockets of one client: chDB runs four statements at a time, one for each thread of libuv. */
const MAX_SOCKETS = 8;

/**
 * Makes embedded ClickHouse available: chDB in a child process behind ClickHouse's HTTP interface on a unix socket. The
 * first service of a directory starts the child, the others share it, and it ends after the last of them, however that
 * ended. Throws PLB_ADAPTER_DEPENDENCY where `chdb` is missing, else PLB_EMBEDDED_START or PLB_EMBEDDED_BUSY.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const { log = noopLog, startTimeoutMs = START_MS } = options;
  const directory = prepareDirectory(options.directory);
  const lease = await acquire(directory, startTimeoutMs);
  log.debug({ pid: lease.pid }, 'embedded ClickHouse is ready');
  let released = false;
  const tell = async (): Promise<void> => {
    await lease.ended;
    if (!released) log.warn({ pid: lease.pid }, 'embedded ClickHouse has gone');
  };
  void tell();
  const release = async (): Promise<void> => {
    released = true;
    lease.release();
    await lease.ended;
  };
  return {
    socketPath: lease.socketPath,
    pid: lease.pid,
    get alive() {
      return lease.held;
    },
    clientOptions: () => ({ url: 'http://localhost', http_agent: socketAgent(lease.socketPath) }),
    release,
    [Symbol.asyncDispose]: release,
  };
}

function prepareDirectory(directory: string): string {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    return realpathSync(directory);
  } catch (cause) {
    const what = isFile(directory) ? 'is a file, not a folder' : 'cannot be made';
    throw new PlumblineError('PLB_EMBEDDED_START', `embedded ClickHouse: \`embedded.directory\` ${what}`, {
      cause,
      fix: 'Let PLUMBLINE_CLICKHOUSE_EMBEDDED_DIR or `embedded.directory` name a folder that this process may create and write.',
    });
  }
}

const isFile = (name: string): boolean => statSync(name, { throwIfNoEntry: false })?.isFile() ?? false;

function socketAgent(socketPath: string): Agent {
  // Node takes `socketPath` from the agent's options for each request; its types know it for requests only.
  const options: AgentOptions & { socketPath: string } = { socketPath, keepAlive: true, maxSockets: MAX_SOCKETS };
  return new Agent(options);
}

async function acquire(directory: string, startTimeoutMs: number): Promise<Lease> {
  const { state } = embeddedPaths(directory);
  const deadline = systemClock.monotonic() + startTimeoutMs;
  let owner: Owner | undefined;
  let locked = false;
  let answer: Lease | NoLease;
  let spawnAt = 0;
  for (;;) {
    answer = await requestLease(state);
    if (typeof answer === 'object') return answer;
    const now = systemClock.monotonic();
    if (answer === 'other-version' || now >= deadline) break;
    if (owner?.exit) {
      if (owner.exit.code === exitCodes.locked) locked = true;
      else if (owner.exit.code !== 0) throw startError(owner);
      spawnAt = now + LOST_RACE_MS;
      owner = undefined;
    }
    // chDB's lock decides between processes that start at once; whoever loses finds the winner's socket.
    if (now >= spawnAt) owner ??= spawnOwner(directory);
    await wait(systemClock, POLL_MS, { keepAlive: true });
  }
  if (locked || answer !== 'absent') throw busyError(answer);
  throw startError(owner);
}

function busyError(answer: NoLease): PlumblineError {
  return answer === 'other-version'
    ? new PlumblineError('PLB_EMBEDDED_BUSY', 'embedded ClickHouse: the owner of `directory` is another version', {
        fix: 'Use one version of @plumbline/adapter-clickhouse in all services that share the directory.',
      })
    : new PlumblineError('PLB_EMBEDDED_BUSY', 'embedded ClickHouse: the owner of `directory` does not answer');
}

function startError(owner: Owner | undefined): PlumblineError {
  if (owner?.exit?.code === exitCodes.missing) {
    // Another code than a failed start has: what is not installed will not come by itself, so events end the start with it.
    return new PlumblineError('PLB_ADAPTER_DEPENDENCY', 'embedded ClickHouse: `chdb` cannot be imported', {
      fix:
        'Install it with `npm i chdb` (Linux with glibc, or macOS), or set CLICKHOUSE_URL to use a server; ' +
        'PLUMBLINE_CLICKHOUSE_EMBEDDED_DIR or the option `embedded` or `development` asked for the embedded one.',
    });
  }
  const how = owner?.exit ? `ended with ${owner.exit.signal ?? `code ${owner.exit.code}`}` : 'did not answer in time';
  return new PlumblineError('PLB_EMBEDDED_START', `embedded ClickHouse: the child process ${how}`, {
    fix: 'Read `server.log` in the directory; or set CLICKHOUSE_URL to use a server.',
  });
}
