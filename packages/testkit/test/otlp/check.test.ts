import { describe, expect, it } from 'vitest';
import { startOtlpReceiver } from '../../src/otlp.ts';
import { exporterRequests, logWith, metricWith, post, postJson, traceWith } from './requests.ts';

const point = { timeUnixNano: '2', asInt: '1' };
const sum = { dataPoints: [point], aggregationTemporality: 2 };
const histogram = (over: object): Record<string, unknown> => ({
  histogram: {
    aggregationTemporality: 2,
    dataPoints: [{ timeUnixNano: '2', count: '3', sum: 1, bucketCounts: ['1', '2'], explicitBounds: [1], ...over }],
  },
});
const link = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: '' };
const twice = [
  { key: 'a', value: { intValue: 1 } },
  { key: 'a', value: { intValue: 2 } },
];

it.each([
  ['a span', 'traces', traceWith({})],
  ['a sum', 'metrics', metricWith({ sum })],
  ['a histogram', 'metrics', metricWith(histogram({}))],
  [
    'a point without a value that says so',
    'metrics',
    metricWith({ gauge: { dataPoints: [{ timeUnixNano: '2', flags: 1 }] } }),
  ],
  ['a log record without a trace', 'logs', logWith({})],
])('finds no fault in %s', async (_what, signal, body) => {
  await using receiver = await startOtlpReceiver();
  await postJson(`${receiver.url}/v1/${signal}`, body);
  expect(receiver.faults).toEqual([]);
});

// Each line breaks one rule and must bring exactly its fault.
it.each([
  ['traces', traceWith({ traceId: 'abcd' }), 'id_length', 'traceId'],
  ['traces', traceWith({ traceId: '0'.repeat(32) }), 'id_length', 'traceId'],
  ['traces', traceWith({ spanId: undefined }), 'id_length', 'spanId'],
  ['traces', traceWith({ parentSpanId: 'ab' }), 'id_length', 'parentSpanId'],
  ['traces', traceWith({ traceId: 'not hex' }), 'wrong_type', 'traceId'],
  ['traces', traceWith({ name: '' }), 'missing', 'name'],
  ['traces', traceWith({ startTimeUnixNano: undefined }), 'missing', 'startTimeUnixNano'],
  ['traces', traceWith({ endTimeUnixNano: undefined }), 'missing', 'endTimeUnixNano'],
  ['traces', traceWith({ endTimeUnixNano: '1600000000000000000' }), 'time_order', 'endTimeUnixNano'],
  ['traces', traceWith({ kind: 'SPAN_KIND_SERVER' }), 'wrong_type', 'kind'],
  ['traces', traceWith({ kind: 9 }), 'wrong_type', 'kind'],
  ['traces', traceWith({ trace_id: 'x' }), 'unknown_field', 'trace_id'],
  ['traces', traceWith({ attributes: twice }), 'duplicate_key', 'key'],
  ['traces', traceWith({ attributes: [{ value: { intValue: 1 } }] }), 'missing', 'key'],
  ['traces', traceWith({ attributes: {} }), 'wrong_type', 'attributes'],
  ['traces', traceWith({ events: [{ timeUnixNano: '1' }] }), 'missing', 'name'],
  ['traces', traceWith({ events: [{ name: 'e' }] }), 'missing', 'timeUnixNano'],
  ['traces', traceWith({ links: [link] }), 'id_length', 'spanId'],
  ['metrics', metricWith({ name: '', sum }), 'missing', 'name'],
  ['metrics', metricWith({}), 'missing', 'metrics[0]'],
  ['metrics', metricWith({ sum, gauge: { dataPoints: [] } }), 'inconsistent', 'metrics[0]'],
  ['metrics', metricWith({ sum: { dataPoints: [point] } }), 'missing', 'aggregationTemporality'],
  ['metrics', metricWith({ gauge: { dataPoints: [{ timeUnixNano: '2' }] } }), 'missing', 'asDouble'],
  ['metrics', metricWith({ gauge: { dataPoints: [{ asInt: '1' }] } }), 'missing', 'timeUnixNano'],
  [
    'metrics',
    metricWith({ gauge: { dataPoints: [{ ...point, startTimeUnixNano: '3' }] } }),
    'time_order',
    'timeUnixNano',
  ],
  ['metrics', metricWith(histogram({ bucketCounts: ['3'] })), 'inconsistent', 'bucketCounts'],
  ['metrics', metricWith(histogram({ count: '4' })), 'inconsistent', 'count'],
  [
    'metrics',
    metricWith(histogram({ bucketCounts: ['1', '1', '1'], explicitBounds: [2, 1] })),
    'inconsistent',
    'explicitBounds',
  ],
  ['logs', logWith({ timeUnixNano: undefined }), 'missing', 'observedTimeUnixNano'],
  ['logs', logWith({ traceId: 'ab' }), 'id_length', 'traceId'],
  ['logs', logWith({ severityNumber: 25 }), 'wrong_type', 'severityNumber'],
] as const)('%s: names %j as one %s', async (signal, body, kind, where) => {
  await using receiver = await startOtlpReceiver();
  await postJson(`${receiver.url}/v1/${signal}`, body);
  const [fault, ...more] = receiver.faults.filter(
    // An unreadable ID is absent too, which the rules then name again.
    (fault, _index, all) => !(fault.kind === 'id_length' && all[0]?.kind === 'wrong_type'),
  );
  expect(more).toEqual([]);
  expect(fault).toMatchObject({ kind, request: 0 });
  expect(fault?.where.endsWith(where)).toBe(true);
});

