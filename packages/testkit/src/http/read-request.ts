import { type IncomingHttpHeaders, type IncomingMessage, request as startRequest } from 'node:http';
import { brotliDecompressSync, gunzipSync, inflateSync, zstdDecompressSync } from 'node:zlib';
import type { RecordedAnswer } from './write-answer.ts';

/** One request as it arrived. */
export interface RecordedRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** The body as text, after its content-encoding was undone. */
  readonly body: string;
  /** Bytes of the body on the wire. */
  readonly wireBytes: number;
}

/** Where a real server listens. */
export type ForwardTarget = string | { readonly socketPath: string };

const DECODERS: Readonly<Record<string, (body: Buffer) => Buffer>> = {
  gzip: gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
  zstd: zstdDecompressSync,
};

/** All of a body. */
export async function readAll(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The request as a recorder keeps it. A body that is not in the encoding it claims is kept as it came. */
export function recordOf(request: IncomingMessage, raw: Buffer): RecordedRequest {
  const { method = '', url: path = '', headers } = request;
  const decode = DECODERS[headers['content-encoding'] ?? ''] ?? ((bytes: Buffer): Buffer => bytes);
  let body = raw;
  try {
    body = decode(raw);
  } catch {
    // A strict server answers it with a fault of its own.
  }
  return { method, path, headers, body: body.toString('utf8'), wireBytes: raw.length };
}

/** Sends the request on as it came; resolves with the answer, whose body is still to be read. */
export function forward(to: ForwardTarget, request: IncomingMessage, body: Buffer): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const target = typeof to === 'string' ? { host: new URL(to).hostname, port: new URL(to).port } : to;
    const { method, url: path, headers } = request;
    const onward = startRequest({ ...target, method, path, headers }, resolve);
    onward.on('error', reject);
    onward.end(body);
  });
}

/** The answer of a real server as one that can be written again. */
export async function answerOf(message: IncomingMessage): Promise<RecordedAnswer> {
  const entries = Object.entries(message.headers).map(([name, value]) => [name, String(value)] as const);
  return { status: message.statusCode ?? 502, headers: Object.fromEntries(entries), body: await readAll(message) };
}
