import { createServer, type RequestListener } from 'node:http';
import type { Socket } from 'node:net';
import { expect, it, vi } from 'vitest';
import { cleanup, listen, start } from './support.ts';

const PROTOCOLS = ['http/protobuf', 'http/json'] as const;

/** A collector of which each connection is noted; it is never the one that closes them. */
async function startCollector(answer: RequestListener) {
  const open = new Set<Socket>();
  let connections = 0;
  const server = createServer(answer);
  server.on('connection', (socket) => {
    connections += 1;
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    socket.on('error', () => undefined);
  });
  const endpoint = `http://127.0.0.1:${await listen(server)}`;
  cleanup.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { endpoint, open, connections: () => connections };
}

const SLOW = { timeout: 200_000, interval: 20 };

it.each(PROTOCOLS)(
  'a shutdown leaves no connection to a collector that does not answer, with %s',
  async (protocol) => {
    const { endpoint, open } = await startCollector(() => undefined);
    const otel = await start({
      sampleRatio: 1,
      otlp: { endpoint, protocol, timeoutMs: 3_600_000 },
      metricIntervalMs: 3_600_000,
    });
    otel.tracer('test').startSpan('one').end();
    otel.emitLog({ body: 'a line' });
    otel.meter('test').createCounter('some').add(1);
    void otel.flush({ timeoutMs: 1 });
    await vi.waitFor(() => expect(open.size).toBe(3), SLOW);
    expect(await otel.shutdown({ timeoutMs: 50 })).toBe(false);
    await vi.waitFor(() => expect(open.size).toBe(0), SLOW);
  },
  300_000,
);

it.each(PROTOCOLS)(
  'an answer that never ends is cut after the time of an export, with %s',
  async (protocol) => {
    const { endpoint, open, connections } = await startCollector((request, response) => {
      request.resume();
      response.writeHead(200);
      const drip = setInterval(() => response.write(' '), 20);
      response.once('close', () => clearInterval(drip));
    });
    const otel = await start({ sampleRatio: 1, otlp: { endpoint, protocol, timeoutMs: 200 } });
    otel.tracer('test').startSpan('one').end();
    otel.emitLog({ body: 'a line' });
    otel.meter('test').createCounter('some').add(1);
    await otel.flush();
    expect(connections()).toBe(3);
    await vi.waitFor(() => expect(open.size).toBe(0), SLOW);
  },
  300_000,
);
