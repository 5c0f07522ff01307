import type { ProductSource } from '@plumbline/core';
import { expect, it } from 'vitest';
import { createDashboard, type ReliabilityOptions } from '../../src/index.ts';
import { byHeader, keepLog, listen, memorySource } from './support.ts';

const ID = 'req-00000001';
const AT = 1_777_000_000_000;
const NS = `${AT}000000`;

const pageOf = async (reliability: ReliabilityOptions, source: ProductSource = memorySource()): Promise<string> => {
  const dashboard = createDashboard({ source, authorize: byHeader, log: keepLog(), reliability });
  const asked = new Request(`http://app.test/request?id=${ID}&last=7d`, { headers: { 'x-audiences': 'operator' } });
  return (await dashboard(asked)).text();
};

/** The page of a request whose lines a Loki on a real port has, each with the labels beside it. */
async function pageOfLines(...lines: readonly (readonly [stream: object, line: string])[]): Promise<string> {
  const result = lines.map(([stream, line]) => ({ stream, values: [[NS, line]] }));
  const url = await listen((_incoming, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ status: 'success', data: { resultType: 'streams', result } }));
  });
  return pageOf({ loki: { url } });
}

/** A line as the logger writes it to standard output, with these members after its head. */
const written = (members: object, head = '"level":"warn","time":"2026-04-24T03:06:40.000Z","service":"shop"'): string =>
  `{${head},${JSON.stringify(members).slice(1)}`;

const ACCESS = '203.0.113.9 - jane "GET /reset?token=SECRET&email=jane@acme.example HTTP/1.1" 200';

const OTHERS: readonly (readonly [who: string, stream: object, line: string])[] = [
  ['nginx', { trace_id: 'a' }, ACCESS],
  ['an SDK of another vendor', { severity_text: 'INFO', scope_name: 'com.acme.SECRET', request_id: ID }, ACCESS],
  ['a proxy whose configuration names the label', { plumbline_request_id: ID }, ACCESS],
  ['JSON of another program', {}, '{"level":"error","message":"no user SECRET","request_id":"r"}'],
  ['JSON with the same names', {}, '{"level":"info","msg":"SECRET","time":"2026-04-24T03:06:40Z","service":"x"}'],
  ['a record that was cut off', {}, written({ msg: 'SECRET' }).slice(0, -1)],
  ['a record with more behind it', {}, `${written({ msg: 'a' })} SECRET`],
  ['a list', {}, '["SECRET"]'],
  ['a broken record', {}, '{"broken SECRET'],
  ['a record without a text', {}, written({ msg: { SECRET: 1 } })],
];

it.each(OTHERS)('shows of %s its time and its service alone', async (_who, stream, line) => {
  const page = await pageOfLines([{ service_name: 'edge', level: 'error', route: '/SECRET', ...stream }, line]);
  expect(page).not.toMatch(/SECRET|jane|203\.0\.113/);
  expect(page).toContain('a line of another program');
  expect(page).toContain('<dd>edge</dd>');
  expect(page).toContain('03:06:40.000');
  expect(page).not.toContain('<dt>level</dt>');
  expect(page).toContain('1 entry');
});

it('shows lines of Plumbline, from standard output and over OTLP, with the facts that it knows', async () => {
  const page = await pageOfLines(
    [{ service_name: 'shop' }, written({ request_id: ID, body: 'SECRET', msg: 'order \u201cbegun\u201d' })],
    [{ service_name: 'shop', severity_text: 'ERROR', plumbline_request_id: ID, customer: 'SECRET' }, 'order failed'],
    [{ service_name: 'jobs', scope_name: '@plumbline/otel', severity_text: 'INFO', trace_id: 'b' }, '{ job begun'],
  );
  for (const text of ['order \u201cbegun\u201d', 'order failed', '{ job begun', '<dd>shop</dd>', `<dd>${ID}</dd>`])
    expect(page).toContain(text);
  expect(page).not.toMatch(/SECRET|another program/);
  expect(page.match(/class="entry-failed"/g)).toHaveLength(1);
});

it.each([
  [499, false],
  [500, true],
])('says of %i lines from Loki whether there may be more: %s', async (count, isSaid) => {
  const lines = Array.from({ length: count }, () => [{ service_name: 'shop' }, written({ msg: 'a' })] as const);
  const page = await pageOfLines(...lines);
  expect(page.includes('Only the earliest 500 lines were read.')).toBe(isSaid);
});

it('ends the question for events when nobody waits for the page any more', async () => {
  const signals: (AbortSignal | undefined)[] = [];
  const source: ProductSource = {
    ...memorySource(),
    query: async (_sql, _params, signal) => {
      signals.push(signal);
      return [];
    },
  };
  const logs = async () => [{ at: AT, what: 'a line', facts: { user_hash: 'a1b2c3d4e5f6' } }];
  await pageOf({ logs }, source);
  expect(signals).toEqual([expect.any(AbortSignal)]);
});

it('leaves out what has no time that is one, and shows the rest', async () => {
  const times = [1e17, -1e17, Number.NaN, Number.POSITIVE_INFINITY, 8.64e15 + 2];
  const page = await pageOf({
    logs: async () => [{ at: AT, what: 'a line' }, ...times.map((at) => ({ at, what: 'out of time' }))],
    spans: async () => [{ at: 8.64e15, what: 'the last moment' }],
  });
  expect(page).toContain('a line');
  expect(page).toContain('the last moment');
  expect(page).not.toMatch(/out of time|could not be/);
});

it('shows 2,000 entries of a request that did more, those that failed first of all, and says how many there are', async () => {
  const spans = Array.from({ length: 150_000 }, (_, n) => ({ at: AT + n, what: `span ${n}` }));
  const page = await pageOf({
    spans: async () => spans,
    errors: async () => [{ at: AT + 200_000, what: 'the last one broke' }],
  });
  expect(page.match(/class="entry-time"/g)).toHaveLength(2_000);
  expect(page).toContain('the last one broke');
  expect(page).toContain('span 1998');
  expect(page).not.toContain('span 1999');
  expect(page).toContain('148,001 more');
  expect(page).toContain('150,001 entries in 3 min, 1 failed');
  expect(page.length).toBeLessThan(3_000_000);
});
