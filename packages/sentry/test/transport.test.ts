import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer, type Server as TcpServer } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startSentry } from '../src/index.ts';
import { type Ingest, startIngest } from './ingest.ts';

const servers: (Server | TcpServer)[] = [];
let ingest: Ingest;
beforeEach(async () => {
  for (const name of ['http_proxy', 'https_proxy', 'no_proxy']) vi.stubEnv(name, undefined);
  ingest = await startIngest();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await ingest.close();
  for (const server of servers.splice(0)) server.close();
});

async function listen(server: Server | TcpServer): Promise<number> {
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

interface Proxy {
  readonly url: string;
  readonly asked: { readonly to: string | undefined; readonly auth: string | undefined }[];
}

/** A proxy that leads every connection to one port here, or refuses it with a status. */
async function startProxy(answer: { readonly port: number } | { readonly status: number }): Promise<Proxy> {
  const asked: Proxy['asked'] = [];
  const server = createServer((_, response) => response.writeHead(501).end());
  server.on('connect', (request, socket) => {
    asked.push({ to: request.url, auth: request.headers['proxy-authorization'] });
    socket.on('error', () => undefined);
    if ('status' in answer) {
      socket.end(`HTTP/1.1 ${answer.status} No\r\n\r\n`);
      return;
    }
    const upstream = connect(answer.port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on('error', () => socket.destroy());
    upstream.on('close', () => socket.destroy());
  });
  return { url: `http://us%40er:secret@127.0.0.1:${await listen(server)}`, asked };
}

/** What one captured error comes to. */
async function captureOne(dsn: string, message = 'x'): Promise<unknown> {
  const sentry = await startSentry({ dsn });
  sentry.captureError(new Error(message));
  return sentry.shutdown({ timeoutMs: 60_000 });
}

const port = (): number => Number(new URL(ingest.dsn).port);
const AUTH = `Basic ${Buffer.from('us@er:secret').toString('base64')}`;

test('through the proxy that the environment names, to a name that only the proxy knows', async () => {
  const proxy = await startProxy({ port: port() });
  vi.stubEnv('http_proxy', proxy.url);
  expect(await captureOne('http://publickey@sentry.invalid:9000/42')).toMatchObject({ delivered: 1, lost: {} });
  expect(proxy.asked).toEqual([{ to: 'sentry.invalid:9000', auth: AUTH }]);
  expect(ingest.received.map(({ headers }) => headers.host)).toEqual(['sentry.invalid:9000']);
  expect(ingest.received[0]?.text).not.toMatch(/secret|proxy/i);
});

test('an https receiver has its TLS within the tunnel', async () => {
  const received: Buffer[] = [];
  const upstream = createTcpServer((socket) => socket.once('data', (data) => (received.push(data), socket.destroy())));
  const proxy = await startProxy({ port: await listen(upstream) });
  vi.stubEnv('https_proxy', proxy.url);
  vi.stubEnv('http_proxy', 'http://127.0.0.1:1');
  expect(await captureOne('https://publickey@sentry.invalid/42')).toMatchObject({ lost: { retries_exhausted: 1 } });
  expect(proxy.asked).toEqual([{ to: 'sentry.invalid:443', auth: AUTH }]);
  // A record of a handshake (RFC 8446, 5.1), which names the host in the clear.
  expect(received.map((hello) => [hello[0], hello[1], hello.includes('sentry.invalid')])).toEqual([[22, 3, true]]);
});

test('an address that no_proxy ends with is asked directly', async () => {
  const proxy = await startProxy({ status: 500 });
  vi.stubEnv('http_proxy', proxy.url);
  vi.stubEnv('no_proxy', 'example.org,127.0.0.1');
  expect(await captureOne(ingest.dsn)).toMatchObject({ delivered: 1 });
  expect(proxy.asked).toEqual([]);
});

test.each([
  [407, 'rejected'],
  [502, 'retries_exhausted'],
])('a proxy that answers %i: %s', async (status, reason) => {
  vi.stubEnv('http_proxy', (await startProxy({ status })).url);
  expect(await captureOne(ingest.dsn)).toEqual({ delivered: 0, lost: { [reason]: 1 }, pending: 0 });
});

test('a long event is compressed, and no length is said before', async () => {
  const sentry = await startSentry({ dsn: ingest.dsn });
  const frames = Array.from(
    { length: 40 },
    (_, line) => `\n    at ${'deep'.repeat(40)} (/srv/x.js:${line + 1}:1)`,
  ).join('');
  let error: Error | undefined;
  for (const message of ['innermost', 'a', 'b', 'c', 'd']) {
    error = new Error(message, { cause: error });
    error.stack = `Error: ${message}${frames}`;
  }
  sentry.captureError(error);
  await sentry.shutdown({ timeoutMs: 60_000 });
  expect(ingest.faults).toEqual([]);
  expect(ingest.received.map(({ headers }) => [headers['content-encoding'], headers['content-length']])).toEqual([
    ['gzip', undefined],
  ]);
});

test('a connection that the receiver closed between two errors is opened again', async () => {
  let resets = 0;
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      const { socket } = request;
      if (resets === 0) socket.once('data', () => ((resets += 1), socket.resetAndDestroy()));
      response.end('{}');
    });
  });
  const sentry = await startSentry({ dsn: `http://publickey@127.0.0.1:${await listen(server)}/42` });
  sentry.captureError(new Error('one'));
  await sentry.flush({ timeoutMs: 60_000 });
  sentry.captureError(new Error('two'));
  expect(await sentry.shutdown({ timeoutMs: 60_000 })).toEqual({ delivered: 2, lost: {}, pending: 0 });
  expect(resets).toBe(1);
});
