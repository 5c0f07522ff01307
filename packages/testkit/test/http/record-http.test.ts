import { createServer } from 'node:http';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { type DestinationFault, type HttpRecorder, recordHttp } from '../../src/servers.ts';

it('keeps what arrives, unpacked', async () => {
  await using server = await recordHttp();
  const body = gzipSync('{"a":1}');
  await fetch(`${server.url}/batch?x=1`, {
    method: 'POST',
    body,
    headers: { 'content-encoding': 'gzip', 'x-key': 'k' },
  });
  expect(server.received).toMatchObject([
    { method: 'POST', path: '/batch?x=1', body: '{"a":1}', headers: { 'x-key': 'k' } },
  ]);
  expect(server.accepted).toHaveLength(1);
});

it('answers with a status, a cut, silence or what a function says', async () => {
  const server = await recordHttp();
  server.answer(503);
  expect((await fetch(server.url)).status).toBe(503);
  server.answer(0);
  await expect(fetch(server.url)).rejects.toThrow('fetch failed');
  server.answer(({ path: at }) => ({ status: 429, headers: { 'retry-after': '2' }, body: at }));
  const busy = await fetch(`${server.url}/a`);
  expect([busy.status, busy.headers.get('retry-after'), await busy.text()]).toEqual([429, '2', '/a']);
  server.answer(-1);
  const silent = fetch(server.url).catch(() => 'no answer');
  await expect.poll(() => server.received.length).toBe(4);
  await server.close();
  expect(await silent).toBe('no answer');
  expect(server.accepted).toEqual([]);
});

it('stands in front of a real server, also on a unix socket', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'front-'));
  const socketPath = path.join(folder, 's');
  const real = createServer((request, response) => {
    request.pipe(response.writeHead(201, { 'x-real': 'yes' }));
  }).listen(socketPath);
  await once(real, 'listening');
  await using front = await recordHttp({ forwardTo: { socketPath } });
  const send = (): Promise<Response> => fetch(`${front.url}/in`, { method: 'POST', body: 'echo' });
  const answer = await send();
  expect([answer.status, answer.headers.get('x-real'), await answer.text()]).toEqual([201, 'yes', 'echo']);
  front.answer(503);
  expect((await send()).status).toBe(503);
  front.answer(200);
  expect((await send()).status).toBe(201);
  expect([front.received.length, front.accepted.length]).toEqual([3, 2]);
  real.closeAllConnections();
  real.close();
  rmSync(folder, { recursive: true });
});

const ask = async (server: HttpRecorder, timeoutMs = 5_000): Promise<string | number> => {
  try {
    const answer = await fetch(server.url, { method: 'POST', body: 'x', signal: AbortSignal.timeout(timeoutMs) });
    await answer.text();
    return answer.status;
  } catch (error) {
    const { name, cause } = error as Error & { cause?: { code?: string } };
    return cause?.code ?? name;
  }
};

it.each<[DestinationFault, string | number, number, number?]>([
  ['none', 200, 1],
  ['down', 'ECONNREFUSED', 0],
  ['busy', 503, 0],
  ['error', 500, 0],
  ['throttled', 429, 0],
  ['too_large', 413, 0],
  ['refuse', 400, 0],
  ['cut', 'ECONNRESET', 0],
  ['half_close', 'UND_ERR_SOCKET', 0],
  ['lost_reply', 'ECONNRESET', 1],
  ['hang', 'TimeoutError', 0, 200],
  // Its head alone takes four seconds; the request is there long before this one is over.
  ['drip', 'TimeoutError', 1, 1_000],
  ['partial', 200, 1],
])('fails as %s: the client sees %s', async (how, seen, taken, timeoutMs) => {
  await using server = await recordHttp();
  await server.fail(how);
  expect(await ask(server, timeoutMs)).toBe(seen);
  expect(server.accepted).toHaveLength(taken);
  await server.fail('none');
  expect(await ask(server)).toBe(200);
});

it('drips all of its answer', async () => {
  await using server = await recordHttp();
  server.answer(() => ({ status: 201, headers: { 'x-a': 'b' }, body: 'ok' }));
  await server.fail('drip');
  const answer = await fetch(server.url);
  expect([answer.status, answer.headers.get('x-a'), await answer.text()]).toEqual([201, 'b', 'ok']);
});

it('fails some requests alone, with an answer of its own, and asks to wait', async () => {
  await using server = await recordHttp();
  await server.fail('refuse', {
    when: ({ body }) => body === 'x',
    answer: ({ body }) => ({ status: 422, body: `no ${body}` }),
  });
  expect(await ask(server)).toBe(422);
  expect((await fetch(server.url, { method: 'POST', body: 'y' })).status).toBe(200);
  await server.fail('throttled');
  expect((await fetch(server.url)).headers.get('retry-after')).toBe('2');
});

it('keeps a body that is not in the encoding it claims', async () => {
  await using server = await recordHttp();
  await fetch(server.url, { method: 'POST', body: 'plain', headers: { 'content-encoding': 'br' } });
  expect(server.received).toMatchObject([{ body: 'plain', wireBytes: 5 }]);
});
