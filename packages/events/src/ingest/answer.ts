import type { BatchResult } from './accept-batch.ts';

/** Every status that ingest answers with. */
export type IngestStatus = 202 | 400 | 403 | 405 | 413 | 415 | 429 | 503;

/** An answer before it is written to a server's response. */
export interface Answer {
  readonly status: IngestStatus;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Seconds that a sender should wait when the service cannot take anything now. */
const BUSY_SECONDS = 5;

const HEADERS = { 'content-type': 'application/json', 'cache-control': 'no-store' };

/** An answer without events. It says nothing about why beyond its status: the sender may be anybody. */
export const refusal = (
  status: Exclude<IngestStatus, 202>,
  headers: Readonly<Record<string, string>> = {},
): Answer => ({
  status,
  headers: { ...HEADERS, ...headers },
  body: '{}',
});

/** 503 when the service had no room for any event; else 202 with what was not taken, and the server's time. */
export function batchAnswer(result: BatchResult, now: number): Answer {
  const { accepted, rejected } = result;
  const busy = rejected.filter(({ reason }) => reason === 'queue_full' || reason === 'closed').length;
  if (accepted === 0 && busy > 0 && busy === rejected.length) return refusal(503, { 'retry-after': `${BUSY_SECONDS}` });
  return { status: 202, headers: HEADERS, body: JSON.stringify({ accepted, rejected, now }) };
}
