import {
  AggregationType,
  createAllowListAttributesProcessor,
  InstrumentType,
  type ViewOptions,
} from '@opentelemetry/sdk-metrics';
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
