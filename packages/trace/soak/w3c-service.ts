// A service as the validation service of the W3C asks for: it is told in a body whom to call, and calls them.
import http from 'node:http';
import http2 from 'node:http2';
import type { AddressInfo } from 'node:net';
import process from 'node:process';
import { json } from 'node:stream/consumers';
import { serve } from '@hono/node-server';
import { bindHttp } from '@plumbline/trace';
import express from 'express';
import Fastify from 'fastify';
import { Hono } from 'hono';

interface Call {
  readonly url: string;
  readonly arguments: readonly Call[];
}

async function callAll(calls: unknown): Promise<void> {
  for (const call of calls as readonly Call[]) {
    const body = JSON.stringify(call.arguments);
    const answer = await fetch(call.url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    await answer.arrayBuffer();
  }
}

const portOf = (server: http.Server | http2.Http2Server): number => (server.address() as AddressInfo).port;

const listening = (server: http.Server | http2.Http2Server): Promise<number> =>
  new Promise((resolve) => void server.listen(0, '127.0.0.1', () => resolve(portOf(server))));

function handle(
  request: http.IncomingMessage | http2.Http2ServerRequest,
  response: http.ServerResponse | http2.Http2ServerResponse,
): void {
  const answer = (status: number): void => {
    response.statusCode = status;
    response.end();
  };
  json(request)
    .then(callAll)
    .then(
      () => answer(200),
      () => answer(502),
    );
}

/** What stands in front of HTTP/2: the harness speaks HTTP/1.1 alone. Header lines go on as they came. */
async function startForwarder(target: number): Promise<number> {
  const session = http2.connect(`http://127.0.0.1:${target}`);
  const own = new Set(['connection', 'host', 'keep-alive', 'transfer-encoding', 'accept-encoding']);
  const server = http.createServer((request, response) => {
    const headers: Record<string, string[]> = {};
    for (let index = 0; index < request.rawHeaders.length; index += 2) {
      const name = request.rawHeaders[index]?.toLowerCase() ?? '';
      if (!own.has(name)) (headers[name] ??= []).push(request.rawHeaders[index + 1] ?? '');
    }
    const once = Object.entries(headers).map(([name, values]) => [name, values.length === 1 ? values[0] : values]);
    const stream = session.request({ ...Object.fromEntries(once), ':method': request.method, ':path': request.url });
    stream.on('response', (answer) => response.writeHead(answer[':status'] ?? 502));
    request.pipe(stream).pipe(response);
  });
  return listening(server);
}

const STARTS: Readonly<Record<string, () => Promise<number>>> = {
  'node:http': () => listening(http.createServer(handle)),
  'node:http2': () => listening(http2.createServer(handle)),
  Express() {
    const app = express();
    app.use(express.json());
    app.post('/test', async (request, response) => {
      await callAll(request.body);
      response.end();
    });
    return listening(http.createServer(app));
  },
  async Fastify() {
    const app = Fastify();
    app.post('/test', async (request) => {
      await callAll(request.body);
      return {};
    });
    await app.listen({ port: 0, host: '127.0.0.1' });
    return portOf(app.server);
  },
  async Hono() {
    const app = new Hono();
    app.post('/test', async (c) => {
      await callAll(await c.req.json());
      return c.json({});
    });
    const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }) as http.Server;
    await new Promise<void>((done) => void server.once('listening', () => done()));
    return portOf(server);
  },
};

const [name = '', target] = process.argv.slice(2);
if (name === 'forwarder') process.send?.(await startForwarder(Number(target)));
else {
  bindHttp({ propagateTo: ['127.0.0.1'] });
  const start = STARTS[name];
  if (start === undefined) throw new Error(`no service ${name}: one of ${Object.keys(STARTS).join(', ')}`);
  process.send?.(await start());
}
