import { delivered, rejected, retryAfterMs, retryLater, type SendOutcome, tooLarge, unknown } from '@plumbline/core';
import type { Posted } from './post.ts';

/** The statuses that OTLP calls retryable; all others are final, 500 among them (OTLP 1.x, "Failures"). */
const RETRYABLE: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** How many items a 200 says were refused; undefined for a body that is no answer of OTLP. */
function refusedIn(body: string): number | undefined {
  if (body.trim() === '') return 0;
  try {
    const { partialSuccess } = JSON.parse(body) as { readonly partialSuccess?: Readonly<Record<string, unknown>> };
    const count = Number(partialSuccess?.['rejectedLogRecords'] ?? partialSuccess?.['rejectedDataPoints'] ?? 0);
    return Number.isSafeInteger(count) && count >= 0 ? count : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Judges one request. `weights` are the events in each item that was sent: OTLP counts the refused items and names none,
 * so that the heaviest are taken for the refused ones, and a loss is never counted too low.
 */
export function judge(kind: string, posted: Posted, weights: readonly number[]): SendOutcome {
  if (posted.kind === 'unanswered') {
    const error = new Error(`${kind}: no answer`);
    return posted.reached ? unknown(error) : retryLater(error);
  }
  const { status, body } = posted;
  // The status alone: what a server answers may repeat what it was sent.
  const error = new Error(`${kind}: answered ${status}`);
  if (status === 413) return tooLarge(error);
  if (RETRYABLE.has(status)) return retryLater(error, retryAfterMs(posted.retryAfter));
  if (status < 200 || status >= 300) return rejected(error);
  const refused = refusedIn(body);
  if (refused === undefined) return rejected(new Error(`${kind}: answered ${status}, and not as OTLP does`));
  if (refused === 0) return delivered();
  const partly = new Error(`${kind}: answered ${status}, ${refused} of ${weights.length} refused`);
  if (refused >= weights.length) return rejected(partly);
  const heaviest = weights.toSorted((a, b) => b - a).slice(0, refused);
  const rejectedCount = heaviest.reduce((sum, weight) => sum + weight, 0);
  // A partial success is final: the same items would be refused again, and the others doubled.
  return { kind: 'partial', retry: [], rejected: [], rejectedCount, error: partly };
}
