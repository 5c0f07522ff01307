import {
  AggregationType,
  createAllowListAttributesProcessor,
  InstrumentType,
  type ViewOptions,
} from '@opentelemetry/sdk-metrics';
import { createCounter, type Log, noopLog, signals } from '@plumbline/core';
import { expect, expectTypeOf, it } from 'vitest';
import type { MetricView } from '../src/index.ts';
import { startWithReceiver } from './support.ts';

it('views are what the SDK calls so, as far as their types go', () => {
  expectTypeOf<ViewOptions>().toExtend<MetricView>();
  expectTypeOf<keyof MetricView>().toEqualTypeOf<keyof ViewOptions>();
  expectTypeOf<InstrumentType>().toExtend<NonNullable<MetricView['instrumentType']>>();
  expectTypeOf<`${InstrumentType}`>().toEqualTypeOf<NonNullable<MetricView['instrumentType']>>();
  expectTypeOf<`${AggregationType}`>().toEqualTypeOf<`${NonNullable<MetricView['aggregation']>['type']}`>();
});

it.each<[string, MetricView]>([
  [
    'with the helpers of the SDK',
    {
      instrumentName: 'pool.*',
      instrumentType: InstrumentType.HISTOGRAM,
      attributesProcessors: [createAllowListAttributesProcessor(['pool'])],
      aggregation: { type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM, options: { boundaries: [1, 10] } },
    },
  ],
  [
    'by hand',
    {
      instrumentName: 'pool.*',
      instrumentType: 'HISTOGRAM',
      attributesProcessors: [{ process: ({ pool = '' }) => ({ pool }) }],
      aggregation: { type: 4, options: { boundaries: [1, 10] } },
    },
  ],
])('a view made %s changes what leaves', async (_how, view) => {
  const { otel, receiver } = await startWithReceiver({ views: [view] });
  otel.meter('pool').createHistogram('pool.wait').record(5, { pool: 'a', host: 'db-1' });
  await otel.flush();
  expect(receiver.metrics().filter(({ name }) => name === 'pool.wait')).toMatchObject([
    {
      attributes: { pool: 'a' },
      buckets: [
        { le: 1, count: 0 },
        { le: 10, count: 1 },
        { le: Infinity, count: 0 },
      ],
    },
  ]);
  expect(receiver.metrics().some(({ attributes }) => 'host' in attributes)).toBe(false);
});

it.each<[string, MetricView, object]>([
  ['one instrument', { instrumentName: 'plumbline.job.runs', aggregation: { type: 2 } }, { count: 1 }],
  ['a gauge', { instrumentName: 'plumbline.heart*', instrumentType: 'OBSERVABLE_GAUGE' }, { count: 1 }],
  [
    'all',
    { instrumentName: '*', attributesProcessors: [{ process: () => ({}) }] },
    { count: Object.keys(signals).length },
  ],
])('a view for %s of the table is told, since everything counts twice', async (_what, view, fields) => {
  const lines: [object, string][] = [];
  const log = { ...noopLog, warn: (given: object, text: string) => void lines.push([given, text]) } as Log;
  const { otel, receiver } = await startWithReceiver({ views: [view], log });
  createCounter(otel.meter('jobs'), 'plumbline.job.runs').add(1, { job: 'digest', outcome: 'success' });
  await otel.flush();
  const told = lines.filter(([, text]) => text.includes('count everything twice'));
  expect(told).toEqual([[{ instrument: expect.any(String) as string, ...fields }, expect.any(String)]]);
  const runs = receiver.metrics().filter(({ name }) => name === 'plumbline.job.runs');
  const counted = runs.reduce((sum, { value }) => sum + Number(value), 0);
  expect(counted).toBe(view.instrumentType === undefined ? 2 : 1);
});

it.each<[string, MetricView]>([
  ['has a name of its own', { instrumentName: 'plumbline.job.runs', name: 'jobs.mine' }],
  ['drops', { instrumentName: 'plumbline.job.runs', aggregation: { type: 1 } }],
  ['is for a meter of its own', { instrumentName: '*', meterName: 'pool' }],
  ['is for a type that the table has not made so', { instrumentName: '*', instrumentType: 'UP_DOWN_COUNTER' }],
  ['is for something else', { instrumentName: 'pool.*' }],
])('nothing is told of a view that %s', async (_what, view) => {
  const lines: string[] = [];
  const log = { ...noopLog, warn: (_fields: object, text: string) => void lines.push(text) } as Log;
  await startWithReceiver({ views: [view], log });
  expect(lines.filter((text) => text.includes('count everything twice'))).toEqual([]);
});
