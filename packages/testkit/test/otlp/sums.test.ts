import { expect, it } from 'vitest';
import { countOf, startOtlpReceiver, sumOf } from '../../src/otlp.ts';
import { metricWith, postJson } from './requests.ts';

interface Sample {
  readonly start: number;
  readonly time: number;
  readonly value: number;
  readonly instance?: string;
  readonly label?: string;
}

const attributes = (label: string): object[] => [{ key: 'kind', value: { stringValue: label } }];

const sumSample = (temporality: 1 | 2, { start, time, value, instance = 'a', label = 'x' }: Sample): object =>
  metricWith(
    {
      sum: {
        aggregationTemporality: temporality,
        isMonotonic: true,
        dataPoints: [
          {
            startTimeUnixNano: `${start}000000`,
            timeUnixNano: `${time}000000`,
            asDouble: value,
            attributes: attributes(label),
          },
        ],
      },
    },
    { 'service.instance.id': instance },
  );

async function receive(bodies: readonly object[]): Promise<Parameters<typeof sumOf>[0]> {
  await using receiver = await startOtlpReceiver();
  for (const body of bodies) await postJson(`${receiver.url}/v1/metrics`, body);
  expect(receiver.faults).toEqual([]);
  return receiver.metrics();
}

it('takes the last cumulative value of each series, instance and run', async () => {
  const points = await receive([
    sumSample(2, { start: 1, time: 2, value: 3 }),
    sumSample(2, { start: 1, time: 4, value: 5 }),
    sumSample(2, { start: 1, time: 3, value: 4 }), // arrived late
    sumSample(2, { start: 6, time: 7, value: 10 }), // the same instance, begun again
    sumSample(2, { start: 1, time: 4, value: 100, instance: 'b' }),
    sumSample(2, { start: 1, time: 4, value: 1000, label: 'y' }),
  ]);
  expect(sumOf(points, 'm')).toBe(1115);
  expect(sumOf(points, 'm', { kind: 'x' })).toBe(115);
  expect(sumOf(points, 'other')).toBe(0);
});

it('adds up deltas', async () => {
  const points = await receive([1, 2, 3].map((value) => sumSample(1, { start: value, time: value + 1, value })));
  expect(sumOf(points, 'm')).toBe(6);
});

it('takes the last value of a gauge whatever start time it names', async () => {
  const gauge = (start: number, time: number, asDouble: number): object =>
    metricWith({ gauge: { dataPoints: [{ startTimeUnixNano: `${start}`, timeUnixNano: `${time}000000`, asDouble }] } });
  const points = await receive([gauge(1, 2, 7), gauge(2, 3, 4)]);
  expect(sumOf(points, 'm')).toBe(4);
  expect(countOf(points, 'm')).toBe(0);
});
