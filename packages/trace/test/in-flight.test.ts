import { once } from 'node:events';
import http, { type ServerResponse } from 'node:http';
import http2 from 'node:http2';
import type { RequestSummary } from '@plumbline/core/context';
import { afterEach, expect, it } from 'vitest';
import { bindHttp, type HttpBinding } from '../src/index.ts';
import { deferred, listen } from './support.ts';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0).toReversed()) close();
});

function bind(): { binding: HttpBinding; summaries: RequestSummary[] } {
  const summaries: RequestSummary[] = [];
  const binding = bindHttp({
    propagateTo: [],
    ignore: (path) => path === '/livez',
    onRequestEnd: (summary) => void summaries.push(summary),
  });
  closers.push(() => binding.unbind());
  return { binding, summaries };
}

/** A server that hands out its responses and answers nothing by itself. */
async function serve(): Promise<{ url: string; server: http.Server; taken: Promise<ServerResponse> }> {
  const first = deferred<ServerResponse>();
  const server = http.createServer((_request, response) => first.resolve(response));
  const port = await listen(server);
  closers.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${port}`, server, taken: first.promise };
}

it('knows what runs, and tells when nothing does any longer', async () => {
  const { binding, summaries } = bind();
  await binding.settled();
  const { url, taken } = await serve();
  const answer = fetch(url);
  const response = await taken;
  expect(binding.running()).toBe(1);
  const settled = binding.settled();
  response.end('ok');
  await settled;
  expect(binding.running()).toBe(0);
  expect(summaries).toMatchObject([{ outcome: 'ok', status: 200 }]);
  await answer;
});

it('counts no probe', async () => {
  const { binding } = bind();
  const { url, taken } = await serve();
  void fetch(`${url}/livez`).catch(() => undefined);
  await taken;
  expect(binding.running()).toBe(0);
});

it('does not let a request wait for itself', async () => {
  const { binding } = bind();
  const server = http.createServer((_request, response) => void binding.settled().then(() => response.end('settled')));
  const port = await listen(server);
  closers.push(() => void server.close());
  expect(await (await fetch(`http://127.0.0.1:${port}`)).text()).toBe('settled');
});

it('ends what still runs once, as aborted, and leaves the response alone', async () => {
  const { binding, summaries } = bind();
  const { url, taken } = await serve();
  const answer = fetch(url);
  const response = await taken;
  expect(binding.cutOff()).toBe(1);
  expect(summaries).toMatchObject([{ outcome: 'aborted', status: 0 }]);
  expect(binding.cutOff()).toBe(0);
  const closed = once(response, 'close');
  response.end('late');
  expect(await (await answer).text()).toBe('late');
  await closed;
  expect(summaries).toHaveLength(1);
});

it('does the same for HTTP/2', async () => {
  const { binding, summaries } = bind();
  const taken = deferred<http2.ServerHttp2Stream>();
  const server = http2.createServer().on('stream', (stream) => taken.resolve(stream));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const session = http2.connect(`http://127.0.0.1:${port}`);
  closers.push(() => {
    session.destroy();
    server.close();
  });
  session
    .request({ ':path': '/' })
    .on('error', () => undefined)
    .end();
  await taken.promise;
  expect(binding.running()).toBe(1);
  expect(binding.cutOff()).toBe(1);
  expect(summaries).toMatchObject([{ outcome: 'aborted' }]);
});

it('closes the servers that requests came to, and those whose first one comes later', async () => {
  const { binding } = bind();
  const early = await serve();
  const late = await serve();
  const first = fetch(early.url);
  (await early.taken).end();
  await first;
  binding.closeServers();
  expect([early.server.listening, late.server.listening]).toEqual([false, true]);
  const last = fetch(late.url);
  (await late.taken).end('ok');
  expect(late.server.listening).toBe(false);
  expect(await (await last).text()).toBe('ok');
});
