import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { createCounter, createHistogram, prometheusLabel, prometheusName, signals } from '@plumbline/core';
import { startOtlpReceiver } from '@plumbline/testkit/otlp';
import { bindHttp } from '@plumbline/trace';
import { expect, it, onTestFinished } from 'vitest';
import { otelOptionsFromEnvironment, startOtel, type StartOtelOptions } from '../src/index.ts';
import { readMetrics } from './prometheus-grammar.ts';
import { recordLog } from './support.ts';

const service = { name: 'shop', version: '1.2.3' };

/** OpenTelemetry with a scrape endpoint, and where it is. */
async function scraped(options: Partial<StartOtelOptions> = {}) {
  const log = recordLog();
  const otel = await startOtel({ service, prometheus: { port: 0 }, log, ...options });
  onTestFinished(async () => void (await otel.shutdown()));
  const found = log.lines.find(({ message }) => message === 'metrics can be scraped')?.fields;
  const { address, port, path } = found as { address: string; port: number; path: string };
  const url = `http://${address}:${port}${path}`;
  const read = async () => readMetrics(await (await fetch(url)).text());
  return { otel, url, read, log };
}

it.each([
  ['http.server.request.duration', 's', 'histogram', 'http_server_request_duration_seconds'],
  ['plumbline.events.accepted', '{event}', 'counter', 'plumbline_events_accepted_total'],
  ['plumbline.dependency.up', '{check}', 'gauge', 'plumbline_dependency_up'],
  ['queue.length', '1', 'updowncounter', 'queue_length'],
  ['memory.used', 'By', 'gauge', 'memory_used_bytes'],
  ['io', 'By/s', 'gauge', 'io_bytes_per_second'],
  ['requests', '1/s', 'gauge', 'requests_per_second'],
  ['cache_hit_ratio', '1', 'gauge', 'cache_hit_ratio'],
  ['total.time.seconds', 's', 'counter', 'time_seconds_total'],
  ['5xx', '%', 'gauge', '_5xx_percent'],
  ['a..b__c', 'foo-bar', 'gauge', 'a_b_c_foo_bar'],
  ['speed', 'm/{lap}', 'gauge', 'speed_meters'],
] as const)('%s in %s is, as a %s, %s', (name, unit, kind, expected) => {
  expect(prometheusName({ name, unit, kind })).toBe(expected);
});

it.each([
  ['http.request.method', 'http_request_method'],
  ['9lives', 'key_9lives'],
  ['__name__', '__name__'],
  ['a--b..c', 'a__b__c'],
  ['_lead', 'key_lead'],
  ['__', ''],
])('the attribute %s is the label %s', (name, label) => {
  expect(prometheusLabel(name)).toBe(label);
});

it('shows what OTLP sends, in the text format', async () => {
  await using receiver = await startOtlpReceiver();
  const { otel, url, read } = await scraped({ otlp: { endpoint: receiver.url } });
  const meter = otel.meter('test');
  createCounter(meter, 'plumbline.errors.captured').add(3);
  const duration = createHistogram(meter, 'http.server.request.duration');
  for (const seconds of [0.004, 0.3, 99])
    duration.record(seconds, {
      'http.request.method': 'GET',
      'http.route': '/a/:id',
      'http.response.status_code': 200,
    });
  meter.createGauge('own.gauge', { unit: '1', description: 'A "quoted"\nline \\ here.' }).record(0.5, {
    path: 'C:\\x "y"\nz',
    'a.b': 'one',
    'a-b': 'two',
  });
  meter.createUpDownCounter('own.depth').add(-2);
  const families = await read();
  const of = (name: string) => families.find((one) => one.name === name);
  expect(of('plumbline_errors_captured_total')).toMatchObject({ type: 'counter', samples: [{ labels: {}, value: 3 }] });
  const { samples = [] } = of('http_server_request_duration_seconds') ?? {};
  const labels = { http_request_method: 'GET', http_route: '/a/:id', http_response_status_code: '200' };
  expect(samples.map(({ name, labels: { le }, value }) => `${name.slice(37)} ${le ?? ''} ${value}`)).toEqual([
    'bucket 0.005 1',
    ...['0.01', '0.025', '0.05', '0.075', '0.1', '0.25'].map((le) => `bucket ${le} 1`),
    ...['0.5', '0.75', '1', '2.5', '5', '7.5', '10'].map((le) => `bucket ${le} 2`),
    'bucket +Inf 3',
    'sum  99.304',
    'count  3',
  ]);
  expect(samples.at(-1)?.labels).toEqual(labels);
  expect(of('own_gauge_ratio')).toEqual({
    name: 'own_gauge_ratio',
    type: 'gauge',
    help: 'A "quoted"\nline \\ here.',
    samples: [{ name: 'own_gauge_ratio', labels: { path: 'C:\\x "y"\nz', a_b: 'two;one' }, value: 0.5 }],
  });
  expect(of('own_depth')).toMatchObject({ type: 'gauge', samples: [{ value: -2 }] });
  expect(of('target_info')?.samples[0]?.labels).toMatchObject({ service_name: 'shop', service_version: '1.2.3' });
  // Both ways see the same.
  await otel.flush();
  expect(receiver.sumOf('plumbline.errors.captured')).toBe(3);
  expect(receiver.countOf('http.server.request.duration')).toBe(3);

  const got = await fetch(url);
  expect(got.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  const head = await fetch(url, { method: 'HEAD' });
  expect([head.status, await head.text(), head.headers.get('content-type')]).toEqual([
    200,
    '',
    got.headers.get('content-type'),
  ]);
  const posted = await fetch(url, { method: 'POST', body: 'x' });
  expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  expect((await fetch(new URL('/', url))).status).toBe(404);
});

it('gives every instrument of the table a name that tells it from all others', () => {
  const names = Object.entries(signals).map(([name, { unit, kind }]) => prometheusName({ name, unit, kind }));
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) expect(name).toMatch(/^[a-z][a-z0-9_]*$/);
});

