import { AsyncLocalStorage } from 'node:async_hooks';
import { type Context, type ContextManager, ROOT_CONTEXT } from '@opentelemetry/api';
import { currentContext, type RequestContext } from '@plumbline/core/context';
import { tracingOf } from '@plumbline/trace/propagator';

/** A context that was entered, and the request or job it was entered in. */
interface Nested {
  readonly context: Context;
  readonly request: RequestContext | undefined;
}

/**
 * OpenTelemetry's view of our request context: outside of every `context.with` the active context is the one that the
 * request or job brought along, so that one asynchronous store serves both. A nested context counts only within the
 * request or job it was entered in: a job that a request starts does not run in the request's span.
 */
export function createContextManager(): ContextManager {
  const nested = new AsyncLocalStorage<Nested>();
  const active = (): Context => {
    const request = currentContext();
    const inner = nested.getStore();
    if (inner && inner.request === request) return inner.context;
    return request ? tracingOf(request) : ROOT_CONTEXT;
  };
  const manager: ContextManager = {
    active,
    with: (context, fn, thisArg, ...args) =>
      nested.run({ context, request: currentContext() }, () => fn.apply(thisArg as never, args)),
    bind<T>(context: Context, target: T): T {
      if (typeof target !== 'function') return target;
      const entered = { context, request: currentContext() };
      const bound = function bound(this: unknown, ...args: unknown[]): unknown {
        return nested.run(entered, () => Reflect.apply(target, this, args) as unknown);
      };
      return bound as T;
    },
    enable: () => manager,
    disable() {
      nested.disable();
      return manager;
    },
  };
  return manager;
}
