import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import process from 'node:process';
import { buffer } from 'node:stream/consumers';
import { startOtlpReceiver } from '@plumbline/testkit/otlp';
import { type DestinationFault, recordHttp } from '@plumbline/testkit/servers';

/**
 * The OTLP receiver in a process of its own, `otlp-receiver.ts [FAULT]`: says where it listens, and on any message what it
 * got. With a fault of `@plumbline/testkit` something stands before it that has the fault. While load runs it
 * answers and keeps what came, no more: reading costs as much as sending, and the machine is the one that is measured.
 * The strict receiver reads it all when it is asked for.
 */

export interface ReceiverCounts {
  readonly spans: number;
  readonly metrics: number;
  readonly logs: number;
  readonly faults: number;
  /** What the sender itself says that it lost, as its metrics have arrived. */
  readonly droppedSpans: number;
  readonly droppedLogs: number;
  readonly failedExports: number;
}

interface Kept {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

const kept: Kept[] = [];

const headersOf = ({ 'content-type': type = '', 'content-encoding': encoding }: IncomingHttpHeaders) => ({
  'content-type': type,
  ...(encoding !== undefined && { 'content-encoding': encoding }),
});

async function read(): Promise<ReceiverCounts> {
  await using strict = await startOtlpReceiver();
  for (const { path, headers, body } of kept) {
    const answer = await fetch(`${strict.url}${path}`, { method: 'POST', headers: headersOf(headers), body });
    await answer.arrayBuffer();
  }
  return {
    spans: strict.spans().length,
    metrics: strict.metrics().length,
    logs: strict.logs().length,
    faults: strict.faults.length,
    droppedSpans: strict.sumOf('plumbline.otel.dropped', { signal: 'traces' }),
    droppedLogs: strict.sumOf('plumbline.otel.dropped', { signal: 'logs' }),
    failedExports: strict.sumOf('plumbline.otel.export_failures'),
  };
}

async function keep(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { url: path = '', headers } = request;
  kept.push({ path, headers, body: await buffer(request) });
  const type = headers['content-type'] ?? '';
  response.writeHead(200, { 'content-type': type }).end(type.includes('json') ? '{}' : '');
}

const server = createServer((request, response) => void keep(request, response));
/** Where senders find it. */
async function open(fault: string | undefined): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  if (fault === undefined) return url;
  const front = await recordHttp({ forwardTo: url });
  await front.fail(fault as DestinationFault);
  return front.url;
}

process.on('message', () => {
  void read().then((counts) => process.send?.(counts));
});
process.send?.({ url: await open(process.argv[2]) });
