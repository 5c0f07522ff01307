import diagnosticsChannel from 'node:diagnostics_channel';
import { once } from 'node:events';
import http, { type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { context, createContextKey, ROOT_CONTEXT } from '@opentelemetry/api';
import { createRequestContext, currentContext, runInContext } from '@plumbline/core/context';
import { bindHttp, type BindHttpOptions } from '../src/index.ts';
import { listen, recordMeter } from './support.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';
const closers: (() => void)[] = [];
let port = 0;
let received: IncomingHttpHeaders[] = [];

beforeEach(async () => {
  received = [];
  const server = http.createServer((request, response) => {
    received.push(request.headers);
    if (request.url === '/reset') {
      request.socket.destroy();
      return;
    }
    if (request.url === '/moved') {
      response.writeHead(302, { location: `http://localhost:${port}/` }).end();
      return;
    }
    response.writeHead(request.url?.startsWith('/broken') ? 500 : 200).end('ok');
  });
  port = await listen(server);
  closers.push(() => {
    server.close();
    server.closeAllConnections();
  });
});
afterEach(() => {
  for (const close of closers.splice(0).toReversed()) close();
});

function bind(options: Partial<BindHttpOptions> = {}) {
  const meter = recordMeter();
  const binding = bindHttp({ propagateTo: [], meter, ...options });
  closers.push(() => binding.unbind());
  return {
    /** What the client side measured; the server of these tests lives in the same process. */
    client: (count: number) => meter.labels('http.client.request.duration', count),
    measured: meter.measured,
  };
}

/** Runs work as if it belonged to this request. */
const asRequest = <T>(fn: () => T): T => runInContext(makeContext(), fn);
const makeContext = () =>
  createRequestContext({
    kind: 'request',
    requestId: 'the-request-id',
    traceId: TRACE,
    spanId: SPAN,
    sampled: true,
    tracing: ROOT_CONTEXT.setValue(createContextKey('OpenTelemetry Context Key SPAN'), {
      spanContext: () => ({ traceId: TRACE, spanId: SPAN, traceFlags: 1 }),
    }),
  });

async function viaHttp(url: string, options: http.RequestOptions = {}): Promise<void> {
  const request = http.get(url, options);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  response.resume();
  await once(request, 'close');
}
const viaFetch = async (url: string, options: { headers?: Record<string, string> } = {}): Promise<void> => {
  await (await fetch(url, options)).text();
};

describe('the target of a node:http request is what is connected to', () => {
  const sendTo = (host: string, options: http.RequestOptions = {}): Promise<void> =>
    asRequest(() => viaHttp(`http://127.0.0.1:${port}/`, { agent: new http.Agent(), headers: { host }, ...options }));

  it('and not the port that a Host header says', async () => {
    bind({ propagateTo: ['127.0.0.1:1'] });
    await sendTo('127.0.0.1:1');
    expect(received[0]).not.toHaveProperty('traceparent');
    expect(received[0]).not.toHaveProperty('x-request-id');
  });

  it('also where a Host header names another, or none is wanted', async () => {
    bind({ propagateTo: [`127.0.0.1:${port}`] });
    await sendTo('api.internal');
    await sendTo('127.0.0.1');
    await sendTo('api.internal:443', { setHost: false });
    expect(received.map((headers) => headers['x-request-id'])).toEqual(
      Array.from({ length: 3 }, () => 'the-request-id'),
    );
  });

  it('also over a connection that stands', async () => {
    bind({ propagateTo: [`127.0.0.1:${port}`] });
    const agent = new http.Agent({ keepAlive: true });
    for (const host of ['first.internal', 'second.internal', '127.0.0.1:1']) await sendTo(host, { agent });
    agent.destroy();
    expect(received.map((headers) => headers['x-request-id'])).toEqual(
      Array.from({ length: 3 }, () => 'the-request-id'),
    );
  });
});

describe.each([
  ['fetch', viaFetch],
  ['node:http', viaHttp],
] as const)('%s', (_, send) => {
  it('carries the IDs to a host on the list', async () => {
    bind({ propagateTo: [`127.0.0.1:${port}`] });
    await asRequest(() => send(`http://127.0.0.1:${port}/`));
    expect(received[0]).toMatchObject({ 'x-request-id': 'the-request-id' });
    expect(received[0]?.['traceparent']).toMatch(new RegExp(`^00-${TRACE}-(?!${SPAN})[0-9a-f]{16}-03$`));
  });

  it('replaces what was there, and never doubles it', async () => {
    bind({ propagateTo: ['127.0.0.1'] });
    const headers = { TraceParent: 'stale', traceState: 'stale=1', 'X-Request-ID': 'stale-request-id' };
    await asRequest(() => send(`http://127.0.0.1:${port}/`, { headers }));
    expect(received[0]?.['traceparent']).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-03$/);
    expect(received[0]?.['x-request-id']).toBe('the-request-id');
    expect(received[0]).not.toHaveProperty('tracestate');
  });

  it.each([[[]], [['localhost']], [['127.0.0.1:1']]])('carries nothing elsewhere: %j', async (propagateTo) => {
    bind({ propagateTo });
    await asRequest(() => send(`http://127.0.0.1:${port}/`));
    for (const name of ['traceparent', 'tracestate', 'x-request-id', 'baggage']) {
      expect(received[0]).not.toHaveProperty(name);
    }
  });

  it('takes our IDs off a request to another host, and leaves foreign ones', async () => {
    bind();
    const ours = { traceparent: `00-${TRACE}-${SPAN}-01`, tracestate: 'a=1', 'x-request-id': 'the-request-id' };
    await asRequest(() => send(`http://127.0.0.1:${port}/`, { headers: ours }));
    for (const name of Object.keys(ours)) expect(received[0]).not.toHaveProperty(name);
    const foreign = { 'x-request-id': 'idempotency-of-a-vendor' };
    await asRequest(() => send(`http://127.0.0.1:${port}/`, { headers: foreign }));
    expect(received[1]).toMatchObject(foreign);
  });

  it('takes every trace off, also one that began outside of a request', async () => {
    bind();
    const other = { traceparent: `00-${'a'.repeat(32)}-${SPAN}-01`, tracestate: 'a=1' };
    await send(`http://127.0.0.1:${port}/`, { headers: other });
    for (const name of Object.keys(other)) expect(received[0]).not.toHaveProperty(name);
  });

  it('carries nothing outside of a request', async () => {
    bind({ propagateTo: ['127.0.0.1'] });
    await send(`http://127.0.0.1:${port}/`);
    expect(currentContext()).toBeUndefined();
    expect(received[0]).not.toHaveProperty('traceparent');
  });

  it('measures with the host only where it is on the list', async () => {
    const { client } = bind({ propagateTo: ['127.0.0.1'] });
    await send(`http://127.0.0.1:${port}/broken?token=secret`);
    await send(`http://localhost:${port}/`);
    expect(await client(2)).toEqual([
      {
        'http.request.method': 'GET',
        'server.address': '127.0.0.1',
        'http.response.status_code': 500,
        'error.type': '500',
      },
      { 'http.request.method': 'GET', 'server.address': 'other', 'http.response.status_code': 200 },
    ]);
  });

  it('names the kind of a failure', async () => {
    const { client } = bind();
    await expect(send(`http://127.0.0.1:${port}/reset`)).rejects.toThrow(/fetch failed|socket hang up/);
    expect(await client(1)).toMatchObject([{ 'error.type': expect.stringMatching(/^(ECONNRESET|UND_ERR_SOCKET)$/) }]);
  });
});

