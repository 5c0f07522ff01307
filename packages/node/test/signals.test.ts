import { defineConfig } from '@plumbline/core';
import { startOtlpReceiver } from '@plumbline/testkit/otlp';
import { expect, it } from 'vitest';
import { start } from '../src/index.ts';
import { cleanup } from './run-child.ts';

const config = defineConfig({
  service: { name: 'approvals' },
  metrics: {
    dependencies: { email: ['send'] },
    jobs: { digest: { everySeconds: 86_400 }, sweep: {} },
    queues: ['mail'],
    syncs: ['calendar'],
    connections: ['broker'],
    pools: ['main'],
  },
});

it('every list of the configuration is measured from the start, until after the last collection', async () => {
  const receiver = await startOtlpReceiver();
  cleanup.push(() => receiver.close());
  const { metrics, shutdown } = await start(config, {
    signals: false,
    environment: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_TRACES_EXPORTER: 'none' },
    logDestination: { write: () => undefined },
  });
  await metrics.job('sweep', () => undefined);
  metrics.pool('main', () => ({ used: 1, idle: 2, max: 3, pending: 0 }));
  metrics.queue('mail').watch(async () => ({ depth: 4, oldestAgeSeconds: 5 }));
  // @ts-expect-error no job of the configuration
  const undeclared = (): Promise<void> => metrics.job('canary', () => undefined);
  expect(undeclared).toBeTypeOf('function');
  await shutdown();
  expect(metrics.isOn()).toBe(false);
  const values = receiver
    .metrics()
    .filter(({ name }) => /^(plumbline\.(heartbeat|job\.runs|queue|sync|connection)|db)\b/.test(name))
    .map(({ name, attributes, value }) => [[name, ...Object.values(attributes).map(String)].join(' '), value]);
  expect(Object.fromEntries(values)).toEqual({
    'plumbline.heartbeat': 1,
    'plumbline.job.runs digest success': 0,
    'plumbline.job.runs digest failure': 0,
    'plumbline.job.runs sweep success': 1,
    'plumbline.job.runs sweep failure': 0,
    'plumbline.queue.processed mail success': 0,
    'plumbline.queue.processed mail failure': 0,
    'plumbline.queue.depth mail': 4,
    'plumbline.queue.oldest_age mail': 5,
    'plumbline.sync.operations calendar success': 0,
    'plumbline.sync.operations calendar failure': 0,
    'plumbline.sync.operations calendar retry': 0,
    'plumbline.sync.recovered calendar': 0,
    'plumbline.connection.reconnects broker success': 0,
    'plumbline.connection.reconnects broker failure': 0,
    'db.client.connection.count main used': 1,
    'db.client.connection.count main idle': 2,
    'db.client.connection.max main': 3,
    'db.client.connection.pending_requests main': 0,
  });
});
