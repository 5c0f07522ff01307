import { currentContext } from '@plumbline/core/context';
import type { BatchResult } from './accept-batch.ts';

/** Every status that ingest answers with. */
export type IngestStatus = 202 | 400 | 403 | 405 | 413 | 415 | 429 | 503;

/** Why a whole batch was refused, as the answer and the log say it, with the status. */
const REFUSALS = {
  malformed: 400,
  cross_origin: 403,
  method_not_allowed: 405,
  too_large: 413,
  unsupported_type: 415,
  rate_limited: 429,
  unavailable: 503,
} as const satisfies Record<string, IngestStatus>;

export type RefusalCode = keyof typeof REFUSALS;

/** An answer before it is written to a server's response. */
export interface Answer {
  readonly status: IngestStatus;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Set when the batch was refused as a whole. */
  readonly code?: RefusalCode;
}

/** Seconds that a sender should wait when the service cannot take anything now. */
const BUSY_SECONDS = 5;

const HEADERS = { 'content-type': 'application/json', 'cache-control': 'no-store' };

/** An answer without events: a code of the closed list and the ID to find it by, and nothing of what was sent. */
export const refusal = (code: RefusalCode, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status: REFUSALS[code],
  headers: { ...HEADERS, ...headers },
  body: JSON.stringify({ error: { code, request_id: currentContext()?.requestId ?? '' } }),
  code,
});

/** 503 when the service had no room for any event; else 202 with what was not taken, and the server's time. */
export function batchAnswer(result: BatchResult, now: number): Answer {
  const { accepted, rejected } = result;
  const busy = rejected.filter(({ reason }) => reason === 'queue_full' || reason === 'closed').length;
  if (accepted === 0 && busy > 0 && busy === rejected.length)
    return refusal('unavailable', { 'retry-after': `${BUSY_SECONDS}` });
  return { status: 202, headers: HEADERS, body: JSON.stringify({ accepted, rejected, now }) };
}
