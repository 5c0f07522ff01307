import { appendFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import path from 'node:path';
import { makeHandler } from '../http/handler.ts';

/** A service with an application's route and the route that browsers post to. */
export interface IngestService {
  readonly handler: RequestListener;
  /** Waits until everything was handed over, and says how many events were. */
  readonly finish: () => Promise<number>;
}

const INGEST_PATH = '/_t';

const FINISH_MS = 30_000;

/** No bound of the rate: the load is one sender. */
const UNBOUNDED = { perSessionPerMinute: 1_000_000, totalPerMinute: 1_000_000_000 };

const withApp = (ingest: RequestListener): RequestListener => {
  const app = makeHandler();
  return (request, response) => (request.url === INGEST_PATH ? ingest : app)(request, response);
};

/** Every event validated, written to the spool, read from it again and handed to a store that takes all. */
export async function startIngest(): Promise<IngestService> {
  const { defineAdapter, delivered } = await import('@plumbline/core');
  const { createEvents } = await import('@plumbline/events');
  const { createIngest } = await import('@plumbline/events/ingest');
  const { catalog } = await import('./setting.ts');
  const store = defineAdapter({
    kind: 'store',
    role: 'source',
    capabilities: { maxBatch: 10_000, idempotent: true },
    destinations: () => [],
    open: async () => ({}),
    send: async () => delivered(),
  })({ allow: 'catalog' });
  const events = createEvents({
    catalog,
    adapters: [store],
    maxBatch: 1_000,
    spool: { directory: path.resolve('spool') },
  });
  await events.start();
  const ingest = createIngest({ catalog, events, rate: UNBOUNDED });
  return {
    handler: withApp((request, response) => void ingest.nodeHandler(request, response)),
    async finish() {
      const { delivered: stored } = await events.shutdown({ timeoutMs: FINISH_MS });
      return stored;
    },
  };
}

/** The floor: reads the body, parses it, appends it to a file and answers. Nothing is checked. */
export async function startBare(): Promise<IngestService> {
  let taken = 0;
  const file = path.resolve('events.jsonl');
  return {
    handler: withApp((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => void parts.push(part));
      request.on('end', () => {
        const { events } = JSON.parse(Buffer.concat(parts).toString()) as { readonly events: readonly object[] };
        appendFileSync(file, events.map((event) => `${JSON.stringify(event)}\n`).join(''));
        taken += events.length;
        const answer = JSON.stringify({ accepted: events.length, rejected: [], now: Date.now() });
        response.writeHead(202, { 'content-type': 'application/json', 'content-length': answer.length });
        response.end(answer);
      });
    }),
    finish: async () => taken,
  };
}
