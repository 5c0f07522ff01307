import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import process from 'node:process';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';

/** Where a DSN of Sentry leads, in a process of its own: says where it listens, and on any message what it got. */

export interface IngestCounts {
  readonly errors: number;
  readonly transactions: number;
  readonly spans: number;
}

const counts = { errors: 0, transactions: 0, spans: 0 };

interface Item {
  readonly type?: string;
  readonly item_count?: number;
}

/** https://develop.sentry.dev/sdk/envelopes: a header line, then for each item a header line and its payload. */
function count(envelope: string): void {
  for (const line of envelope.split('\n').slice(1)) {
    if (!line.startsWith('{"type":"')) continue;
    const { type, item_count: many = 1 } = JSON.parse(line) as Item;
    if (type === 'event') counts.errors += 1;
    if (type === 'transaction') counts.transactions += 1;
    if (type === 'span') counts.spans += many;
  }
}

async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await buffer(request);
  count((request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString('utf8'));
  response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
}

const server = createServer((request, response) => void take(request, response));
server.listen(0, '127.0.0.1', () => {
  process.send?.({ dsn: `http://publickey@127.0.0.1:${(server.address() as AddressInfo).port}/42` });
});
process.on('message', () => process.send?.(counts));
