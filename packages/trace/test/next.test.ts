import type { Instrumentation } from 'next';
import { type NextFetchEvent, NextRequest, NextResponse } from 'next/server.js';
import { afterEach, describe, expect, it } from 'vitest';
import type { RequestSummary } from '@plumbline/core/context';
import { currentContext } from '@plumbline/core/context';
import { notFound, redirect } from 'next/navigation.js';
import { traceFetch } from '../src/fetch.ts';
import { createNextErrorHandler, traceProxy, traceRoute } from '../src/next.ts';
import { boom, PASSWORD, seen } from './framework-apps.ts';
import { collect, exchangeRaw, recordMeter } from './support.ts';
import { TRACE_ID, traceContextCases } from './trace-context-cases.ts';
import { serveFetch } from './web-server.ts';

const ID = 'client-supplied-id-1';
const EVENT = {} as NextFetchEvent;
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

const requestWith = (headers: Record<string, string>): NextRequest =>
  new NextRequest('http://localhost/api/orders/17?token=secret', { headers });

describe('traceRoute', () => {
  it('names the route, runs the handler in a context and gives it what Next gives', async () => {
    const ended = collect<RequestSummary>(1);
    const GET = traceRoute(
      '/api/orders/[id]',
      async (_: NextRequest, { params }: { params: Promise<{ id: string }> }) =>
        NextResponse.json({ ...seen(), ...(await params) }),
      { onRequestEnd: ended.add },
    );
    const response = await GET(requestWith({ 'x-request-id': ID }), { params: Promise.resolve({ id: '17' }) });
    expect(response.headers.get('x-request-id')).toBe(ID);
    expect(await response.json()).toEqual({ id: '17', route: '/api/orders/[id]' });
    expect(await ended.all).toMatchObject([
      { status: 200, context: { requestId: ID, routePattern: '/api/orders/[id]' } },
    ]);
  });

  it('answers for what is thrown, and reports it once', async () => {
    const errors: unknown[] = [];
    const meter = recordMeter();
    const GET = traceRoute('/api/boom', boom, {
      meter,
      onError: (error) => {
        errors.push(error, currentContext());
        return '0123456789abcdef';
      },
    });
    const response = await GET(requestWith({ 'x-request-id': ID }));
    expect(response.status).toBe(500);
    expect(response.headers.get('x-request-id')).toBe(ID);
    const text = await response.text();
    expect(text).not.toContain(PASSWORD);
    expect(JSON.parse(text)).toEqual({
      error: { code: 'internal_error', request_id: ID, error_id: '0123456789abcdef' },
    });
    expect(errors).toMatchObject([expect.any(RangeError), { requestId: ID }]);
    expect(meter.measured.map(({ labels }) => labels)).toMatchObject([
      { 'http.route': '/api/boom', 'error.type': 'RangeError' },
    ]);
  });

  const post = (body: string): NextRequest => new NextRequest('http://localhost/api/orders', { method: 'POST', body });

  it('blames the caller for a body that is no JSON, and for nothing else', async () => {
    const errors: unknown[] = [];
    const options = { onError: (error: unknown) => errors.push(error) };
    const POST = traceRoute(
      '/api/orders',
      async (request: NextRequest) => Response.json(await request.json()),
      options,
    );
    expect(await (await POST(post('{"a":1}'))).json()).toEqual({ a: 1 });
    const refused = await POST(post(`{"a": ${PASSWORD}`));
    expect([refused.status, await refused.json()]).toMatchObject([400, { error: { code: 'invalid_json' } }]);
    expect(errors).toEqual([]);
    const upstream = traceRoute('/api/orders', () => Response.json(JSON.parse('{"a":')), options);
    expect((await upstream(post('{"a":'))).status).toBe(500);
    expect(errors).toEqual([expect.any(SyntaxError)]);
  });

  it('takes a request that was read, or is frozen', async () => {
    const POST = traceRoute('/api/orders', async (request: NextRequest) => Response.json(await request.json()));
    const request = Object.freeze(post('{"a":1}'));
    expect((await POST(request)).status).toBe(200);
    expect((await POST(request)).status).toBe(500);
  });

  it.each([
    ['redirect', () => redirect('/login'), 307],
    ['notFound', () => notFound(), 404],
  ] as const)('lets %s of Next through, which is no error', async (_, answer, status) => {
    const errors: unknown[] = [];
    const ended = collect<RequestSummary>(1);
    const GET = traceRoute('/api/gone', answer, {
      onError: (error) => void errors.push(error),
      onRequestEnd: ended.add,
    });
    await expect(GET(requestWith({}))).rejects.toMatchObject({ digest: expect.stringMatching(/^NEXT_/) });
    expect(errors).toEqual([]);
    expect(await ended.all).toMatchObject([{ status }]);
  });
});

