import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { brotliCompress, gzip, zstdCompress } from 'node:zlib';
import type { Answer } from './engine.ts';

const encoders = { gzip: promisify(gzip), br: promisify(brotliCompress), zstd: promisify(zstdCompress) };

/** Status codes as a server gives them (ClickHouse, src/Server/HTTP/exceptionCodeToHTTPStatus.cpp); the rest is 500. */
const NOT_FOUND: ReadonlySet<number> = new Set([46, 47, 60, 81]);
const BAD_REQUEST: ReadonlySet<number> = new Set([6, 26, 27, 36, 38, 41, 43, 53, 62, 72, 115, 117, 376, 456, 457]);

const summaryOf = (answer: Answer): string =>
  JSON.stringify({
    read_rows: String(answer.readRows),
    read_bytes: String(answer.readBytes),
    written_rows: String(answer.writtenRows),
    written_bytes: String(answer.writtenBytes),
    total_rows_to_read: '0',
    result_rows: String(answer.readRows),
    result_bytes: String(answer.bytes.length),
    elapsed_ns: String(Math.round(answer.elapsedSeconds * 1e9)),
  });

function encodingOf(request: IncomingMessage, url: URL): keyof typeof encoders | undefined {
  if (url.searchParams.get('enable_http_compression') !== '1') return undefined;
  const wanted = request.headers['accept-encoding'];
  return typeof wanted === 'string' && Object.hasOwn(encoders, wanted) ? (wanted as keyof typeof encoders) : undefined;
}

/** Answers with the result, compressed where the client asked for it. */
export async function writeAnswer(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  answer: Answer,
): Promise<void> {
  const encoding = answer.bytes.length > 0 ? encodingOf(request, url) : undefined;
  const body = encoding === undefined ? answer.bytes : await encoders[encoding](answer.bytes);
  response.writeHead(200, {
    'content-type': 'text/plain; charset=UTF-8',
    'content-length': body.length,
    'x-clickhouse-summary': summaryOf(answer),
    'x-clickhouse-timezone': 'UTC',
    'x-clickhouse-query-id': url.searchParams.get('query_id') ?? '',
    ...(encoding !== undefined && { 'content-encoding': encoding }),
  });
  response.end(body);
}

/** The engine's code of what it refused; 1002 is ClickHouse's own code for everything else. */
export const codeOf = (error: unknown): number => (error as { clickhouseCode?: number }).clickhouseCode ?? 1002;

/** Answers with an exception in the form that clients parse. */
export function writeFailure(response: ServerResponse, error: unknown): void {
  if (response.headersSent) return void response.destroy();
  const code = codeOf(error);
  const text = error instanceof Error ? error.message : 'Unknown failure';
  const body = text.startsWith('Code: ') ? text : `Code: ${code}. DB::Exception: ${text}. (UNKNOWN_EXCEPTION)`;
  response.writeHead(NOT_FOUND.has(code) ? 404 : BAD_REQUEST.has(code) ? 400 : 500, {
    'content-type': 'text/plain; charset=UTF-8',
    'x-clickhouse-exception-code': String(code),
  });
  response.end(`${body}\n`);
}
