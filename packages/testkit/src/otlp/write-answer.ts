import type { ServerResponse } from 'node:http';
import protobuf from 'protobufjs/minimal.js';
import type { ReadRequest } from './read-request.ts';

/**
 * How a receiver answers: `unavailable` 503, `too_many` 429 with `Retry-After: 1`, `partial` 200 with one item refused,
 * `hang` never, `reset` by cutting the connection.
 */
export type AnswerMode = 'ok' | 'unavailable' | 'hang' | 'reset' | 'too_many' | 'partial';

const REJECTED = { traces: 'rejectedSpans', metrics: 'rejectedDataPoints', logs: 'rejectedLogRecords' } as const;

const REFUSAL = 'refused by the receiver';

/** google.rpc.Status, which OTLP asks for in the body of every failure: code 1, message 2. */
function statusBody(format: ReadRequest['format'], code: number, message: string): Uint8Array {
  if (format === 'json') return Buffer.from(JSON.stringify({ code, message }));
  return protobuf.Writer.create().uint32(8).int32(code).uint32(18).string(message).finish();
}

/** Export…ServiceResponse; field 1 is the partial success with the count (1) and the message (2). */
function successBody({ format, signal }: ReadRequest, partial: boolean): Uint8Array {
  if (!partial) return Buffer.from(format === 'json' ? '{}' : '');
  const field = REJECTED[signal ?? 'traces'];
  if (format === 'json') {
    return Buffer.from(JSON.stringify({ partialSuccess: { [field]: '1', errorMessage: REFUSAL } }));
  }
  const inner = protobuf.Writer.create().uint32(8).int64(1).uint32(18).string(REFUSAL).finish();
  return protobuf.Writer.create().uint32(10).bytes(inner).finish();
}

// Codes of google.rpc: INVALID_ARGUMENT, UNAVAILABLE, RESOURCE_EXHAUSTED.
const RPC_CODE: Readonly<Record<number, number>> = { 503: 14, 429: 8 };

/** Answers one request and returns the status; 0 where there is none. */
export function writeAnswer(response: ServerResponse, read: ReadRequest, mode: AnswerMode): number {
  if (mode === 'hang') return 0;
  if (mode === 'reset') {
    response.socket?.resetAndDestroy();
    return 0;
  }
  const failing = { unavailable: 503, too_many: 429 } as Readonly<Partial<Record<AnswerMode, number>>>;
  const status = read.refusal ?? failing[mode] ?? 200;
  const body =
    status === 200 ? successBody(read, mode === 'partial') : statusBody(read.format, RPC_CODE[status] ?? 3, REFUSAL);
  response.writeHead(status, {
    'content-type': read.format === 'json' ? 'application/json' : 'application/x-protobuf',
    'content-length': body.length,
    ...(status === 429 && { 'retry-after': '1' }),
  });
  response.end(body);
  return status;
}
