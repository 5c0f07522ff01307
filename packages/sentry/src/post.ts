import type { ClientRequest, IncomingMessage } from 'node:http';
import process from 'node:process';
import type { TransportMakeRequestResponse } from '@sentry/core';
import { withoutTracing } from './other-clients.ts';
import { proxyFor, ProxyRefusal, tunnelAgent } from './proxy.ts';

/** Longer bodies are compressed, as Sentry's SDK does. */
const GZIP_THRESHOLD = 32 * 1024;

/** What an answer says of this error, and of those to come. */
export interface Answer extends TransportMakeRequestResponse {
  readonly statusCode: number;
}

const first = (value: string | string[] | undefined): string | null =>
  (Array.isArray(value) ? value[0] : value) ?? null;

const readAnswer = ({ statusCode = 0, headers }: IncomingMessage): Answer => ({
  statusCode,
  headers: {
    'retry-after': first(headers['retry-after']),
    'x-sentry-rate-limits': first(headers['x-sentry-rate-limits']),
  },
});

function write(request: ClientRequest, body: string): void {
  if (body.length <= GZIP_THRESHOLD) {
    // In two calls, so that no length is said before, as with a compressed one.
    request.write(body);
    request.end();
    return;
  }
  const gzip = process.getBuiltinModule('node:zlib').createGzip();
  gzip.pipe(request);
  gzip.end(body);
}

/** A kept connection that the receiver closed just when it was used again. An event that arrives twice has one ID. */
const wasClosed = (error: NodeJS.ErrnoException, { reusedSocket }: ClientRequest): boolean =>
  reusedSocket && error.code === 'ECONNRESET';

/** Makes what sends one body to one address, each request within a signal of its own. */
export function createPost(
  url: URL,
  headers: Readonly<Record<string, string>>,
  signal: () => AbortSignal,
): (body: string) => Promise<Answer> {
  // Not by `import`: that loads Node's own fetch and WebSocket too.
  const { Agent, request } = process.getBuiltinModule(url.protocol === 'https:' ? 'node:https' : 'node:http');
  const proxy = proxyFor(url, process.env);
  const agent = proxy
    ? tunnelAgent(url, new URL(proxy), signal)
    : new Agent({ keepAlive: true, maxSockets: 30, timeout: 2_000 });
  const attempt = (body: string, mayRepeat: boolean): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const encoding = body.length > GZIP_THRESHOLD && { 'content-encoding': 'gzip' };
      const options = { method: 'POST', agent, headers: { ...headers, ...encoding }, signal: signal() };
      const sent = request(url, options, (answer) => {
        answer.resume();
        resolve(readAnswer(answer));
      });
      sent.on('error', (error) => {
        if (error instanceof ProxyRefusal) resolve({ statusCode: error.statusCode });
        else if (mayRepeat && wasClosed(error, sent)) resolve(attempt(body, false));
        else reject(error);
      });
      write(sent, body);
    });
  return (body) => withoutTracing(() => attempt(body, true));
}
