import type { Log } from '@plumbline/core';
import { type RequestSummary, runInContext } from '@plumbline/core/context';

type Outcome = RequestSummary['outcome'];

/** From the one that needs nobody to the one that needs somebody. */
const GRAVITY: readonly Outcome[] = ['ok', 'client_error', 'server_error'];

/** The graver one of what is said and what the status says: a 500 is no success, and a handler may fail after a 200 was sent. */
function outcomeOf({ status, outcome }: RequestSummary): Outcome {
  if (outcome === 'aborted' || status === 0) return 'aborted';
  const byStatus: Outcome = status >= 500 ? 'server_error' : status >= 400 ? 'client_error' : 'ok';
  return GRAVITY.indexOf(byStatus) > GRAVITY.indexOf(outcome) ? byStatus : outcome;
}

/**
 * Writes the one summary line of a request: message `request`, with method, route pattern, status, duration and outcome,
 * and `error_id` of the fault that it failed with. A server error is an `error`, a client that went away a `warn`,
 * everything else `info`. Where outcome and status contradict each other the graver one is written.
 */
export function logRequest(log: Log, summary: RequestSummary): void {
  const { context, method, status, durationMs, errorId } = summary;
  const outcome = outcomeOf(summary);
  const level = outcome === 'server_error' ? 'error' : outcome === 'aborted' ? 'warn' : 'info';
  const said = { method, status, duration_ms: Math.round(durationMs * 1000) / 1000, outcome };
  const fields = errorId === undefined ? said : { ...said, error_id: errorId };
  // The response may end outside of the request's own context.
  runInContext(context, () => log[level](fields, 'request'));
}
