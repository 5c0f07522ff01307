import { mkdirSync, realpathSync, statSync } from 'node:fs';
import { Agent, type AgentOptions } from 'node:http';
import { type Log, noopLog, PlumblineError } from '@plumbline/core';
import { acquireLease } from './embedded/acquire-lease.ts';

export interface EmbeddedOptions {
  /** Folder of the data, on a local disk. It is made when absent, readable by this user alone. Services may share it. */
  readonly directory: string;
  /** Told when the child process is found, started or lost, and when it takes long to start. @default noopLog */
  readonly log?: Log;
  /**
   * Milliseconds that a child process may take to answer. One that ends is seen at once; one that only takes longer goes on,
   * and the next start may find it. @default 60000
   */
  readonly startTimeoutMs?: number;
  /** Ends the wait for the child process: the start rejects with the signal's reason. @default none */
  readonly signal?: AbortSignal;
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

/**
 * Opening chDB takes 0.2 s. Where its library is not in memory yet, 470 MB are read: 1 s from a fast disk, 13 s at 40 MB/s and
 * 25 s at 20 MB/s, all measured.
 */
const START_MS = 60_000;

/** Sockets of one client: chDB runs four statements at a time, one for each thread of libuv. */
const MAX_SOCKETS = 8;

/**
 * Makes embedded ClickHouse available: chDB in a child process behind ClickHouse's HTTP interface on a unix socket. The
 * first service of a directory starts the child, the others share it, and it ends after the last of them, however that
 * ended. Throws PLB_ADAPTER_DEPENDENCY where `chdb` is missing, else PLB_EMBEDDED_START or PLB_EMBEDDED_BUSY.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const { log = noopLog, startTimeoutMs = START_MS, signal } = options;
  const directory = prepareDirectory(options.directory);
  const onSlow = (pid: number | undefined): void =>
    log.warn({ pid }, 'embedded ClickHouse takes long to start; it is waited for');
  const lease = await acquireLease(directory, { startTimeoutMs, signal, onSlow });
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
