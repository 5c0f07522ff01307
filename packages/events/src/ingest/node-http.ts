import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Answer } from './answer.ts';
import type { IngestRequest } from './check-request.ts';

/** The headers of a request, as ingest reads them. HTTP/2 has `:authority` for `host`. */
export const headersOf = ({ headers }: IncomingMessage): IngestRequest['headers'] => ({
  get(name) {
    const value = headers[name] ?? (name === 'host' ? headers[':authority'] : undefined);
    return (Array.isArray(value) ? value[0] : value) ?? null;
  },
});

/**
 * What a framework has read of the body; undefined where it has read nothing, or where the argument is Express's `next`. Where
 * somebody read the request to its end and handed nothing over, it is what Express and its like leave at `request.body`.
 */
export function handedBody(request: IncomingMessage & { readonly body?: unknown }, given: unknown): unknown {
  if (given !== undefined && given !== null && typeof given !== 'function') return given;
  return request.readableEnded ? (request.body ?? undefined) : undefined;
}

/**
 * Writes an answer. A body that was not read to its end closes the connection, so that the rest is never taken in; in HTTP/2
 * its stream ends with the answer, and there is no such header.
 */
export function writeAnswer(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  if (response.headersSent || response.destroyed) return;
  const unread = !request.complete && !request.readableEnded;
  response.writeHead(answer.status, {
    ...answer.headers,
    'content-length': Buffer.byteLength(answer.body),
    ...(unread && request.httpVersionMajor < 2 && { connection: 'close' }),
  });
  response.end(answer.body);
}
