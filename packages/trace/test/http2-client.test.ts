import { EventEmitter, once } from 'node:events';
import http2, { type ClientHttp2Session, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http2';
import { connect as connectSocket, type Socket } from 'node:net';
import { createContextKey, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { createRequestContext, runInContext } from '@plumbline/core/context';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bindHttp, type BindHttpOptions } from '../src/index.ts';
import { listen, recordMeter } from './support.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';
const OURS = { traceparent: `00-${TRACE}-${SPAN}-01`, tracestate: 'a=1', 'x-request-id': 'the-request-id' };
const closers: (() => void)[] = [];
const arrivals = new EventEmitter();
let received: IncomingHttpHeaders[] = [];
let port = 0;

beforeEach(async () => {
  received = [];
  const sessions = new Set<http2.ServerHttp2Session>();
  const server = http2.createServer();
  server.on('session', (session) => sessions.add(session));
  server.on('stream', (stream, headers) => {
    received.push(headers);
    stream.on('error', () => undefined);
    if (headers[':path'] === '/reset') return stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR);
    if (headers[':path'] === '/silent') return void arrivals.emit('silent');
    if (headers[':path'] === '/push' && stream.pushAllowed) {
      stream.pushStream({ ':path': '/pushed' }, (_, pushed) => {
        pushed.respond({ ':status': 200 });
        pushed.end('pushed');
      });
    }
    stream.respond({ ':status': headers[':path'] === '/broken' ? 500 : 200 });
    return stream.end('ok');
  });
  port = await listen(server);
  closers.push(
    () => void server.close(),
    () => sessions.forEach((session) => session.destroy()),
  );
});
afterEach(() => {
  for (const close of closers.splice(0).toReversed()) close();
});

function bind(options: Partial<BindHttpOptions> = {}) {
  const meter = recordMeter();
  const binding = bindHttp({ propagateTo: ['127.0.0.1'], http2Client: true, meter, ...options });
  closers.push(() => binding.unbind());
  return { binding, client: (count: number) => meter.labels('http.client.request.duration', count) };
}

function connect(host = '127.0.0.1'): ClientHttp2Session {
  const session = http2.connect(`http://${host}:${port}`);
  session.on('error', () => undefined);
  closers.push(() => session.destroy());
  return session;
}

async function ask(session: ClientHttp2Session, headers?: OutgoingHttpHeaders | readonly string[]): Promise<void> {
  const stream = session.request(headers);
  stream.resume();
  await once(stream, 'close');
}

const IDS = { kind: 'request', requestId: 'the-request-id', traceId: TRACE, spanId: SPAN, sampled: true } as const;
const tracing = trace.setSpanContext(ROOT_CONTEXT, { traceId: TRACE, spanId: SPAN, traceFlags: 1 });
const asRequest = <T>(fn: () => T): T => runInContext(createRequestContext({ ...IDS, tracing }), fn);

const names = Object.keys(OURS);

