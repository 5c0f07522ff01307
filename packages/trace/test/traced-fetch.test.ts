import http, { type IncomingHttpHeaders } from 'node:http';
import { createContextKey, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { createRequestContext, runInContext } from '@plumbline/core/context';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { traceFetch, tracedFetch } from '../src/fetch.ts';
import { bindHttp } from '../src/index.ts';
import { listen, recordLog, recordMeter } from './support.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';
const OURS = { traceparent: `00-${TRACE}-${SPAN}-01`, tracestate: 'a=1', 'x-request-id': 'the-request-id' };

interface Received {
  readonly method: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const closers: (() => void)[] = [];
let received: Received[] = [];
let port = 0;
const listed = (path = '/'): string => `http://127.0.0.1:${port}${path}`;
const other = (path = '/'): string => `http://localhost:${port}${path}`;

beforeEach(async () => {
  received = [];
  const server = http.createServer((request, response) => {
    let body = '';
    request.on('data', (part) => (body += String(part)));
    request.on('end', () => {
      const { method, headers } = request;
      received.push({ method, headers, body });
      const { pathname, searchParams } = new URL(request.url ?? '', 'http://x');
      if (pathname === '/reset') return void request.socket.destroy();
      const status = Number(searchParams.get('status') ?? 200);
      const to = searchParams.get('to');
      return void response.writeHead(status, to === null ? {} : { location: to }).end('ok');
    });
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

function make(propagateTo: readonly string[] = ['127.0.0.1']) {
  const meter = recordMeter();
  const log = recordLog();
  return { send: tracedFetch(fetch, { propagateTo, meter, log }), meter, log };
}

const asRequest = <T>(fn: () => T): T =>
  runInContext(
    createRequestContext({
      kind: 'request',
      requestId: 'the-request-id',
      traceId: TRACE,
      spanId: SPAN,
      sampled: true,
      tracing: trace.setSpanContext(ROOT_CONTEXT, { traceId: TRACE, spanId: SPAN, traceFlags: 1 }),
    }),
    fn,
  );

const redirect = (status: number, to: string): string => listed(`/?status=${status}&to=${encodeURIComponent(to)}`);
const carried = ({ headers }: Received): boolean => {
  const present = Object.keys(OURS).filter((name) => headers[name] !== undefined);
  expect([[], ['traceparent', 'x-request-id']]).toContainEqual(present);
  return present.length > 0;
};

describe('tracedFetch', () => {
  it.each<[string, () => [string | URL | Request, RequestInit?]]>([
    ['an address', () => [listed()]],
    ['a URL', () => [new URL(listed())]],
    [
      'stale headers',
      () => [listed(), { headers: { TraceParent: 'stale', traceState: 'stale=1', 'X-Request-ID': 'stale' } }],
    ],
    ['a Request', () => [new Request(listed(), { headers: { tracestate: 'stale=1' } })]],
    ['a Request with options', () => [new Request(listed()), { headers: [['traceparent', 'stale']] }]],
  ])('carries the IDs to a host on the list, and never doubles them: %s', async (_, call) => {
    const { send } = make();
    await asRequest(() => send(...call()));
    const { headers } = received[0] ?? {};
    expect(headers?.['traceparent']).toMatch(new RegExp(`^00-${TRACE}-(?!${SPAN})[0-9a-f]{16}-03$`));
    expect(headers).toMatchObject({ 'x-request-id': 'the-request-id' });
    expect(headers).not.toHaveProperty('tracestate');
  });

  it('sends what it is given otherwise', async () => {
    const { send } = make();
    const request = new Request(listed(), { method: 'POST', body: 'from the request', headers: { 'x-own': '1' } });
    await asRequest(() => send(request));
    await asRequest(() => send(listed(), { method: 'put', body: 'from the options', headers: { 'x-own': '2' } }));
    expect(received).toMatchObject([
      { method: 'POST', body: 'from the request', headers: { 'x-own': '1' } },
      { method: 'PUT', body: 'from the options', headers: { 'x-own': '2' } },
    ]);
  });

  it('takes our IDs off a request to another host, and leaves foreign ones', async () => {
    const { send } = make();
    await asRequest(() => send(other(), { headers: OURS }));
    expect(carried(received[0] as Received)).toBe(false);
    const foreign = { 'x-request-id': 'idempotency-of-a-vendor' };
    await asRequest(() => send(other(), { headers: foreign }));
    expect(received[1]?.headers).toMatchObject(foreign);
  });

  it('leaves the headers of the caller alone', async () => {
    const { send } = make();
    const headers = new Headers({ 'x-own': '1' });
    await asRequest(() => send(listed(), { headers }));
    expect([...headers.keys()]).toEqual(['x-own']);
  });

  it('carries nothing outside of a request, nor for exporters', async () => {
    const { send, meter } = make();
    await send(listed());
    const tracing = ROOT_CONTEXT.setValue(createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING'), true);
    const ids = { kind: 'request', requestId: 'the-request-id', traceId: TRACE, spanId: SPAN } as const;
    await runInContext(createRequestContext({ ...ids, tracing }), () => send(listed()));
    expect(received.map(carried)).toEqual([false, false]);
    expect(meter.measured).toHaveLength(1);
  });

  it('joins two services of traceFetch', async () => {
    const { send } = make();
    const handler = traceFetch(async () => {
      await send(listed());
      return new Response('ok');
    });
    const { traceparent } = OURS;
    await handler(new Request('http://shop.test/', { headers: { traceparent, 'x-request-id': 'client-supplied-id' } }));
    expect(received[0]?.headers['traceparent']).toContain(TRACE);
    expect(received[0]?.headers['x-request-id']).toBe('client-supplied-id');
  });

  it('hands everything through beside bindHttp, which does it once', async () => {
    const { send, meter } = make();
    const bound = recordMeter();
    const binding = bindHttp({ propagateTo: [], meter: bound });
    closers.push(() => binding.unbind());
    await asRequest(async () => (await send(listed())).text());
    expect(received.map(carried)).toEqual([false]);
    expect(meter.measured).toEqual([]);
    expect(await bound.labels('http.client.request.duration', 1)).toHaveLength(1);
    binding.unbind();
    await asRequest(() => send(listed()));
    expect(meter.measured).toHaveLength(1);
  });

  it('measures with the host only where it is on the list, and names a failure', async () => {
    const { send, meter } = make();
    await send(listed('/?status=500'));
    await send(other());
    await expect(send(listed('/reset'))).rejects.toThrow('fetch failed');
    expect(await meter.labels('http.client.request.duration', 3)).toEqual([
      {
        'http.request.method': 'GET',
        'server.address': '127.0.0.1',
        'http.response.status_code': 500,
        'error.type': '500',
      },
      { 'http.request.method': 'GET', 'server.address': 'other', 'http.response.status_code': 200 },
      { 'http.request.method': 'GET', 'server.address': '127.0.0.1', 'error.type': 'TypeError' },
    ]);
  });

  it('leaves an address that is none to fetch', async () => {
    await expect(make().send('nowhere')).rejects.toThrow(TypeError);
  });

  it('refuses an option that there is not', () => {
    const options = { propagateTo: [], propogateTo: [] };
    expect(() => tracedFetch(fetch, options)).toThrow('tracedFetch: `propogateTo` is no option');
  });

  it('refuses a list that is none', () => {
    expect(() => make(['https://x'])).toThrow(/tracedFetch: propagateTo\[0\]/);
  });
});

describe('redirects', () => {
  it('do not take the IDs along to another host, and bring them to the next listed one', async () => {
    const { send } = make();
    const back = `${other('/')}?status=302&to=${encodeURIComponent(listed())}`;
    await asRequest(() => send(redirect(302, back)));
    // What another host leads back to was asked of a host without IDs.
    expect(received.map(carried)).toEqual([true, false, false]);
    received = [];
    await asRequest(() => send(redirect(307, redirect(302, '/'))));
    expect(received.map(carried)).toEqual([true, true, true]);
    expect(new Set(received.map(({ headers }) => headers['traceparent'])).size).toBe(3);
  });

  it.each([
    [301, 'POST', 'GET', ''],
    [302, 'POST', 'GET', ''],
    [303, 'PUT', 'GET', ''],
    [302, 'PUT', 'PUT', 'body'],
    [307, 'POST', 'POST', 'body'],
    [308, 'POST', 'POST', 'body'],
  ])('%i of a %s is a %s, as fetch alone does it', async (status, method, next, body) => {
    const { send } = make();
    const headers = { authorization: 'Basic x', 'content-type': 'text/plain', 'x-own': '1' };
    const ask = async (how: typeof fetch, to: string): Promise<readonly Received[]> => {
      received = [];
      const response = await asRequest(() => how(redirect(status, to), { method, body: 'body', headers }));
      expect([response.status, response.url, await response.text()]).toEqual([200, to, 'ok']);
      return received.map((one) => ({ ...one, headers: { ...one.headers, traceparent: '', 'x-request-id': '' } }));
    };
    for (const to of [listed('/next'), other('/next')]) {
      const got = await ask(send, to);
      expect(got[1]).toMatchObject({ method: next, body });
      expect(got).toEqual(await ask(fetch, to));
    }
  });

  it('end where fetch ends them', async () => {
    const { send } = make();
    await expect(asRequest(() => send(redirect(302, 'ftp://127.0.0.1/')))).rejects.toThrow(TypeError);
    await expect(asRequest(() => send(redirect(302, 'http://')))).rejects.toThrow(TypeError);
    expect((await asRequest(() => send(listed('/?status=302')))).status).toBe(302);
    expect((await asRequest(() => send(redirect(302, '/'), { redirect: 'manual' }))).status).toBe(302);
    await expect(asRequest(() => send(redirect(302, '/'), { redirect: 'error' }))).rejects.toThrow(TypeError);
    received = [];
    const loop = listed('/?status=302&to=');
    await expect(asRequest(() => send(loop))).rejects.toThrow(TypeError);
    expect(received).toHaveLength(21);
  });

  it('do not send a stream twice', async () => {
    const { send } = make();
    const request = new Request(redirect(307, '/'), { method: 'POST', body: 'body' });
    await expect(asRequest(() => send(request))).rejects.toThrow(/wants a body again/);
    const body = new Blob(['body']).stream();
    const streamed = { method: 'POST', body, duplex: 'half' } as RequestInit;
    await expect(asRequest(() => send(redirect(307, '/'), streamed))).rejects.toThrow(/wants a body again/);
  });

  it('can be given up', async () => {
    const { send } = make();
    const controller = new AbortController();
    const server = http.createServer(() => controller.abort());
    const slow = await listen(server);
    closers.push(
      () => server.close(),
      () => server.closeAllConnections(),
    );
    const request = new Request(redirect(302, `http://127.0.0.1:${slow}/`), { signal: controller.signal });
    await expect(asRequest(() => send(request))).rejects.toThrow(/abort/);
  });
});
