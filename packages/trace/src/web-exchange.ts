import { trace, type Tracer } from '@opentelemetry/api';
import { createCounter, createHistogram, type Log, type Meter, noopLog, noopMeter } from '@plumbline/core';
import type { RequestSummary } from '@plumbline/core/context';
import { guarded, type ServerBinding } from './binding.ts';
import { type Arrival, beginExchange, endExchange, type Exchange } from './exchange.ts';
import { pathOf } from './http-names.ts';
import { redactId } from './bound.ts';
import { judgeRequestId, REFUSED_HASH_LENGTH, type RequestIdDecision } from './request-id-rules.ts';
import { REQUEST_ID_HEADER } from './request-id-header.ts';
import { runInContext } from '@plumbline/core/scope';
import { webIds } from './web-ids.ts';

/** What `bindHttp` is told, for a server that calls a function with a `Request`. */
export interface WebTraceOptions {
  /** Takes `http.server.request.duration`, `plumbline.requests.refused_ids` and `plumbline.requests.refused_trace_context`. */
  readonly meter?: Meter;
  /** Where spans go. @default the global one of the OpenTelemetry API, whenever an SDK registers */
  readonly tracer?: Tracer;
  /** Told of refused IDs (info) and of callbacks that throw (error). @default a log that writes nothing */
  readonly log?: Log;
  /** Called once for each request when its body has been read or cancelled, inside its context. */
  readonly onRequestEnd?: (summary: RequestSummary) => void;
  /** Requests without span, metric and summary, such as health probes. The path comes without its query. */
  readonly ignore?: (path: string) => boolean;
}

export function createWebBinding({ meter = noopMeter, log = noopLog, ...options }: WebTraceOptions): ServerBinding {
  return {
    ids: webIds,
    tracer: options.tracer ?? trace.getTracer('@plumbline/trace'),
    log,
    serverDuration: createHistogram(meter, 'http.server.request.duration'),
    refusedIds: createCounter(meter, 'plumbline.requests.refused_ids'),
    refusedTraceContext: createCounter(meter, 'plumbline.requests.refused_trace_context'),
    onRequestEnd: options.onRequestEnd,
  };
}

/** `acceptRequestId` without `node:crypto`: the hash of the web is asynchronous, and needed only for what is refused. */
async function decide(raw: string | undefined): Promise<RequestIdDecision> {
  const judged = judgeRequestId(raw, redactId);
  if (judged.kind !== 'refused') return judged;
  const { kind, reason, value } = judged;
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(value)));
  const hash = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return { kind, reason, hash: hash.slice(0, REFUSED_HASH_LENGTH) };
}

/** Begins the exchange of one `Request`. The caller runs its handler in the context. */
export async function beginWebExchange(
  binding: ServerBinding,
  request: Request,
  ignore: WebTraceOptions['ignore'],
): Promise<Exchange> {
  const { headers, method } = request;
  const { pathname, protocol } = new URL(request.url);
  let ignored = false;
  if (ignore) {
    guarded(binding.log, 'ignore', () => {
      ignored = ignore(pathOf(pathname));
    });
  }
  const arrival: Arrival = {
    method,
    scheme: protocol === 'https:' ? 'https' : 'http',
    version: undefined,
    requestId: await decide(headers.get(REQUEST_ID_HEADER) ?? undefined),
    traceparent: headers.get('traceparent') ?? undefined,
    tracestate: headers.get('tracestate') ?? undefined,
    ignored,
  };
  return beginExchange(binding, arrival);
}

type EndOnce = (aborted: boolean) => void;

/** What a response needs to be seen to its end. */
interface Observer {
  readonly end: EndOnce;
  readonly onError: (error: unknown) => void;
}

/** The same bytes, read inside the request's context; the exchange ends with the last of them. */
function observe(
  body: ReadableStream<Uint8Array>,
  { context }: Exchange,
  { end, onError }: Observer,
): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  let left = false;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await runInContext(context, () => reader.read());
        // A client that has gone away in the meantime closed this stream: what the read came to is nobody's fault.
        if (left) return;
        if (!done) {
          controller.enqueue(value);
          return;
        }
        end(false);
        controller.close();
      } catch (error) {
        if (left) return;
        runInContext(context, () => onError(error));
        end(true);
        controller.error(error);
      }
    },
    async cancel(reason) {
      left = true;
      end(true);
      await runInContext(context, () => reader.cancel(reason));
    },
  });
}

/** Statuses that no `Response` can be made with: upgrades, and the network error of `Response.error()`. */
const isPlain = ({ status }: Response): boolean => status >= 200;

function withId(response: Response, id: string): Response {
  try {
    response.headers.set(REQUEST_ID_HEADER, id);
    return response;
  } catch {
    // Headers of a fetched response or a redirect cannot be changed.
    const { body, status, statusText, headers } = response;
    const copy = new Response(body, { status, statusText, headers });
    copy.headers.set(REQUEST_ID_HEADER, id);
    return copy;
  }
}

/** The response with the request's ID, measured when its body has been read or cancelled. */
export function finishWebExchange(
  binding: ServerBinding,
  exchange: Exchange,
  request: Request,
  response: Response,
  onError: (error: unknown) => void,
): Response {
  const { status, statusText, headers } = response;
  let ended = false;
  const end: EndOnce = (aborted) => {
    if (ended) return;
    ended = true;
    guarded(binding.log, 'binding', () => endExchange(binding, exchange, { status, aborted }));
  };
  const { requestId } = exchange.context;
  // Nobody reads the body of an answer to HEAD, nor one that was read already.
  if (!isPlain(response) || response.body === null || response.bodyUsed || request.method === 'HEAD') {
    end(request.signal.aborted);
    return isPlain(response) ? withId(response, requestId) : response;
  }
  const observed = new Response(observe(response.body, exchange, { end, onError }), { status, statusText, headers });
  observed.headers.set(REQUEST_ID_HEADER, requestId);
  return observed;
}
