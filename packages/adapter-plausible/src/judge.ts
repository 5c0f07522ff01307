import {
  delivered,
  neverReached,
  type OutboundEvent,
  partial,
  rejected,
  retryAfterMs,
  retryLater,
  type SendOutcome,
  tooLarge,
  unknown,
} from '@plumbline/core';
import { KIND } from './options.ts';

/** What came of one view. */
export interface Verdict {
  readonly kind: 'delivered' | 'retry' | 'rejected' | 'too_large' | 'unknown';
  readonly what: string;
  readonly retryAfterMs?: number | undefined;
}

/** Judges one answer. A 202 is no yes where the service says that it dropped the view: a bot, or a site it does not know. */
export function judgeAnswer({ status, headers }: Pick<Response, 'status' | 'headers'>): Verdict {
  const what = `answered ${status}`;
  if (status >= 200 && status < 300) {
    if (headers.has('x-plausible-dropped')) return { kind: 'rejected', what: `${what}, and dropped the view` };
    // Its own answer to a view; whatever else says 200 is something else.
    return { kind: status === 202 ? 'delivered' : 'rejected', what };
  }
  if (status === 413) return { kind: 'too_large', what };
  // Whoever waited for the service in vain cannot say what it did.
  if (status === 504) return { kind: 'unknown', what };
  const later = status >= 500 || status === 408 || status === 429;
  return later
    ? { kind: 'retry', what, retryAfterMs: retryAfterMs(headers.get('retry-after')) }
    : { kind: 'rejected', what };
}

/** Judges a request without an answer. */
export const judgeFailure = (thrown: unknown): Verdict => ({
  kind: neverReached(thrown) ? 'retry' : 'unknown',
  what: 'no answer',
});

function sameForAll({ kind, what }: Verdict, verdicts: readonly Verdict[]): SendOutcome {
  const error = new Error(`${KIND}: ${what}`);
  if (kind === 'delivered') return delivered();
  if (kind === 'rejected') return rejected(error);
  if (kind === 'too_large') return tooLarge(error);
  if (kind === 'unknown') return unknown(error);
  const waits = verdicts.flatMap(({ retryAfterMs }) => retryAfterMs ?? []);
  return retryLater(error, waits.length === 0 ? undefined : Math.max(...waits));
}

/** One outcome of all. In a mixed one, a view without an answer is given up: sent again, it might count twice. */
export function judgeAll(events: readonly OutboundEvent[], verdicts: readonly Verdict[]): SendOutcome {
  const [first] = verdicts;
  if (first === undefined) return delivered();
  if (verdicts.every(({ kind }) => kind === first.kind)) return sameForAll(first, verdicts);
  const idsOf = (fits: (kind: Verdict['kind']) => boolean): readonly string[] =>
    events.filter((_, index) => fits(verdicts[index]?.kind ?? 'retry')).map(({ eventId }) => eventId);
  const faults = new Set(verdicts.filter(({ kind }) => kind !== 'delivered').map(({ what }) => what));
  return partial(new Error(`${KIND}: ${[...faults].join('; ')}`), {
    retry: idsOf((kind) => kind === 'retry'),
    rejected: idsOf((kind) => kind !== 'retry' && kind !== 'delivered'),
  });
}
