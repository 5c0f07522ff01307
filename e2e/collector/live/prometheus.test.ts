import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { metrics } from '@opentelemetry/api';
import { defineConfig, type InstrumentSpec, signals } from '@plumbline/core';
import { start } from '@plumbline/node';
import { startOtlpReceiver } from '@plumbline/testkit/otlp';
import { expect, it } from 'vitest';
import { bringGo } from './go.ts';

const FOLDER = path.join(import.meta.dirname, 'prometheus');
const TEMP = path.join(import.meta.dirname, '../temp/prometheus');

/** Instruments whose names and units are not as tidy as those of the table. */
const OTHERS: readonly (readonly [string, string, InstrumentSpec['kind']])[] = [
  ['queue.length', '1', 'updowncounter'],
  ['io', 'By/s', 'gauge'],
  ['requests', '1/s', 'gauge'],
  ['cache_hit_ratio', '1', 'gauge'],
  ['total.time.seconds', 's', 'counter'],
  ['a..b__c', 'foo-bar', 'gauge'],
  ['speed', 'm/{lap}', 'gauge'],
  ['odd', '/s', 'gauge'],
  ['more.odd', 'a/b/c', 'gauge'],
  ['size.bytes', 'By', 'histogram'],
  ['w', '_x_/_y_', 'gauge'],
];

const HARD = 'a "b" \\ \n c';

function record(name: string, unit: string, kind: InstrumentSpec['kind'], labels: Record<string, string | boolean>) {
  const meter = metrics.getMeter('names');
  if (kind === 'counter') meter.createCounter(name, { unit }).add(2, labels);
  else if (kind === 'updowncounter') meter.createUpDownCounter(name, { unit }).add(-2, labels);
  else if (kind === 'gauge') meter.createGauge(name, { unit }).record(1.5, labels);
  else meter.createHistogram(name, { unit }).record(0.3, labels);
}

function recordAll(): void {
  for (const [name, { unit, kind, labels }] of Object.entries(signals as Record<string, InstrumentSpec>)) {
    const values = Object.entries(labels).map(([label, of]) => [label, typeof of === 'string' ? HARD : (of[0] ?? '')]);
    record(name, unit, kind, Object.fromEntries(values) as Record<string, string>);
  }
  const labels = { '9x': 'a', 'a.b': 'one', 'a-b': true, __own__: 'r', _lead: 'l', x__y: HARD };
  for (const [name, unit, kind] of OTHERS) record(name, unit, kind, labels);
}

/** Names and labels of each series, as Prometheus has them: its two ways write the whole bounds of buckets differently. */
function seriesOf(output: string, from: string): readonly string[] {
  return output
    .trim()
    .split('\n')
    .map((line) => line.split('\t'))
    .flatMap(([way, text = '']) => {
      if (way !== from) return [];
      // A scraper adds these two itself; name and ID of the service are in `target_info` of the scrape, in these two over OTLP.
      const {
        job: _job,
        instance: _instance,
        service_name: _name,
        service_instance_id: _id,
        le,
        ...labels
      } = JSON.parse(text) as Record<string, string>;
      const bound = le === undefined ? {} : { le: String(Number(le.replace('Inf', 'Infinity'))) };
      return [
        JSON.stringify(
          Object.entries({ ...labels, ...bound })
            .map(String)
            .toSorted(),
        ),
      ];
    })
    .toSorted();
}

it('shows a scraper the series that Prometheus makes of our OTLP', async () => {
  await using receiver = await startOtlpReceiver();
  let address: { port: number } | undefined;
  const logDestination = {
    write(line: string) {
      const { msg, port } = JSON.parse(line) as { msg: string; port: number };
      if (msg === 'metrics can be scraped') address = { port };
    },
  };
  // The receiver is a server of this process: an export of lines or spans between the two would be one of its requests.
  const environment = {
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_EXPORTER_OTLP_TIMEOUT: '10000',
    OTEL_LOGS_EXPORTER: 'none',
    OTEL_TRACES_EXPORTER: 'none',
  };
  const config = defineConfig({ service: { name: 'shop', version: '1.2.3' }, metrics: { prometheus: { port: 0 } } });
  const plumbline = await start(config, { environment, signals: false, logDestination });
  recordAll();
  // From another process: a request of this one would be measured in between.
  const ask = `fetch('http://127.0.0.1:${address?.port}/metrics').then(async (one) => process.stdout.write(one.headers.get('content-type') + '\\n' + (await one.text())))`;
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', ask], { maxBuffer: 64 * 1024 * 1024 });
  const [type = ''] = stdout.split('\n', 1);
  const text = stdout.slice(type.length + 1);
  await plumbline.shutdown({ timeoutMs: 10_000 });
  mkdirSync(TEMP, { recursive: true });
  const files = ['otlp.bin', 'scrape.txt'].map((name) => path.join(TEMP, name));
  writeFileSync(files[0] ?? '', receiver.requests.findLast(({ signal }) => signal === 'metrics')?.body ?? '');
  writeFileSync(files[1] ?? '', text);
  const options = { cwd: FOLDER, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 } as const;
  const output = execFileSync(bringGo(), ['run', '.', ...files, type], {
    ...options,
    env: {
      ...process.env,
      CGO_ENABLED: '0',
      GOFLAGS: '-buildvcs=false -mod=readonly',
      GOTOOLCHAIN: 'local',
      GOWORK: 'off',
    },
  });
  const pushed = seriesOf(output, 'otlp');
  expect(pushed.length).toBeGreaterThan(100);
  expect(seriesOf(output, 'text')).toEqual(pushed);
}, 900_000);
