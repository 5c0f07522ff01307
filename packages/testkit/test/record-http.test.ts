import { createServer } from 'node:http';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { recordHttp } from '../src/index.ts';

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
