import { once } from 'node:events';
import { connect } from 'node:net';
import type { RequestSummary } from '@plumbline/core/context';
import { afterEach, describe, expect, it } from 'vitest';
import { bindHttp, routeOf } from '../src/index.ts';
import { frameworkApps, PASSWORD } from './framework-apps.ts';
import { nestApps } from './nest-apps.ts';
import { collect, exchangeRaw, rawHeader, recordMeter } from './support.ts';

const ID = 'client-supplied-id-1';
const ERROR_ID = '0123456789abcdef';
const apps = { ...frameworkApps, ...nestApps };
const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

async function serve(name: string, requests = 1, errorId: unknown = ERROR_ID) {
  const errors: unknown[] = [];
  const meter = recordMeter();
  const ended = collect<RequestSummary>(requests);
  const binding = bindHttp({ propagateTo: [], meter, onRequestEnd: ended.add });
  const server = await apps[name]!((error) => {
    errors.push(error);
    return errorId;
  });
  closers.push(() => binding.unbind(), server.close);
  const ask = (path: string, head = '', body = ''): Promise<string> =>
    exchangeRaw(
      server.port,
      `${body === '' ? 'GET' : 'POST'} ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Request-Id: ${ID}\r\n` +
        `${head}${body === '' ? '' : `Content-Length: ${body.length}\r\n`}\r\n${body}`,
    );
  return { ask, port: server.port, errors, meter, ended: ended.all };
}

const bodyOf = (answer: string): unknown =>
  JSON.parse(answer.slice(answer.search(/\n[[{]/), answer.search(/[\]}]\s*(?:0\s*)?$/) + 1));
const INTERNAL = { error: { code: 'internal_error', request_id: ID, error_id: ERROR_ID } };

describe.each(Object.keys(apps))('%s', (name) => {
  it('says the whole pattern of a mounted route, inside the handler and afterwards', async () => {
    const { ask, ended, meter } = await serve(name);
    const answer = await ask('/orgs/17/items/23?token=secret');
    expect(rawHeader(answer, 'x-request-id')).toBe(ID);
    expect(bodyOf(answer)).toEqual({ id: ID, route: '/orgs/:org/items/:item' });
    expect(routeOf((await ended)[0]?.context)).toBe('/orgs/:org/items/:item');
    expect(meter.measured.map(({ labels }) => labels)).toEqual([
      expect.objectContaining({ 'http.route': '/orgs/:org/items/:item', 'http.response.status_code': 200 }),
    ]);
  });

  it('calls a path that no route takes unmatched, and echoes the ID', async () => {
    const { ask, ended, errors } = await serve(name);
    const answer = await ask('/nowhere/17');
    expect(answer).toMatch(/^HTTP\/1\.1 404 /);
    expect(rawHeader(answer, 'x-request-id')).toBe(ID);
    expect((await ended)[0]).toMatchObject({
      status: 404,
      outcome: 'client_error',
      context: { routePattern: 'unmatched' },
    });
    expect(errors).toEqual([]);
  });

  it.each(['/boom', '/rejected'])('reports what %s throws once, and answers without its message', async (path) => {
    const { ask, ended, errors, meter } = await serve(name);
    const answer = await ask(path);
    expect(answer).toMatch(/^HTTP\/1\.1 500 /);
    expect(rawHeader(answer, 'x-request-id')).toBe(ID);
    expect(answer).not.toContain(PASSWORD);
    expect(bodyOf(answer)).toEqual(INTERNAL);
    expect((await ended)[0]).toMatchObject({ status: 500, outcome: 'server_error', context: { routePattern: path } });
    expect(errors).toEqual([expect.any(RangeError)]);
    expect(meter.measured.at(-1)?.labels).toMatchObject({ 'error.type': 'RangeError', 'http.route': path });
  });

  it.each([
    ['a promise', Promise.resolve(ERROR_ID)],
    ['a text', PASSWORD],
    ['nothing', null],
  ])('answers without an error ID where `onError` returns %s', async (_what, returned) => {
    const { ask } = await serve(name, 1, returned);
    expect(bodyOf(await ask('/boom'))).toEqual({ error: { code: 'internal_error', request_id: ID } });
  });

  it('keeps the status and code of an error that is the caller’s, and reports none', async () => {
    const { ask, ended, errors } = await serve(name);
    const answer = await ask('/teapot');
    expect(answer).toMatch(/^HTTP\/1\.1 418 /);
    expect(answer).not.toContain(PASSWORD);
    expect(bodyOf(answer)).toEqual({ error: { code: 'TEAPOT', request_id: ID } });
    expect((await ended)[0]).toMatchObject({ status: 418, outcome: 'client_error' });
    expect(errors).toEqual([]);
  });

  it('echoes on a stream, whose late part is written in the context of its request', async () => {
    const { ask, ended } = await serve(name);
    const answer = await ask('/stream');
    expect(rawHeader(answer, 'x-request-id')).toBe(ID);
    expect(answer).toContain('first ');
    expect(answer.slice(answer.indexOf('\r\n\r\n'))).toContain(ID);
    expect((await ended)[0]).toMatchObject({ outcome: 'ok', context: { routePattern: '/stream' } });
  });

  it('counts a client that goes away', async () => {
    const { port, ended } = await serve(name);
    const socket = connect(port, '127.0.0.1');
    socket.write(`GET /endless HTTP/1.1\r\nHost: x\r\nX-Request-Id: ${ID}\r\n\r\n`);
    const [part] = (await once(socket, 'data')) as [Buffer];
    expect(rawHeader(part.toString(), 'x-request-id')).toBe(ID);
    socket.destroy();
    expect((await ended)[0]).toMatchObject({ outcome: 'aborted', status: 200, context: { routePattern: '/endless' } });
  });

  it('keeps requests of one connection apart', async () => {
    const { port, ended } = await serve(name, 3);
    const request = (id: string, rest: string): string =>
      `GET /orgs/1/items/2 HTTP/1.1\r\nHost: x\r\nX-Request-Id: ${id}\r\n${rest}\r\n`;
    const answers = await exchangeRaw(
      port,
      request('pipelined-1', '') + request('pipelined-2', '') + request('pipelined-3', 'Connection: close\r\n'),
    );
    expect([...answers.matchAll(/"id":"([^"]*)"/g)].map(([, id]) => id)).toEqual([
      'pipelined-1',
      'pipelined-2',
      'pipelined-3',
    ]);
    expect(answers.match(/x-request-id: pipelined-\d/gi)).toHaveLength(3);
    expect(new Set((await ended).map(({ context }) => context.requestId)).size).toBe(3);
  });
});

