import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { SinkCounts } from '@plumbline/adapter-kafka/consumer';
import type { SinkOrder } from './sink-program.ts';

/** A sink in a process of its own. */
export interface SinkProcess extends AsyncDisposable {
  /** Resolves once it has joined the group. */
  readonly joined: Promise<void>;
  /** What it said last. */
  counts(): SinkCounts | undefined;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
  /** Lets it end by itself. */
  close(): Promise<void>;
}

const gone = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
};

/** Starts a sink on embedded ClickHouse. */
export function startSink(order: SinkOrder): SinkProcess {
  const child = fork(path.join(import.meta.dirname, 'sink-program.ts'), [JSON.stringify(order)], {
    execArgv: ['--conditions=plumbline:source'],
  });
  let last: SinkCounts | undefined;
  const joined = new Promise<void>((resolve, reject) => {
    child.on('message', (message: { joined?: true; counts?: SinkCounts }) => {
      last = message.counts ?? last;
      if (message.joined) resolve();
    });
    child.once('exit', (code) => reject(new Error(`the sink ended with ${code}`)));
  });
  joined.catch(() => undefined);
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await gone(child);
  };
  return {
    joined,
    counts: () => last,
    kill,
    async close() {
      child.send({ close: true });
      await gone(child);
    },
    [Symbol.asyncDispose]: kill,
  };
}