describe('headers that somebody adds after us', () => {
  const late = {
    Traceparent: `00-${TRACE}-${'b'.repeat(16)}-01`,
    tracestate: 'late=1',
    'X-Request-Id': 'the-request-id',
  };

  /** An instrumentation that subscribed later than bindHttp. */
  function subscribeLater(): void {
    const onCreate = (message: unknown): void => {
      const { request } = message as { request: { addHeader(name: string, value: string): void } };
      for (const [name, value] of Object.entries(late)) request.addHeader(name, value);
      request.addHeader('x-other', '1');
    };
    diagnosticsChannel.subscribe('undici:request:create', onCreate);
    closers.push(() => diagnosticsChannel.unsubscribe('undici:request:create', onCreate));
  }

  /** An application that injects into a request it has made. */
  async function setLater(how: (request: http.ClientRequest) => void): Promise<void> {
    const request = http.request(`http://127.0.0.1:${port}/`);
    how(request);
    request.setHeader('x-other', '1').end();
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    response.resume();
    await once(request, 'close');
  }
  const ways: Readonly<Record<string, () => Promise<void>>> = {
    fetch() {
      subscribeLater();
      return viaFetch(`http://127.0.0.1:${port}/`);
    },
    setHeader: () =>
      setLater((request) => Object.entries(late).forEach(([name, value]) => request.setHeader(name, value))),
    appendHeader: () =>
      setLater((request) => Object.entries(late).forEach(([name, value]) => request.appendHeader(name, value))),
    setHeaders: () => setLater((request) => request.setHeaders(new Map(Object.entries(late)))),
  };

  it.each(Object.keys(ways))('do not reach a host that is not listed: %s', async (way) => {
    bind();
    await asRequest(async () => ways[way]?.());
    for (const name of Object.keys(late)) expect(received[0]).not.toHaveProperty(name.toLowerCase());
    expect(received[0]).toMatchObject({ 'x-other': '1' });
  });

  it.each(Object.keys(ways))('do not stand beside ours: %s', async (way) => {
    bind({ propagateTo: ['127.0.0.1'] });
    await asRequest(async () => ways[way]?.());
    expect(received[0]?.['traceparent']).toMatch(/^00-[0-9a-f]{32}-(?!b{16})[0-9a-f]{16}-03$/);
    expect(received[0]).not.toHaveProperty('tracestate');
    expect(received[0]).toMatchObject({ 'x-request-id': 'the-request-id', 'x-other': '1' });
  });

  it.each(Object.keys(ways))('go to a listed host where we have none: %s', async (way) => {
    bind({ propagateTo: ['127.0.0.1'] });
    await ways[way]?.();
    expect(received[0]).toMatchObject({ traceparent: late.Traceparent, 'x-request-id': 'the-request-id' });
  });
});

