import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  clickhouseCheck,
  createHealth,
  httpCheck,
  postgresCheck,
  spoolAgeCheck,
  type CheckFunction,
} from '../src/index.ts';
import { manualClock } from './manual-clock.ts';

const server = createServer((request, response) => {
  if (request.url === '/hang') return;
  response.writeHead(Number(request.url?.slice(1)), { location: '/200' }).end('body');
});
let url = '';

beforeAll(async () => {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const statusOf = async (run: CheckFunction): Promise<string> =>
  (await createHealth({ checks: { it: run } }).health()).status;

describe('httpCheck', () => {
  test.each([
    [200, 'ok'],
    [204, 'ok'],
    [302, 'failed'],
    [404, 'failed'],
    [500, 'failed'],
  ])('status %i is %s', async (status, expected) => {
    expect(await statusOf(httpCheck(`${url}/${status}`))).toBe(expected);
  });

  test('may expect one status', async () => {
    expect(await statusOf(httpCheck(`${url}/401`, { status: 401 }))).toBe('ok');
    expect(await statusOf(httpCheck(`${url}/200`, { status: 401 }))).toBe('failed');
  });

  test('lets go of a hanging request at the deadline', async () => {
    const clock = manualClock();
    const arrived = new Promise((resolve) => void server.once('request', resolve));
    const health = createHealth({ clock, checks: { it: httpCheck(`${url}/hang`) } });
    const answer = health.health();
    const request = (await arrived) as { readonly socket: NodeJS.EventEmitter };
    const closed = new Promise((resolve) => void request.socket.once('close', resolve));
    clock.advance(1_000);
    expect(await answer).toEqual({ status: 'failed' });
    await closed;
  });

  test.each(['no url', 'ftp://canary.example', 'https://canary:secret@example.org/'])(
    'refuses %j without repeating it',
    (bad) => {
      expect(() => httpCheck(bad)).toThrow(/PLB_HEALTH_OPTION/);
      expect(() => httpCheck(bad)).not.toThrow(/canary|secret|no url/);
    },
  );
});

test('postgresCheck asks through the pool given', async () => {
  const asked: string[] = [];
  const query = async (sql: string): Promise<unknown> => asked.push(sql);
  expect(await statusOf(postgresCheck({ query }))).toBe('ok');
  expect(asked).toEqual(['select 1']);
  expect(await statusOf(postgresCheck({ query: () => Promise.reject(new Error('refused')) }))).toBe('failed');
});

test('clickhouseCheck believes the answer of ping, which never rejects', async () => {
  expect(await statusOf(clickhouseCheck({ ping: async () => ({ success: true }) }))).toBe('ok');
  expect(await statusOf(clickhouseCheck({ ping: async () => ({ success: false, error: new Error('refused') }) }))).toBe(
    'failed',
  );
});

test.each([
  [0, 'ok'],
  [60_000, 'ok'],
  [60_001, 'failed'],
  [Number.NaN, 'failed'],
])('spoolAgeCheck: %d ms of at most 60000 is %s', async (age, expected) => {
  expect(await statusOf(spoolAgeCheck({ snapshot: () => ({ oldestAgeMs: age }) }, 60_000))).toBe(expected);
});

test.each([0, -1, Number.NaN])('spoolAgeCheck refuses %d', (maxAgeMs) => {
  expect(() => spoolAgeCheck({ snapshot: () => ({ oldestAgeMs: 0 }) }, maxAgeMs)).toThrow(/PLB_HEALTH_OPTION/);
});
