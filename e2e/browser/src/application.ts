import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import type { EventsSnapshot } from '@plumbline/events';

const PROGRAM = path.join(import.meta.dirname, 'service.ts');

/** Folders that outlive the process of the application. */
export interface ApplicationFolders {
  readonly storage: string;
  readonly spool: string;
}

export interface ApiCall {
  readonly path: string;
  readonly host: string;
  readonly traceparent: string;
  readonly traceId: string;
}

/** The application as a process of its own, which can be killed and started again. */
export interface Application extends AsyncDisposable {
  /** Undefined while it does not run. */
  readonly port: number | undefined;
  /** What the process wrote to its standard outputs since the first start. */
  readonly output: string;
  start(): Promise<void>;
  /** SIGKILL: what it had accepted is on disk or lost. */
  kill(): Promise<void>;
  snapshot(): Promise<EventsSnapshot & { readonly pending: number }>;
  /** Waits until what was accepted is in the store. */
  flush(): Promise<void>;
  calls(): Promise<readonly ApiCall[]>;
}

interface Message {
  readonly port?: number;
  readonly said?: unknown;
}

const nextMessage = (child: ChildProcess): Promise<Message> =>
  new Promise((resolve, reject) => {
    const ended = (): void => reject(new Error('the application ended before it answered'));
    child.once('exit', ended);
    child.once('message', (message) => {
      child.off('exit', ended);
      resolve(message as Message);
    });
  });

/** Makes the application with the scripts of the pages named; it runs after `start`. */
export function createApplication(folders: ApplicationFolders, scripts: readonly string[]): Application {
  let child: ChildProcess | undefined;
  let port: number | undefined;
  let output = '';
  let asking: Promise<unknown> = Promise.resolve();
  const note = (part: Buffer): void => void (output += part.toString());
  const ask = (what: string): Promise<unknown> => {
    const answered = asking.then(async () => {
      if (child === undefined) throw new Error('the application does not run');
      const message = nextMessage(child);
      child.send(what);
      return (await message).said;
    });
    asking = answered.catch(() => undefined);
    return answered;
  };
  const ended = (of: ChildProcess): Promise<unknown> =>
    of.exitCode === null && of.signalCode === null
      ? new Promise((resolve) => of.once('exit', resolve))
      : Promise.resolve();
  return {
    get port() {
      return port;
    },
    get output() {
      return output;
    },
    async start() {
      if (child !== undefined) return;
      child = fork(PROGRAM, [folders.storage, folders.spool, scripts.join(',')], {
        execArgv: ['--conditions=plumbline:source'],
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      });
      child.stdout?.on('data', note);
      child.stderr?.on('data', note);
      ({ port } = await nextMessage(child).catch((error: unknown) => {
        throw new Error(`the application did not start:\n${output}`, { cause: error });
      }));
    },
    async kill() {
      const killed = child;
      child = undefined;
      port = undefined;
      if (killed === undefined) return;
      killed.kill('SIGKILL');
      await ended(killed);
    },
    snapshot: () => ask('snapshot') as Promise<EventsSnapshot & { readonly pending: number }>,
    flush: async () => void (await ask('flush')),
    calls: () => ask('calls') as Promise<readonly ApiCall[]>,
    async [Symbol.asyncDispose]() {
      const stopped = child;
      child = undefined;
      if (stopped === undefined) return;
      if (stopped.connected) stopped.disconnect();
      await ended(stopped);
    },
  };
}
