import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { type Log, noopLog } from '@plumbline/core';
import { type OtlpReceiver, startOtlpReceiver } from '@plumbline/testkit/otlp';
import { afterEach } from 'vitest';
import { type Otel, startOtel, type StartOtelOptions } from '../src/index.ts';

/** Undone after each test, last first. */
export const cleanup: (() => unknown)[] = [];
afterEach(async () => {
  for (const undo of cleanup.splice(0).toReversed()) await undo();
});

/** Starts OpenTelemetry and stops it after the test. */
export async function start(options: Partial<StartOtelOptions> = {}): Promise<Otel> {
  const otel = await startOtel({ service: { name: 'orders', version: '1.2.3' }, ...options });
  cleanup.push(() => otel.shutdown({ timeoutMs: 100 }));
  // A flush ends as soon as everything has arrived; a busy machine may take longer than its default.
  return { ...otel, flush: (given) => otel.flush({ timeoutMs: 60_000, ...given }) };
}

/** A strict receiver, and OpenTelemetry that sends everything to it. */
export async function startWithReceiver(
  options: Partial<StartOtelOptions> = {},
): Promise<{ readonly otel: Otel; readonly receiver: OtlpReceiver }> {
  const receiver = await startOtlpReceiver();
  cleanup.push(() => receiver.close());
  const otel = await start({
    sampleRatio: 1,
    ...options,
    otlp: { endpoint: receiver.url, timeoutMs: 30_000, ...options.otlp },
  });
  return { otel, receiver };
}

/** All bytes that a receiver saw, as text. */
export const bytesOf = (receiver: OtlpReceiver): string =>
  receiver.requests.map(({ body }) => Buffer.from(body).toString('latin1')).join('\n');

/** Listens on loopback and answers with the port. */
export async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** A port that accepts connections and never answers. */
export async function startBlackHole(): Promise<string> {
  const server = createServer((socket) => socket.on('error', () => undefined));
  const port = await listen(server);
  cleanup.push(() => server.close());
  return `http://127.0.0.1:${port}`;
}

/** A port that nobody listens on. */
export async function findRefused(): Promise<string> {
  const server = createServer();
  const port = await listen(server);
  server.close();
  await once(server, 'close');
  return `http://127.0.0.1:${port}`;
}

/** A log of ours that keeps its lines. */
export function recordLog(): Log & { readonly lines: { level: string; fields: object; message: string }[] } {
  const lines: { level: string; fields: object; message: string }[] = [];
  const at =
    (level: string) =>
    (first: unknown, message = ''): void =>
      void lines.push({ level, fields: first as object, message });
  return { ...noopLog, lines, info: at('info'), warn: at('warn'), error: at('error') };
}

/** An asynchronous handler for a caller that waits for nothing; a rejection fails the test run. */
export const detached =
  <Args extends readonly unknown[]>(handler: (...args: Args) => Promise<void>): ((...args: Args) => void) =>
  (...args) =>
    void handler(...args);
