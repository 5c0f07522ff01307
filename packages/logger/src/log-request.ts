import type { Log } from '@plumbline/core';
import { type RequestSummary, runInContext } from '@plumbline/core/context';

/**
 * Writes the one summary line of a request: message `request`, with method, route pattern, status, duration and
 * outcome. A server error is an `error`, a client that went away a `warn`, everything else `info`.
 */
export function logRequest(log: Log, summary: RequestSummary): void {
  const { context, method, status, durationMs, outcome } = summary;
  const level = outcome === 'server_error' ? 'error' : outcome === 'aborted' ? 'warn' : 'info';
  const fields = { method, status, duration_ms: Math.round(durationMs * 1000) / 1000, outcome };
  // The response may end outside of the request's own context.
  runInContext(context, () => log[level](fields, 'request'));
}
