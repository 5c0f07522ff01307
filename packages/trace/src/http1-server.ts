import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TLSSocket } from 'node:tls';
import { enterContext } from '@plumbline/core/context';
import { type Binding, guarded, type Subscription } from './binding.ts';
import { closeOn, openOn } from './connection-scope.ts';
import { createScope, emitWithin, endWithin } from './emitter-scope.ts';
import { beginExchange, endExchange } from './exchange.ts';
import { pathOf } from './http-names.ts';
import type { HttpServer } from './in-flight.ts';
import { REQUEST_ID_HEADER, withoutRequestId } from './request-id-header.ts';
import { acceptRequestId } from './request-id.ts';

const ID: unique symbol = Symbol('plumbline.request-id');

/** On servers that are no part of the service, such as the scrape endpoint of `@plumbline/otel`. */
const UNSEEN: unique symbol = Symbol.for('plumbline.http.unseen.1');

type EchoingResponse = ServerResponse & { [ID]?: string };
type WriteHead = (this: ServerResponse, ...args: readonly unknown[]) => ServerResponse;

/**
 * Stands before `writeHead` of one response. Koa's error handler removes all headers, proxies copy those of another
 * server, and `writeHead` itself takes headers that win over the ones set before: the ID is put back at the last moment.
 */
function writeHeadWithId(this: EchoingResponse, ...args: readonly unknown[]): ServerResponse {
  const id = this[ID];
  if (id !== undefined && !this.headersSent && this.getHeader(REQUEST_ID_HEADER) !== id) {
    this.setHeader(REQUEST_ID_HEADER, id);
  }
  const original = (Object.getPrototypeOf(this) as { writeHead: WriteHead }).writeHead;
  return original.apply(this, args.map(withoutRequestId));
}

function echo(response: EchoingResponse, id: string): void {
  response[ID] = id;
  response.setHeader(REQUEST_ID_HEADER, id);
  (response as { writeHead: unknown }).writeHead = writeHeadWithId;
}

/** What Node emits of a request without a body it emits before or within the handler, but for its end. */
const hasBody = (headers: IncomingMessage['headers']): boolean =>
  headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';

function onStart(binding: Binding, request: IncomingMessage, response: ServerResponse): void {
  const { headers, url } = request;
  let ignored = false;
  const { ignore } = binding;
  if (ignore) {
    guarded(binding.log, 'ignore', () => {
      ignored = ignore(pathOf(url));
    });
  }
  const exchange = beginExchange(binding, {
    method: request.method,
    scheme: (request.socket as Partial<TLSSocket>).encrypted ? 'https' : 'http',
    version: request.httpVersion,
    requestId: acceptRequestId(headers['x-request-id']),
    traceparent: headers['traceparent'],
    tracestate: headers['tracestate'],
    ignored,
  });
  const { context } = exchange;
  enterContext(context);
  const scope = createScope(context);
  if (hasBody(headers)) emitWithin(request, scope);
  else endWithin(request, scope);
  emitWithin(response, scope);
  echo(response, context.requestId);
  const end = (cut: boolean): void => {
    const aborted = cut || !response.writableFinished;
    guarded(binding.log, 'binding', () =>
      endExchange(binding, exchange, { status: response.headersSent ? response.statusCode : 0, aborted }),
    );
  };
  if (!ignored) binding.inFlight.add(context, end);
  const { socket } = request;
  openOn(socket);
  response.on('close', () => {
    closeOn(socket);
    if (binding.inFlight.remove(context)) end(false);
  });
}

/** Requests that `node:http` and `node:https` servers receive. Upgrades (WebSockets) never reach this channel. */
export const http1ServerSubscriptions = (binding: Binding): readonly Subscription[] => [
  {
    channel: 'http.server.request.start',
    onMessage: (message) =>
      guarded(binding.log, 'binding', () => {
        const { request, response, server } = message as {
          request: IncomingMessage;
          response: ServerResponse;
          server: HttpServer & { [UNSEEN]?: true };
        };
        if (server[UNSEEN] === true) return;
        binding.inFlight.see(server);
        onStart(binding, request, response);
      }),
  },
];
