import { type AnyValue, type LogRecord, logs, ROOT_CONTEXT, SeverityNumber, trace } from '@opentelemetry/api';
import { describe, expect, it } from 'vitest';
import { startWithReceiver } from './support.ts';

const spanContext = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7', traceFlags: 1 };
const long = 'word '.repeat(4_000);
const usual = {
  body: 'request',
  timestamp: 1_763_837_000_123,
  severityText: 'info',
  severityNumber: SeverityNumber.INFO,
  context: trace.setSpanContext(ROOT_CONTEXT, spanContext),
  attributes: { 'http.route': '/items/:id', status: 200, share: 0.5, ok: true, 'user.roles': ['approver'] },
} satisfies LogRecord;

const withAttributes = (attributes: Record<string, AnyValue>): LogRecord => ({ ...usual, attributes });

const records: readonly (readonly [string, LogRecord])[] = [
  ['flat', usual],
  ['without anything', { body: 'bare', timestamp: 1_763_837_000_123 }],
  ['without a trace', { ...usual, context: ROOT_CONTEXT }],
  ['of an invalid trace', { ...usual, context: trace.setSpanContext(ROOT_CONTEXT, { ...spanContext, spanId: '0' }) }],
  ['with a deep value', withAttributes({ deep: { a: [null, { b: 1 }] }, none: null, missing: undefined })],
  ['with lists', withAttributes({ numbers: [1, 2], mixed: ['a', 1, null], empty: [], texts: ['a', long] })],
  [
    'with a long text',
    withAttributes({ long, exact: 'a'.repeat(8_192), more: 'a'.repeat(8_193), most: 'a'.repeat(17_000) }),
  ],
  [
    'with what never leaves',
    withAttributes({ 'client.address': '10.0.0.1', 'url.full': 'https://a.example/b?c=d', a: 1 }),
  ],
  [
    'with more attributes than the SDK takes',
    withAttributes(Object.fromEntries(Array.from({ length: 130 }, (_, n) => [`a${n}`, n]))),
  ],
  ['with a nameless attribute', withAttributes({ '': 1, a: 1 })],
  ['of another form', { ...usual, body: { a: 1 }, eventName: 'event', observedTimestamp: 1_763_837_000_456 }],
  ['with a time of the performance clock', { ...usual, timestamp: 1_234.5 }],
  ['with a time of another form', { ...usual, timestamp: [1_763_837_000, 123_000_000] }],
  ['of an exception', { ...usual, exception: new TypeError('wrong') }],
];

/** What is the same of two copies of one record; when it was seen is not. */
const said = (record: object | undefined): object => ({
  ...record,
  observedAt: undefined,
  observedTimeUnixNano: undefined,
});

describe.each(['http/protobuf', 'http/json'] as const)('a clean record over %s', (protocol) => {
  it.each(records)('%s is what the SDK makes of it', async (_, record) => {
    const { otel, receiver } = await startWithReceiver({ otlp: { protocol } });
    const first: LogRecord = { body: 'first', timestamp: 1 };
    // The first takes the way through the SDK.
    otel.emitLog(record, { clean: true });
    await otel.flush();
    otel.emitLog(first, { clean: true });
    otel.emitLog(record, { clean: true });
    await otel.flush();
    const [theirs, , ours] = receiver.logs();
    expect(receiver.logs()).toHaveLength(3);
    expect(said(ours)).toEqual(said(theirs));
  });
});

it('stands in one list with the records that take the other way, in the order of their lines', async () => {
  const { otel, receiver } = await startWithReceiver();
  const deep = withAttributes({ deep: { a: 1 } });
  for (const record of [deep, usual, deep, usual]) otel.emitLog(record, { clean: true });
  await otel.flush();
  expect(receiver.logs().map(({ attributes }) => Object.keys(attributes).length)).toEqual([1, 5, 1, 5]);
  expect(receiver.requests).toHaveLength(1);
});

it('shares nothing with what the caller goes on to change', async () => {
  const { otel, receiver } = await startWithReceiver();
  const attributes = { roles: ['one'], a: 1 };
  for (let count = 0; count < 2; count += 1) otel.emitLog({ ...usual, attributes }, { clean: true });
  attributes.roles.push('two');
  attributes.a = 2;
  await otel.flush();
  expect(receiver.logs().map((record) => record.attributes)).toEqual([
    { roles: ['one'], a: 1 },
    { roles: ['one'], a: 1 },
  ]);
});

it('is not taken once the end has begun, and does not bring the records of others along', async () => {
  const { otel, receiver } = await startWithReceiver();
  otel.emitLog(usual, { clean: true });
  logs.getLogger('application').emit({ body: 'application' });
  const ended = otel.shutdown({ timeoutMs: 60_000 });
  otel.emitLog(usual, { clean: true });
  await ended;
  expect(receiver.logs().map(({ body }) => body)).toEqual(['request', 'application']);
  expect(otel.tally().logs).toMatchObject({ accepted: 2, sent: 2, pending: 0 });
});
