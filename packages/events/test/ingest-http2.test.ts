import { once } from 'node:events';
import { type ClientHttp2Session, connect, createServer, type Http2Server, type ServerHttp2Stream } from 'node:http2';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { bodyOf, headers, ingestRig, makeEvent, type Rig } from './ingest-rig.ts';
import { turn } from './world.ts';

let all: Rig;
let server: Http2Server;
let session: ClientHttp2Session;
let streams: ServerHttp2Stream[];

beforeEach(async () => {
  all = ingestRig();
  server = createServer((request, response) => {
    void all.ingest.nodeHandler(request as unknown as IncomingMessage, response as unknown as ServerResponse);
  });
  streams = [];
  server.on('stream', (stream: ServerHttp2Stream) => streams.push(stream));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  session = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});

afterEach(() => {
  session.destroy();
  server.close();
});

interface Answered {
  readonly status: unknown;
  readonly body: string;
}

/** Sends the beginning of a body, and its end where there is one; what comes back. */
async function send(text: string, change: Record<string, string> = {}, isWhole = true): Promise<Answered> {
  const stream = session.request({ ':method': 'POST', ':path': '/_t', ...headers, ...change });
  let body = '';
  let status: unknown;
  stream.on('response', (given) => (status = given[':status']));
  stream.setEncoding('utf8').on('data', (part: string) => (body += part));
  stream.on('error', () => undefined);
  if (isWhole) stream.end(text);
  else stream.write(text);
  await once(stream, 'end');
  return { status, body };
}

/** Waits until no stream of the server is open. */
async function quiet(): Promise<void> {
  for (let i = 0; i < 10_000 && streams.some(({ closed }) => !closed); i += 1) await turn();
  expect(streams.filter(({ closed }) => !closed)).toEqual([]);
}

it('takes a batch over HTTP/2', async () => {
  const { status, body } = await send(bodyOf([makeEvent(), 1]));
  expect([status, JSON.parse(body)]).toMatchObject([202, { accepted: 1, rejected: [{ i: 1, reason: 'malformed' }] }]);
});

it('refuses what is too large, announced or not, and leaves no stream open', async () => {
  expect((await send('x'.repeat(70_000), { 'content-length': '70000' })).status).toBe(413);
  expect((await send('x'.repeat(70_000), { 'content-length': '900000' }, false)).status).toBe(413);
  expect((await send(' '.repeat(300_000), {}, false)).status).toBe(413);
  await quiet();
  // The connection serves on.
  expect((await send(bodyOf([makeEvent()]))).status).toBe(202);
});

it('gives up on a stream that drips, closes it and keeps the connection', async () => {
  const arrived = once(server, 'request');
  const answered = send('{"ev', {}, false);
  await arrived;
  await all.clock.advance(10_000);
  expect((await answered).status).toBe(400);
  await quiet();
  expect((await send(bodyOf([makeEvent()]))).status).toBe(202);
});
