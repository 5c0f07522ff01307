import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { startHelper } from '../src/processes/helper.ts';
import type { LoadOrder, LoadReport } from '../src/processes/load-client.ts';

const cleanup: (() => unknown)[] = [];
afterEach(() => {
  for (const undo of cleanup.splice(0)) undo();
});

async function load(listener: RequestListener, order: Omit<LoadOrder, 'port'>): Promise<LoadReport> {
  const server = createServer(listener);
  cleanup.push(() => server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  using client = startHelper('load-client');
  const report = await client.ask<LoadReport>({ port: (server.address() as AddressInfo).port, ...order });
  return report;
}

const HEADERS = { 'content-length': 2 };

test('sends so many requests and no more, one in ten a change', async () => {
  const methods: string[] = [];
  const report = await load(
    (request, response) => {
      methods.push(request.method ?? '');
      request.resume().on('end', () => response.writeHead(200, HEADERS).end('{}'));
    },
    { connections: 4, requests: 25 },
  );
  expect(report).toMatchObject({ requests: 25, mutations: 3 });
  expect(methods).toHaveLength(25);
  expect(methods.filter((method) => method === 'POST')).toHaveLength(3);
});

test('by the clock, a service that stands still makes every request wait that comes meanwhile', async () => {
  const stillMs = 1_000;
  const durationMs = 500;
  // All that come are answered a second after the first one, when none comes any more.
  let released: Promise<void> | undefined;
  const report = await load(
    (request, response) => {
      released ??= new Promise((resolve) => void setTimeout(resolve, stillMs));
      request.resume();
      void released.then(() => response.writeHead(200, HEADERS).end('{}'));
    },
    { connections: 2, durationMs, perSecond: 50 },
  );
  expect(report.requests).toBeGreaterThan(2);
  // Had each been counted from when a connection was free for it, most would have taken no time. Timers may be early by one.
  expect(report.p50Ms).toBeGreaterThan(stillMs - durationMs - 1);
});

test('an answer that is none ends the load', async () => {
  const ended = load((_request, response) => response.writeHead(500, HEADERS).end('{}'), {
    connections: 1,
    requests: 1,
  });
  await expect(ended).rejects.toThrow('ended with 1');
});
