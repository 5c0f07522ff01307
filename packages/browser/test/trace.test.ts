import { expect, it } from 'vitest';
import { createTracedFetch } from '../src/trace.ts';

const origin = 'https://app.example.com';
const TRACEPARENT = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-01$/;

const recorder = (): { headers: (string | null)[]; fetch: (request: Request) => Promise<Response> } => {
  const headers: (string | null)[] = [];
  return {
    headers,
    fetch(request) {
      headers.push(request.headers.get('traceparent'));
      return Promise.resolve(new Response());
    },
  };
};

it('adds traceparent to the own origin and to no other', async () => {
  const { headers, fetch } = recorder();
  const traced = createTracedFetch({ fetch, origin });
  await traced(`${origin}/api`);
  await traced(new URL('/api', origin), { method: 'POST', body: 'x' });
  for (const other of [
    'https://api.example.com/',
    'http://app.example.com/',
    'https://app.example.com:8443/',
    'https://app.example.com.evil.example/',
  ])
    await traced(new Request(other));
  expect(headers.slice(0, 2)).toEqual([expect.stringMatching(TRACEPARENT), expect.stringMatching(TRACEPARENT)]);
  expect(headers[0]).not.toBe(headers[1]);
  expect(headers.slice(2)).toEqual([null, null, null, null]);
});

it('adds it to the listed paths and what is below them, and to nothing else of the own origin', async () => {
  const { headers, fetch } = recorder();
  const traced = createTracedFetch({ fetch, origin, paths: ['/api', '/rpc/'] });
  const listed = ['/api', '/api/', '/api/items?from=/files', '/rpc', '/rpc/list', '/files/../api/items'];
  const others = ['/', '/apiary', '/files/7', '/v1/api', '/api/../files/7', '/api/%2e%2e/files/7', '/files?to=/api/'];
  for (const path of [...listed, ...others]) await traced(origin + path);
  await traced('https://other.example.com/api/items');
  const seen = headers.map((header) => header !== null);
  expect(seen).toEqual([...listed.map(() => true), ...others.map(() => false), false]);
  const nowhere = createTracedFetch({ fetch, origin, paths: [] });
  await nowhere(`${origin}/api`);
  expect(headers.at(-1)).toBe(null);
});

it('keeps the requests of one click in one trace, each with its own parent, and what the caller has set', async () => {
  const { headers, fetch } = recorder();
  const click = createTracedFetch({ fetch, origin }).begin();
  await click(`${origin}/a`);
  await click(`${origin}/b`);
  const own = `00-${'1'.repeat(32)}-${'2'.repeat(16)}-00`;
  await click(`${origin}/c`, { headers: { traceparent: own } });
  expect(headers.slice(0, 2).map((header) => header?.slice(3, 35))).toEqual([click.traceId, click.traceId]);
  expect(headers[0]).not.toBe(headers[1]);
  expect(headers[2]).toBe(own);
});

it('rejects, and does not throw, for an address that is none', async () => {
  await expect(createTracedFetch({ origin })('http://')).rejects.toThrow(TypeError);
});
