import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, it } from 'vitest';
import { neverReached, originFault, retryAfterMs } from '../src/index.ts';

const now = Date.UTC(2026, 10, 21, 12);

it.each([
  ['2', 2_000],
  ['0', 0],
  [' 120 ', 120_000],
  ['-5', 0],
  ['Sat, 21 Nov 2026 12:00:30 GMT', 30_000],
  ['Sat, 21 Nov 2026 11:00:00 GMT', 0],
  ['soon', undefined],
  ['Infinity', undefined],
  ['', undefined],
  ['  ', undefined],
  [null, undefined],
  [undefined, undefined],
])('reads `Retry-After: %s` as %s ms', (value, ms) => {
  expect(retryAfterMs(value, now)).toBe(ms);
});

it.each([
  ['https://eu.i.posthog.com', undefined],
  ['https://eu.i.posthog.com/', undefined],
  ['https://collector.example:4318', undefined],
  ['http://127.0.0.1:8080', undefined],
  ['http://localhost', undefined],
  ['http://[::1]:1', undefined],
  ['http://collector.example', 'plain-http'],
  ['http://127.0.0.1.example', 'plain-http'],
  ['eu.posthog.com', 'no-origin'],
  ['https://eu.posthog.com/path', 'no-origin'],
  ['https://eu.posthog.com?key=1', 'no-origin'],
  ['https://eu.posthog.com//', 'no-origin'],
  ['https://user:password@eu.posthog.com', 'no-origin'],
  ['https://EU.posthog.com', 'no-origin'],
  ['https://eu.posthog.com:443', 'no-origin'],
  ['ftp://eu.posthog.com', 'no-origin'],
  ['', 'no-origin'],
  [undefined, 'no-origin'],
  [7, 'no-origin'],
  [new URL('https://eu.posthog.com'), 'no-origin'],
])('judges the origin %s: %s', (value, fault) => {
  expect(originFault(value)).toBe(fault);
});

it('knows what fetch throws before a request can have left', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  const thrown: unknown = await fetch(`http://127.0.0.1:${port}`).catch((error: unknown) => error);
  expect([neverReached(thrown), neverReached(new Error('cut')), neverReached(undefined)]).toEqual([true, false, false]);
});
