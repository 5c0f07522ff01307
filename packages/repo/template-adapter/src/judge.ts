import { delivered, partial, rejected, retryLater, type SendOutcome, tooLarge, unknown } from '@plumbline/core';
import { KIND } from './egress.ts';

/** Failures before a request can have left. */
const NOT_REACHED: ReadonlySet<unknown> = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH']);

function waitOf(answer: Response): number | undefined {
  const seconds = Number(answer.headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds * 1000 : undefined;
}

/** Judges an answer. The error holds the status alone: bodies of answers repeat what was sent. */
export async function judgeAnswer(answer: Response): Promise<SendOutcome> {
  const { status } = answer;
  const error = new Error(`${KIND}: answered ${status}`);
  if (status < 300) {
    const { rejected: refused = [] } = (await answer.json()) as { readonly rejected?: readonly string[] };
    return refused.length === 0 ? delivered() : partial(error, { rejected: refused });
  }
  await answer.body?.cancel();
  if (status === 413) return tooLarge(error);
  // A 4xx fails the same way for ever, except for these two.
  const final = status < 500 && status !== 408 && status !== 429;
  return final ? rejected(error) : retryLater(error, waitOf(answer));
}

/** Judges a request without an answer: it may have arrived, unless the connection was never there. */
export function judgeFailure(thrown: unknown): SendOutcome {
  const { cause } = thrown as { readonly cause?: { readonly code?: unknown } };
  const error = new Error(`${KIND}: no answer`);
  return NOT_REACHED.has(cause?.code) ? retryLater(error) : unknown(error);
}
