import diagnosticsChannel from 'node:diagnostics_channel';
import { trace, type Tracer } from '@opentelemetry/api';
import {
  createCounter,
  createHistogram,
  type Log,
  type Meter,
  noopLog,
  noopMeter,
  PlumblineError,
} from '@plumbline/core';
import { installTracing, type RequestSummary } from '@plumbline/core/context';
import { innermostSpan } from './active-context.ts';
import type { Binding, Subscription } from './binding.ts';
import { isBound, setBound, setRedactId } from './bound.ts';
import { checkNames } from './check-names.ts';
import { createHostList } from './host-list.ts';
import { createIdPool } from './id-pool.ts';
import { createInFlight } from './in-flight.ts';
import { http1ClientSubscriptions } from './http1-client.ts';
import { http1ServerSubscriptions } from './http1-server.ts';
import { createHttp2Client } from './http2-client.ts';
import { http2ServerSubscriptions } from './http2-server.ts';
import { runTracedJob } from './traced-job.ts';
import { createUndiciClient } from './undici-client.ts';

export interface BindHttpOptions {
  /**
   * Hosts (`host` for every port, `host:port` for one) that outgoing requests carry `traceparent`, `tracestate` and
   * `x-request-id` to. Every other host gets none of them.
   */
  readonly propagateTo: readonly string[];
  /**
   * Puts these headers on requests of `node:http2` clients too, which no channel can: it loads `node:http2` and stands
   * before `request` of its sessions. Spans and metrics of them there are without it. @default false
   */
  readonly http2Client?: boolean;
  /**
   * A redactor for incoming request IDs, such as `createIdRedactor()` of `@plumbline/redact`: one that it changes is refused
   * as `secret`, because an ID goes on to the answer, other services and the error tracker as it is. Whoever sends messages or
   * requests is judged by it alike. @default credentials by the prefixes of their issuers and card numbers are refused
   */
  readonly redactId?: (id: string) => string;
  /** Takes `http.server.request.duration`, `http.client.request.duration`, `plumbline.requests.refused_ids`, `plumbline.requests.refused_trace_context` and `plumbline.requests.unattributed`. */
  readonly meter?: Meter;
  /** Where spans go. @default the global one of the OpenTelemetry API, whenever an SDK registers */
  readonly tracer?: Tracer;
  /** Told of refused IDs (info) and of callbacks that throw (error). @default a log that writes nothing */
  readonly log?: Log;
  /** Called once for each request when its response has closed, inside its context. */
  readonly onRequestEnd?: (summary: RequestSummary) => void;
  /** Requests without span, metric and summary, such as health probes. The path comes without its query. */
  readonly ignore?: (path: string) => boolean;
}

const NAMES = {
  propagateTo: true,
  http2Client: true,
  redactId: true,
  meter: true,
  tracer: true,
  log: true,
  onRequestEnd: true,
  ignore: true,
} satisfies Record<keyof BindHttpOptions, true>;

/** A binding that is in force. */
export interface HttpBinding {
  /** Ends it: requests that are under way are still measured, later ones are not seen. Idempotent. */
  unbind(): void;
  /** How many requests wait for the end of their response. Those that `ignore` names do not count. */
  running(): number;
  /** Resolves as soon as none runs, but for the one that asks. */
  settled(): Promise<void>;
  /** Ends those that still run in every layer, as `aborted`, and says how many. The responses themselves it leaves alone. */
  cutOff(): number;
  /** Lets the servers of `node:http` that requests came to take no further connections. */
  closeServers(): void;
}

function subscribeAll(subscriptions: readonly Subscription[]): () => void {
  const undo = subscriptions.map(({ channel, onMessage }) => {
    diagnosticsChannel.subscribe(channel, onMessage);
    return () => diagnosticsChannel.unsubscribe(channel, onMessage);
  });
  return () => undo.forEach((unsubscribe) => void unsubscribe());
}

/**
 * Gives every HTTP request of this process one identity: a request context with request ID and trace, `x-request-id` on
 * every response, a span, a duration metric and one summary; and does the same for outgoing requests. It listens to
 * Node's diagnostics channels, so it needs no loader, no patching and no import order, and works without an SDK.
 *
 * @throws PLB_OPTION_INVALID for an entry of `propagateTo` that is no host, or an option that there is not; PLB_LIFECYCLE_STARTED when already bound.
 */
export function bindHttp(options: BindHttpOptions): HttpBinding {
  checkNames('bindHttp', options, NAMES);
  const { meter = noopMeter, log = noopLog } = options;
  const binding: Binding = {
    hosts: createHostList(options.propagateTo),
    ids: createIdPool(),
    tracer: options.tracer ?? trace.getTracer('@plumbline/trace'),
    log,
    serverDuration: createHistogram(meter, 'http.server.request.duration'),
    clientDuration: createHistogram(meter, 'http.client.request.duration'),
    refusedIds: createCounter(meter, 'plumbline.requests.refused_ids'),
    refusedTraceContext: createCounter(meter, 'plumbline.requests.refused_trace_context'),
    unattributed: createCounter(meter, 'plumbline.requests.unattributed'),
    onRequestEnd: options.onRequestEnd,
    ignore: options.ignore,
    inFlight: createInFlight(),
  };
  if (isBound()) {
    throw new PlumblineError('PLB_LIFECYCLE_STARTED', 'bindHttp: HTTP is bound already in this process');
  }
  setBound(true);
  setRedactId(options.redactId);
  const undici = createUndiciClient(binding);
  const http2Client = createHttp2Client(binding);
  const unsubscribe = subscribeAll([
    ...http1ServerSubscriptions(binding),
    ...http2ServerSubscriptions(binding),
    ...undici.subscriptions,
    ...http1ClientSubscriptions(binding),
    ...http2Client.subscriptions,
  ]);
  const release = options.http2Client === true ? http2Client.intercept() : undefined;
  const uninstall = installTracing({ runJob: runTracedJob, innermostSpan });
  let bound = true;
  const { inFlight } = binding;
  return {
    running: () => inFlight.size(),
    settled: () => inFlight.settled(),
    cutOff: () => inFlight.cutOff(),
    closeServers: () => inFlight.closeServers(),
    unbind() {
      if (!bound) return;
      bound = false;
      unsubscribe();
      undici.end();
      release?.();
      uninstall();
      setRedactId(undefined);
      setBound(false);
    },
  };
}
