import { AsyncLocalStorage } from 'node:async_hooks';
import type { RequestContext, RequestContextInit } from '@plumbline/core/context';

// The store of `@plumbline/core/context`, reached by the name under which every copy of it finds the one of this process.
// That module brings `node:crypto`, which edge runtimes do not have; this one and all it is imported by must run there.
const STORE: unique symbol = Symbol.for('plumbline.context.1');

function store(): AsyncLocalStorage<RequestContext | undefined> {
  const holder = globalThis as { [STORE]?: AsyncLocalStorage<RequestContext | undefined> };
  holder[STORE] ??= new AsyncLocalStorage<RequestContext | undefined>();
  return holder[STORE];
}

/** The running request or job, or undefined outside of both. */
export const currentContext = (): RequestContext | undefined => store().getStore();

/** Every field in one order, that of core, so that all contexts share a hidden class. */
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

/** Tells all layers which route matched. */
export function setRoute(pattern: string): void {
  const context = currentContext();
  if (context) context.routePattern = pattern;
}
