import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import process from 'node:process';
import { clickhouse } from '@plumbline/adapter-clickhouse';
import { type ActorInput, createPseudonymizer, currentContext } from '@plumbline/core/context';
import { createEvents } from '@plumbline/events';
import { createIngest } from '@plumbline/events/ingest';
import { bindHttp } from '@plumbline/trace';
import { ENDPOINT, OTHER } from './addresses.ts';
import { bundlePages } from './bundle.ts';
import { catalog } from './catalog.ts';
import { pageAt } from './pages.ts';

/** The program of the application: pages, their scripts, an API, and ingest with embedded ClickHouse behind a spool. */
const [storage = '', spool = '', scripts = ''] = process.argv.slice(2);

bindHttp({ propagateTo: [] });
const events = createEvents({
  catalog,
  adapters: [clickhouse({ embedded: { directory: storage } })],
  spool: { directory: spool },
  flushIntervalMs: 100,
  pseudonymizer: createPseudonymizer('a-key-of-this-suite-and-of-nothing-else'),
});

/** The session cookie of an application whose users sign in: `account` holds an internal ID. */
const accountOf = (cookie: string | null): ActorInput | undefined => {
  const id = /(?:^|;\s*)account=([\w-]+)/.exec(cookie ?? '')?.[1];
  return id === undefined ? undefined : { id, orgId: 'org-1' };
};

/** When the session began, where the cookies say so: an application has it in its record of the session. */
const signedInAt = (cookie: string | null): number | undefined => {
  const since = /(?:^|;\s*)since=(\d+)/.exec(cookie ?? '')?.[1];
  return since === undefined ? undefined : Number(since);
};

const ingest = createIngest({
  catalog,
  events,
  identity: ({ headers }) => accountOf(headers.get('cookie')),
  signedInAt: ({ headers }) => signedInAt(headers.get('cookie')),
  rate: { perSessionPerMinute: 100_000 },
});

const assets = await bundlePages(scripts.split(','));

/** Requests of the API, so that a test can say in which trace each was. */
const calls: {
  readonly path: string;
  readonly host: string;
  readonly traceparent: string;
  readonly traceId: string;
}[] = [];

const OPEN = { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' };

function answerApi(request: IncomingMessage, response: ServerResponse): void {
  const { host = '', traceparent } = request.headers;
  if (request.method === 'OPTIONS') return void response.writeHead(204, OPEN).end();
  calls.push({
    path: request.url ?? '',
    host,
    traceparent: String(traceparent ?? ''),
    traceId: currentContext()?.traceId ?? '',
  });
  response.writeHead(200, { 'content-type': 'application/json', ...(OTHER.endsWith(host) && OPEN) }).end('{"ok":true}');
}

function answer(request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '/', 'http://app.localhost');
  if (url.pathname === ENDPOINT) return void ingest.nodeHandler(request, response);
  // Files are elsewhere, as with a store of objects that signs its addresses.
  if (url.pathname.startsWith('/files/'))
    return void response.writeHead(302, { location: `${OTHER}/api${url.pathname}` }).end();
  if (url.pathname.startsWith('/api/')) return answerApi(request, response);
  const script = assets.get(url.pathname);
  if (script !== undefined) {
    return void response
      .writeHead(200, { 'content-type': 'text/javascript', 'cache-control': 'max-age=60' })
      .end(script);
  }
  const page = pageAt(url);
  response.writeHead(page ? 200 : 404, page?.headers).end(page?.body);
}

process.on('message', (message) => {
  const work = async (): Promise<unknown> => {
    if (message === 'calls') return calls;
    if (message === 'flush') await events.flush();
    return { ...events.snapshot(), pending: events.pending };
  };
  void work().then((said) => process.send?.({ said }));
});
process.once('disconnect', () => void events.shutdown().then(() => process.exit(0)));

await events.start();
const server = createServer(answer).listen(0, '127.0.0.1', () => {
  process.send?.({ port: (server.address() as AddressInfo).port });
});
