// Next listens before it calls `register`, and takes requests while that runs: these have one identity all the same.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { defineConfig } from '@plumbline/core';
import { currentContext } from '@plumbline/core/context';
import { expect, it } from 'vitest';
import { baseline, baselineRoute, installBaseline } from '../src/next.ts';
import { start } from '../src/start.ts';
import { catalog, shelf } from './fixtures/parts.ts';
import { startTracked } from './fixtures/tracked.ts';
import { cleanup, type Line } from './run-child.ts';

it('a request that comes while destinations are still being opened has its line', async () => {
  const lines: Line[] = [];
  let reached = (): void => undefined;
  const opening = new Promise<void>((resolve) => (reached = resolve));
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  const { adapter } = shelf('source');
  const slow = {
    ...adapter,
    open: async (...args: Parameters<typeof adapter.open>) => {
      reached();
      await opened;
      return adapter.open(...args);
    },
  };
  const starting = start(defineConfig({ service: { name: 'shop' }, catalog, events: { adapters: [slow] } }), {
    signals: false,
    environment: {},
    logDestination: { write: (line: string) => void lines.push(JSON.parse(line) as Line) },
  });
  await opening;
  const server = createServer((_request, response) => void response.end()).listen(0, '127.0.0.1');
  cleanup.push(() => server.close());
  await once(server, 'listening');
  const id = 'before-the-start-ends';
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const response = await fetch(url, { headers: { 'x-request-id': id } });
  open();
  const plumbline = await starting;
  cleanup.push(() => plumbline.shutdown());
  expect(response.headers.get('x-request-id')).toBe(id);
  await expect.poll(() => lines.find(({ msg }) => msg === 'request')?.['request_id']).toBe(id);
});

it('a request that reached the server before the binding has context, span and line by its route handler', async () => {
  const { plumbline, lines, receiver } = await startTracked({ service: { name: 'shop' } });
  const GET = baselineRoute('/api/orders/[id]', () => {
    baseline()?.identify({ id: 'account-17', role: 'clerk' });
    return Response.json({ id: currentContext()?.requestId });
  });
  const ask = (id: string): Promise<Response> =>
    GET(new Request('http://shop.example/api/orders/7', { headers: { 'x-request-id': id } }));
  expect(await (await ask('before-it-is-installed')).json()).toEqual({ id: 'before-it-is-installed' });
  installBaseline(plumbline);
  const response = await ask('after-it-is-installed');
  expect([await response.json(), response.headers.get('x-request-id')]).toEqual([
    { id: 'after-it-is-installed' },
    'after-it-is-installed',
  ]);
  await plumbline.shutdown();
  const summaries = lines.filter(({ msg, method }) => msg === 'request' && method === 'GET');
  expect(summaries).toMatchObject([
    {
      request_id: 'after-it-is-installed',
      route_pattern: '/api/orders/[id]',
      status: 200,
      outcome: 'ok',
      actor_role: 'clerk',
    },
  ]);
  const ended = receiver.metrics().filter(({ name }) => name === 'http.server.request.duration');
  expect(ended.length).toBeGreaterThan(0);
});
