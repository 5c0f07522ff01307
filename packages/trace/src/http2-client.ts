import type { ClientHttp2Session, ClientHttp2Stream } from 'node:http2';
import { type Binding, guarded, type Subscription } from './binding.ts';
import { changeable, fixed, readHeader, type RequestHeaders } from './http2-headers.ts';
import { isUndici, markUndici, sessionPrototype, targetOf } from './http2-session.ts';
import { beginOutgoing, endOutgoing, type Outgoing } from './outgoing.ts';

/** Requests of `node:http2` clients, with gRPC's among them. */
export interface Http2Client {
  readonly subscriptions: readonly Subscription[];
  /** Stands before `request` of every session, so that headers can be put on; answers with what ends it. Loads `node:http2`. */
  readonly intercept: () => () => void;
}

/** A stream that never began says so itself, and in its cause why: the connection was refused. */
function reasonOf(error: unknown): unknown {
  const { code, cause } = (error ?? {}) as { readonly code?: unknown; readonly cause?: unknown };
  return (code === 'ERR_HTTP2_STREAM_CANCEL' ? cause : undefined) ?? error ?? 'unknown';
}

const methodOf = (headers: RequestHeaders): string => readHeader(headers, ':method') ?? 'GET';

export function createHttp2Client(binding: Binding): Http2Client {
  const running = new WeakMap<object, Outgoing>();
  /** Within `request` of ours: its stream is tracked there, with the headers that can still be changed. */
  let intercepted = false;

  const track = (stream: ClientHttp2Stream, outgoing: Outgoing): void => {
    running.set(stream, outgoing);
    // The one event that follows every end, after the error that led to it.
    stream.on('close', () =>
      guarded(binding.log, 'binding', () => {
        if (outgoing.error === undefined && (stream.rstCode ?? 0) !== 0) outgoing.error = { code: 'aborted' };
        endOutgoing(binding, outgoing);
      }),
    );
  };

  function onCreated(stream: ClientHttp2Stream, headers: RequestHeaders): void {
    const { session, id } = stream;
    // Streams of even numbers are pushed by the server: nobody here asked for them.
    const isPushed = id !== undefined && id % 2 === 0;
    if (intercepted || isPushed || !session || isUndici(session as ClientHttp2Session)) return;
    const outgoing = beginOutgoing(binding, targetOf(session, methodOf(headers)), fixed(headers));
    if (outgoing) track(stream, outgoing);
  }

  const on = (name: string, handle: (message: { stream: ClientHttp2Stream } & Record<string, unknown>) => void) => ({
    channel: `http2.client.stream.${name}`,
    onMessage: (message: unknown) => guarded(binding.log, 'binding', () => handle(message as never)),
  });
  const set = (stream: object, fields: Partial<Pick<Outgoing, 'status' | 'error'>>): void => {
    const outgoing = running.get(stream);
    if (outgoing) Object.assign(outgoing, fields);
  };
  const connected = (message: unknown): void => {
    guarded(binding.log, 'binding', () => markUndici((message as { socket: object }).socket));
  };

  return {
    subscriptions: [
      { channel: 'undici:client:connected', onMessage: connected },
      on('created', ({ stream, headers }) => onCreated(stream, headers as RequestHeaders)),
      on('finish', ({ stream, headers }) =>
        set(stream, { status: Number(readHeader(headers as RequestHeaders, ':status') ?? 0) }),
      ),
      on('error', ({ stream, error }) => set(stream, { error: reasonOf(error) })),
    ],
    intercept() {
      const prototype = sessionPrototype(process.getBuiltinModule('node:http2'));
      const { request: original } = prototype;
      let active = true;
      function request(this: ClientHttp2Session, ...args: unknown[]): object {
        if (!active || isUndici(this)) return original.apply(this, args);
        const given = args[0] as RequestHeaders;
        const { sent, headers } = changeable(given);
        let outgoing: Outgoing | undefined;
        guarded(binding.log, 'binding', () => {
          outgoing = beginOutgoing(binding, targetOf(this, methodOf(given)), headers);
        });
        intercepted = true;
        try {
          const stream = original.call(this, outgoing ? sent : given, ...args.slice(1));
          if (outgoing) track(stream as ClientHttp2Stream, outgoing);
          return stream;
        } catch (error) {
          if (outgoing) endOutgoing(binding, Object.assign(outgoing, { error: error ?? 'unknown' }));
          throw error;
        } finally {
          intercepted = false;
        }
      }
      prototype.request = request;
      return () => {
        active = false;
        if (prototype.request === request) prototype.request = original;
      };
    },
  };
}
