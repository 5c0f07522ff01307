import type { ReceivedSpan } from '@plumbline/testkit/otlp';
import { describe, expect, it } from 'vitest';
import { requestEvidence, sampledByRatio } from '../src/evidence/requests.ts';
import type { LogLine, Sources } from '../src/evidence/sources.ts';
import type { LoadLine } from '../src/load.ts';

const traceId = (index: number): string => (index * 2_654_435_761).toString(16).padStart(32, '0').slice(-32);
const line = (index: number): LogLine => ({
  msg: 'request',
  request_id: `req-${index}`,
  trace_id: traceId(index),
  span_id: `span${index}`,
  route_pattern: '/x',
  method: 'GET',
  status: 200,
  duration_ms: 1,
  outcome: 'ok',
});
const sent = (index: number): LoadLine => ({
  kind: 'x',
  status: 200,
  requestId: `req-${index}`,
  sentRequestId: undefined,
  sampled: undefined,
  durationMs: 1,
  planted: [],
});
const span = (index: number): ReceivedSpan =>
  ({
    service: 'approvals',
    kind: 'server',
    traceId: traceId(index),
    spanId: `span${index}`,
    attributes: { 'http.route': '/x' },
  }) as unknown as ReceivedSpan;

const RATIO = 0.5;
const all = Array.from({ length: 40 }, (_, index) => index + 1);
const sampled = all.filter((index) => sampledByRatio(traceId(index), RATIO));

const sources = (overrides: Partial<Sources> = {}): Sources => ({
  load: all.map(sent),
  approvalsLog: all.map(line),
  notificationsLog: [line(1)],
  spans: sampled.map(span),
  points: [],
  ...overrides,
});

const faults = (overrides: Partial<Sources>): readonly string[] => requestEvidence(sources(overrides), RATIO).faults;

describe('the accounting of requests', () => {
  it('finds no fault where everything adds up', () => {
    expect(sampled.length).toBeGreaterThan(5);
    expect(requestEvidence(sources(), RATIO)).toMatchObject({
      sent: 40,
      answered: 40,
      logged: 40,
      echoed: 40,
      traced: sampled.length,
      tracedByRule: sampled.length,
      hops: 1,
      hopsJoined: 1,
      faults: [],
    });
  });

  it.each<[string, Partial<Sources>, RegExp]>([
    ['a line is missing', { approvalsLog: all.slice(1).map(line) }, /answered and logged: 40 and 39/],
    ['an ID is used twice', { approvalsLog: [...all.slice(1).map(line), line(2)] }, /distinct request IDs: 40 and 39/],
    [
      'a response had no ID',
      { load: [...all.slice(1).map(sent), { ...sent(1), requestId: '' }] },
      /answered and echoed: 40 and 39/,
    ],
    [
      'a response had another ID',
      { load: [...all.slice(1).map(sent), { ...sent(1), requestId: 'req-2000' }] },
      /answered and echoed/,
    ],
    [
      'a request got no answer',
      { load: [...all.slice(1).map(sent), { ...sent(1), status: 0 }] },
      /sent and answered: 40 and 39/,
    ],
    ['a span is missing', { spans: sampled.slice(1).map(span) }, /spans and the sampling rule/],
    [
      'a span belongs to nobody',
      { spans: [...sampled.slice(1), 9_999].map(span) },
      /1 spans that no log line belongs to/,
    ],
    ['a hop got an ID of its own', { notificationsLog: [line(77)] }, /joined by ID: 1 and 0/],
    [
      'a good ID was replaced',
      { load: [...all.slice(1).map(sent), { ...sent(1), sentRequestId: 'req-00000000-0000-4000-8000-000000000000' }] },
      /1 good incoming IDs were not kept/,
    ],
    [
      'a line has no trace',
      { approvalsLog: [...all.slice(1).map(line), { ...line(1), trace_id: '' }] },
      /1 lines without a trace ID/,
    ],
  ])('names it when %s', (_what, overrides, message) => {
    expect(faults(overrides).join('\n')).toMatch(message);
  });

  it("keeps a caller's decision about sampling before the ratio", () => {
    const unwanted = sampled[0] ?? 0;
    const load = all.map((index) => (index === unwanted ? { ...sent(index), sampled: false } : sent(index)));
    expect(faults({ load, spans: sampled.slice(1).map(span) })).toEqual([]);
  });
});
