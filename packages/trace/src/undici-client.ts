import { type Binding, guarded, type Subscription } from './binding.ts';
import {
  allowsLater,
  beginAnonymous,
  beginOutgoing,
  endOutgoing,
  type Outgoing,
  type OutgoingHeaders,
} from './outgoing.ts';
import { createUndiciAskers, runAsAsked, UNKNOWN, type UndiciAskers } from './undici-dispatch.ts';

/** The part of undici's request that its channels promise: `headers` is a flat list of names and values. */
interface UndiciRequest {
  readonly origin: string | URL | undefined;
  readonly method: string;
  readonly headers: unknown;
  addHeader(name: string, value: string): unknown;
}

const isNamed = (entry: unknown, name: string): boolean => typeof entry === 'string' && entry.toLowerCase() === name;

/** `addHeader` appends, and a second `traceparent` makes the next hop start a new trace: what is there goes first. */
const headersOf = (request: UndiciRequest): OutgoingHeaders => {
  const list = Array.isArray(request.headers) ? (request.headers as unknown[]) : [];
  const remove = (name: string): void => {
    for (let index = list.length - 2; index >= 0; index -= 2) if (isNamed(list[index], name)) list.splice(index, 2);
  };
  return {
    read(name) {
      const values = list.flatMap((entry, index) => (index % 2 === 0 && isNamed(entry, name) ? [list[index + 1]] : []));
      return values.length === 0 ? undefined : values.flat().map(String).join(', ');
    },
    remove,
    replace(name, value) {
      // undici 5 kept headers as text; what cannot be replaced is left alone rather than doubled.
      if (!Array.isArray(request.headers)) return;
      remove(name);
      request.addHeader(name, value);
    },
  };
};

function begin(binding: Binding, askers: UndiciAskers, request: UndiciRequest): Outgoing | undefined {
  if (request.origin === undefined) return undefined;
  const { hostname: host, port, protocol } = new URL(request.origin);
  const target = { method: request.method, host, port, protocol };
  const asker = askers.of(request);
  if (asker === UNKNOWN) return beginAnonymous(binding, target, headersOf(request));
  let outgoing: Outgoing | undefined;
  runAsAsked(asker, () => {
    outgoing = beginOutgoing(binding, target, headersOf(request));
  });
  return outgoing;
}

/** Instrumentations that subscribed later than we add theirs behind ours: a second `traceparent`, or one for a host without. */
function guardHeaders(request: UndiciRequest, outgoing: Outgoing): void {
  const add = request.addHeader.bind(request);
  request.addHeader = (name, value) => (allowsLater(outgoing, name, value) ? add(name, value) : request);
}

/** Requests of `fetch` and of undici's own clients, bundled with Node or installed. */
export interface UndiciClient {
  readonly subscriptions: readonly Subscription[];
  /** Stands no longer before what undici's dispatchers are asked. */
  readonly end: () => void;
}

export function createUndiciClient(binding: Binding): UndiciClient {
  const running = new WeakMap<object, Outgoing>();
  const askers = createUndiciAskers();
  const on = (name: string, handle: (message: { request: UndiciRequest } & Record<string, unknown>) => void) => ({
    channel: `undici:${name}`,
    onMessage: (message: unknown) => guarded(binding.log, 'binding', () => handle(message as never)),
  });
  const end = (request: UndiciRequest, error?: unknown): void => {
    const outgoing = running.get(request);
    if (!outgoing) return;
    running.delete(request);
    outgoing.error = error;
    endOutgoing(binding, outgoing);
  };
  const subscriptions = [
    on('request:create', ({ request }) => {
      const outgoing = begin(binding, askers, request);
      if (!outgoing) return;
      running.set(request, outgoing);
      guardHeaders(request, outgoing);
    }),
    on('request:headers', ({ request, response }) => {
      const outgoing = running.get(request);
      if (outgoing) outgoing.status = (response as { statusCode: number }).statusCode;
    }),
    on('request:trailers', ({ request }) => end(request)),
    on('request:error', ({ request, error }) => end(request, error ?? 'unknown')),
    on('client:connected', ({ socket }) => askers.connected(socket as object)),
    on('client:connectError', () => askers.failed()),
  ];
  return { subscriptions, end: askers.end };
}
