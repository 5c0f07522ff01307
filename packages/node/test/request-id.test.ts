import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { startOtlpReceiver } from '@plumbline/testkit/otlp';
import { expect, it, vi } from 'vitest';
import { start } from '../src/index.ts';
import { cleanup, type Line } from './run-child.ts';

const SOON = { timeout: 200_000, interval: 20 };

/** A request with this ID, and under which ID it stands in the answer, in its line, its span and the copy of the line. */
async function ask(requestId: string): Promise<readonly unknown[]> {
  const receiver = await startOtlpReceiver();
  cleanup.push(() => receiver.close());
  const lines: Line[] = [];
  const logDestination = { write: (line: string) => void lines.push(JSON.parse(line) as Line) };
  const environment = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_TRACES_SAMPLER_ARG: '1' };
  const egress = { collector: { party: 'first-party' } } as const;
  const live = { environment, signals: false, logDestination } as const;
  const plumbline = await start({ service: { name: 'orders' }, egress }, live);
  cleanup.push(() => plumbline.shutdown({ timeoutMs: 500 }));
  const server = createServer((_, response) => response.end('done')).listen(0, '127.0.0.1');
  cleanup.push(() => server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const { headers } = await fetch(`http://127.0.0.1:${port}/`, {
    headers: { 'x-request-id': requestId, connection: 'close' },
  });
  const ofServer = ({ msg, route_pattern: route }: Line): boolean => msg === 'request' && route !== undefined;
  await vi.waitFor(() => expect(lines.some(ofServer)).toBe(true), SOON);
  await plumbline.flush();
  const traceId = lines.find(ofServer)?.['trace_id'];
  const span = receiver.spans().find((one) => one.traceId === traceId && one.kind === 'server');
  const copy = receiver.logs().find((one) => one.body === 'request' && one.traceId === traceId);
  return [
    headers.get('x-request-id'),
    lines.find(ofServer)?.['request_id'],
    (span?.attributes['http.response.header.x-request-id'] as readonly unknown[] | undefined)?.[0],
    copy?.attributes['plumbline.request.id'],
  ];
}

it.each([
  ['32 random letters and digits', 'Vq3Zt8KpXw2NcR7mYbL4sDf9HgJ6TkQe'],
  ['32 bytes in base64url', 'Wm4Xk1pT7aB9cD2eF5gH8iJ0kL3mN6oP9qR2sT5uV8w'],
  ['a KSUID', '2FhXk9pT7aB3cD2eF5gH8iJ0kL4'],
  ['a host and a counter', 'web-6bde80/K6n1uy2Xtx-500239'],
])(
  'an incoming request ID is the same everywhere: %s',
  async (_what, id) => {
    expect(await ask(id)).toEqual([id, id, id, id]);
  },
  300_000,
);

it.each([
  ['a card number with separators', '4111-1111-1111-1111'],
  ['an account number', 'DE89370400440532013000'],
  ['a password with its name', 'password=hunter2x'],
])(
  'one that a redactor would hide is taken over nowhere: %s',
  async (_what, id) => {
    const shown = await ask(id);
    expect(shown[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(new Set(shown)).toEqual(new Set([shown[0]]));
  },
  300_000,
);