describe('headers', () => {
  it.each<[string, OutgoingHttpHeaders | readonly string[] | undefined]>([
    ['none', undefined],
    ['an object', { ':path': '/' }],
    ['stale ones', { TraceParent: 'stale', tracestate: 'stale=1', 'X-Request-ID': 'stale' }],
    ['a list', [':path', '/', 'traceparent', 'stale', 'tracestate', 'stale=1', 'traceparent', 'stale']],
    ['an authority of its own', { ':authority': 'elsewhere.test' }],
  ])('carry the IDs to a host on the list, once: %s', async (_, headers) => {
    bind();
    const session = connect();
    // The first leaves when the connection stands, the second at once.
    await asRequest(() => ask(session, headers));
    await asRequest(() => ask(session, headers));
    expect(received).toHaveLength(2);
    for (const got of received) {
      expect(got['traceparent']).toMatch(new RegExp(`^00-${TRACE}-(?!${SPAN})[0-9a-f]{16}-03$`));
      expect(got).toMatchObject({ 'x-request-id': 'the-request-id' });
      expect(got).not.toHaveProperty('tracestate');
    }
  });

  it('are the caller’s own afterwards, symbols with them', async () => {
    bind();
    const headers = { ':path': '/', cookie: 'c', [http2.sensitiveHeaders]: ['cookie'] };
    await asRequest(() => ask(connect(), headers));
    expect(headers).toEqual({ ':path': '/', cookie: 'c', [http2.sensitiveHeaders]: ['cookie'] });
    expect(received[0]?.[http2.sensitiveHeaders as never]).toEqual(['cookie']);
  });

  it.each([
    ['a host that is not listed', 'localhost', {}],
    ['one that is called by the name of a listed one', 'localhost', { ':authority': '127.0.0.1' }],
  ])('are taken off a request to %s', async (_, host, headers) => {
    bind();
    await asRequest(() => ask(connect(host), { ...OURS, ...headers }));
    for (const name of names) expect(received[0]).not.toHaveProperty(name);
    await asRequest(() => ask(connect(host), { 'x-request-id': 'idempotency-of-a-vendor' }));
    expect(received[1]).toMatchObject({ 'x-request-id': 'idempotency-of-a-vendor' });
  });

  it('are listed with their port', async () => {
    bind({ propagateTo: [`127.0.0.1:${port}`] });
    await asRequest(() => ask(connect()));
    expect(received[0]).toHaveProperty('traceparent');
  });

  it('are none outside of a request, nor for exporters', async () => {
    const { client } = bind();
    await ask(connect());
    const suppressed = ROOT_CONTEXT.setValue(createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING'), true);
    await runInContext(createRequestContext({ ...IDS, tracing: suppressed }), () => ask(connect()));
    for (const got of received) for (const name of names) expect(got).not.toHaveProperty(name);
    expect(await client(1)).toHaveLength(1);
  });

  it('stay as they are without the option, and after unbind', async () => {
    const { binding, client } = bind({ http2Client: false });
    const { request: original } = Object.getPrototypeOf(connect()) as { readonly request: unknown };
    await asRequest(() => ask(connect(), { 'x-own': '1' }));
    expect(await client(1)).toHaveLength(1);
    binding.unbind();
    const second = bind();
    second.binding.unbind();
    await asRequest(() => ask(connect(), { 'x-own': '1' }));
    for (const got of received) for (const name of names) expect(got).not.toHaveProperty(name);
    expect((Object.getPrototypeOf(connect()) as { readonly request: unknown }).request).toBe(original);
  });
});

describe.each([true, false])('measured, http2Client %s', (http2Client) => {
  it('each once, with the host only where it is on the list', async () => {
    const { client } = bind({ http2Client });
    const session = connect();
    await ask(session, { ':path': '/broken' });
    await ask(session, { ':method': 'POST' });
    await ask(connect('localhost'));
    expect(await client(3)).toEqual([
      {
        'http.request.method': 'GET',
        'server.address': '127.0.0.1',
        'http.response.status_code': 500,
        'error.type': '500',
      },
      { 'http.request.method': 'POST', 'server.address': '127.0.0.1', 'http.response.status_code': 200 },
      { 'http.request.method': 'GET', 'server.address': 'other', 'http.response.status_code': 200 },
    ]);
  });

  it('a failure by its kind', async () => {
    const { client } = bind({ http2Client });
    const session = connect();
    await expect(ask(session, { ':path': '/reset' })).rejects.toThrow(/closed with error/);
    const cancelled = session.request({ ':path': '/silent' });
    await once(arrivals, 'silent');
    cancelled.close(http2.constants.NGHTTP2_CANCEL);
    await once(cancelled, 'close');
    const controller = new AbortController();
    const aborted = session.request({ ':path': '/silent' }, { signal: controller.signal });
    await once(arrivals, 'silent');
    const ended = once(aborted, 'end');
    controller.abort();
    await expect(ended).rejects.toThrow(/abort/);
    expect((await client(3)).map((labels) => labels['error.type'])).toEqual([
      'ERR_HTTP2_STREAM_ERROR',
      'aborted',
      'ABORT_ERR',
    ]);
  });

  it('a connection that is refused', async () => {
    const { client } = bind({ http2Client });
    const session = http2.connect('http://127.0.0.1:1');
    session.on('error', () => undefined);
    await expect(ask(session)).rejects.toThrow(/ECONNREFUSED|stream was cancel/i);
    expect((await client(1)).map((labels) => labels['error.type'])).toEqual(['ECONNREFUSED']);
  });

  it('not what a server pushes', async () => {
    const { client } = bind({ http2Client });
    const session = connect();
    const pushed = new Promise<void>((done) => {
      session.on('stream', (stream) => stream.on('close', () => done()).resume());
    });
    await ask(session, { ':path': '/push' });
    await pushed;
    await ask(session);
    expect(await client(2)).toHaveLength(2);
  });
});

it('measures a request that Node refuses', async () => {
  const { client } = bind();
  const session = connect();
  expect(() => session.request({ connection: 'close' })).toThrow(/connection/i);
  await ask(session);
  expect((await client(2)).map((labels) => labels['error.type'])).toEqual([
    'ERR_HTTP2_INVALID_CONNECTION_HEADERS',
    undefined,
  ]);
});

interface Agent {
  readonly constructor: new (options: object) => Agent;
  readonly close: () => Promise<void>;
}

it('leaves requests of undici to its own channels', async () => {
  const { client } = bind();
  await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined);
  const globals = globalThis as unknown as Record<symbol, Agent | undefined>;
  // Under the first name newer versions keep an adapter for older ones.
  const [newer, older] = [2, 1].map((version) => globals[Symbol.for(`undici.globalDispatcher.${version}`)]);
  const builtIn = (newer ?? older) as Agent;
  const agent = new builtIn.constructor({
    allowH2: true,
    connect: (_options: unknown, done: (error: null, socket: Socket) => void) => {
      // What TLS would have agreed on.
      const socket = Object.assign(connectSocket(port, '127.0.0.1'), { alpnProtocol: 'h2' });
      socket.once('connect', () => done(null, socket));
    },
  });
  for (const _ of [1, 2]) {
    const options = { dispatcher: agent } as object;
    await asRequest(async () => (await fetch(`http://127.0.0.1:${port}/`, options)).text());
  }
  await agent.close();
  expect(received).toHaveLength(2);
  for (const got of received) expect(got['traceparent']).toMatch(new RegExp(`^00-${TRACE}-[0-9a-f]{16}-03$`));
  // The first was of HTTP/1 and failed.
  expect((await client(3)).map((labels) => labels['http.response.status_code'])).toEqual([undefined, 200, 200]);
});
