import type { DropReason } from '@plumbline/core';
import { runOutsideContext } from '@plumbline/core/context';
import { isRateLimited, type RateLimits, updateRateLimits } from '@sentry/core';
import { createPost } from './post.ts';

/** Longest life of one request. Sentry answers in well under a second; a receiver that hangs must not hold sockets. */
export const SEND_TIMEOUT_MS = 5_000;

/**
 * Errors that may wait at once, and so what one tick may capture: a burst of failing requests must not lose most of itself.
 * At some 10 kB an event this is 10 MB at worst.
 */
const MAX_PENDING = 1_000;

export interface TransportSpec {
  readonly url: URL;
  readonly userAgent: string;
  /** Ends all requests at shutdown. */
  readonly stop: AbortSignal;
  readonly onDelivered: () => void;
  readonly onLost: (reason: DropReason) => void;
}

export interface Transport {
  readonly send: (envelope: string) => void;
  readonly flush: () => Promise<unknown>;
}

function judge(status: number): DropReason | undefined {
  if (status >= 200 && status < 300) return undefined;
  if (status === 429) return 'rate_limited';
  return status >= 500 ? 'retries_exhausted' : 'rejected';
}

/** Sends envelopes at once or not at all: bounded in number and time, within the limits that Sentry sets, every loss named. */
export function createTransport({ url, userAgent, stop, onDelivered, onLost }: TransportSpec): Transport {
  const signal = (): AbortSignal => AbortSignal.any([stop, AbortSignal.timeout(SEND_TIMEOUT_MS)]);
  const post = createPost(url, { 'user-agent': userAgent }, signal);
  const pending = new Set<Promise<void>>();
  let limits: RateLimits = {};
  const deliver = async (envelope: string): Promise<void> => {
    // A pooled socket outlives the request that opened it.
    const answer = await runOutsideContext(() => post(envelope)).catch(() => undefined);
    if (!answer) return onLost('retries_exhausted');
    limits = updateRateLimits(limits, answer);
    const reason = judge(answer.statusCode);
    if (reason) onLost(reason);
    else onDelivered();
  };
  const send = (envelope: string): void => {
    if (isRateLimited(limits, 'error')) return onLost('rate_limited');
    if (pending.size >= MAX_PENDING) return onLost('queue_full');
    const delivery = deliver(envelope).finally(() => pending.delete(delivery));
    pending.add(delivery);
  };
  return { send, flush: () => Promise.allSettled(pending) };
}