it('does not measure its own requests', async () => {
  const { otel, url, read } = await scraped();
  const binding = bindHttp({ propagateTo: [], meter: otel.meter('test') });
  onTestFinished(() => binding.unbind());
  const server = createServer((_, response) => void response.end('ok'));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const scrape = await fetch(url);
  expect(scrape.headers.get('x-request-id')).toBeNull();
  await (await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/own`)).text();
  const counts = (await read())
    .filter(({ name }) => name === 'http_server_request_duration_seconds')
    .flatMap(({ samples }) => samples.filter(({ name }) => name.endsWith('_count')).map(({ value }) => value));
  expect(counts).toEqual([1]);
});

it('keeps series of one name apart, and what cannot be told apart out', async () => {
  const { otel, read, log } = await scraped();
  otel.meter('one').createCounter('same.name').add(1, { by: 'one' });
  otel.meter('two').createCounter('same.name').add(2, { by: 'two' });
  otel.meter('three').createCounter('same.name').add(4, { by: 'one' });
  otel.meter('four').createUpDownCounter('same.name.total').add(8);
  otel
    .meter('five')
    .createObservableGauge('broken')
    .addCallback(() => {
      throw new Error('boom');
    });
  const family = (await read()).find(({ name }) => name === 'same_name_total');
  expect(family).toMatchObject({ type: 'counter' });
  expect(family?.samples.map(({ labels, value }) => [labels['by'], value])).toEqual([
    ['one', 1],
    ['two', 2],
  ]);
  // A callback that throws takes nothing with it.
  expect(log.lines).toContainEqual({
    level: 'warn',
    fields: { error_type: 'Error' },
    message: 'a metric could not be collected',
  });
});

it('is off without being asked for, names a port that is taken, and closes', async () => {
  const { otel, url } = await scraped();
  const port = Number(new URL(url).port);
  await otel.shutdown();
  await expect(fetch(url)).rejects.toThrow('fetch failed');
  const taken = createServer();
  await new Promise<void>((resolve) => void taken.listen(port, '127.0.0.1', resolve));
  onTestFinished(() => void taken.close());
  await expect(startOtel({ service, prometheus: { port } })).rejects.toThrow(
    `the endpoint that metrics are scraped at cannot listen at 127.0.0.1:${port} (EADDRINUSE)`,
  );
  const off = await startOtel({ service });
  expect((await fetch(`http://127.0.0.1:9464/metrics`).catch(() => undefined))?.ok ?? false).toBe(false);
  await off.shutdown();
});

it('keeps no process alive', async () => {
  const fixture = path.join(import.meta.dirname, 'fixtures/scrape-and-end.ts');
  const { stdout } = await promisify(execFile)(process.execPath, ['--conditions=plumbline:source', fixture]);
  expect(stdout).toBe('200 0');
});

it('names each wrong option and variable', async () => {
  const prometheus = { port: 99_999, host: 'http://x', path: 'metrics', pfad: 1 } as never;
  await expect(startOtel({ service, prometheus })).rejects.toThrow(
    /pfad.*`prometheus.host` must be an address.*`prometheus.port` must be a whole number.*`prometheus.path` must start/s,
  );
  const read = (env: Record<string, string>) => {
    const { faults, options, unread } = otelOptionsFromEnvironment(env);
    return { faults, unread, signals: options.otlp?.signals, prometheus: options.prometheus };
  };
  const on = { OTEL_METRICS_EXPORTER: 'otlp,prometheus', OTEL_EXPORTER_PROMETHEUS_PORT: '9500' };
  expect(read(on)).toEqual({
    faults: [],
    unread: [],
    signals: ['traces', 'metrics', 'logs'],
    prometheus: { port: 9500 },
  });
  expect(read({ OTEL_METRICS_EXPORTER: 'prometheus', OTEL_EXPORTER_PROMETHEUS_HOST: '0.0.0.0' })).toMatchObject({
    signals: ['traces', 'logs'],
    prometheus: { host: '0.0.0.0' },
  });
  expect(read({ ...on, OTEL_SDK_DISABLED: 'true' }).prometheus).toBeUndefined();
  expect(read({}).prometheus).toBeUndefined();
  expect(read({ OTEL_METRICS_EXPORTER: 'console' }).faults).toEqual([
    'OTEL_METRICS_EXPORTER must be otlp, prometheus, otlp,prometheus or none',
  ]);
  expect(read({ OTEL_METRICS_EXPORTER: 'prometheus', OTEL_EXPORTER_PROMETHEUS_PORT: 'x' }).faults).toEqual([
    'OTEL_EXPORTER_PROMETHEUS_PORT must be a whole number from 0 to 65535',
  ]);
});
