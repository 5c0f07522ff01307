import type { RequestContext } from '@plumbline/core/context';
import { currentContext } from '@plumbline/core/scope';

/** A server of `node:http`, as far as it is used here. */
export interface HttpServer {
  readonly listening: boolean;
  close(): unknown;
}

/** Ends one request in every layer; `cut` says that nobody waits for its response any longer. */
type End = (cut: boolean) => void;

/** The requests whose response has not closed, and the servers that requests came to. */
export interface InFlight {
  add(context: RequestContext, end: End): void;
  /** False where the request was ended before. */
  remove(context: RequestContext): boolean;
  see(server: HttpServer): void;
  size(): number;
  settled(): Promise<void>;
  cutOff(): number;
  closeServers(): void;
}

/** Servers that are not kept from the garbage collector, which a test that opens many relies on. */
function createServerList(): Pick<InFlight, 'see' | 'closeServers'> {
  const seen = new WeakSet<HttpServer>();
  let known: WeakRef<HttpServer>[] = [];
  let isClosing = false;
  const close = (server: HttpServer | undefined): void => void (server?.listening && server.close());
  return {
    see(server) {
      if (seen.has(server)) return;
      seen.add(server);
      known = [...known.filter((one) => one.deref()?.listening), new WeakRef(server)];
      if (isClosing) close(server);
    },
    closeServers() {
      isClosing = true;
      for (const one of known) close(one.deref());
    },
  };
}

export function createInFlight(): InFlight {
  const ends = new Map<RequestContext, End>();
  let waiting: (() => void)[] = [];
  const remove = (context: RequestContext): boolean => {
    const isFirst = ends.delete(context);
    for (const check of waiting) check();
    return isFirst;
  };
  return {
    ...createServerList(),
    add: (context, end) => void ends.set(context, end),
    remove,
    size: () => ends.size,
    settled: () =>
      new Promise((resolve) => {
        // A request that waits for the others must not wait for itself.
        const own = currentContext();
        const check = (): void => {
          if (ends.size > (own !== undefined && ends.has(own) ? 1 : 0)) return;
          waiting = waiting.filter((one) => one !== check);
          resolve();
        };
        waiting.push(check);
        check();
      }),
    cutOff() {
      const all = [...ends];
      for (const [context, end] of all) if (remove(context)) end(true);
      return all.length;
    },
  };
}
