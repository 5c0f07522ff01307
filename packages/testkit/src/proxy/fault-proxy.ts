import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { type ProxyFault, type ProxyFaultName, readFault } from './fault.ts';
import { createLink, type Link, type ProxyTarget } from './link.ts';

/** What {@link startFaultProxy} stands in front of. */
export interface FaultProxyOptions {
  readonly to: ProxyTarget;
  /** Port on 127.0.0.1; 0 takes a free one. @default 0 */
  readonly port?: number;
}

/** A TCP proxy on 127.0.0.1 that fails on demand, the same way for every protocol. */
export interface FaultProxy extends AsyncDisposable {
  readonly host: '127.0.0.1';
  readonly port: number;
  /** `http://127.0.0.1:port`, for servers that speak HTTP. */
  readonly url: string;
  /** Connections accepted so far; those that were refused are not seen. */
  readonly connections: number;
  /** Connections that are open now. */
  readonly open: number;
  /** Bytes handed to the server so far. */
  readonly bytesToServer: number;
  /** Bytes handed to the client so far. */
  readonly bytesToClient: number;
  /** Changes what happens from now on; resolves when it holds. Throws a RangeError for a number that makes no sense. */
  set(fault: ProxyFaultName): Promise<void>;
  /** Resets every open connection; the fault stays as it is. */
  cut(): void;
  close(): Promise<void>;
}

/** Another process can hold the port for a moment between two lives of the listener. */
const LISTEN_TRIES = 20;

async function listen(server: Server, port: number): Promise<void> {
  for (let left = LISTEN_TRIES; ; left -= 1) {
    server.listen(port, '127.0.0.1');
    try {
      await once(server, 'listening');
      return;
    } catch (error) {
      if (left === 0 || (error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || port === 0) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** Starts a proxy. Close it, or hold it with `await using`. */
export async function startFaultProxy(options: FaultProxyOptions): Promise<FaultProxy> {
  const { to, port: wanted = 0 } = options;
  const links = new Set<Link>();
  const moved = { request: 0, reply: 0 };
  let connections = 0;
  let fault: ProxyFault = { kind: 'pass' };
  const state = {
    to,
    fault: () => fault,
    count: (direction: 'request' | 'reply', bytes: number) => void (moved[direction] += bytes),
  };

  const accept = (client: Socket): void => {
    connections += 1;
    client.setNoDelay(true);
    if (fault.kind === 'reset' || fault.kind === 'refuse') {
      client.on('error', () => undefined);
      return void client.resetAndDestroy();
    }
    const link = createLink(client, state, () => links.delete(link));
    links.add(link);
  };
  const server = createServer({ allowHalfOpen: true }, accept);
  await listen(server, wanted);
  const { port } = server.address() as AddressInfo;
  const cut = (): void => {
    for (const link of links) link.reset();
  };
  const stop = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    cut();
    await closed;
  };
  const apply = async (next: ProxyFault): Promise<void> => {
    fault = next;
    for (const link of links) link.changed();
    if (next.kind === 'reset') cut();
    if (next.kind === 'refuse') return stop();
    if (!server.listening) await listen(server, port);
  };
  // One change after the other: a listener that is closing cannot listen.
  let last: Promise<void> = Promise.resolve();
  const close = (): Promise<void> => (last = last.then(stop, stop));
  return {
    host: '127.0.0.1',
    port,
    url: `http://127.0.0.1:${port}`,
    get connections() {
      return connections;
    },
    get open() {
      return links.size;
    },
    get bytesToServer() {
      return moved.request;
    },
    get bytesToClient() {
      return moved.reply;
    },
    async set(next) {
      const read = readFault(next);
      last = last.then(() => apply(read));
      return last;
    },
    cut,
    close,
    [Symbol.asyncDispose]: close,
  };
}
