import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { describe, expect, it } from 'vitest';
import type { StartOtelOptions } from '../src/index.ts';
import { start, startWithReceiver } from './support.ts';

const UNSAMPLED = trace.setSpanContext(ROOT_CONTEXT, {
  traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
  spanId: '00f067aa0ba902b7',
  traceFlags: 0,
  isRemote: true,
});

it('decides against the caller where it must', async () => {
  const { otel, receiver } = await startWithReceiver({ sampleRatio: 1, parentBased: false });
  const span = otel.tracer('test').startSpan('of an unsampled caller', {}, UNSAMPLED);
  otel.tracer('test').startSpan('child', {}, trace.setSpan(ROOT_CONTEXT, span)).end();
  span.end();
  expect(span.spanContext().traceFlags).toBe(1);
  await otel.flush();
  expect(receiver.spans().map(({ name }) => name)).toEqual(['child', 'of an unsampled caller']);
});

it('sends each signal in its own way', async () => {
  const { otel, receiver } = await startWithReceiver({
    otlp: {
      headers: { 'x-tenant': 't1', 'x-api-key': 'k1' },
      traces: { headers: { 'x-tenant': 't2' } },
      metrics: { protocol: 'http/json' },
    },
  });
  otel.tracer('test').startSpan('one').end();
  otel.meter('test').createCounter('c').add(1);
  otel.emitLog({ body: 'a line' });
  await otel.flush();
  const sent = receiver.requests.map(({ signal, headers }) => [
    signal,
    headers['content-type'],
    headers['x-tenant'],
    headers['x-api-key'],
  ]);
  expect(sent.toSorted(([a = ''], [b = '']) => String(a).localeCompare(String(b)))).toEqual([
    ['logs', 'application/x-protobuf', 't1', 'k1'],
    ['metrics', 'application/json', 't1', 'k1'],
    ['traces', 'application/x-protobuf', 't2', 'k1'],
  ]);
});

it('queues and batches as it is told', async () => {
  const { otel, receiver } = await startWithReceiver({
    batch: { traces: { maxQueue: 5, maxBatch: 2, delayMs: 3_600_000 }, logs: { maxQueue: 3, delayMs: 3_600_000 } },
  });
  receiver.answer('hang');
  for (let index = 0; index < 9; index += 1) otel.tracer('test').startSpan('many').end();
  for (let index = 0; index < 9; index += 1) otel.emitLog({ body: 'many' });
  receiver.answer('ok');
  await otel.flush();
  await otel.flush();
  // The first two left at once, as a full batch; five more waited.
  expect(receiver.sumOf('plumbline.otel.dropped', { signal: 'traces', reason: 'queue_full' })).toBe(2);
  expect(receiver.sumOf('plumbline.otel.dropped', { signal: 'logs', reason: 'queue_full' })).toBe(3);
});

it('cuts attributes after redaction and bounds their number', async () => {
  const { otel, receiver } = await startWithReceiver({ limits: { valueLength: 20, spanAttributes: 3 } });
  const mail = ['jane', 'example.com'].join('@');
  const text = `mail to ${mail} and more`;
  const attributes = { text, list: [text, 'short'], third: 1, fourth: 1 };
  otel.tracer('test').startSpan('one', { attributes }).end();
  otel.emitLog({ body: 'a line', attributes });
  await otel.flush();
  const span = receiver.spans()[0];
  expect(Object.keys(span?.attributes ?? {})).toEqual(['text', 'list', 'third']);
  for (const sent of [span?.attributes, receiver.logs()[0]?.attributes]) {
    expect(sent?.['text']).toHaveLength(20);
    expect(sent?.['text']).not.toContain('jane');
    expect(sent?.['list']).toEqual([sent?.['text'], 'short']);
  }
});

describe('wrong options', () => {
  it.each([
    [{ parentBased: 'yes' }, '`parentBased` must be true or false'],
    [{ metricTimeoutMs: 0 }, '`metricTimeoutMs` must be a whole number above 0'],
    [
      { metricTimeoutMs: 2_000, metricIntervalMs: 1_999 },
      '`metricIntervalMs` must be a whole number, at least `metricTimeoutMs`',
    ],
    [{ metricIntervalMs: 2 ** 40 }, '`metricIntervalMs` must be at most 86400000'],
    [{ batch: { trace: {} } }, '`batch.trace` is no option; did you mean `traces`?'],
    [{ batch: { traces: { maxQueu: 1 } } }, '`batch.traces.maxQueu` is no option; did you mean `maxQueue`?'],
    [{ batch: { logs: { delayMs: -1 } } }, '`batch.logs.delayMs` must be a whole number from 0 to 3600000'],
    [
      { batch: { logs: { maxBatch: 4_096 } } },
      '`batch.logs.maxBatch` must be at most `batch.logs.maxQueue` (2048 unless set)',
    ],
    [{ limits: { valueLength: 0 } }, '`limits.valueLength` must be a whole number from 1 to 8192'],
    [{ limits: { attributes: 1 } }, '`limits.attributes` is no option'],
    [{ otlp: { traces: { protocol: 'grpc' } } }, '`otlp.traces.protocol` must be http/protobuf or http/json'],
    [{ otlp: { logs: { timeout: 1 } } }, '`otlp.logs.timeout` is no option; did you mean `timeoutMs`?'],
    [{ otlp: { metrics: { headers: { 'x y': '1' } } } }, '`otlp.metrics.headers` entry 1 is no header'],
  ])('names %j', async (options, fault) => {
    await expect(start(options as unknown as Partial<StartOtelOptions>)).rejects.toThrow(fault);
  });
});
