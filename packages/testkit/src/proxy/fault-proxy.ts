import { createServer, type Socket } from 'node:net';
import { createListener } from '../http/listener.ts';
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
  const cut = (): void => {
    for (const link of links) link.reset();
  };
  const listener = await createListener(server, wanted, cut);
  const { port, url } = listener;
  return {
    host: '127.0.0.1',
    port,
    url,
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
      fault = readFault(next);
      for (const link of links) link.changed();
      if (fault.kind === 'reset') cut();
      return fault.kind === 'refuse' ? listener.stop() : listener.start();
    },
    cut,
    close: () => listener.stop(),
    [Symbol.asyncDispose]: () => listener.stop(),
  };
}
