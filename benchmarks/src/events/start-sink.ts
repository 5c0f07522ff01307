import { fork } from 'node:child_process';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A sink that has counted nothing new for so long has got all there is. */
const QUIET_MS = 1_500;
const POLL_MS = 50;

/** What takes events over HTTP and counts them, in a process of its own. */
export interface Sink extends Disposable {
  readonly origin: string;
  /** Events that arrived, once no more do. */
  arrived(wanted: number): Promise<number>;
}

export async function startSink(): Promise<Sink> {
  const child = fork(path.join(import.meta.dirname, 'sink.ts'), [], {
    execArgv: ['--no-warnings'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const next = <T>(): Promise<T> => new Promise((resolve) => child.once('message', (message) => resolve(message as T)));
  const { port } = await next<{ port: number }>();
  const count = async (): Promise<number> => {
    const answer = next<{ events: number }>();
    child.send({});
    return (await answer).events;
  };
  return {
    origin: `http://127.0.0.1:${port}`,
    async arrived(wanted) {
      let seen = await count();
      for (let quiet = 0; quiet < QUIET_MS && seen < wanted; quiet += POLL_MS) {
        await sleep(POLL_MS);
        const now = await count();
        if (now > seen) quiet = 0;
        seen = now;
      }
      return seen;
    },
    [Symbol.dispose]: () => void child.kill('SIGKILL'),
  };
}
