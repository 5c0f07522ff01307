import { Agent, request } from 'node:http';
import { connect } from 'node:net';

export interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers?: Record<string, string | string[]>;
  readonly body?: string;
}

export interface Answer {
  readonly status: number;
  /** The `x-request-id` of the response; empty when there is none. */
  readonly requestId: string;
  readonly body: string;
  readonly durationMs: number;
}

/** node:http and not fetch: it sends headers exactly as they are, doubled and odd ones too. */
export function createHttpClient(
  origin: string,
  connections: number,
): { send(sent: Sent): Promise<Answer>; close(): void } {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const send = ({ method, path, headers = {}, body }: Sent): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const began = performance.now();
      const outgoing = request(
        `${origin}${path}`,
        {
          method,
          agent,
          headers:
            body === undefined
              ? headers
              : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)), ...headers },
        },
        (incoming) => {
          const chunks: Buffer[] = [];
          incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
          incoming.on('error', reject);
          incoming.on('end', () =>
            resolve({
              status: incoming.statusCode ?? 0,
              requestId: String(incoming.headers['x-request-id'] ?? ''),
              body: Buffer.concat(chunks).toString(),
              durationMs: performance.now() - began,
            }),
          );
        },
      );
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  return { send, close: () => agent.destroy() };
}

/** Bytes that are not HTTP as Node's parser understands it. Resolves with the status line it answered, if any. */
export function sendRaw(origin: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    let answer = '';
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => (answer += text));
    socket.on('error', reject);
    socket.on('close', () => resolve(answer.split('\r\n', 1)[0] ?? ''));
    socket.end(bytes, 'latin1');
  });
}
