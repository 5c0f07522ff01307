import { Readable } from 'node:stream';
import { delivered, type SendOutcome } from '@plumbline/core';
import type { ClickhouseAnswer, ClickhouseClient } from './client.ts';
import { judgeAnswer, judgeFailure } from './judge-failure.ts';
import { columns } from './table.ts';

export interface Insert {
  /** Database and table. */
  readonly into: string;
  /** @default those of the event table */
  readonly columns?: readonly string[];
  /** ID of the batch, by which ClickHouse knows a repeat. */
  readonly token: string;
  /** JSONEachRow, in pieces. */
  readonly body: readonly (string | Uint8Array)[];
  /** Further settings of the statement. */
  readonly settings?: Readonly<Record<string, string | number>>;
  readonly signal: AbortSignal;
}

/** A refusal is a line or two; what quotes whole batches is read to its end and forgotten. */
const MOST_TEXT = 64 * 1024;

async function readText(stream: Readable): Promise<string> {
  let text = '';
  for await (const chunk of stream) if (text.length < MOST_TEXT) text += String(chunk);
  return text;
}

async function outcomeOf({
  stream,
  response_headers: headers,
  http_status_code,
}: ClickhouseAnswer): Promise<SendOutcome> {
  const status = http_status_code ?? 0;
  const text = await readText(stream);
  const exceptionCode = headers['x-clickhouse-exception-code'];
  if (status >= 200 && status < 300 && exceptionCode === undefined) return delivered();
  return judgeAnswer({ status, exceptionCode, retryAfter: headers['retry-after'], text });
}

/**
 * Stores lines as one block. The text is sent as it is, not through the client's `insert`, which would encode each row
 * once more and keeps the status of a refusal to itself. It never throws.
 */
export async function insert(
  client: ClickhouseClient,
  { into, columns: names = Object.keys(columns), token, body, settings, signal }: Insert,
): Promise<SendOutcome> {
  let mayHaveLeft = false;
  // Promises settle before the next tick and sockets are served after it: what fails until then has sent nothing.
  process.nextTick(() => (mayHaveLeft = true));
  try {
    const answer = await client.exec({
      query: `INSERT INTO ${into} (${names.join(', ')}) FORMAT JSONEachRow`,
      values: Readable.from(body),
      // Servers insert asynchronously by default since 26.3, which would answer before the rows are stored.
      clickhouse_settings: { async_insert: 0, insert_deduplication_token: token, ...settings },
      abort_signal: signal,
      ignore_error_response: true,
    });
    return await outcomeOf(answer);
  } catch (error) {
    return judgeFailure(error, mayHaveLeft);
  }
}
