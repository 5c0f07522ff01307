import type { EventEmitter } from 'node:events';
import type { RequestContext } from '@plumbline/core/context';
import { currentContext, runInContext } from '@plumbline/core/scope';

const CONTEXT: unique symbol = Symbol('plumbline.emitter-context');

type Emit = (this: EventEmitter, ...args: unknown[]) => boolean;

function emitInContext(this: EventEmitter & { [CONTEXT]?: RequestContext }, ...args: unknown[]): boolean {
  const { emit } = Object.getPrototypeOf(this) as { emit: Emit };
  const context = this[CONTEXT];
  // To enter a context costs more than all else here, and most events come from within it.
  if (!context || context === currentContext() || this.listenerCount(args[0] as string) === 0) {
    return emit.apply(this, args);
  }
  return runInContext(context, () => emit.apply(this, args));
}

/**
 * Runs the listeners of a request with a body, or of an HTTP/2 stream, in its context. Node emits what comes later from
 * the socket's own callback, which belongs to no request: upload parsers, and what they call, would lose theirs.
 */
export function emitWithin(emitter: EventEmitter, context: RequestContext): void {
  (emitter as { [CONTEXT]?: RequestContext })[CONTEXT] = context;
  (emitter as { emit: unknown }).emit = emitInContext;
}
