import { appendFileSync, mkdirSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { type OtlpFault, type OtlpSignal, type ReadRequest, createRequestReader } from './read-request.ts';
import { countOf, sumOf } from './sums.ts';
import type { PlainAttributes, ReceivedLog, ReceivedPoint, ReceivedSpan } from './received.ts';
import { logsOf, plainAttributes, pointsOf, spansOf } from './views.ts';
import { type AnswerMode, writeAnswer } from './write-answer.ts';
import { messageIn, messagesIn } from './decoded.ts';

/** One request as it arrived. */
export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** Undefined for a path that is not one of OTLP's. */
  readonly signal: OtlpSignal | undefined;
  /** The body after gzip was undone. */
  readonly body: Uint8Array;
  /** The status it was answered with; 0 for a connection that was cut or left without an answer. */
  readonly status: number;
}

export interface OtlpReceiverOptions {
  /** Port on 127.0.0.1; 0 takes a free one. @default 0 */
  readonly port?: number;
  /** Folder that the headers and unpacked body of every request are appended to, so that a byte search sees all that left. */
  readonly directory?: string;
}

/** A strict local receiver of OTLP over HTTP: it keeps what arrives and names every departure from the protocol. */
export interface OtlpReceiver extends AsyncDisposable {
  /** Base URL for `OTEL_EXPORTER_OTLP_ENDPOINT`. */
  readonly url: string;
  readonly requests: readonly ReceivedRequest[];
  /** Every departure from the specification so far. */
  readonly faults: readonly OtlpFault[];
  /** What was accepted; data of a request answered with a failure is not in it. */
  spans(): readonly ReceivedSpan[];
  metrics(): readonly ReceivedPoint[];
  logs(): readonly ReceivedLog[];
  /** The distinct resources of everything accepted. */
  resources(): readonly PlainAttributes[];
  /** Total of a metric; see `sumOf`. */
  sumOf(name: string, attributes?: PlainAttributes): number;
  /** Number of recordings of a histogram; see `countOf`. */
  countOf(name: string, attributes?: PlainAttributes): number;
  /** How the next requests are answered: all of them, or `times` and then `ok` again. */
  answer(mode: AnswerMode, times?: number): void;
  close(): Promise<void>;
}

/** Larger than any batch an SDK sends; keeps a broken sender from filling the memory. */
const MAX_BODY_BYTES = 64 * 1024 * 1024;

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function keepOnDisk(directory: string, request: IncomingMessage, signal: string, body: Uint8Array): void {
  const head = { method: request.method, url: request.url, headers: request.rawHeaders };
  appendFileSync(path.join(directory, 'headers.ndjson'), `${JSON.stringify(head)}\n`);
  appendFileSync(path.join(directory, `${signal}.bin`), Buffer.concat([body, Buffer.from('\n')]));
}

/** What was accepted so far. A `partial` answer refuses the first item of the request and keeps the rest. */
function createStore(): {
  readonly add: (read: ReadRequest, partial: boolean) => void;
  readonly spans: ReceivedSpan[];
  readonly points: ReceivedPoint[];
  readonly logs: ReceivedLog[];
  readonly resources: Map<string, PlainAttributes>;
} {
  const [spans, points, logs] = [[] as ReceivedSpan[], [] as ReceivedPoint[], [] as ReceivedLog[]];
  const resources = new Map<string, PlainAttributes>();
  const add = ({ message }: ReadRequest, partial: boolean): void => {
    if (!message) return;
    const skip = partial ? 1 : 0;
    spans.push(...spansOf(message).slice(skip));
    points.push(...pointsOf(message).slice(skip));
    logs.push(...logsOf(message).slice(skip));
    for (const group of ['resourceSpans', 'resourceMetrics', 'resourceLogs']) {
      for (const entry of messagesIn(message, group)) {
        const resource = plainAttributes(messageIn(entry, 'resource'));
        resources.set(JSON.stringify(resource), resource);
      }
    }
  };
  return { add, spans, points, logs, resources };
}

/** Starts a receiver on 127.0.0.1. Close it, or hold it with `await using`. */
export async function startOtlpReceiver(options: OtlpReceiverOptions = {}): Promise<OtlpReceiver> {
  const { port = 0, directory } = options;
  if (directory !== undefined) mkdirSync(directory, { recursive: true });
  const read = createRequestReader();
  const store = createStore();
  const requests: ReceivedRequest[] = [];
  const faults: OtlpFault[] = [];
  let mode: AnswerMode = 'ok';
  let left = Infinity;

  const takeMode = (): AnswerMode => {
    if (left <= 0) mode = 'ok';
    left -= 1;
    return mode;
  };

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const result = read(request, await readBody(request), requests.length);
    if (directory !== undefined) keepOnDisk(directory, request, result.signal ?? 'other', result.body);
    faults.push(...result.faults);
    const answered = result.refusal === undefined ? takeMode() : 'ok';
    const status = writeAnswer(response, result, answered);
    const { method = '', url = '', headers } = request;
    requests.push({ method, path: url, headers, signal: result.signal, body: result.body, status });
    if (status === 200) store.add(result, answered === 'partial');
  };

  const server = createServer((request, response) => {
    // A sender that goes away mid-request has sent nothing.
    serve(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
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
    requests,
    faults,
    spans: () => store.spans,
    metrics: () => store.points,
    logs: () => store.logs,
    resources: () => [...store.resources.values()],
    sumOf: (name, attributes) => sumOf(store.points, name, attributes),
    countOf: (name, attributes) => countOf(store.points, name, attributes),
    answer(next, times = Infinity) {
      mode = next;
      left = times;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
