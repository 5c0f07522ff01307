import type { Socket } from 'node:net';
import { currentContext, runOutsideContext } from '@plumbline/core/scope';

const OPEN: unique symbol = Symbol('plumbline.open-requests');

type Connection = Socket & { [OPEN]?: number };
type Emit = (this: Socket, ...args: unknown[]) => boolean;

function emitBetween(this: Connection, ...args: unknown[]): boolean {
  const { emit } = Object.getPrototypeOf(this) as { emit: Emit };
  if (args[0] !== 'timeout' || this[OPEN] !== 0 || currentContext() === undefined) return emit.apply(this, args);
  return runOutsideContext(() => emit.apply(this, args));
}

/**
 * Notes that a request is open on a connection. Between two requests its timeout belongs to none of them, but Node sets the
 * timer when a response ends, in that request's context.
 */
export function openOn(connection: Connection): void {
  if (connection[OPEN] === undefined) (connection as { emit: unknown }).emit = emitBetween;
  connection[OPEN] = (connection[OPEN] ?? 0) + 1;
}

/** Notes that a request's response has closed. */
export function closeOn(connection: Connection): void {
  connection[OPEN] = Math.max(0, (connection[OPEN] ?? 0) - 1);
}
