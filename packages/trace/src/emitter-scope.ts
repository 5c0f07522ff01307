import type { EventEmitter } from 'node:events';
import type { RequestContext } from '@plumbline/core/context';
import { runInContext } from './scope.ts';

const CONTEXT: unique symbol = Symbol('plumbline.emitter-context');

type Emit = (this: EventEmitter, ...args: unknown[]) => boolean;

function emitInContext(this: EventEmitter & { [CONTEXT]?: RequestContext }, ...args: unknown[]): boolean {
  const { emit } = Object.getPrototypeOf(this) as { emit: Emit };
  const context = this[CONTEXT];
  return context ? runInContext(context, () => emit.apply(this, args)) : emit.apply(this, args);
}

/**
 * Runs the listeners of a request or response in its context. Node emits parts of a body that come later, and the end of
 * a connection, from the socket's own callback, which belongs to no request: upload parsers and loggers of finished
 * responses would lose theirs.
 */
export function emitWithin(emitter: EventEmitter, context: RequestContext): void {
  (emitter as { [CONTEXT]?: RequestContext })[CONTEXT] = context;
  (emitter as { emit: unknown }).emit = emitInContext;
}
