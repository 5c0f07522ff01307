import { AsyncResource } from 'node:async_hooks';
import type { EventEmitter } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { RequestContext } from '@plumbline/core/context';
import { currentContext } from '@plumbline/core/scope';

// One for all installed copies: a framework's entry may come from another than the binding.
const SCOPE: unique symbol = Symbol.for('plumbline.trace.emitter-scope.1');

/** A request, and what goes back into its context. */
interface Scope {
  readonly context: RequestContext;
  /** Made within the context: to put back the stores it saw costs a tenth of entering, which copies the map of all stores. */
  readonly resource: AsyncResource;
}

type Scoped = { [SCOPE]?: Scope };

/** What the events of a request and its response have in common; called within its context. */
export const createScope = (context: RequestContext): Scope => ({
  context,
  resource: new AsyncResource('plumbline.request'),
});

type Emit = (this: EventEmitter, ...args: unknown[]) => boolean;

function emitInContext(this: EventEmitter & Scoped, ...args: unknown[]): boolean {
  const { emit } = Object.getPrototypeOf(this) as { emit: Emit };
  const scope = this[SCOPE];
  if (!scope || scope.context === currentContext() || this.listenerCount(args[0] as string) === 0) {
    return emit.apply(this, args);
  }
  return scope.resource.runInAsyncScope<EventEmitter, boolean>(emit, this, ...args);
}

/**
 * Runs the listeners of a request with a body, of a response, or of an HTTP/2 stream, in its context. Node emits what comes
 * later from the socket's own callback, which belongs to no request: upload parsers, and what they call, would lose theirs.
 * A response ends where somebody ends it, which with pipelining or a shared callback is another request.
 */
export function emitWithin(emitter: EventEmitter, scope: Scope): void {
  (emitter as Scoped)[SCOPE] = scope;
  (emitter as { emit: unknown }).emit = emitInContext;
}

/** What a framework hands around: a message of Node, or its own around one. */
interface Message extends Scoped {
  readonly raw?: Scoped & { readonly stream?: Scoped };
  readonly stream?: Scoped;
}

function scopeOf(message: unknown): Scope | undefined {
  if (typeof message !== 'object' || message === null) return undefined;
  const own = (message as Message)[SCOPE];
  if (own !== undefined) return own;
  // Asked for only now: what a message does not have is looked for in all its prototypes.
  const { raw, stream } = message as Message;
  return raw?.[SCOPE] ?? (raw?.stream ?? stream)?.[SCOPE];
}

/** The request that a message of Node's servers belongs to, whatever context is current. */
export const contextOf = (message: unknown): RequestContext | undefined => scopeOf(message)?.context;

/** Whether there is nothing to enter for a message: it belongs to no request, or to the one whose context is current. */
export function isCurrent(message: unknown): boolean {
  const own = contextOf(message);
  return own === undefined || own === currentContext();
}

/**
 * Runs `fn` in the context of the request that a message belongs to. A callback that serves several requests (a pool, a
 * batch) goes on with each of them in the context of one.
 */
export function runAs<T>(message: unknown, fn: () => T): T {
  const own = scopeOf(message);
  return own === undefined || own.context === currentContext() ? fn() : own.resource.runInAsyncScope(fn);
}

type Destroy = IncomingMessage['_destroy'];

function destroyInContext(this: IncomingMessage & Scoped, ...args: Parameters<Destroy>): void {
  const { _destroy: destroy } = Object.getPrototypeOf(this) as { _destroy: Destroy };
  const scope = this[SCOPE];
  if (!scope || scope.context === currentContext()) destroy.apply(this, args);
  else scope.resource.runInAsyncScope(destroy, this, ...args);
}

/**
 * Runs the listeners of a request without a body for `aborted`, `error` and `close` in its context: all come of its
 * `_destroy`, which Node calls from the socket's own callback where the client went away, and from the parser's where
 * nobody read the request. What else it emits of such a
 * request it emits within the handler, so `emit`, which costs more, stays as it is.
 */
export function endWithin(request: IncomingMessage, scope: Scope): void {
  (request as Scoped)[SCOPE] = scope;
  request._destroy = destroyInContext;
}
