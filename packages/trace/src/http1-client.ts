import type { ClientRequest, IncomingMessage } from 'node:http';
import { type Binding, guarded, type Subscription } from './binding.ts';
import { createTargetReader } from './http1-target.ts';
import { allowsLater, beginOutgoing, endOutgoing, type Outgoing, type OutgoingHeaders } from './outgoing.ts';

/** Headers given as an array are sent as they are: Node has written them before anybody can look. */
const headersOf = (request: ClientRequest): OutgoingHeaders => ({
  read: (name) => request.getHeader(name)?.toString(),
  remove(name) {
    if (!request.headersSent) request.removeHeader(name);
  },
  replace(name, value) {
    if (!request.headersSent) request.setHeader(name, value);
  },
});

const OUTGOING: unique symbol = Symbol('plumbline.outgoing');

type Guarded = ClientRequest & { [OUTGOING]?: Outgoing };
type HeaderSetter = (this: Guarded, ...args: unknown[]) => unknown;

/** Stands before the calls that set one header, `setHeaders` included, which uses the first of them. */
const guardedSetter = (call: 'setHeader' | 'appendHeader'): HeaderSetter =>
  function setIfAllowed(...args) {
    const outgoing = this[OUTGOING];
    if (outgoing && !allowsLater(outgoing, args[0], args[1])) return this;
    const original = (Object.getPrototypeOf(this) as Record<typeof call, HeaderSetter>)[call];
    return original.apply(this, args);
  };
const setHeader = guardedSetter('setHeader');
const appendHeader = guardedSetter('appendHeader');

/** The application has the request only now, and may inject into it as into any other carrier. */
const guardHeaders = (request: ClientRequest, outgoing: Outgoing): void =>
  void Object.assign(request, { [OUTGOING]: outgoing, setHeader, appendHeader });

/** Requests of `node:http` and `node:https`. */
export function http1ClientSubscriptions(binding: Binding): readonly Subscription[] {
  const running = new WeakMap<object, Outgoing>();
  const targetOf = createTargetReader();
  const on = (channel: string, handle: (message: Record<string, unknown>, request: ClientRequest) => void) => ({
    channel,
    onMessage: (message: unknown) =>
      guarded(binding.log, 'binding', () => {
        const fields = message as { request: ClientRequest } & Record<string, unknown>;
        handle(fields, fields.request);
      }),
  });
  return [
    on('http.client.request.created', (_, request) => {
      const outgoing = beginOutgoing(binding, targetOf(request), headersOf(request));
      if (!outgoing) return;
      running.set(request, outgoing);
      guardHeaders(request, outgoing);
      // The one event that follows every end: a whole response, an error, an abort, an upgrade.
      request.on('close', () => guarded(binding.log, 'binding', () => endOutgoing(binding, outgoing)));
    }),
    on('http.client.response.finish', ({ response }, request) => {
      const outgoing = running.get(request);
      if (outgoing) outgoing.status = (response as IncomingMessage).statusCode ?? 0;
    }),
    on('http.client.request.error', ({ error }, request) => {
      const outgoing = running.get(request);
      if (outgoing) outgoing.error = error ?? 'unknown';
    }),
  ];
}
