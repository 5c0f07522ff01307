import diagnosticsChannel from 'node:diagnostics_channel';
import { errorMonitor } from 'node:events';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { gunzipSync } from 'node:zlib';

/** One request that this process made, and its answer as far as it has come. */
export interface Exchange {
  /** Origin and path. */
  readonly url: string;
  /** What was sent, unpacked; bytes of protobuf are read as UTF-8. */
  readonly sent: () => string;
  readonly status: number | undefined;
  readonly contentType: string;
  readonly answer: () => Buffer;
  /** Code of the error that ended it. */
  readonly failure: string | undefined;
}

/** What the answer of a destination may hold at most; anything longer is no answer of one. */
const MAX_ANSWER = 65_536;

interface Watched {
  readonly request: ClientRequest;
  readonly sent: Buffer[];
  readonly answered: Buffer[];
  response?: IncomingMessage;
  failure?: string;
}

type Chunked = (this: ClientRequest, chunk?: unknown, ...rest: unknown[]) => unknown;

/** Keeps what is written; the request is sent as it would be without. */
function keepWrites(request: ClientRequest, sent: Buffer[]): void {
  const loose = request as unknown as Record<'write' | 'end', Chunked>;
  for (const name of ['write', 'end'] as const) {
    const original = loose[name];
    loose[name] = function keep(chunk, ...rest) {
      if (typeof chunk === 'string') sent.push(Buffer.from(chunk));
      else if (chunk instanceof Uint8Array) sent.push(Buffer.from(chunk));
      return Reflect.apply(original, this, [chunk, ...rest]);
    };
  }
}

const urlOf = (request: ClientRequest): string =>
  `${request.protocol}//${String(request.getHeader('host') ?? request.host)}${request.path}`;

function unpack({ request, sent }: Watched): string {
  const raw = Buffer.concat(sent);
  try {
    return (request.getHeader('content-encoding') === 'gzip' ? gunzipSync(raw) : raw).toString('utf8');
  } catch {
    return raw.toString('utf8');
  }
}

const toExchange = (watched: Watched): Exchange => ({
  url: urlOf(watched.request),
  sent: () => unpack(watched),
  status: watched.response?.statusCode,
  contentType: watched.response?.headers['content-type'] ?? '',
  answer: () => Buffer.concat(watched.answered),
  failure: watched.failure,
});

/** Watches what this process sends by node:http and node:https from now on, and what is answered. It changes nothing. */
export function watchHttp(): { readonly exchanges: () => readonly Exchange[]; readonly stop: () => void } {
  const all = new Map<ClientRequest, Watched>();
  const created = (message: unknown): void => {
    const { request } = message as { readonly request: ClientRequest };
    const watched: Watched = { request, sent: [], answered: [] };
    all.set(request, watched);
    keepWrites(request, watched.sent);
    request.once(errorMonitor, (error: NodeJS.ErrnoException) => void (watched.failure = error.code ?? error.name));
  };
  const answered = (message: unknown): void => {
    const { request, response } = message as { readonly request: ClientRequest; readonly response: IncomingMessage };
    const watched = all.get(request);
    if (watched === undefined) return;
    watched.response = response;
    let size = 0;
    // Whoever made the request listens within this very turn, so that nobody misses a byte.
    response.on('data', (chunk: Buffer | string) => {
      size += chunk.length;
      if (size <= MAX_ANSWER) watched.answered.push(Buffer.from(chunk as string));
    });
  };
  diagnosticsChannel.subscribe('http.client.request.created', created);
  diagnosticsChannel.subscribe('http.client.response.finish', answered);
  return {
    exchanges: () => Array.from(all.values(), toExchange),
    stop() {
      diagnosticsChannel.unsubscribe('http.client.request.created', created);
      diagnosticsChannel.unsubscribe('http.client.response.finish', answered);
    },
  };
}
