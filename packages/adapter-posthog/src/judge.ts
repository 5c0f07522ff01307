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
import { KIND } from './egress.ts';
import type { Exchange } from './send.ts';

/** Whether a status may be another one later; a 4xx fails the same way for ever, except for these. */
export const mayPass = (status: number): boolean => status >= 500 || status === 408 || status === 429;

function readObject(body: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  } catch {
    return {};
  }
}

/** A 200 is not yet a yes: over the quota nothing is stored, and any web server says 200. */
function judgeTaken(status: number, body: string): SendOutcome {
  const { status: word, quota_limited: limited } = readObject(body);
  if (Array.isArray(limited) && limited.length > 0) {
    return rejected(new Error(`${KIND}: answered ${status}, over its quota: nothing was stored`));
  }
  if (word === 1 || word === 'Ok') return delivered();
  return rejected(new Error(`${KIND}: answered ${status}, and not that it stored the batch`));
}

function judgeAnswer({ status, retryAfter, body }: NonNullable<Exchange['answer']>): SendOutcome {
  if (status >= 200 && status < 300) return judgeTaken(status, body);
  // The status alone: what a server answers repeats what it was sent.
  const error = new Error(`${KIND}: answered ${status}`);
  if (status === 413) return tooLarge(error);
  return mayPass(status) ? retryLater(error, retryAfterMs(retryAfter)) : rejected(error);
}

/** Judges one batch by what was seen on the wire. */
export function judge({ answer, failure, sent }: Exchange, events: readonly OutboundEvent[]): SendOutcome {
  if (answer === undefined) {
    if (failure === undefined) return rejected(new Error(`${KIND}: the client sent nothing`));
    const error = new Error(`${KIND}: no answer`);
    return neverReached(failure) ? retryLater(error) : unknown(error);
  }
  const outcome = judgeAnswer(answer);
  const unsent = events.filter(({ eventId }) => !sent.has(eventId)).map(({ eventId }) => eventId);
  if (outcome.kind !== 'delivered' || unsent.length === 0) return outcome;
  return partial(new Error(`${KIND}: the client left out ${unsent.length} events`), { rejected: unsent });
}
