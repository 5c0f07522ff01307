import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

export interface WireEvent {
  readonly event_id: string;
  readonly level?: string;
  readonly exception: { readonly values: readonly WireException[] };
  readonly tags?: Readonly<Record<string, string>>;
  readonly user?: Readonly<Record<string, unknown>>;
  readonly contexts?: { readonly trace?: Readonly<Record<string, string>> };
  readonly fingerprint?: readonly string[];
  readonly [key: string]: unknown;
}

export interface WireException {
  readonly type?: string;
  readonly value?: string;
  readonly mechanism?: unknown;
  readonly stacktrace?: { readonly frames: readonly Readonly<Record<string, unknown>>[] };
}

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly envelope: Readonly<Record<string, unknown>>;
  readonly item: Readonly<Record<string, unknown>>;
  readonly event: WireEvent;
  /** Everything as it was on the wire. */
  readonly text: string;
}

export interface Ingest {
  readonly dsn: string;
  readonly received: Received[];
  /** What does not have the one shape that is expected. */
  readonly faults: string[];
  /** Resolves when this many requests have come in. */
  readonly arrived: (count: number) => Promise<void>;
  /** Resolves when a sender has gone away without an answer. */
  readonly gone: Promise<void>;
  readonly close: () => Promise<void>;
}

export type Answer = 'hang' | { readonly status: number; readonly headers?: Record<string, string> };

/** Reads the envelope format of Sentry: a header line, then for each item a header line and a payload line. */
function parse(body: string): [Record<string, unknown>, Record<string, unknown>, WireEvent] {
  const lines = body.split('\n').filter((line) => line !== '');
  if (lines.length !== 3) throw new Error(`${lines.length} lines instead of one item`);
  const [envelope, item, event] = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  if (!envelope || !item || item['type'] !== 'event') throw new Error(`item of type ${String(item?.['type'])}`);
  return [envelope, item, event as WireEvent];
}

/** A receiver that takes one event per envelope on one path, and calls everything else a fault. */
export async function startIngest(answer: Answer = { status: 200 }): Promise<Ingest> {
  const received: Received[] = [];
  const faults: string[] = [];
  const waiting: (() => void)[] = [];
  let requests = 0;
  let leave = (): void => undefined;
  const gone = new Promise<void>((resolve) => (leave = resolve));
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    response.on('close', () => void (response.writableEnded || leave()));
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const raw = Buffer.concat(chunks);
      const body = (request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw).toString('utf8');
      const { pathname, searchParams } = new URL(request.url ?? '', 'http://ingest');
      try {
        if (request.method !== 'POST' || pathname !== '/api/42/envelope/')
          throw new Error(`${request.method} ${pathname}`);
        const [envelope, item, event] = parse(body);
        const text = `${request.url}\n${JSON.stringify(request.rawHeaders)}\n${body}`;
        received.push({
          method: 'POST',
          path: pathname,
          query: searchParams,
          headers: request.headers,
          envelope,
          item,
          event,
          text,
        });
      } catch (error) {
        faults.push(String(error));
      }
      requests += 1;
      for (const check of waiting) check();
      if (answer !== 'hang') response.writeHead(answer.status, answer.headers).end('{}');
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    dsn: `http://publickey@127.0.0.1:${port}/42`,
    received,
    faults,
    arrived: (count) =>
      new Promise((resolve) => {
        const check = (): void => {
          if (requests >= count) resolve();
        };
        waiting.push(check);
        check();
      }),
    gone,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Every path of keys in a value, arrays as `[]`, sorted. */
export function keyPaths(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [path];
  const inner = Array.isArray(value)
    ? value.flatMap((one: unknown) => keyPaths(one, `${path}[]`))
    : Object.entries(value).flatMap(([key, one]) => keyPaths(one, path === '' ? key : `${path}.${key}`));
  return [...new Set(inner.length === 0 ? [path] : inner)].toSorted();
}
