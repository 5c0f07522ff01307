import type { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import { enterContext } from '@plumbline/core/context';
import { type Binding, guarded, type Subscription } from './binding.ts';
import { createScope, emitWithin } from './emitter-scope.ts';
import { beginExchange, endExchange } from './exchange.ts';
import { pathOf } from './http-names.ts';
import { REQUEST_ID_HEADER, withoutRequestId } from './request-id-header.ts';
import { acceptRequestId } from './request-id.ts';

type Respond = (this: ServerHttp2Stream, ...args: readonly unknown[]) => void;

/** The three calls that send the header block; the compatibility API of `node:http2` uses the first. */
const RESPONDERS = [
  { name: 'respond', headersAt: 0 },
  { name: 'respondWithFD', headersAt: 1 },
  { name: 'respondWithFile', headersAt: 1 },
] as const;

const withId = (headers: unknown, id: string): unknown =>
  Array.isArray(headers)
    ? [...(withoutRequestId(headers) as readonly unknown[]), REQUEST_ID_HEADER, id]
    : { ...(withoutRequestId(headers) as object | undefined), [REQUEST_ID_HEADER]: id };

/** The two calls by which a stream writes; where no headers were sent, Node sends some with the first, past the responders. */
const WRITERS = ['_write', '_writev'] as const;

type Write = (this: ServerHttp2Stream, ...args: unknown[]) => void;

function respondFirst(stream: ServerHttp2Stream): void {
  for (const name of WRITERS) {
    const original = (Object.getPrototypeOf(stream) as Record<string, Write | undefined>)[name];
    if (!original) continue;
    (stream as unknown as Record<string, Write>)[name] = function writeAfterHeaders(...args) {
      if (!this.headersSent && !this.destroyed && !this.closed) this.respond();
      original.apply(this, args);
    };
  }
}

/** HTTP/2 has no header that could be set before the answer, so the calls that send it are stood before. */
function echo(stream: ServerHttp2Stream, id: string): void {
  for (const { name, headersAt } of RESPONDERS) {
    const original = (Object.getPrototypeOf(stream) as Record<string, Respond | undefined>)[name];
    if (!original) continue;
    (stream as unknown as Record<string, Respond>)[name] = function respondWithId(...args) {
      const changed = [...args];
      changed[headersAt] = withId(args[headersAt], id);
      original.apply(this, changed);
    };
  }
  respondFirst(stream);
}

function onCreated(binding: Binding, stream: ServerHttp2Stream, headers: IncomingHttpHeaders): void {
  let ignored = false;
  const { ignore } = binding;
  if (ignore) {
    guarded(binding.log, 'ignore', () => {
      ignored = ignore(pathOf(headers[':path']));
    });
  }
  const exchange = beginExchange(binding, {
    method: headers[':method'],
    scheme: headers[':scheme'] === 'https' ? 'https' : 'http',
    version: '2',
    requestId: acceptRequestId(headers['x-request-id']),
    traceparent: headers['traceparent'],
    tracestate: headers['tracestate'],
    ignored,
  });
  const { context } = exchange;
  enterContext(context);
  emitWithin(stream, createScope(context));
  echo(stream, context.requestId);
  const end = (cut: boolean): void =>
    guarded(binding.log, 'binding', () => {
      const status = Number(stream.sentHeaders?.[':status'] ?? 0);
      endExchange(binding, exchange, { status, aborted: cut || stream.aborted || !stream.writableFinished });
    });
  if (!ignored) binding.inFlight.add(context, end);
  stream.on('close', () => void (binding.inFlight.remove(context) && end(false)));
}

/** Requests that `node:http2` servers receive, through its own API or the compatible one. */
export const http2ServerSubscriptions = (binding: Binding): readonly Subscription[] => [
  {
    channel: 'http2.server.stream.created',
    onMessage: (message) =>
      guarded(binding.log, 'binding', () => {
        const { stream, headers } = message as { stream: ServerHttp2Stream; headers: IncomingHttpHeaders };
        onCreated(binding, stream, headers);
      }),
  },
];
