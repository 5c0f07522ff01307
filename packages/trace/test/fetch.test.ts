import { once } from 'node:events';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import type { RequestSummary } from '@plumbline/core/context';
import { currentContext, runJob, setRoute } from '@plumbline/core/context';
import { afterEach, describe, expect, it } from 'vitest';
import { traceFetch, type TraceFetchOptions } from '../src/fetch.ts';
import { bindHttp, routeOf } from '../src/index.ts';
import { boom, endlessStream, lateStream, PASSWORD, seen, teapot } from './framework-apps.ts';
import { collect, exchangeRaw, rawHeader, recordLog, recordMeter } from './support.ts';
import { serveFetch } from './web-server.ts';

const ID = 'client-supplied-id-1';
const ERROR_ID = '0123456789abcdef';
const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

const stream = (from: Readable): Response => new Response(Readable.toWeb(from) as ReadableStream);

const answers: Readonly<Record<string, (request: Request) => Response | Promise<Response>>> = {
  '/plain': () => Response.json(seen()),
  '/boom': () => boom(),
  '/rejected': async () => {
    await Promise.resolve();
    return boom();
  },
  '/teapot': () => teapot(),
  '/stream': () => stream(lateStream()),
  '/endless': () => stream(endlessStream()),
  '/failing': () =>
    new Response(
      new ReadableStream({
        pull(controller) {
          controller.error(new RangeError(PASSWORD));
        },
      }),
    ),
  '/lazy': () =>
    new Response(
      new ReadableStream({
        pull(controller) {
          controller.enqueue(new TextEncoder().encode(seen().id));
          controller.close();
        },
      }),
    ),
  '/redirect': () => Response.redirect('http://127.0.0.1/elsewhere', 302),
  '/empty': () => new Response(null, { status: 204 }),
  '/forged': () => new Response('', { headers: { 'X-Request-ID': 'forged-by-app', 'x-other': '1' } }),
  '/cookies': () =>
    new Response('', {
      headers: [
        ['set-cookie', 'a=1'],
        ['set-cookie', 'b=2'],
      ],
    }),
  '/body': async (request) => Response.json({ ...seen(), body: await request.json() }),
  '/job': () => Response.json({ ...seen(), job: runJob('later', () => currentContext()?.requestId) }),
};

const pathOf = (request: Request): string => new URL(request.url).pathname;

async function serve(options: TraceFetchOptions = {}, requests = 1) {
  const errors: unknown[] = [];
  const meter = recordMeter();
  const log = recordLog();
  const ended = collect<RequestSummary>(requests);
  const handler = traceFetch(
    (request: Request) => answers[pathOf(request)]?.(request) ?? new Response('no', { status: 404 }),
    {
      meter,
      log,
      onRequestEnd: ended.add,
      onError: (error) => {
        errors.push(error);
        return ERROR_ID;
      },
      route: (request) => (pathOf(request) in answers ? pathOf(request) : undefined),
      ...options,
    },
  );
  const server = await serveFetch(handler);
  closers.push(server.close);
  const ask = (path: string, head = `X-Request-Id: ${ID}\r\n`, method = 'GET', body = ''): Promise<string> =>
    exchangeRaw(server.port, `${method} ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${head}\r\n${body}`);
  return { ask, port: server.port, errors, meter, log, ended: ended.all };
}

const jsonOf = (answer: string): unknown => JSON.parse(answer.slice(answer.indexOf('{'), answer.lastIndexOf('}') + 1));

