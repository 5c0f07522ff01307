import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import process from 'node:process';
import { buffer } from 'node:stream/consumers';
import { startOtlpReceiver } from '@plumbline/testkit/otlp';

/**
 * The OTLP receiver in a process of its own: says where it listens, and on any message what it got. While load runs it
 * answers and keeps what came, no more: reading costs as much as sending, and the machine is the one that is measured.
 * The strict receiver reads it all when it is asked for.
 */

export interface ReceiverCounts {
  readonly spans: number;
  readonly metrics: number;
  readonly logs: number;
  readonly faults: number;
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
  };
}

async function keep(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { url: path = '', headers } = request;
  kept.push({ path, headers, body: await buffer(request) });
  const type = headers['content-type'] ?? '';
  response.writeHead(200, { 'content-type': type }).end(type.includes('json') ? '{}' : '');
}

const server = createServer((request, response) => void keep(request, response));
server.listen(0, '127.0.0.1', () => {
  process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
process.on('message', () => {
  void read().then((counts) => process.send?.(counts));
});
