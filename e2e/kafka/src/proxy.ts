import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { ProxyFaultName } from '@plumbline/testkit/servers';

/** A fault proxy in a process of its own. */
export interface Proxy {
  readonly port: number;
  /** Changes what happens from now on; resolves when it holds. */
  set(fault: ProxyFaultName): Promise<void>;
  close(): Promise<void>;
}

/** Starts a proxy before a port of this machine. */
export async function startProxy(to: number): Promise<Proxy> {
  const child = fork(path.join(import.meta.dirname, 'proxy-program.ts'), [String(to)], {
    execArgv: ['--conditions=plumbline:source'],
  });
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  return {
    port,
    async set(fault) {
      const done = once(child, 'message');
      child.send({ fault });
      await done;
    },
    async close() {
      const gone = once(child, 'exit');
      child.disconnect();
      await gone;
    },
  };
}
