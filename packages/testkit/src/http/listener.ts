import { once } from 'node:events';
import type { Server } from 'node:http';
import { type AddressInfo, type Server as NetServer } from 'node:net';

/** A listener on 127.0.0.1 that can go and come back on the same port. */
export interface Listener {
  readonly url: string;
  readonly port: number;
  /** Listens again; nothing happens where it does already. */
  start(): Promise<void>;
  /** Refuses connections and cuts those that are open. */
  stop(): Promise<void>;
}

/** Another process can hold the port for a moment between two lives of the listener. */
const LISTEN_TRIES = 20;
const LISTEN_PAUSE_MS = 50;

async function listen(server: NetServer, port: number): Promise<void> {
  for (let left = LISTEN_TRIES; ; left -= 1) {
    server.listen(port, '127.0.0.1');
    try {
      await once(server, 'listening');
      return;
    } catch (error) {
      if (left === 0 || (error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
      await new Promise((resolve) => setTimeout(resolve, LISTEN_PAUSE_MS));
    }
  }
}

/** Listens on a port, 0 for a free one. `cut` ends what is open where the server cannot do so itself. */
export async function createListener(server: Server | NetServer, wanted: number, cut?: () => void): Promise<Listener> {
  await listen(server, wanted);
  const { port } = server.address() as AddressInfo;
  // One change after the other: a listener that is closing cannot listen.
  let last: Promise<void> = Promise.resolve();
  const then = (step: () => Promise<void>): Promise<void> => (last = last.then(step, step));
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    start: () =>
      then(async () => {
        if (!server.listening) await listen(server, port);
      }),
    stop: () =>
      then(async () => {
        if (!server.listening) return;
        const closed = once(server, 'close');
        server.close();
        cut?.();
        if ('closeAllConnections' in server) server.closeAllConnections();
        await closed;
      }),
  };
}