describe('createNextErrorHandler', () => {
  it('reports the first error of a request, with the route that Next tells', async () => {
    const errors: unknown[] = [];
    const ended = collect<RequestSummary>(1);
    const onRequestError: Instrumentation.onRequestError = createNextErrorHandler({
      onError: (error) => errors.push(error),
    });
    const context = {
      routerKind: 'App Router',
      routePath: '/orders/[id]',
      routeType: 'render',
      revalidateReason: undefined,
    } as const;
    const render = traceFetch(
      (request: Request) => {
        const told = { path: request.url, method: 'GET', headers: {} };
        void onRequestError(new RangeError(PASSWORD), told, context);
        void onRequestError(new TypeError(PASSWORD), told, context);
        return new Response(null, { status: 500 });
      },
      { onRequestEnd: ended.add },
    );
    await render(requestWith({}));
    expect(errors).toEqual([expect.any(RangeError)]);
    expect(await ended.all).toMatchObject([{ status: 500, context: { routePattern: '/orders/[id]' } }]);
  });
});

describe('traceProxy', () => {
  const forwarded = (response: Response, name: string): string | null =>
    response.headers.get(`x-middleware-request-${name}`);
  const proxy = traceProxy((_: NextRequest, __: NextFetchEvent, headers) =>
    NextResponse.next({ request: { headers } }),
  );

  it('passes accepted IDs on and echoes them', async () => {
    const response = await proxy(
      requestWith({ 'x-request-id': ID, traceparent: `00-${TRACE_ID}-1234567890123456-01`, tracestate: 'a=1,,b=2' }),
      EVENT,
    );
    expect(response.headers.get('x-request-id')).toBe(ID);
    expect(response.headers.get('x-middleware-next')).toBe('1');
    expect(forwarded(response, 'x-request-id')).toBe(ID);
    expect(forwarded(response, 'traceparent')).toMatch(
      new RegExp(`^00-${TRACE_ID}-(?!1234567890123456)[0-9a-f]{16}-01$`),
    );
    expect(forwarded(response, 'tracestate')).toBe('a=1,b=2');
  });

  it('puts made IDs in place of hostile ones', async () => {
    const response = await proxy(
      requestWith({ 'x-request-id': '<script>', traceparent: `ff-${TRACE_ID}-1234567890123456-01`, tracestate: 'a=1' }),
      EVENT,
    );
    const id = response.headers.get('x-request-id');
    expect(id).toMatch(/^(?!12345)[0-9a-f]{32}$/);
    expect(forwarded(response, 'x-request-id')).toBe(id);
    expect(forwarded(response, 'traceparent')).toMatch(new RegExp(`^00-${id}-[0-9a-f]{16}-02$`));
    expect(forwarded(response, 'tracestate')).toBeNull();
  });

  it('keeps cookies, and answers of its own', async () => {
    const answering = traceProxy(() => {
      const response = NextResponse.json({ no: true }, { status: 403 });
      response.cookies.set('a', '1');
      return response;
    });
    const response = await answering(requestWith({ 'x-request-id': ID }), EVENT);
    expect([response.status, response.headers.get('x-request-id')]).toEqual([403, ID]);
    expect(response.headers.getSetCookie()).toEqual(['a=1; Path=/']);
  });

  it.each(traceContextCases.map((one) => [one.name, one] as const))('W3C trace context: %s', async (_, one) => {
    const passOn = traceProxy((_: Request, __: NextFetchEvent | undefined, headers) =>
      Response.json([headers.get('traceparent'), headers.get('tracestate')]),
    );
    const server = await serveFetch((request) => passOn(request, undefined));
    closers.push(server.close);
    const lines = one.lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
    const raw = `GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${lines}\r\n`;
    const answer = await exchangeRaw(server.port, Buffer.from(raw, 'latin1'));
    const [traceparent, tracestate] = JSON.parse(
      answer.slice(answer.indexOf('['), answer.lastIndexOf(']') + 1),
    ) as string[];
    const [, traceId, , flags] = traceparent?.split('-') ?? [];
    expect(traceId === TRACE_ID).toBe(one.trace === 'continued');
    expect(flags).toBe(one.flags ?? (one.trace === 'new' ? '02' : '01'));
    expect(tracestate ?? undefined).toBe(one.state);
  });
});
