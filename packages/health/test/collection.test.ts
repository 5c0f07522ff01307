import { createGauge, noopLog } from '@plumbline/core';
import { startOtel } from '@plumbline/otel';
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { expect, it, onTestFinished } from 'vitest';
import { createHealth, type HealthOptions } from '../src/index.ts';
import { settled } from './manual-clock.ts';

/** Longer than any test: whatever waits for a check of these does not end. */
const FOR_EVER_MS = 60_000;

const checks = {
  hangs: { run: () => new Promise(() => undefined), timeoutMs: FOR_EVER_MS },
  throws: () => JSON.parse('{') as unknown,
  works: () => 'fine',
} satisfies HealthOptions['checks'];

class Reader extends MetricReader {
  protected override onForceFlush = (): Promise<void> => Promise.resolve();
  protected override onShutdown = (): Promise<void> => Promise.resolve();
}

/** The provider of OpenTelemetry, and the values of one gauge by dependency. */
function provide() {
  const reader = new Reader();
  const provider = new MeterProvider({ readers: [reader] });
  onTestFinished(() => provider.shutdown());
  const collect = async (): Promise<Record<string, unknown>> => {
    const { resourceMetrics, errors } = await reader.collect({ timeoutMillis: FOR_EVER_MS });
    expect(errors).toEqual([]);
    const metrics = resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics);
    const up = metrics.find(({ descriptor }) => descriptor.name === 'plumbline.dependency.up');
    return Object.fromEntries(up?.dataPoints.map(({ attributes, value }) => [attributes['dependency'], value]) ?? []);
  };
  return { meter: provider.getMeter('test'), collect };
}

it('a check that hangs or throws delays no collection of a real MeterProvider, and hides no other one', async () => {
  const { meter, collect } = provide();
  const health = createHealth({ meter, checks });
  onTestFinished(() => health.close());
  expect(await collect()).toEqual({});
  await settled();
  await settled();
  expect(await collect()).toEqual({ throws: 0, works: 1 });
});

it('a collection is over before it asks anybody, so that a check that blocks does not hold it up', async () => {
  const { meter, collect } = provide();
  const order: string[] = [];
  const health = createHealth({ meter, checks: { blocks: () => order.push('asked') } });
  onTestFinished(() => health.close());
  await collect();
  order.push('collected');
  await settled();
  expect(order).toEqual(['collected', 'asked']);
});

it('asks nobody after it was closed, not even for a collection that ended before', async () => {
  const { meter, collect } = provide();
  let asked = 0;
  const health = createHealth({ meter, checks: { postgres: () => (asked += 1) } });
  await collect();
  health.close();
  await settled();
  await settled();
  expect(asked).toBe(0);
});

it('a scrape has every other metric while a check hangs', async () => {
  let url = '';
  const log = {
    ...noopLog,
    info: (fields: unknown, message?: string): void => {
      const { address, port, path } = fields as Readonly<Record<string, string>>;
      if (message === 'metrics can be scraped') url = `http://${address}:${port}${path}`;
    },
  };
  const otel = await startOtel({ service: { name: 'shop', version: '1.0.0' }, prometheus: { port: 0 }, log });
  const health = createHealth({ meter: otel.meter('health'), checks });
  onTestFinished(async () => {
    health.close();
    await otel.shutdown();
  });
  createGauge(otel.meter('other'), 'plumbline.events.spool_size').addCallback((result) => result.observe(42));
  const scrape = async (): Promise<readonly string[]> =>
    (await (await fetch(url)).text())
      .split('\n')
      .filter((line) => /^plumbline_(dependency|events)_/.test(line))
      .toSorted();
  await scrape();
  await expect
    .poll(scrape)
    .toEqual([
      'plumbline_dependency_up{critical="true",dependency="throws"} 0',
      'plumbline_dependency_up{critical="true",dependency="works"} 1',
      'plumbline_events_spool_size_bytes 42',
    ]);
});
