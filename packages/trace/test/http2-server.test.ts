import { once } from 'node:events';
import http2, { type ClientHttp2Stream, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import { currentContext, type RequestSummary } from '@plumbline/core/context';
import { afterEach, describe, expect, it } from 'vitest';
import { bindHttp, type BindHttpOptions, withRoute } from '../src/index.ts';
import { collect, detached, listen, recordMeter } from './support.ts';

const ID = 'client-supplied-id-1';
const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0).toReversed()) close();
});

async function serve(server: http2.Http2Server, options: Partial<BindHttpOptions> = {}) {
  const binding = bindHttp({ propagateTo: [], ...options });
  const session = http2.connect(`http://127.0.0.1:${await listen(server)}`);
  closers.push(
    () => binding.unbind(),
    () => server.close(),
    () => session.destroy(),
  );
  return session;
}

async function answerOf(stream: ClientHttp2Stream): Promise<{ headers: IncomingHttpHeaders; body: string }> {
  const [headers] = (await once(stream, 'response')) as [IncomingHttpHeaders];
  let body = '';
  for await (const part of stream) body += String(part);
  return { headers, body };
}

const streamServer = (handler: (stream: ServerHttp2Stream) => void): http2.Http2Server =>
  http2.createServer().on('stream', handler);

describe('http2 servers', () => {
  it('gives compatible handlers their context and echoes the ID', async () => {
    const session = await serve(
      http2.createServer((_, response) => void response.end(currentContext()?.requestId ?? '')),
    );
    const { headers, body } = await answerOf(session.request({ ':path': '/', 'x-request-id': ID }));
    expect(headers['x-request-id']).toBe(ID);
    expect(body).toBe(ID);
  });

  it.each([
    ['respond', (stream: ServerHttp2Stream) => stream.respond({ ':status': 201, 'x-other': '1' })],
    [
      'respond with an ID of its own',
      (stream: ServerHttp2Stream) => stream.respond({ 'x-other': '1', 'X-Request-ID': 'forged' }),
    ],
    ['respond without headers', (stream: ServerHttp2Stream) => stream.respond()],
  ])('echoes with %s', async (_, respond) => {
    const session = await serve(
      streamServer((stream) => {
        respond(stream);
        stream.end();
      }),
    );
    const { headers } = await answerOf(session.request({ ':path': '/', 'x-request-id': ID }));
    expect(headers['x-request-id']).toBe(ID);
  });

  it.each([
    ['write', (stream: ServerHttp2Stream) => stream.write('a')],
    ['late write', (stream: ServerHttp2Stream) => void setImmediate(() => stream.write('a'))],
    ['end', (stream: ServerHttp2Stream) => stream.end('a')],
    [
      'writes of which several wait',
      (stream: ServerHttp2Stream) => void [stream.cork(), stream.write('a'), stream.write('b')],
    ],
  ])('echoes where nobody responds before a %s', async (_, write) => {
    const session = await serve(
      streamServer((stream) => {
        write(stream);
        setImmediate(() => {
          stream.uncork();
          stream.end();
        });
      }),
    );
    const { headers, body } = await answerOf(session.request({ ':path': '/', 'x-request-id': ID }));
    expect([headers[':status'], headers['x-request-id']]).toEqual([200, ID]);
    expect(body).toMatch(/^ab?$/);
  });

  it('echoes with respondWithFile', async () => {
    const session = await serve(streamServer((stream) => stream.respondWithFile(import.meta.filename)));
    const { headers, body } = await answerOf(session.request({ ':path': '/', 'x-request-id': ID }));
    expect(headers['x-request-id']).toBe(ID);
    expect(body).toContain('echoes with respondWithFile');
  });

  it('measures and summarises', async () => {
    const meter = recordMeter();
    const ended = collect<RequestSummary>(2);
    const session = await serve(
      streamServer(
        withRoute('/orders/:id', (stream: ServerHttp2Stream) => {
          stream.respond({ ':status': 204 }, { endStream: true });
        }),
      ),
      { meter, onRequestEnd: ended.add },
    );
    await answerOf(session.request({ ':path': '/orders/1?token=secret' }));
    await answerOf(session.request({ ':path': '/orders/1', ':method': 'PURGE', 'x-request-id': 'no' }));
    expect(await ended.all).toMatchObject([
      { method: 'GET', status: 204, outcome: 'ok' },
      { method: '_OTHER', status: 204, outcome: 'ok' },
    ]);
    expect(meter.measured.map(({ labels }) => labels)).toContainEqual({
      'http.request.method': 'GET',
      'url.scheme': 'http',
      'http.route': '/orders/:id',
      'http.response.status_code': 204,
    });
    expect(meter.measured).toContainEqual({
      name: 'plumbline.requests.refused_ids',
      value: 1,
      labels: { reason: 'length' },
    });
  });

  it('counts an aborted stream', async () => {
    const ended = collect<RequestSummary>(1);
    const session = await serve(
      streamServer((stream) => {
        stream.on('error', () => undefined);
        stream.respond({ ':status': 200 });
        stream.write('first part');
      }),
      { onRequestEnd: ended.add },
    );
    const stream = session.request({ ':path': '/' });
    await once(stream, 'response');
    stream.close(http2.constants.NGHTTP2_CANCEL);
    expect((await ended.all)[0]).toMatchObject({ outcome: 'aborted', status: 200 });
  });

  it('keeps 200 streams of one session apart', async () => {
    const session = await serve(
      http2.createServer(
        detached(async (request: http2.Http2ServerRequest, response: http2.Http2ServerResponse) => {
          for await (const _ of request);
          response.end(currentContext()?.requestId ?? '');
        }),
      ),
    );
    const ids = Array.from({ length: 200 }, (_, index) => `stream-number-${index}`);
    const answers = await Promise.all(
      ids.map(async (id) => {
        const stream = session.request({ ':path': '/', ':method': 'POST', 'x-request-id': id });
        stream.end('body');
        const { headers, body } = await answerOf(stream);
        return [headers['x-request-id'], body];
      }),
    );
    expect(answers).toEqual(ids.map((id) => [id, id]));
  });
});
