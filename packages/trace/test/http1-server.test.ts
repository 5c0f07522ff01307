import { once } from 'node:events';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { currentContext, type RequestContext, type RequestSummary, setRoute } from '@plumbline/core/context';
import { afterEach, describe, expect, it } from 'vitest';
import {
  bindHttp,
  type BindHttpOptions,
  currentTraceIds,
  errorBody,
  noteErrorId,
  routeOf,
  withRoute,
} from '../src/index.ts';
import { collect, detached, exchangeRaw, listen, rawHeader, recordLog, recordMeter } from './support.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

const ID = 'client-supplied-id-1';
const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0).toReversed()) close();
});

function bind(options: Partial<BindHttpOptions> = {}): void {
  const binding = bindHttp({ propagateTo: [], ...options });
  closers.push(() => binding.unbind());
}

async function serve(handler: Handler): Promise<{ port: number; url: string; server: http.Server }> {
  const server = http.createServer(handler);
  const port = await listen(server);
  closers.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return { port, url: `http://127.0.0.1:${port}`, server };
}

const get = (port: number, path = '/', headers = ''): Promise<string> =>
  exchangeRaw(port, `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${headers}\r\n`);

describe('IDs of a request', () => {
  it('takes over a good x-request-id, echoes it and shows it to the handler', async () => {
    bind();
    const { port } = await serve((_, response) => response.end(currentContext()?.requestId));
    const answer = await get(port, '/', `X-Request-Id: ${ID}\r\n`);
    expect(rawHeader(answer, 'x-request-id')).toBe(ID);
    expect(answer.endsWith(`\r\n\r\n${ID}`)).toBe(true);
  });

  it('falls back to the trace ID, and continues the trace of the caller', async () => {
    bind();
    const seen: (RequestContext | undefined)[] = [];
    const { port } = await serve((_, response) => {
      seen.push(currentContext());
      response.end();
    });
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
    const answer = await get(port, '/', `traceparent: 00-${trace}-00f067aa0ba902b7-01\r\n`);
    expect(rawHeader(answer, 'x-request-id')).toBe(trace);
    expect(seen[0]).toMatchObject({ kind: 'request', requestId: trace, traceId: trace, sampled: true });
    expect(seen[0]?.spanId).toMatch(/^(?!00f067aa0ba902b7)[0-9a-f]{16}$/);
    const fresh = await get(port);
    expect(rawHeader(fresh, 'x-request-id')).toMatch(/^[0-9a-f]{32}$/);
    expect(rawHeader(fresh, 'x-request-id')).not.toBe(trace);
  });

  it('gives one set of IDs to every layer', async () => {
    bind();
    const { url } = await serve((_, response) => response.end(JSON.stringify(currentTraceIds())));
    const response = await fetch(url);
    const ids = (await response.json()) as { traceId: string };
    expect(ids.traceId).toBe(response.headers.get('x-request-id'));
  });

  it.each([
    ['length', 'X-Request-Id: short\r\n'],
    ['length', `X-Request-Id: ${'a'.repeat(9_000)}\r\n`],
    ['charset', 'X-Request-Id: <script>alert(1)</script>\r\n'],
    ['charset', 'X-Request-Id: caf\xe9-caf\xe9-caf\xe9\r\n'],
    ['charset', 'X-Request-Id: tab\tseparated-id\r\n'],
    ['repeated', 'X-Request-Id: first-one\r\nX-Request-Id: second-one\r\n'],
    ['repeated', 'X-Request-Id: first-one,second-one\r\n'],
    ['secret', 'X-Request-Id: sk_live_4eC39HqLyjWDarjtT1zdp7dc\r\n'],
    ['secret', 'X-Request-Id: customer-4711-basket\r\n'],
  ])('replaces, counts and hashes a refused one (%s)', async (reason, headers) => {
    const meter = recordMeter();
    const log = recordLog();
    bind({ meter, log, redactId: (id) => id.replace('4711', '[redacted]') });
    const { port } = await serve((_, response) => response.end());
    const answer = await get(port, '/', headers);
    expect(answer).toMatch(/^HTTP\/1.1 200/);
    expect(rawHeader(answer, 'x-request-id')).toMatch(/^[0-9a-f]{32}$/);
    expect(meter.measured).toContainEqual({ name: 'plumbline.requests.refused_ids', value: 1, labels: { reason } });
    expect(log.lines).toEqual([
      {
        level: 'info',
        message: 'request id replaced',
        fields: { reason, refused_request_id_hash: expect.stringMatching(/^[0-9a-f]{12}$/) },
      },
    ]);
  });

  const PARENT = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
  it.each<[string, readonly string[], readonly string[]]>([
    ['a doubled traceparent', [`traceparent: ${PARENT}`, `Traceparent: ${PARENT}`], ['traceparent repeated']],
    ['two in one header', [`traceparent: ${PARENT}, ${PARENT}`], ['traceparent repeated']],
    ['an empty one', ['traceparent:'], ['traceparent malformed']],
    ['junk', ['traceparent: 00-nonsense'], ['traceparent malformed']],
    ['version 00 with more behind', [`traceparent: ${PARENT}-more`], ['traceparent malformed']],
    ['version ff', [`traceparent: ff${PARENT.slice(2)}`], ['traceparent version']],
    ['an all-zero trace ID', [`traceparent: 00-${'0'.repeat(32)}-00f067aa0ba902b7-01`], ['traceparent zero_id']],
    ['an all-zero parent ID', [`traceparent: ${PARENT.slice(0, 36)}${'0'.repeat(16)}-01`], ['traceparent zero_id']],
    ['a tracestate alone', ['tracestate: foo=1'], ['tracestate no_parent']],
    ['both', ['traceparent: x', 'tracestate: foo=1'], ['traceparent malformed', 'tracestate no_parent']],
    ['a bad tracestate', [`traceparent: ${PARENT}`, 'tracestate: FOO=1'], ['tracestate malformed']],
    ['33 members', [`traceparent: ${PARENT}`, `tracestate: ${'a=1,'.repeat(33)}`], ['tracestate too_many']],
    ['an empty tracestate', [`traceparent: ${PARENT}`, 'tracestate: ,'], []],
    ['good ones', [`traceparent: ${PARENT}`, 'tracestate: foo=1', 'tracestate: bar=2'], []],
    ['none', [], []],
  ])('counts trace context that is not taken over: %s', async (_, headers, expected) => {
    const meter = recordMeter();
    bind({ meter });
    const { port } = await serve((_request, response) => response.end());
    const answer = await get(port, '/', headers.map((line) => `${line}\r\n`).join(''));
    expect(answer).toMatch(/^HTTP\/1.1 200/);
    const counted = meter.measured.filter(({ name }) => name === 'plumbline.requests.refused_trace_context');
    expect(counted.map(({ value, labels }) => [value, `${labels['header']} ${labels['reason']}`])).toEqual(
      expected.map((one) => [1, one]),
    );
  });

  it('is not misled by hostile trace headers', async () => {
    bind();
    const { port } = await serve((_, response) => response.end());
    const valid = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    for (const headers of [
      `traceparent: ${valid}\r\ntraceparent: ${valid}\r\n`,
      'traceparent: \xff\xfe\r\n',
      `traceparent: ${'0-'.repeat(4_000)}\r\n`,
      `tracestate: ${'a=1,'.repeat(3_000)}\r\n`,
    ]) {
      const id = rawHeader(await get(port, '/', headers), 'x-request-id');
      expect(id).toMatch(/^[0-9a-f]{32}$/);
      expect(id).not.toBe('4bf92f3577b34da6a3ce929d0e0e4736');
    }
  });
});

