import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Answer } from './answer.ts';

/** What Express adds: the address before it cut the path of the mount off, and that path. */
interface Mounted {
  readonly originalUrl?: unknown;
  readonly baseUrl?: unknown;
}

/** A path as a router leaves it; links begin with it, so it must not name a host as `//host` does. */
const MOUNT = /^(?:\/[A-Za-z0-9._~%-]+)+$/;

/** The path under which a framework mounted the handler; undefined where it does not say. */
export function mountOf({ baseUrl }: IncomingMessage & Mounted): string | undefined {
  return typeof baseUrl === 'string' && MOUNT.test(baseUrl) ? baseUrl : undefined;
}

/**
 * The same request as a `Request`: method, address and headers. The host of the address is not the one of the header, which a
 * caller may set to anything: the dashboard never writes a link with a host.
 */
export function toRequest(request: IncomingMessage & Mounted): Request | undefined {
  const target = typeof request.originalUrl === 'string' ? request.originalUrl : (request.url ?? '/');
  // Two slashes at the beginning, of either kind, would name a host.
  const path = target.replace(/^[/\\]{2,}/, '/');
  if (!path.startsWith('/') || !URL.canParse(path, 'http://dashboard.invalid')) return undefined;
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value === undefined || name.startsWith(':')) continue;
    for (const each of [value].flat()) headers.append(name, each);
  }
  // Any other method is refused alike; some of them `Request` does not even take.
  const method = request.method === 'HEAD' || request.method === 'GET' ? request.method : 'POST';
  return new Request(new URL(path, 'http://dashboard.invalid'), { method, headers });
}

/** Resolves once the response takes more, or is over. */
async function drained(response: ServerResponse): Promise<void> {
  const stop = new AbortController();
  try {
    await Promise.race(['drain', 'close'].map((event) => once(response, event, { signal: stop.signal })));
  } catch {
    // An error of the socket: `destroyed` says so to the caller.
  } finally {
    stop.abort();
  }
}

/** Writes an answer at the pace of its reader, and stops making it when the reader is gone. */
export async function writeAnswer(response: ServerResponse, { status, headers, body }: Answer): Promise<void> {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, { ...headers });
  if (typeof body === 'string') {
    response.end(body);
    return;
  }
  for await (const part of body) {
    if (response.destroyed) return;
    if (!response.write(part)) await drained(response);
  }
  response.end();
}

/** Writes an answer of the application's own, such as a redirect to its sign-in. */
export async function writeResponse(response: ServerResponse, own: Response): Promise<void> {
  if (response.headersSent || response.destroyed) return;
  const cookies = own.headers.getSetCookie();
  const headers = Object.fromEntries([...own.headers].filter(([name]) => name !== 'set-cookie'));
  response.writeHead(own.status, { ...headers, ...(cookies.length > 0 && { 'set-cookie': cookies }) });
  response.end(Buffer.from(await own.arrayBuffer()));
}

/** The same answer for servers that speak `Response`. Each part is made when the reader asks for it. */
export function toResponse({ status, headers, body }: Answer): Response {
  if (typeof body === 'string') return new Response(body === '' ? null : body, { status, headers });
  const parts = body[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  const stream = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await parts.next();
      if (done === true) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await parts.return?.();
    },
  });
  return new Response(stream, { status, headers });
}
