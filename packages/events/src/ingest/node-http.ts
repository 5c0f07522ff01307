import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Answer } from './answer.ts';
import type { IngestRequest } from './check-request.ts';
import type { BodyResult } from './read-body.ts';

/** The headers of a request, as ingest reads them. HTTP/2 has `:authority` for `host`. */
export const headersOf = ({ headers }: IncomingMessage): IngestRequest['headers'] => ({
  get(name) {
    const value = headers[name] ?? (name === 'host' ? headers[':authority'] : undefined);
    return (Array.isArray(value) ? value[0] : value) ?? null;
  },
});

/** A body that a framework has read; undefined when it has not, or when the argument is Express's `next`. */
export function handedBody(body: unknown, maxBytes: number): BodyResult | undefined {
  if (body === undefined || body === null || typeof body === 'function') return undefined;
  try {
    const text =
      typeof body === 'string'
        ? body
        : body instanceof Uint8Array
          ? Buffer.from(body).toString()
          : JSON.stringify(body);
    return Buffer.byteLength(text) > maxBytes ? { ok: false, status: 413 } : { ok: true, text };
  } catch {
    return { ok: false, status: 400 };
  }
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
