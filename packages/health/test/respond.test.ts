import { createServer, request as httpRequest, type Server } from 'node:http';
import { connect, createServer as createHttp2, type Http2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { createHealth, type Health } from '../src/index.ts';

const TOKEN = 'operator-0123456789-0123456789-abcdef';
const open: (Server | Http2Server)[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => new Promise((resolve) => void server.close(resolve))));
});

async function listen(server: Server | Http2Server): Promise<string> {
  open.push(server);
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const serve = (health: Health): Promise<string> =>
  listen(
    createServer((request, response) => {
      if (!health.nodeHandler(request, response)) response.writeHead(404).end('not mine');
    }),
  );

const broken = { postgres: () => Promise.reject(new Error('canary')) };

test('the three paths over node:http', async () => {
  const url = await serve(createHealth({ checks: broken, token: TOKEN }));
  const live = await fetch(`${url}/livez?verbose`);
  expect([live.status, await live.text()]).toEqual([200, '{"status":"ok"}']);
  const ready = await fetch(`${url}/readyz`);
  expect([ready.status, await ready.text()]).toEqual([503, '{"status":"failed"}']);
  expect(ready.headers.get('cache-control')).toBe('no-store');
  expect(ready.headers.get('content-type')).toBe('application/json; charset=utf-8');
  const detail = await fetch(`${url}/healthz`, { headers: { authorization: `Bearer ${TOKEN}` } });
  expect(detail.status).toBe(503);
  expect(await detail.json()).toMatchObject({
    status: 'failed',
    checks: { postgres: { status: 'failed', error: 'Error' } },
  });
});

test('degraded stays in rotation', async () => {
  const url = await serve(createHealth({ checks: { mail: { run: broken.postgres, critical: false } } }));
  const ready = await fetch(`${url}/readyz`);
  expect([ready.status, await ready.text()]).toEqual([200, '{"status":"degraded"}']);
});

test('other paths are not answered, other methods are refused, HEAD has no body', async () => {
  const url = await serve(createHealth());
  expect((await fetch(`${url}/readyz/x`)).status).toBe(404);
  expect((await fetch(`${url}/`)).status).toBe(404);
  const posted = await fetch(`${url}/readyz`, { method: 'POST', body: '{}' });
  expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  const head = await fetch(`${url}/readyz`, { method: 'HEAD' });
  expect([head.status, await head.text()]).toEqual([200, '']);
  expect((await createHealth().respond('/readyz', {}, 'HEAD'))?.body).toBe('');
});

test('a client that goes away before the answer does no harm', async () => {
  let started = (): void => undefined;
  let release = (): void => undefined;
  const asked = new Promise<void>((resolve) => (started = resolve));
  const gate = new Promise<void>((resolve) => (release = resolve));
  const health = createHealth({
    timeoutMs: 10_000,
    checks: {
      slow: () => {
        started();
        return gate;
      },
    },
  });
  const url = await serve(health);
  const request = httpRequest(`${url}/readyz`);
  const closed = new Promise<void>((resolve) => void request.on('error', () => undefined).on('close', resolve));
  request.end();
  await asked;
  request.destroy();
  await closed;
  release();
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
});

test('node:http2 works through the same handler', async () => {
  const health = createHealth({ checks: broken });
  const url = await listen(
    createHttp2((request, response) => {
      health.nodeHandler(request, response);
    }),
  );
  const session = connect(url);
  const stream = session.request({ ':path': '/readyz' });
  const status = new Promise((resolve) => void stream.on('response', (headers) => resolve(headers[':status'])));
  let body = '';
  for await (const chunk of stream.setEncoding('utf8')) body += String(chunk);
  session.close();
  expect([await status, body]).toEqual([503, '{"status":"failed"}']);
});

test('a Headers object gives the operator the same answer', async () => {
  const health = createHealth({ checks: broken, token: TOKEN });
  const headers = new Headers({ authorization: `Bearer ${TOKEN}` });
  expect((await health.respond('/healthz', headers))?.body).toContain('postgres');
  expect((await health.respond('/healthz'))?.body).toBe('{"status":"failed"}');
  expect(await health.respond('/toString')).toBeUndefined();
});
