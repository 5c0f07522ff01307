import { context, createContextKey, ROOT_CONTEXT } from '@opentelemetry/api';
import { type Adapter, type Clock, systemClock, wrapAdapter } from '@plumbline/core';
import {
  createRequestContext,
  currentContext,
  runInContext,
  runOutsideContext,
  spanIdsOf,
} from '@plumbline/core/context';

// `createContextKey` is `Symbol.for`, so this is the key that @opentelemetry/core sets around exports.
const SUPPRESSED: symbol = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING');

/** Work that serves many requests: it carries the identity of none, and what it sends is not traced. */
const detached = <T>(work: () => T): T =>
  runOutsideContext(() => context.with(ROOT_CONTEXT.setValue(SUPPRESSED, true), work));

/** Work that reads the running request and then sends on behalf of none: what leaves the request again is not traced. */
export function sendDetached<T>(work: () => T): T {
  const request = currentContext();
  if (!request) return detached(work);
  // What is read says where in its trace the request is; the span itself stays behind with the rest of it.
  const place = createRequestContext({ ...request, ...spanIdsOf(request), tracing: undefined });
  return detached(() => runInContext(place, work));
}

/** A timer that a request happens to set would keep that request's identity, and give it to what the timer starts. */
export const detachedClock: Clock = {
  ...systemClock,
  after: (ms, fn, options) => detached(() => systemClock.after(ms, fn, options)),
};

/** An adapter whose own requests belong to no request of the application, and are not traced. */
export const detachAdapter = (adapter: Adapter): Adapter =>
  wrapAdapter(adapter, {
    open: () => detached(() => adapter.open()),
    send: (batch) => detached(() => adapter.send(batch)),
    erase: (request) => detached(() => adapter.erase(request)),
    close: () => detached(() => adapter.close()),
  });
