import { randomBytes } from 'node:crypto';
import { createRequestContext, runInContext, tracingHooks } from './scope.ts';

/** A random trace ID of W3C trace context: 32 lower-case hex digits, not all zero. */
export const newTraceId = (): string => randomBytes(16).toString('hex');

/** A random span ID of W3C trace context: 16 lower-case hex digits. */
export const newSpanId = (): string => randomBytes(8).toString('hex');

/**
 * Runs background work in a scope of its own, so that its log lines, audit records and errors share one ID and no
 * identity leaks into it or out of it. While `bindHttp` of `@plumbline/trace` is in force the job has a span too.
 */
export function runJob<T>(name: string, fn: () => T): T {
  const hooks = tracingHooks();
  if (hooks) return hooks.runJob(name, fn);
  const traceId = newTraceId();
  const context = createRequestContext({
    kind: 'job',
    requestId: traceId,
    traceId,
    spanId: newSpanId(),
    routePattern: `job:${name}`,
  });
  return runInContext(context, fn);
}