describe('the echo', () => {
  const send: Readonly<Record<string, Handler>> = {
    'a plain answer': (_, response) => response.end('ok'),
    'writeHead with headers': (_, response) => response.writeHead(201, { 'x-other': '1' }).end(),
    'writeHead with a reason': (_, response) => response.writeHead(404, 'Gone Fishing', { 'x-other': '1' }).end(),
    'writeHead with an ID of its own': (_, response) =>
      response.writeHead(200, { 'X-Request-ID': 'forged-by-app' }).end(),
    'writeHead with raw headers': (_, response) =>
      response.writeHead(200, ['x-other', '1', 'X-Request-Id', 'forged']).end(),
    'writeHead with pairs': (_, response) =>
      response
        .writeHead(200, [
          ['x-other', '1'],
          ['x-request-id', 'forged'],
        ] as never)
        .end(),
    'a header set to another': (_, response) => response.setHeader('X-Request-Id', 'forged-by-app').end(),
    'all headers removed': (_, response) => {
      for (const name of response.getHeaderNames()) response.removeHeader(name);
      response.statusCode = 500;
      response.end();
    },
    'a stream': (_, response) => {
      response.flushHeaders();
      response.write('one');
      setImmediate(() => response.end('two'));
    },
    'an asynchronous answer': detached(async (request: IncomingMessage, response: ServerResponse) => {
      for await (const _ of request);
      response.end();
    }),
  };
  it.each(Object.keys(send))('is on %s, once', async (name) => {
    bind();
    const { port } = await serve(send[name] as Handler);
    const answer = await get(port, '/', `X-Request-Id: ${ID}\r\n`);
    expect(rawHeader(answer, 'x-request-id')).toBe(ID);
    expect(answer.match(/x-request-id/gi)).toHaveLength(1);
    expect(answer).not.toContain('forged');
  });

  it('keeps the other headers of writeHead', async () => {
    bind();
    const { port } = await serve(send['writeHead with raw headers'] as Handler);
    expect(rawHeader(await get(port), 'x-other')).toBe('1');
  });

  it('is on an answer that the client saw begin and then aborted', async () => {
    const ended = collect<RequestSummary>(1);
    const meter = recordMeter();
    bind({ meter, onRequestEnd: ended.add });
    const { port } = await serve((_, response) => {
      response.writeHead(200).write('first part');
    });
    const socket = connect(port, '127.0.0.1');
    socket.write(`GET / HTTP/1.1\r\nHost: x\r\nX-Request-Id: ${ID}\r\n\r\n`);
    const [part] = (await once(socket, 'data')) as [Buffer];
    expect(rawHeader(part.toString(), 'x-request-id')).toBe(ID);
    socket.destroy();
    const [summary] = await ended.all;
    expect(summary).toMatchObject({ outcome: 'aborted', status: 200, context: { requestId: ID } });
    expect(meter.measured.at(-1)).toMatchObject({
      name: 'http.server.request.duration',
      labels: { 'error.type': 'aborted', 'http.response.status_code': 200 },
    });
  });
});

