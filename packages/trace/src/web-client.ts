import { trace, type Tracer } from '@opentelemetry/api';
import { createHistogram, type Log, type Meter, noopLog, noopMeter } from '@plumbline/core';
import { type ClientBinding, guarded } from './binding.ts';
import { isBound } from './bound.ts';
import { checkNames } from './check-names.ts';
import { createHostList } from './host-list.ts';
import { beginOutgoing, endOutgoing, type Outgoing, type OutgoingHeaders } from './outgoing.ts';
import { type FetchCall, nextHop, requestOf } from './redirect.ts';
import { webIds } from './web-ids.ts';

export interface TracedFetchOptions {
  /**
   * Hosts (`host` for every port, `host:port` for one) that requests carry `traceparent`, `tracestate` and `x-request-id`
   * to. Every other host gets none of them.
   */
  readonly propagateTo: readonly string[];
  /** Takes `http.client.request.duration`. */
  readonly meter?: Meter;
  /** Where spans go. @default the global one of the OpenTelemetry API, whenever an SDK registers */
  readonly tracer?: Tracer;
  /** Told of what goes wrong here; the request goes on. @default a log that writes nothing */
  readonly log?: Log;
}

const NAMES = { propagateTo: true, meter: true, tracer: true, log: true } satisfies Record<
  keyof TracedFetchOptions,
  true
>;

type Fetch = typeof globalThis.fetch;

const headersOf = (headers: Headers): OutgoingHeaders => ({
  read: (name) => headers.get(name) ?? undefined,
  remove: (name) => headers.delete(name),
  replace: (name, value) => headers.set(name, value),
});

/** What is asked for, under the names that `fetch` takes; undefined for an address that it will refuse itself. */
function readCall(call: FetchCall) {
  const { input, init } = call;
  const request = requestOf(call);
  const address = request?.url ?? (input as string | URL).toString();
  if (!URL.canParse(address)) return undefined;
  return {
    url: new URL(address),
    method: (init?.method ?? request?.method ?? 'GET').toUpperCase(),
    headers: new Headers(init?.headers ?? request?.headers),
    redirect: init?.redirect ?? request?.redirect ?? 'follow',
  };
}

async function measured(binding: ClientBinding, outgoing: Outgoing, send: () => Promise<Response>): Promise<Response> {
  try {
    const response = await send();
    outgoing.status = response.status;
    return response;
  } catch (error) {
    outgoing.error = error ?? 'unknown';
    throw error;
  } finally {
    endOutgoing(binding, outgoing);
  }
}

async function send(fetch: Fetch, binding: ClientBinding, call: FetchCall, hops = 0): Promise<Response> {
  const asked = readCall(call);
  if (!asked) return fetch(call.input, call.init);
  const { url, method, headers, redirect } = asked;
  const target = { method, host: url.hostname, port: url.port, protocol: url.protocol };
  let outgoing: Outgoing | undefined;
  guarded(binding.log, 'binding', () => {
    outgoing = beginOutgoing(binding, target, headersOf(headers));
  });
  if (!outgoing) return fetch(call.input, call.init);
  // `fetch` takes headers along wherever a redirect leads, so the hops of a listed host are made one by one.
  const byHand = outgoing.headers === 'carried' && redirect === 'follow';
  const init = { ...call.init, headers, ...(byHand && { redirect: 'manual' as const }) };
  const response = await measured(binding, outgoing, () => fetch(call.input, init));
  const next = byHand ? nextHop(call, { url, method }, response, hops) : undefined;
  if (!next) return response;
  await response.body?.cancel();
  return send(fetch, binding, next, hops + 1);
}

/**
 * `fetch` for runtimes where `bindHttp` does nothing (Workers, Bun, Deno, Next's edge runtime), with the same rules: IDs of
 * the running request to hosts on the list, replaced and never appended, and taken off every other request; a span and
 * `http.client.request.duration` for each hop, up to its headers. Beside `bindHttp` it hands everything through.
 *
 * Redirects of a listed host are followed hop by hop, so `redirected` of the response stays false, and one that wants a body
 * sent again (307, 308) is an error where that body is a stream or that of a `Request`.
 *
 * @throws PLB_OPTION_INVALID for an entry of `propagateTo` that is no host, or an option that there is not.
 */
export function tracedFetch(fetch: Fetch, options: TracedFetchOptions): Fetch {
  checkNames('tracedFetch', options, NAMES);
  const { meter = noopMeter, log = noopLog } = options;
  const binding: ClientBinding = {
    hosts: createHostList(options.propagateTo, 'tracedFetch'),
    ids: webIds,
    tracer: options.tracer ?? trace.getTracer('@plumbline/trace'),
    log,
    clientDuration: createHistogram(meter, 'http.client.request.duration'),
  };
  return (input, init) => (isBound() ? fetch(input, init) : send(fetch, binding, { input, init }));
}
