import type { Meter } from '@opentelemetry/api';
import { createCounter } from '@plumbline/core';
import { startOtlpReceiver } from '@plumbline/testkit/otlp';
import { expect, it, onTestFinished } from 'vitest';
import { startOtel } from '../src/index.ts';
import { readMetrics } from './prometheus-grammar.ts';
import { recordLog } from './support.ts';

const observe = (meter: Meter, value: number): void =>
  meter
    .createObservableGauge('plumbline.workflow.items')
    .addCallback((result) => result.observe(value, { status: 'open' }));

/** OpenTelemetry on both roads, and what each shows of the metrics at this moment. */
async function both() {
  const receiver = await startOtlpReceiver();
  const log = recordLog();
  const otel = await startOtel({
    service: { name: 'shop' },
    log,
    prometheus: { port: 0 },
    otlp: { endpoint: receiver.url, timeoutMs: 30_000, signals: ['metrics'] },
  });
  onTestFinished(async () => {
    await otel.shutdown();
    await receiver.close();
  });
  const found = log.lines.find(({ message }) => message === 'metrics can be scraped')?.fields;
  const { address, port, path } = found as { address: string; port: number; path: string };
  const scraped = async (): Promise<readonly string[]> => {
    const families = readMetrics(await (await fetch(`http://${address}:${port}${path}`)).text());
    return families.flatMap(({ samples }) => samples.map(({ name, value }) => `${name} ${value}`)).filter(isOurs);
  };
  const pushed = async (): Promise<readonly string[]> => {
    const before = receiver.metrics().length;
    expect(await otel.flush({ timeoutMs: 60_000 })).toBe(true);
    return receiver
      .metrics()
      .slice(before)
      .map(({ name, value }) => `${name} ${value}`)
      .filter(isOurs);
  };
  return { otel, receiver, scraped, pushed };
}

const isOurs = (series: string): boolean => /workflow|other_labels/.test(series);

it('a series ends with its meter, on both roads, and the others go on', async () => {
  const { otel, receiver, scraped, pushed } = await both();
  createCounter(otel.meter('app'), 'plumbline.metrics.other_labels').add(1);
  const first = otel.endingMeter('gauges', () => true);
  observe(first.meter, 3);
  const lasting = ['plumbline_metrics_other_labels_total 1'];
  expect(await scraped()).toEqual([...lasting, 'plumbline_workflow_items 3']);
  expect(await pushed()).toEqual(['plumbline.metrics.other_labels 1', 'plumbline.workflow.items 3']);
  first.end();
  first.end();
  expect(await scraped()).toEqual(lasting);
  expect(await pushed()).toEqual(['plumbline.metrics.other_labels 1']);
  const second = otel.endingMeter('gauges', () => true);
  observe(second.meter, 5);
  expect(await scraped()).toEqual([...lasting, 'plumbline_workflow_items 5']);
  expect(receiver.faults).toEqual([]);
});

it('a meter that is over by its own view is in no collection, also when it ends while one runs', async () => {
  const { otel, scraped, pushed } = await both();
  let isLive = true;
  const { meter } = otel.endingMeter('gauges', () => isLive);
  observe(meter, 3);
  expect(await scraped()).toEqual(['plumbline_workflow_items 3']);
  isLive = false;
  expect(await scraped()).toEqual([]);
  expect(await pushed()).toEqual([]);
  isLive = true;
  const gauge = meter.createObservableGauge('plumbline.workflow.slow');
  gauge.addCallback(async (result) => {
    result.observe(1);
    await Promise.resolve();
    isLive = false;
  });
  expect(await scraped()).toEqual([]);
});

it('has the views of the table, and a callback that throws costs its own series alone', async () => {
  const { otel, pushed, receiver } = await both();
  const { meter } = otel.endingMeter('gauges', () => true);
  meter.createObservableGauge('plumbline.gauges.sampled_at').addCallback((result) => {
    result.observe(7, { set: 'workflow', stray: 'x' });
  });
  meter.createObservableGauge('plumbline.workflow.broken').addCallback(() => {
    throw new RangeError('no');
  });
  observe(meter, 3);
  expect(await pushed()).toEqual(['plumbline.workflow.items 3']);
  const sampled = receiver.metrics().find(({ name }) => name === 'plumbline.gauges.sampled_at');
  expect(sampled?.attributes).toEqual({ set: 'workflow' });
  expect(sampled?.resource['service.name']).toBe('shop');
});

it('measures nothing where metrics go nowhere', async () => {
  const otel = await startOtel({ service: { name: 'shop' } });
  onTestFinished(async () => void (await otel.shutdown()));
  const ending = otel.endingMeter('gauges', () => true);
  observe(ending.meter, 3);
  expect(() => ending.end()).not.toThrow();
});