describe('traceFetch', () => {
  it('gives a request its context, its echo, one summary and one measurement', async () => {
    const { ask, ended, meter } = await serve();
    const answer = await ask('/plain?token=secret');
    expect(rawHeader(answer, 'x-request-id')).toBe(ID);
    expect(jsonOf(answer)).toEqual({ id: ID, route: '/plain' });
    expect(await ended).toMatchObject([{ method: 'GET', status: 200, outcome: 'ok' }]);
    expect(meter.measured.map(({ labels }) => labels)).toEqual([
      { 'http.request.method': 'GET', 'url.scheme': 'http', 'http.route': '/plain', 'http.response.status_code': 200 },
    ]);
  });

  it('continues a trace, whose ID is then the ID of the request', async () => {
    const { ask } = await serve();
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
    const answer = await ask('/plain', `traceparent: 00-${trace}-00f067aa0ba902b7-01\r\n`);
    expect(rawHeader(answer, 'x-request-id')).toBe(trace);
    expect(rawHeader(await ask('/plain', ''), 'x-request-id')).toMatch(/^(?!4bf92f)[0-9a-f]{32}$/);
  });

  it.each([
    ['charset', '<script>alert(1)</script>'],
    ['repeated', `${ID}\r\nX-Request-Id: ${ID}`],
    ['length', 'x'.repeat(5_000)],
  ])('replaces, counts and hashes a refused ID (%s), as on Node', async (reason, value) => {
    const { ask, meter, log } = await serve();
    expect(rawHeader(await ask('/plain', `X-Request-Id: ${value}\r\n`), 'x-request-id')).toMatch(/^[0-9a-f]{32}$/);
    expect(meter.measured).toContainEqual({ name: 'plumbline.requests.refused_ids', value: 1, labels: { reason } });
    expect(log.lines).toMatchObject([
      { fields: { reason, refused_request_id_hash: expect.stringMatching(/^[0-9a-f]{12}$/) } },
    ]);
  });

  it('counts trace context that is not taken over, as on Node', async () => {
    const { ask, meter } = await serve();
    await ask('/plain', 'traceparent: 00-nonsense\r\ntracestate: foo=1\r\n');
    const counted = meter.measured.filter(({ name }) => name === 'plumbline.requests.refused_trace_context');
    expect(counted.map(({ labels }) => labels)).toEqual([
      { header: 'traceparent', reason: 'malformed' },
      { header: 'tracestate', reason: 'no_parent' },
    ]);
  });

  it('hashes as Node does', async () => {
    const { ask, log } = await serve();
    await ask('/plain', 'X-Request-Id: with space\r\n');
    // printf 'with space' | sha256sum
    expect(log.lines).toMatchObject([{ fields: { refused_request_id_hash: 'b8b8f25a5fc7' } }]);
  });

  it.each(['/boom', '/rejected'])('reports what %s throws once, and answers without its message', async (path) => {
    const { ask, ended, errors, meter } = await serve();
    const answer = await ask(path);
    expect(answer).toMatch(/^HTTP\/1\.1 500 /);
    expect(rawHeader(answer, 'x-request-id')).toBe(ID);
    expect(jsonOf(answer)).toEqual({ error: { code: 'internal_error', request_id: ID, error_id: ERROR_ID } });
    expect(await ended).toMatchObject([{ status: 500, outcome: 'server_error' }]);
    expect(errors).toEqual([expect.any(RangeError)]);
    expect(meter.measured.at(-1)?.labels).toMatchObject({ 'error.type': 'RangeError', 'http.route': path });
  });

  it('keeps an error that is the caller’s, and one path that nothing answers', async () => {
    const { ask, ended, errors } = await serve({}, 2);
    expect(jsonOf(await ask('/teapot'))).toEqual({ error: { code: 'TEAPOT', request_id: ID } });
    expect(rawHeader(await ask('/nowhere/17'), 'x-request-id')).toBe(ID);
    expect((await ended).map(({ status, context }) => [status, routeOf(context)])).toEqual([
      [418, '/teapot'],
      [404, 'unmatched'],
    ]);
    expect(errors).toEqual([]);
  });

  it.each(['/stream', '/lazy'])('reads a body within the context of its request: %s', async (path) => {
    const { ask, ended } = await serve();
    const answer = await ask(path);
    expect(rawHeader(answer, 'x-request-id')).toBe(ID);
    expect(answer.slice(answer.indexOf('\r\n\r\n'))).toContain(ID);
    expect(await ended).toMatchObject([{ outcome: 'ok' }]);
  });

  it('counts a client that goes away', async () => {
    const { port, ended } = await serve();
    const socket = connect(port, '127.0.0.1');
    socket.write(`GET /endless HTTP/1.1\r\nHost: x\r\nX-Request-Id: ${ID}\r\n\r\n`);
    await once(socket, 'data');
    socket.destroy();
    expect(await ended).toMatchObject([{ outcome: 'aborted', status: 200 }]);
  });

  it('takes nothing for a fault that comes of a client who goes away while a part is awaited', async () => {
    const errors: unknown[] = [];
    const onError = (error: unknown): void => void errors.push(error);
    const response = await traceFetch(() => stream(endlessStream()), { onError })(new Request('http://localhost/'));
    const reader = response.body!.getReader();
    await reader.read();
    const turn = (): Promise<void> => new Promise((done) => void setImmediate(done));
    const awaited = reader.read();
    await turn();
    await reader.cancel();
    expect(await awaited).toMatchObject({ done: true });
    await turn();
    expect(errors).toEqual([]);
  });

  it('counts a body that fails as aborted, and reports its error', async () => {
    const { ask, ended, errors, meter } = await serve();
    expect(await ask('/failing')).not.toContain(PASSWORD);
    expect(await ended).toMatchObject([{ outcome: 'aborted' }]);
    expect(errors).toEqual([expect.any(RangeError)]);
    expect(meter.measured.at(-1)?.labels).toMatchObject({ 'error.type': 'RangeError' });
  });

  it.each(['/redirect', '/empty', '/forged'])('echoes on %s, once', async (path) => {
    const { ask, ended } = await serve();
    const answer = await ask(path);
    expect(rawHeader(answer, 'x-request-id')).toBe(ID);
    expect(answer.match(/x-request-id/gi)).toHaveLength(1);
    await ended;
  });

  it('keeps every cookie, reads a body, and answers HEAD', async () => {
    const { ask, ended } = await serve({}, 3);
    expect((await ask('/cookies')).match(/set-cookie: [ab]=\d/gi)).toHaveLength(2);
    const head = `X-Request-Id: ${ID}\r\nContent-Type: application/json\r\nContent-Length: 7\r\n`;
    expect(jsonOf(await ask('/body', head, 'POST', '{"a":1}'))).toEqual({ id: ID, route: '/body', body: { a: 1 } });
    expect(rawHeader(await ask('/plain', undefined, 'HEAD'), 'x-request-id')).toBe(ID);
    expect((await ended).map(({ outcome }) => outcome)).toEqual(['ok', 'ok', 'ok']);
  });

  it('gives a job a scope of its own', async () => {
    const { ask } = await serve();
    const { id, job } = jsonOf(await ask('/job')) as { id: string; job: string };
    expect(id).toBe(ID);
    expect(job).toMatch(/^[0-9a-f]{32}$/);
  });

  it('hands on what the runtime gives beside the request', async () => {
    const handler = traceFetch(
      (_: Request, env: { name: string }, count: number) => new Response(`${env.name} ${count}`),
    );
    expect(await (await handler(new Request('http://localhost/'), { name: 'env' }, 2)).text()).toBe('env 2');
  });

  it('survives callbacks that throw', async () => {
    const { ask, log } = await serve({ route: boom, ignore: boom, onError: boom });
    expect(await ask('/boom')).toMatch(/^HTTP\/1\.1 500 /);
    expect(log.lines.map(({ fields }) => (fields as { callback: string }).callback)).toEqual(['ignore', 'route']);
  });

  it('ignores what it is told to, but gives it an ID', async () => {
    const { ask, meter } = await serve({ ignore: (path) => path === '/plain' });
    expect(rawHeader(await ask('/plain?x'), 'x-request-id')).toBe(ID);
    expect(meter.measured).toEqual([]);
  });

  it('joins the request of bindHttp: one context, one measurement', async () => {
    const ended = collect<RequestSummary>(1);
    const binding = bindHttp({ propagateTo: [], onRequestEnd: ended.add });
    closers.push(() => binding.unbind());
    const { ask, meter } = await serve();
    expect(jsonOf(await ask('/plain'))).toEqual({ id: ID, route: '/plain' });
    expect(await ended.all).toMatchObject([{ context: { requestId: ID, routePattern: '/plain' } }]);
    expect(meter.measured).toEqual([]);
  });

  it('keeps 500 requests apart that run at once', async () => {
    const handler = traceFetch(async (request: Request) => {
      setRoute(pathOf(request));
      const before = currentContext()?.requestId;
      for (let turn = 0; turn < 3; turn += 1) await new Promise<void>((done) => void setImmediate(done));
      return Response.json([before, currentContext()?.requestId, routeOf()]);
    });
    const wrong = await Promise.all(
      Array.from({ length: 500 }, async (_, index) => {
        const id = `request-number-${index}`;
        const response = await handler(new Request(`http://localhost/r${index}`, { headers: { 'x-request-id': id } }));
        const body = (await response.json()) as string[];
        return (
          JSON.stringify(body) !== JSON.stringify([id, id, `/r${index}`]) || response.headers.get('x-request-id') !== id
        );
      }),
    );
    expect(wrong.filter(Boolean)).toEqual([]);
  });
});