describe('the end of a request', () => {
  it('measures with the closed label set, and summarises in the context of the request', async () => {
    const meter = recordMeter();
    const ended = collect<RequestSummary>(3);
    const inside: (string | undefined)[] = [];
    bind({
      meter,
      onRequestEnd(summary) {
        inside.push(currentContext()?.requestId);
        ended.add(summary);
      },
    });
    const orders = withRoute('/orders/:id', (_: IncomingMessage, response: ServerResponse) => response.end());
    const { port } = await serve((request, response) => {
      if (request.url?.startsWith('/orders/')) orders(request, response);
      else response.writeHead(request.url === '/boom' ? 503 : 404).end();
    });
    await get(port, '/orders/17?token=secret');
    await get(port, '/nowhere');
    await exchangeRaw(port, 'MKCOL /boom HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    const [matched, unmatched, failed] = await ended.all;
    expect(matched).toMatchObject({ method: 'GET', status: 200, outcome: 'ok' });
    expect(routeOf(matched?.context)).toBe('/orders/:id');
    expect(unmatched).toMatchObject({ status: 404, outcome: 'client_error' });
    expect(routeOf(unmatched?.context)).toBe('unmatched');
    expect(failed).toMatchObject({ method: '_OTHER', status: 503, outcome: 'server_error' });
    expect(inside).toEqual([matched, unmatched, failed].map((summary) => summary?.context.requestId));
    const base = { 'http.request.method': 'GET', 'url.scheme': 'http' };
    expect(meter.measured.map(({ labels }) => labels)).toEqual([
      { ...base, 'http.route': '/orders/:id', 'http.response.status_code': 200 },
      { ...base, 'http.route': 'unmatched', 'http.response.status_code': 404 },
      {
        ...base,
        'http.request.method': '_OTHER',
        'http.route': 'unmatched',
        'http.response.status_code': 503,
        'error.type': '503',
      },
    ]);
    expect(JSON.stringify(meter.measured)).not.toContain('secret');
    for (const { value } of meter.measured) expect(value).toBeGreaterThanOrEqual(0);
  });

  it('says the class of what was captured last where a request failed, and of nothing where it went on', async () => {
    const meter = recordMeter();
    const ended = collect<RequestSummary>(2);
    bind({ meter, onRequestEnd: ended.add });
    const { port } = await serve((request, response) => {
      noteErrorId(new TypeError('first'), '0123456789abcdef');
      noteErrorId(new RangeError(`of a job at ${request.url}`), 'fedcba9876543210');
      response.writeHead(request.url === '/failed' ? 502 : 200).end();
    });
    await get(port, '/failed');
    await get(port, '/went-on');
    await expect
      .poll(() => meter.measured.map(({ labels }) => labels?.['error.type']))
      .toEqual(['RangeError', undefined]);
    expect((await ended.all).map(({ errorId }) => errorId)).toEqual(['fedcba9876543210', undefined]);
  });

  it('puts a 5xx down to what was only logged where its answer names it, and not otherwise', async () => {
    const meter = recordMeter();
    const ended = collect<RequestSummary>(3);
    bind({ meter, onRequestEnd: ended.add });
    const { port } = await serve((request, response) => {
      if (request.url === '/captured') noteErrorId(new SyntaxError('captured'), '00000000000000cc');
      noteErrorId(new TypeError('the cause'), '00000000000000aa', { loggedOnly: true });
      noteErrorId(new RangeError('handled'), '00000000000000bb', { loggedOnly: true });
      const named = request.url === '/named' ? { errorId: '00000000000000aa' } : {};
      response.writeHead(503).end(JSON.stringify(errorBody('busy', named)));
    });
    for (const path of ['/unrelated', '/named', '/captured']) await get(port, path);
    expect((await ended.all).map(({ errorId }) => errorId)).toEqual([
      undefined,
      '00000000000000aa',
      '00000000000000cc',
    ]);
    expect(meter.measured.map(({ labels }) => labels?.['error.type'])).toEqual(['503', 'TypeError', 'SyntaxError']);
  });

  it('counts a client that went away before any answer', async () => {
    const ended = collect<RequestSummary>(1);
    bind({ onRequestEnd: ended.add });
    const { port } = await serve((request) => void request.socket.destroy());
    await get(port);
    expect((await ended.all)[0]).toMatchObject({ status: 0, outcome: 'aborted' });
  });

  it('says nothing of ignored requests, but gives them IDs', async () => {
    const meter = recordMeter();
    const ended = collect<RequestSummary>(1);
    bind({ meter, onRequestEnd: ended.add, ignore: (path) => path === '/livez' });
    const { port } = await serve((_, response) => response.end(currentContext()?.traceId));
    expect(rawHeader(await get(port, '/livez?full=1'), 'x-request-id')).toMatch(/^[0-9a-f]{32}$/);
    await get(port, '/other');
    expect(await ended.all).toHaveLength(1);
    expect(meter.measured).toHaveLength(1);
  });

  it('survives callbacks that throw', async () => {
    const log = recordLog();
    const explode = (): never => {
      throw new Error('callback');
    };
    bind({ log, ignore: explode, onRequestEnd: explode });
    const { port } = await serve((_, response) => response.end('ok'));
    expect(await get(port)).toMatch(/^HTTP\/1.1 200/);
    expect(
      log.lines.map(({ fields, message }) => [(fields as Readonly<Record<string, unknown>>)['callback'], message]),
    ).toEqual([
      ['ignore', 'a callback threw'],
      ['onRequestEnd', 'a callback threw'],
    ]);
  });

  it('survives a log and a meter that throw', async () => {
    const explode = (): never => {
      throw new Error('broken');
    };
    const meter = recordMeter();
    const broken = { ...recordLog(), info: explode, error: explode };
    bind({ log: broken, meter: { ...meter, createHistogram: () => ({ record: explode }) } });
    const { port } = await serve((_, response) => response.end('ok'));
    const answer = await get(port, '/', 'X-Request-Id: no\r\n');
    expect(rawHeader(answer, 'x-request-id')).toMatch(/^[0-9a-f]{32}$/);
  });
});

describe('isolation', () => {
  it('keeps 200 concurrent requests with bodies apart, on kept-alive connections', async () => {
    bind();
    const { url } = await serve(
      detached(async (request: IncomingMessage, response: ServerResponse) => {
        const id = currentContext()?.requestId;
        setRoute(`/of/${id}`);
        let body = '';
        for await (const part of request) body += String(part);
        await new Promise((resolve) => void setImmediate(resolve));
        response.end(JSON.stringify({ body, id, later: currentContext()?.requestId, route: routeOf() }));
      }),
    );
    const agent = new http.Agent({ keepAlive: true, maxSockets: 8 });
    const ask = async (id: string): Promise<unknown> => {
      const request = http.request(url, { agent, method: 'POST', headers: { 'x-request-id': id } });
      request.end(id.repeat(500));
      const [response] = (await once(request, 'response')) as [IncomingMessage];
      let text = '';
      for await (const part of response) text += String(part);
      return { echoed: response.headers['x-request-id'], ...(JSON.parse(text) as object) };
    };
    const ids = Array.from({ length: 200 }, (_, index) => `request-number-${index}`);
    const answers = await Promise.all(ids.map(ask));
    agent.destroy();
    expect(answers).toEqual(ids.map((id) => ({ echoed: id, id, later: id, route: `/of/${id}`, body: id.repeat(500) })));
  });

  it('keeps pipelined requests apart, an actor included', async () => {
    bind({ ignore: (path) => path === '/livez' });
    const { port } = await serve((request, response) => {
      const context = currentContext();
      const before = context?.actor?.id ?? 'anonymous';
      if (context && request.url === '/in') {
        context.actor = { id: 'u1', type: 'user', hash: 'h', orgHash: '' };
      }
      setImmediate(() => response.end(`[${before}>${currentContext()?.actor?.id ?? 'anonymous'}]`));
    });
    const one = (path: string, last = false): string =>
      `GET ${path} HTTP/1.1\r\nHost: x\r\n${last ? 'Connection: close\r\n' : ''}\r\n`;
    const answer = await exchangeRaw(port, one('/in') + one('/livez') + one('/out') + one('/in') + one('/', true));
    expect(answer.match(/\[.*?\]/g)).toEqual([
      '[anonymous>u1]',
      '[anonymous>anonymous]',
      '[anonymous>anonymous]',
      '[anonymous>u1]',
      '[anonymous>anonymous]',
    ]);
  });
});

describe('bindHttp', () => {
  it('refuses a second binding and may bind again after unbind', async () => {
    const first = bindHttp({ propagateTo: [] });
    expect(() => bindHttp({ propagateTo: [] })).toThrow(/PLB_LIFECYCLE_STARTED/);
    first.unbind();
    first.unbind();
    bind();
    const { port } = await serve((_, response) => response.end());
    expect(rawHeader(await get(port), 'x-request-id')).toBeDefined();
  });

  it('leaves nothing behind when unbound, or when its options are wrong', async () => {
    expect(() => bindHttp({ propagateTo: ['http://x'] })).toThrow(/PLB_OPTION_INVALID/);
    bindHttp({ propagateTo: [] }).unbind();
    const { port } = await serve((_, response) => response.end(String(currentContext()?.requestId)));
    const answer = await get(port);
    expect(rawHeader(answer, 'x-request-id')).toBeUndefined();
    expect(answer).toContain('undefined');
  });
});
