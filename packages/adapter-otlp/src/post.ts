import { Agent as HttpAgent, type IncomingMessage, request as startHttp } from 'node:http';
import { Agent as HttpsAgent, request as startHttps } from 'node:https';

/** What came of one request. */
export type Posted =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly retryAfter: string | undefined;
      readonly body: string;
    }
  /** No answer; `reached` says whether there ever was a connection. */
  | { readonly kind: 'unanswered'; readonly reached: boolean };

/** Sends one body; it never rejects. */
export type Post = (body: string, signal: AbortSignal) => Promise<Posted>;

async function readBody(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

/**
 * Makes what posts to one URL. Each request has a connection of its own: one that is kept may be closed by the other side
 * at the moment it is used again, and then nobody knows whether the batch arrived. Redirects are not followed.
 */
export function createPost(url: URL, headers: Readonly<Record<string, string>>): Post {
  const secure = url.protocol === 'https:';
  const start = secure ? startHttps : startHttp;
  const agent = secure ? new HttpsAgent({ keepAlive: false }) : new HttpAgent({ keepAlive: false });
  return (body, signal) =>
    new Promise((resolve) => {
      let reached = false;
      const fail = (): void => resolve({ kind: 'unanswered', reached });
      const request = start(url, {
        method: 'POST',
        agent,
        signal,
        headers: {
          ...headers,
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          'user-agent': 'plumbline',
        },
      });
      request.on('socket', (socket) => socket.once(secure ? 'secureConnect' : 'connect', () => (reached = true)));
      request.on('error', fail);
      request.on('response', (answer) => {
        const { statusCode: status = 0, headers: received } = answer;
        const retryAfter = received['retry-after'];
        readBody(answer).then((text) => resolve({ kind: 'answered', status, retryAfter, body: text }), fail);
      });
      request.end(body);
    });
}
