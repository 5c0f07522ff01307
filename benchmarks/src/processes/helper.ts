import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';

/** A program below `processes/` that is asked over its channel and ends with the side that started it. */
export interface Helper extends Disposable {
  /** Sends a message and waits for the next answer. */
  ask<Answer>(message: object): Promise<Answer>;
  /** What the program says by itself when it is ready. */
  hear<Answer>(): Promise<Answer>;
}

const nextMessage = <Answer>(child: ChildProcess): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const onMessage = (message: unknown): void => {
      child.off('exit', onExit);
      resolve(message as Answer);
    };
    const onExit = (code: number | null): void => {
      child.off('message', onMessage);
      reject(new Error(`the helper process ended with ${code}`));
    };
    child.once('message', onMessage);
    child.once('exit', onExit);
  });

export function startHelper(
  program:
    | 'audit-sealer'
    | 'audit-verifier'
    | 'hostile-worker'
    | 'ingest-load'
    | 'load-client'
    | 'otlp-receiver'
    | 'sentry-ingest',
  args: readonly string[] = [],
): Helper {
  const child = fork(path.join(import.meta.dirname, `${program}.ts`), args, {
    // A profile of the side is not a profile of its helpers; whether packages come from source is the same for both.
    execArgv: ['--no-warnings', ...process.execArgv.filter((flag) => flag.startsWith('--conditions='))],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  return {
    hear: () => nextMessage(child),
    ask(message) {
      const answer = nextMessage(child);
      child.send(message);
      return answer as Promise<never>;
    },
    [Symbol.dispose]: () => void child.kill('SIGKILL'),
  };
}
