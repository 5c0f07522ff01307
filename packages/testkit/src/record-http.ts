import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request as startRequest,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliDecompressSync, gunzipSync, inflateSync, zstdDecompressSync } from 'node:zlib';

/** One request as it arrived. */
export interface RecordedRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** The body as text, after its content-encoding was undone. */
  readonly body: string;
}

/** What one request is answered with. */
export interface RecordedAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A status; -1 for no answer at all, 0 for a cut connection; or what a function says, `'forward'` included. */
export type AnswerRule = number | ((request: RecordedRequest) => number | RecordedAnswer | 'forward');

export interface RecordHttpOptions {
  /** A real server that stands behind this one: requests that are to be answered with 200 go there. */
  readonly forwardTo?: string | { readonly socketPath: string };
}

/** A local server that keeps what it gets. */
export interface HttpRecorder extends AsyncDisposable {
  readonly url: string;
  /** Every request so far, answered or not. */
  readonly received: readonly RecordedRequest[];
  /** Those that were answered with a status below 300. */
  readonly accepted: readonly RecordedRequest[];
  /** How the next requests are answered. @default 200 */
  answer(rule: AnswerRule): void;
  close(): Promise<void>;
}

const DECODERS: Readonly<Record<string, (body: Buffer) => Buffer>> = {
  gzip: gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
  zstd: zstdDecompressSync,
};

async function readAll(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Sends the request on as it came and gives the answer back as it came; resolves with its status. */
function forward(
  to: NonNullable<RecordHttpOptions['forwardTo']>,
  request: IncomingMessage,
  body: Buffer,
  response: ServerResponse,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const target = typeof to === 'string' ? { host: new URL(to).hostname, port: new URL(to).port } : to;
    const { method, url: path, headers } = request;
    const onward = startRequest({ ...target, method, path, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
      answer.on('end', () => resolve(answer.statusCode ?? 502));
    });
    onward.on('error', reject);
    onward.end(body);
  });
}

/** Starts a recorder on 127.0.0.1. Close it, or hold it with `await using`. */
export async function recordHttp(options: RecordHttpOptions = {}): Promise<HttpRecorder> {
  const { forwardTo } = options;
  const received: RecordedRequest[] = [];
  const accepted: RecordedRequest[] = [];
  let rule: AnswerRule = forwardTo === undefined ? 200 : () => 'forward';

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const raw = await readAll(request);
    const { method = '', url: path = '', headers } = request;
    const body = (DECODERS[headers['content-encoding'] ?? ''] ?? ((bytes): Buffer => bytes))(raw).toString('utf8');
    const recorded = { method, path, headers, body };
    received.push(recorded);
    const ruled = typeof rule === 'function' ? rule(recorded) : rule;
    if (ruled === -1) return;
    if (ruled === 0) return void response.socket?.resetAndDestroy();
    let status = typeof ruled === 'object' ? ruled.status : 200;
    if (forwardTo !== undefined && (ruled === 'forward' || ruled === 200)) {
      status = await forward(forwardTo, request, raw, response);
    } else {
      const answer = typeof ruled === 'object' ? ruled : { status: ruled === 'forward' ? 502 : ruled };
      status = answer.status;
      response.writeHead(status, answer.headers);
      response.end(answer.body ?? '');
    }
    if (status < 300) accepted.push(recorded);
  };

  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closing ??= new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
    return closing;
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    accepted,
    answer: (next) => void (rule = next),
    close,
    [Symbol.asyncDispose]: close,
  };
}