const JSON_HEAD = 'Content-Type: application/json\r\n';

describe('bodies', () => {
  it.each(['Express', 'Fastify', 'Hono', 'Nest on Express', 'Nest on Fastify'])(
    'keep the context behind the parser of %s',
    async (name) => {
      const { ask } = await serve(name);
      expect(bodyOf(await ask('/json', JSON_HEAD, '{"a":1}'))).toEqual({ id: ID, route: '/json', body: { a: 1 } });
    },
  );

  it.each(['Express', 'Fastify', 'Hono', 'Nest on Express', 'Nest on Fastify'])(
    'that cannot be read are the caller’s fault in %s, and are not shown',
    async (name) => {
      const { ask, errors } = await serve(name);
      const answer = await ask('/json', JSON_HEAD, `{"a": ${PASSWORD}`);
      expect(answer).toMatch(/^HTTP\/1\.1 400 /);
      expect(rawHeader(answer, 'x-request-id')).toBe(ID);
      expect(answer).not.toContain(PASSWORD);
      expect(bodyOf(answer)).toMatchObject({ error: { request_id: ID } });
      expect(errors).toEqual([]);
    },
  );

  it('that Hono cannot read have a code; another text that is no JSON is the service’s fault', async () => {
    const { ask, errors } = await serve('Hono');
    const refused = bodyOf(await ask('/json', JSON_HEAD, '{"a":'));
    expect(refused).toEqual({ error: { code: 'invalid_json', request_id: ID } });
    expect(await ask('/upstream', JSON_HEAD, '{"a":')).toMatch(/^HTTP\/1\.1 500 /);
    expect(errors).toEqual([expect.any(SyntaxError)]);
  });

  it.each(['Express', 'Fastify', 'Koa'])('read by events keep the context in each of them: %s', async (name) => {
    const { port } = await serve(name);
    const socket = connect(port, '127.0.0.1');
    const parts: Buffer[] = [];
    socket.on('data', (part: Buffer) => void parts.push(part));
    const head = `POST /events HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Request-Id: ${ID}\r\nContent-Type: application/octet-stream\r\n`;
    socket.write(`${head}Content-Length: 10\r\n\r\nfirst`);
    setImmediate(() => void socket.write('again'));
    await once(socket, 'close');
    const ids = bodyOf(Buffer.concat(parts).toString()) as string[];
    expect(ids.length).toBeGreaterThanOrEqual(2);
    expect(new Set(ids)).toEqual(new Set([ID]));
  });

  it('keep the context behind multer', async () => {
    const { ask } = await serve('Express');
    const body =
      '--edge\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\ncontent\r\n--edge--\r\n';
    const answer = await ask('/upload', 'Content-Type: multipart/form-data; boundary=edge\r\n', body);
    expect(bodyOf(answer)).toEqual({ id: ID, route: '/upload', size: 7 });
  });
});

describe('an answer that has begun', () => {
  it.each(['Express', 'Koa', 'Nest on Express'])('is cut off by %s, and the error is reported', async (name) => {
    const { ask, ended, errors, meter } = await serve(name);
    const answer = await ask('/torn');
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect(rawHeader(answer, 'x-request-id')).toBe(ID);
    expect(answer).toContain('first ');
    expect(answer).not.toContain(PASSWORD);
    expect((await ended)[0]).toMatchObject({ status: 200, outcome: 'aborted' });
    expect(errors).toEqual([expect.any(RangeError)]);
    expect(meter.measured.at(-1)?.labels).toMatchObject({ 'error.type': 'RangeError' });
  });

  it('is cut off by Fastify itself, which tells nobody of a stream that fails', async () => {
    const { ask, ended, errors } = await serve('Fastify');
    const answer = await ask('/torn');
    expect(rawHeader(answer, 'x-request-id')).toBe(ID);
    expect(answer).not.toContain(PASSWORD);
    expect((await ended)[0]).toMatchObject({ status: 200, outcome: 'aborted' });
    expect(errors).toEqual([]);
  });

  // Whether Hono's server cuts it off or ends it as if it were whole differs between versions of Node.
  it('is ended by the server of Hono, which tells nobody of a stream that fails', async () => {
    const { ask, ended, errors } = await serve('Hono');
    const answer = await ask('/torn');
    expect(rawHeader(answer, 'x-request-id')).toBe(ID);
    expect(answer).not.toContain(PASSWORD);
    expect(await ended).toMatchObject([{ status: 200 }]);
    expect(errors).toEqual([]);
  });
});