describe('as a whole', () => {
  const body = Buffer.from(JSON.stringify(traceWith({})));
  const json = { 'content-type': 'application/json' };
  it.each([
    ['path', 404, '/v1/trace', body, json],
    ['content_type', 415, '/v1/traces', body, { 'content-type': 'text/plain' }],
    ['encoding', 415, '/v1/traces', body, { ...json, 'content-encoding': 'deflate' }],
    ['undecodable', 400, '/v1/traces', Buffer.from('{'), json],
    ['undecodable', 400, '/v1/traces', Buffer.from('[]'), json],
    ['undecodable', 400, '/v1/traces', body, { ...json, 'content-encoding': 'gzip' }],
    ['undecodable', 400, '/v1/traces', Buffer.from([0x0a, 0xff]), { 'content-type': 'application/x-protobuf' }],
  ] as const)('refuses a wrong %s with %i', async (kind, status, path, bytes, headers) => {
    await using receiver = await startOtlpReceiver();
    expect((await post(receiver.url + path, bytes, headers)).status).toBe(status);
    expect(receiver.faults.map((fault) => fault.kind)).toEqual([kind]);
    expect(receiver.spans()).toEqual([]);
  });

  it('refuses another method than POST', async () => {
    await using receiver = await startOtlpReceiver();
    expect((await fetch(`${receiver.url}/v1/traces`)).status).toBe(405);
    expect(receiver.faults.map((fault) => fault.kind)).toEqual(['method']);
  });

  it('names fields and wire types that protobuf does not define, and reads the rest', async () => {
    await using receiver = await startOtlpReceiver();
    const trace = exporterRequests('protobuf').find(({ path }) => path === '/v1/traces');
    // Field 99 as a varint, then field 1 (a message) as a varint.
    const bytes = Buffer.concat([trace!.body, Buffer.from([0x98, 0x06, 0x01, 0x08, 0x01])]);
    await post(`${receiver.url}/v1/traces`, bytes, { 'content-type': 'application/x-protobuf' });
    expect(receiver.faults.map((fault) => fault.kind)).toEqual(['unknown_field', 'wrong_type']);
    expect(receiver.spans()).toHaveLength(1);
  });
});
