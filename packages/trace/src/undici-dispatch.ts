import { AsyncResource } from 'node:async_hooks';
import type { EventEmitter } from 'node:events';
import { type Context, context } from '@opentelemetry/api';
import { currentContext, type RequestContext, runInContext, runOutsideContext } from '@plumbline/core/scope';
import { activeContext } from './active-context.ts';

/** Who asked for a request, as it was when it was asked for. */
export interface Asker {
  readonly request: RequestContext | undefined;
  readonly active: Context;
}

/** A request of which nobody can say who asked for it. */
export const UNKNOWN = 'unknown';

type Dispatch = (this: object, options: unknown, handler: unknown) => unknown;
type Emit = (this: EventEmitter, ...args: unknown[]) => boolean;
interface Shared {
  dispatch: Dispatch;
  emit: Emit;
}
type Scoped = { runInAsyncScope: <T>(fn: () => T) => T };

const ASKER: unique symbol = Symbol('plumbline.undici.asker');

/** The dispatcher of `fetch`: each copy of undici that is loaded without another before it puts its own there. */
const GLOBAL_DISPATCHERS = [1, 2].map((version) => Symbol.for(`undici.globalDispatcher.${version}`));

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

const askerNow = (): Asker => ({ request: currentContext(), active: activeContext() });

/** Runs `fn` where the request was asked for; there is nothing to enter where it still runs there. */
export function runAsAsked({ request, active }: Asker, fn: () => void): void {
  if (request === currentContext() && active === activeContext()) fn();
  else if (request === undefined) runOutsideContext(fn);
  else runInContext(request, () => context.with(active, fn));
}

const valueUnder = (object: object, description: string): unknown => {
  const symbol = Object.getOwnPropertySymbols(object).find((one) => one.description === description);
  return symbol && (object as Record<symbol, unknown>)[symbol];
};

/** What all dispatchers of one copy of undici share: the last prototype before Node's that has `dispatch` and `destroy`. */
function sharedPrototype(dispatcher: unknown): Shared | undefined {
  let found: object | undefined;
  let at: unknown = isObject(dispatcher) ? Object.getPrototypeOf(dispatcher) : undefined;
  for (; isObject(at); at = Object.getPrototypeOf(at)) {
    if (Object.hasOwn(at, 'dispatch') && Object.hasOwn(at, 'destroyed')) found = at;
  }
  return found as Shared | undefined;
}

/** A client within a pool, which is handed what waited there. */
const isPooled = (dispatcher: object): boolean =>
  'pipelining' in dispatcher && (dispatcher as unknown as EventEmitter).listenerCount('drain') > 0;

const OUTSIDE: unique symbol = Symbol('plumbline.undici.outside');
type Connection = EventEmitter & { [OUTSIDE]: AsyncResource };

function emitOutside(this: Connection, ...args: unknown[]): boolean {
  const { emit } = Object.getPrototypeOf(this) as { emit: Emit };
  if (currentContext() === undefined) return emit.apply(this, args);
  return this[OUTSIDE].runInAsyncScope(emit, this, ...args);
}

/** What a connection emits belongs to no request; a resource of its own costs less than to leave the context each time. */
function emitNowhere(connection: object): void {
  const resource = runOutsideContext(() => new AsyncResource('plumbline.undici'));
  Object.assign(connection, { [OUTSIDE]: resource, emit: emitOutside });
}

/** Who asked for each request of undici, also for those that waited in a pool until another request left a connection free. */
export interface UndiciAskers {
  /** Of the request that is being created. */
  readonly of: (request: object) => Asker | typeof UNKNOWN;
  /** A connection stands: it belongs to no request, and leads to the copy of undici that made it. */
  readonly connected: (socket: object) => void;
  /** A connection failed, so that what waited behind it may go on. */
  readonly failed: () => void;
  readonly end: () => void;
}

export function createUndiciAskers(): UndiciAskers {
  const undo: (() => void)[] = [];
  const known = new WeakSet<object>();
  /** How many connections had been tried when a copy of undici that is not known yet was met. */
  const metAt = new WeakMap<object, number>();
  let tried = 0;
  let dispatching: Asker | typeof UNKNOWN | undefined;
  const clients = new WeakSet<object>();
  let draining = 0;

  /** A pool that was composed before it was known shows only what it hands on: at once, or when a client is free or new. */
  const mayHaveWaited = (dispatcher: object): boolean =>
    isPooled(dispatcher) && (draining > 0 || !clients.has(dispatcher));

  /** Interceptors ask again on behalf of a handler, for a redirect or another try, from where no request is. */
  function askerOf(dispatcher: object, handler: object): Asker | typeof UNKNOWN {
    const resource = handler as Partial<Scoped>;
    if (typeof resource.runInAsyncScope === 'function') return resource.runInAsyncScope(askerNow);
    const before = (handler as { [ASKER]?: Asker })[ASKER];
    const now = askerNow();
    if (before && (now.request === undefined || now.request === before.request)) return before;
    if (before || mayHaveWaited(dispatcher)) return UNKNOWN;
    if (Object.isExtensible(handler)) (handler as { [ASKER]?: Asker })[ASKER] = now;
    return now;
  }

  function know(dispatcher: unknown): void {
    const prototype = sharedPrototype(dispatcher);
    if (!prototype || known.has(prototype)) return;
    known.add(prototype);
    const { dispatch: original, emit: originalEmit } = prototype;
    const inherits = !Object.hasOwn(prototype, 'emit');
    let active = true;
    const dispatch: Dispatch = function dispatch(options, handler) {
      if (!active || !isObject(options) || !isObject(handler)) return original.call(this, options, handler);
      const given = (options as { [ASKER]?: Asker | typeof UNKNOWN })[ASKER];
      const outer = dispatching;
      dispatching = given ?? askerOf(this, handler);
      try {
        // A pool keeps what it is given, and callers send the same options again: each dispatch has its own.
        return original.call(this, given ? options : { ...options, [ASKER]: dispatching }, handler);
      } finally {
        dispatching = outer;
      }
    };
    const emit: Emit = function emit(...args) {
      if (args[0] !== 'drain') return originalEmit.apply(this, args);
      draining += 1;
      try {
        return originalEmit.apply(this, args);
      } finally {
        draining -= 1;
      }
    };
    Object.assign(prototype, { dispatch, emit });
    undo.push(() => {
      active = false;
      if (prototype.dispatch === dispatch) prototype.dispatch = original;
      if (prototype.emit === emit && inherits) delete (prototype as Partial<Shared>).emit;
    });
  }

  const knowGlobals = (): void =>
    GLOBAL_DISPATCHERS.forEach((symbol) => know((globalThis as Record<symbol, unknown>)[symbol]));
  knowGlobals();

  return {
    of(request) {
      if (dispatching) return dispatching;
      // Of a copy that is met for the first time. Until a connection was tried nothing can have waited for one.
      knowGlobals();
      const resource = valueUnder(request, 'handler') as Partial<Scoped> | undefined;
      if (typeof resource?.runInAsyncScope === 'function') return resource.runInAsyncScope(askerNow);
      const copy = request.constructor;
      if (!metAt.has(copy)) metAt.set(copy, tried);
      return metAt.get(copy) === tried ? askerNow() : UNKNOWN;
    },
    connected(socket) {
      tried += 1;
      const client = valueUnder(socket, 'client');
      know(client);
      if (isObject(client)) clients.add(client);
      emitNowhere(socket);
    },
    failed() {
      tried += 1;
    },
    end: () => undo.splice(0).forEach((one) => one()),
  };
}
