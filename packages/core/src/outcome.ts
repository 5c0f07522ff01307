/**
 * How a destination answered one batch. The union is closed: the one retry loop in `events` handles every case, and an
 * adapter decides nothing else.
 */
export type SendOutcome =
  /** Every event arrived. */
  | { readonly kind: 'delivered' }
  /** Nothing arrived, and the same bytes may succeed later; `retryAfterMs` is the destination's own wish. */
  | { readonly kind: 'retry'; readonly error: Error; readonly retryAfterMs?: number }
  /** The batch will fail the same way for ever. */
  | { readonly kind: 'rejected'; readonly error: Error }
  /** Nothing arrived: the whole is too large, and parts of it may not be. */
  | { readonly kind: 'too_large'; readonly error: Error }
  /** Some arrived. IDs that stand in neither list were delivered. */
  | {
      readonly kind: 'partial';
      readonly retry: readonly string[];
      readonly rejected: readonly string[];
      /** How many were rejected besides, where the protocol counts them and names none. */
      readonly rejectedCount?: number;
      readonly error: Error;
    }
  /** No answer: it may or may not have arrived. Retried only where the adapter is idempotent. */
  | { readonly kind: 'unknown'; readonly error: Error };

const DELIVERED: SendOutcome = { kind: 'delivered' };

/** The whole batch arrived. */
export const delivered = (): SendOutcome => DELIVERED;

/** Nothing arrived; try the same batch again. */
export const retryLater = (error: Error, retryAfterMs?: number): SendOutcome =>
  retryAfterMs === undefined ? { kind: 'retry', error } : { kind: 'retry', error, retryAfterMs };

/** The destination refuses this batch for good. */
export const rejected = (error: Error): SendOutcome => ({ kind: 'rejected', error });

/** The destination takes no batch of this size. */
export const tooLarge = (error: Error): SendOutcome => ({ kind: 'too_large', error });

/** Some of the batch arrived. */
export const partial = (
  error: Error,
  parts: { readonly retry?: readonly string[]; readonly rejected?: readonly string[] },
): SendOutcome => ({ kind: 'partial', error, retry: parts.retry ?? [], rejected: parts.rejected ?? [] });

/** The answer was lost, so nobody knows. */
export const unknown = (error: Error): SendOutcome => ({ kind: 'unknown', error });
