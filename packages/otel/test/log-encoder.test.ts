import { type AnyValue, SeverityNumber } from '@opentelemetry/api';
import { ProtobufLogsSerializer } from '@opentelemetry/otlp-transformer';
import { emptyResource, resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { expect, it } from 'vitest';
import { encodeLogs } from '../src/log-encoder.ts';

const resource = resourceFromAttributes({ 'service.name': 'orders', 'process.pid': 12 }, { schemaUrl: 'urn:resource' });
const scope = { name: '@plumbline/otel' };
const full = {
  name: 'äß'.repeat(60),
  version: '1',
  schemaUrl: 'urn:scope',
  attributes: { tier: 'one' },
  droppedAttributesCount: 3,
};
const spanContext = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00F067aa0ba902b7', traceFlags: 0 };

const makeRecord = (changed: Partial<ReadableLogRecord> = {}): ReadableLogRecord => ({
  hrTime: [1_763_837_000, 123_456_789],
  hrTimeObserved: [1_763_837_001, 999_999_999],
  resource,
  instrumentationScope: scope,
  attributes: {},
  droppedAttributesCount: 0,
  ...changed,
});

const numbers = [0, -0, 1, 127, 128, 16_383, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 53, 2 ** 62, 2 ** 63, 1.5, 1e-300];
/** Lengths around those where the length of the length changes, of one to four bytes a letter and of halves of one. */
const texts = [0, 1, 31, 42, 43, 63, 64, 125, 126, 127, 128, 129, 5_461, 16_380, 16_384, 70_000, 700_000].flatMap(
  (length) => ['a', 'ä', '€', '😀', '\uD83D', '\uDE00', '\u0000'].map((letter) => letter.repeat(length)),
);
const values: readonly AnyValue[] = [
  ...numbers,
  ...numbers.map((number) => -number),
  Number.NaN,
  Infinity,
  -Infinity,
  true,
  false,
  null,
  undefined,
  ...texts,
  ...texts.map((text) => `a${text}`),
  ...[0, 1, 127, 128, 16_384].map((length) => new Uint8Array(length).fill(200)),
  [],
  {},
  ['a', 1, null, undefined, [['b']], { c: { d: [1.5] } }],
  { a: null, b: undefined, c: { '': 'nameless' }, ['ü'.repeat(200)]: ['x'.repeat(200)] },
];

/** Which of these batches the SDK writes in other bytes. */
const differing = (batches: readonly ReadableLogRecord[][]): number[] =>
  batches.flatMap((batch, index) => {
    const theirs = ProtobufLogsSerializer.serializeRequest(batch) ?? new Uint8Array();
    return Buffer.compare(encodeLogs(batch), theirs) === 0 ? [] : [index];
  });

it('writes every value as the SDK does', () => {
  const alone = values.map((value) => [makeRecord({ body: value, attributes: { one: value, two: [value, value] } })]);
  const together = values.map((value) => makeRecord({ body: { deep: value }, attributes: { value } }));
  expect(differing([...alone, together])).toEqual([]);
});

it('writes times, IDs and numbers of a record as the SDK does', () => {
  const times: [number, number][] = [
    [0, 0],
    [1, 1],
    [65_535, 999_999_999],
    [65_536, 0],
    [1_763_837_000, 4_294],
    [4_294_967_296, 999_999_999],
    ...Array.from({ length: 2_000 }, (_, index): [number, number] => [
      1_763_837_000 + index * 7_919,
      (index * 104_729_123) % 1e9,
    ]),
  ];
  const severities = [SeverityNumber.UNSPECIFIED, SeverityNumber.TRACE, SeverityNumber.FATAL4];
  const records = [
    ...times.map((hrTime) => makeRecord({ hrTime, hrTimeObserved: hrTime })),
    ...[0, 1, 3, 255].map((traceFlags) => makeRecord({ spanContext: { ...spanContext, traceFlags } })),
    ...severities.map((severityNumber) => makeRecord({ severityNumber, severityText: 'info' })),
    makeRecord({ droppedAttributesCount: 300, eventName: 'device.ready', severityText: '' }),
  ];
  expect(differing(records.map((record) => [record]))).toEqual([]);
});

it('puts records together by resource and scope as the SDK does, however many they are', () => {
  const other = emptyResource();
  const mixed = Array.from({ length: 700 }, (_, index) =>
    makeRecord({
      resource: index % 3 === 0 ? other : resource,
      instrumentationScope: index % 2 === 0 ? full : scope,
      spanContext,
      body: 'x'.repeat(index),
      attributes: { 'http.route': `/items/${index}`, 'user.roles': ['approver'] },
    }),
  );
  expect(differing([0, 1, 2, 7, 100, 700].map((count) => mixed.slice(0, count)))).toEqual([]);
});