describe('exceptions', () => {
  it('does not follow a redirect to another host with the IDs', async () => {
    bind({ propagateTo: ['127.0.0.1'] });
    await asRequest(() => viaFetch(`http://127.0.0.1:${port}/moved`));
    expect(received).toHaveLength(2);
    expect(received[0]).toHaveProperty('traceparent');
    expect(received[1]).not.toHaveProperty('traceparent');
    expect(received[1]).not.toHaveProperty('x-request-id');
  });

  it('leaves requests alone whose headers Node has written already', async () => {
    const { client } = bind({ propagateTo: ['127.0.0.1'] });
    await asRequest(() => viaHttp(`http://127.0.0.1:${port}/`, { headers: ['host', 'x', 'a', '1'] as never }));
    expect(received[0]).toMatchObject({ a: '1' });
    expect(await client(1)).toHaveLength(1);
  });

  it('measures an aborted fetch', async () => {
    const { client } = bind();
    const controller = new AbortController();
    const pending = fetch(`http://127.0.0.1:${port}/`, { signal: controller.signal });
    controller.abort();
    await expect(pending).rejects.toThrow(/abort/);
    expect((await client(1)).map((labels) => labels['error.type'])).toEqual(['AbortError']);
  });

  it('does not see requests of exporters', async () => {
    const { measured } = bind({ propagateTo: ['127.0.0.1'] });
    const suppressed = ROOT_CONTEXT.setValue(createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING'), true);
    const exporting = createRequestContext({ ...makeContext(), tracing: suppressed });
    await runInContext(exporting, () => viaHttp(`http://127.0.0.1:${port}/`));
    await runInContext(exporting, () => viaFetch(`http://127.0.0.1:${port}/`));
    expect(context.active()).toBe(ROOT_CONTEXT);
    expect(measured.filter(({ name }) => name === 'http.client.request.duration')).toEqual([]);
    for (const headers of received) expect(headers).not.toHaveProperty('traceparent');
  });
});
