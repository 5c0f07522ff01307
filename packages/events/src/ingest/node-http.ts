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

/** What HTTP/2 has beside: each request is a stream of its own. */
interface Http2Part {
  readonly stream?: { readonly close: (code: number) => void };
}

/** RFC 9113, section 7. */
const NO_ERROR = 0;

/**
 * Writes an answer. A body that was not read to its end closes the connection, so that the rest is never taken in; in HTTP/2
 * its stream is reset after the answer (RFC 9113, section 8.1). Node does so itself where nobody began to read, and else
 * leaves the stream open for as long as the sender likes.
 */
export function writeAnswer(request: IncomingMessage, response: ServerResponse & Http2Part, answer: Answer): void {
  if (response.headersSent || response.destroyed) return;
  const isUnread = !request.complete && !request.readableEnded;
  const isHttp1 = request.httpVersionMajor < 2;
  response.writeHead(answer.status, {
    ...answer.headers,
    'content-length': Buffer.byteLength(answer.body),
    ...(isUnread && isHttp1 && { connection: 'close' }),
  });
  response.end(answer.body);
  if (isUnread && !isHttp1 && request.readableFlowing !== null) response.stream?.close(NO_ERROR);
}
