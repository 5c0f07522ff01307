import { AsyncLocalStorage } from 'node:async_hooks';
import type { Actor } from './identify.ts';

/**
 * What all layers share about the request or job that is running. `trace` makes it, `identify` and the router fill it;
 * logs, spans, errors, audit records and events read it.
 */
export interface RequestContext {
  readonly kind: 'request' | 'job';
  /** The accepted `x-request-id`, or the trace ID. */
  readonly requestId: string;
  readonly traceId: string;
  /** The span of this hop. */
  readonly spanId: string;
  /** Whether this trace is recorded. */
  readonly sampled: boolean;
  /** A pattern such as `/orgs/:id`; undefined until the router has matched. */
  routePattern: string | undefined;
  /** The part of the product, where the application says so. */
  feature: string | undefined;
  surface: string | undefined;
  /** Who acts; undefined until authentication. */
  actor: Actor | undefined;
  /** The browser's random session ID, where one came with the request. */
  sessionId: string | undefined;
  /**
   * The tracing context of this hop, opaque to everybody but `trace` and `otel`. Where the opener brought none they make
   * it from the IDs when it is asked for first.
   */
  tracing: unknown;
}

/** The IDs by which a line or an error is found in its trace. */
export type SpanIds = Pick<RequestContext, 'traceId' | 'spanId'>;

/** What a tracing library adds to the requests and jobs of this process. */
export interface TracingHooks {
  /** `runJob` with a span. */
  readonly runJob: <T>(name: string, fn: () => T) => T;
  /** The innermost span that is recorded in this request or job; undefined where that is its own. */
  readonly innermostSpan: (context: RequestContext) => SpanIds | undefined;
}

export type RequestContextInit = Pick<RequestContext, 'kind' | 'requestId' | 'traceId' | 'spanId'> &
  Partial<Omit<RequestContext, 'kind' | 'requestId' | 'traceId' | 'spanId'>>;

/** What is known of a request when its response has ended, for the one summary line. */
export interface RequestSummary {
  readonly context: RequestContext;
  readonly method: string;
  /** HTTP status; 0 when the client went away before one was sent. */
  readonly status: number;
  readonly durationMs: number;
  readonly outcome: 'ok' | 'client_error' | 'server_error' | 'aborted';
  /** ID of the fault that the request failed with, where one is known. */
  readonly errorId?: string | undefined;
}

// One store for all installed copies of this package: a second copy must not lose the request.
const STORE: unique symbol = Symbol.for('plumbline.context.1');

const HOOKS: unique symbol = Symbol.for('plumbline.context.tracing.1');

const shared = globalThis as { [STORE]?: AsyncLocalStorage<RequestContext | undefined>; [HOOKS]?: TracingHooks };

function store(): AsyncLocalStorage<RequestContext | undefined> {
  shared[STORE] ??= new AsyncLocalStorage<RequestContext | undefined>();
  return shared[STORE];
}

/** The hooks in force, for `runJob`. */
export const tracingHooks = (): TracingHooks | undefined => shared[HOOKS];

/**
 * For the tracing library of the process, which `bindHttp` of `@plumbline/trace` is: from here on jobs have spans, and lines
 * and errors the IDs of the innermost one. Returns what takes it back.
 */
export function installTracing(hooks: TracingHooks): () => void {
  shared[HOOKS] = hooks;
  return () => {
    if (shared[HOOKS] === hooks) delete shared[HOOKS];
  };
}

/**
 * The IDs that a line, an error or a record made now belongs under: those of the innermost recorded span, which is where a
 * reader of the trace looks for it, else those of the request or job itself.
 */
export const spanIdsOf = (context: RequestContext): SpanIds => shared[HOOKS]?.innermostSpan(context) ?? context;

/** The running request or job, or undefined outside of both. */
export const currentContext = (): RequestContext | undefined => store().getStore();

/** Every field in one order, so that all contexts share a hidden class. */
export const createRequestContext = (init: RequestContextInit): RequestContext => ({
  kind: init.kind,
  requestId: init.requestId,
  traceId: init.traceId,
  spanId: init.spanId,
  sampled: init.sampled ?? false,
  routePattern: init.routePattern,
  feature: init.feature,
  surface: init.surface,
  actor: init.actor,
  sessionId: init.sessionId,
  tracing: init.tracing,
});

/** Runs `fn` with this context; what it starts keeps it. */
export const runInContext = <T>(context: RequestContext, fn: () => T): T => store().run(context, fn);

/**
 * Runs `fn` outside of every request and job. For timers and sends that serve many requests and only happen to be
 * started by one of them, so that its identity does not live on in them.
 */
export const runOutsideContext = <T>(fn: () => T): T => store().run(undefined, fn);

/** Makes this the context of the rest of the current synchronous execution and of what it starts. For server bindings. */
export const enterContext = (context: RequestContext): void => store().enterWith(context);

/** Tells all layers which route matched, as a pattern (`/orgs/:id`), never as a path. */
export function setRoute(pattern: string): void {
  const context = currentContext();
  if (context) context.routePattern = pattern;
}

/** Tells all layers which feature, and optionally which surface, this request belongs to. */
export function setSurface(feature: string, surface?: string): void {
  const context = currentContext();
  if (!context) return;
  context.feature = feature;
  if (surface !== undefined) context.surface = surface;
}
