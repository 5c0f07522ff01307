import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { canaries } from '@plumbline/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultsOf } from '../../../packages/otel/test/conventions/judge.ts';
import { buildCollector } from './build-collector.ts';
import { type Collector, createCollector, SIGNALS } from './collector.ts';
import {
  bodyOf,
  type LogRecord,
  plainOf,
  pointsIn,
  recordsIn,
  resourcesIn,
  type Span,
  spansIn,
  totalIn,
} from './output.ts';
import { type LogLine, type Service, startService } from './service-process.ts';
import { until } from './until.ts';

const REQUESTS = 40;
/** Downloading and building it for the first time, on a busy machine. */
const BUILD_WITHIN_MS = 900_000;
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const planted = canaries();
/** Values that tell what they are wherever they stand, so that no name beside them is needed. */
const NOTES = ['jwt', 'bearer', 'github_token', 'stripe_key', 'url_credentials', 'url_query', 'email', 'card_number'];

/** One request with an ID, a trace and secrets; every tenth fails. Without an answer in time, the test fails. */
async function ask({ url }: Service, id: string, index: number): Promise<number> {
  const notes = Object.fromEntries(NOTES.map((name) => [name, planted.value(name)]));
  const answer = await fetch(`${url}/orders/${index % 10 === 0 ? 'broken' : index}?token=${planted.value('jwt')}`, {
    method: 'POST',
    headers: {
      'x-request-id': id,
      traceparent: `00-${TRACE}-${(index + 1).toString(16).padStart(16, '0')}-01`,
      authorization: planted.value('bearer'),
      cookie: planted.value('session_cookie'),
    },
    body: JSON.stringify(notes),
    signal: AbortSignal.timeout(10_000),
  });
  expect(answer.headers.get('x-request-id')).toBe(id);
  return answer.status;
}

const askAll = async (service: Service, name: string): Promise<readonly string[]> => {
  const ids = Array.from({ length: REQUESTS }, (_, index) => `${name}-request-${index}`);
  const statuses = await Promise.all(ids.map((id, index) => ask(service, id, index)));
  expect(statuses.filter((status) => status === 500)).toHaveLength(REQUESTS / 10);
  expect(statuses.filter((status) => status === 200)).toHaveLength(REQUESTS - REQUESTS / 10);
  return ids;
};

const run = (url: string, more: Readonly<Record<string, string>> = {}): Promise<Service> =>
  startService({
    OTEL_EXPORTER_OTLP_ENDPOINT: url,
    OTEL_TRACES_SAMPLER_ARG: '1',
    // A busy machine may take its time.
    OTEL_EXPORTER_OTLP_TIMEOUT: '5000',
    OTEL_METRIC_EXPORT_INTERVAL: '5000',
    PLUMBLINE_IDENTITY_KEY: 'a key of a test, which nobody uses elsewhere',
    ...more,
  });

const idOfLine = (line: LogLine): unknown => line['request_id'];
const idOfRecord = (record: LogRecord): unknown => plainOf(record)['plumbline.request.id'];
const idsOfSpan = (span: Span): unknown[] => (plainOf(span)['http.response.header.x-request-id'] ?? []) as unknown[];
/** Names of the service itself. */
const APPLICATION: ReadonlySet<string> = new Set(['mailed', 'notes', 'order_id', 'orders.notes', 'port']);

const sortedText = (all: readonly unknown[]): string[] => all.map((one) => JSON.stringify(one)).toSorted();

let program: string;
const folders: string[] = [];
const collectors: Collector[] = [];

async function makeCollector(): Promise<Collector> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'plumbline-collector-'));
  folders.push(folder);
  const collector = await createCollector(program, folder);
  collectors.push(collector);
  await collector.start();
  return collector;
}

beforeAll(() => {
  program = buildCollector();
}, BUILD_WITHIN_MS);

afterAll(async () => {
  for (const collector of collectors) await collector.stop();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

describe.each(['http/protobuf', 'http/json'])('a collector that is given %s', (protocol) => {
  let lines: readonly LogLine[];
  let ids: readonly string[];
  let records: readonly LogRecord[];
  let spans: readonly Span[];
  let written: Readonly<Record<string, string>>;
  let collector: Collector;
  let ends: readonly unknown[];

  beforeAll(async () => {
    collector = await makeCollector();
    const service = await run(collector.url, { OTEL_EXPORTER_OTLP_PROTOCOL: protocol });
    ids = await askAll(service, 'exact');
    // All of it, before the end of the process could cut something off; what then does not arrive ends the wait.
    await until(() => {
      lines = [...service.lines];
      written = Object.fromEntries(SIGNALS.map((signal) => [signal, collector.written(signal)]));
      records = recordsIn(written['logs'] ?? '');
      spans = spansIn(written['traces'] ?? '');
      return (
        lines.filter(({ msg }) => msg === 'request').length === REQUESTS &&
        records.length === lines.length &&
        spans.length >= REQUESTS * 3 &&
        totalIn(written['metrics'] ?? '', 'http.server.request.duration') >= REQUESTS
      );
    });
    ends = [await service.stop(), await collector.stop()];
  });

  it('has read all of it without a complaint, and both end as they should', () => {
    expect(ends).toEqual([{ how: 'SIGTERM', errors: '' }, '0']);
    expect(collector.said()).not.toMatch(/\t(?:warn|error)\t/i);
  });

  it('holds each line of the log once, under the same IDs and the same message', () => {
    expect(lines.length).toBeGreaterThan(REQUESTS * 3);
    const told = records.map((record) => [
      record.severityText,
      bodyOf(record),
      idOfRecord(record) ?? null,
      record.traceId === '' ? null : record.traceId,
    ]);
    const printed = lines.map((line) => [line['level'], line['msg'], idOfLine(line) ?? null, line['trace_id'] ?? null]);
    expect(sortedText(told)).toEqual(sortedText(printed));
  });

  it('holds the spans of each request and job, joined to one another and to the lines', () => {
    const servers = spans.filter((span) => idsOfSpan(span).length > 0);
    expect(sortedText(servers.map((span) => idsOfSpan(span)))).toEqual(sortedText(ids.map((id) => [id])));
    expect(spans).toHaveLength(REQUESTS * 3);
    expect(new Set(servers.map(({ traceId, name }) => `${traceId} ${name}`))).toEqual(
      new Set([`${TRACE} POST /orders/:id`]),
    );
    const bySpan = new Map(spans.map((span) => [span.spanId, span]));
    expect(bySpan.size).toBe(spans.length);
    const inner = spans.filter(({ name }) => name === 'reserve');
    expect(new Set(inner.map(({ parentSpanId }) => parentSpanId))).toEqual(
      new Set(servers.map(({ spanId }) => spanId)),
    );
    const jobs = spans.filter(({ name }) => name === 'job mail');
    expect(new Set(jobs.map(({ traceId }) => traceId)).size).toBe(REQUESTS);
    expect(new Set(jobs.flatMap(({ links = [] }) => links.map(({ spanId }) => spanId)))).toEqual(
      new Set(servers.map(({ spanId }) => spanId)),
    );
    // A record stands under the span of its own request or job.
    for (const record of records.filter((one) => idOfRecord(one) !== undefined)) {
      expect(bySpan.get(record.spanId ?? '')?.traceId).toBe(record.traceId);
    }
  });

  it('knows of each record of a request or job whose it is', () => {
    const inScope = records.filter(({ spanId = '' }) => spanId !== '');
    expect(inScope.length).toBeGreaterThan(REQUESTS * 3);
    expect(inScope.filter((record) => typeof idOfRecord(record) !== 'string')).toEqual([]);
    const summaries = records.filter((record) => bodyOf(record) === 'request');
    expect(sortedText(summaries.map(idOfRecord))).toEqual(sortedText([...ids]));
    const failed = records.filter((record) => plainOf(record)['exception.type'] === 'RangeError');
    expect(failed).toHaveLength(REQUESTS / 10);
    expect(String(plainOf(failed[0] ?? {})['exception.stacktrace'])).toContain('RangeError: broken by');
  });

  it('counts what was sent', () => {
    const metrics = written['metrics'] ?? '';
    expect(totalIn(metrics, 'http.server.request.duration')).toBe(REQUESTS);
    expect(totalIn(metrics, 'plumbline.dependency.calls')).toBe(REQUESTS);
    expect(totalIn(metrics, 'plumbline.otel.export_failures')).toBe(0);
    expect(totalIn(metrics, 'plumbline.otel.dropped')).toBe(0);
  });

  it('is given no attribute that is unknown, deprecated or of another type', () => {
    const found = [
      ...SIGNALS.flatMap((signal) => resourcesIn(written[signal] ?? '')).flatMap((one) => faultsOf('resource', one)),
      ...spans
        .flatMap((span) => [span, ...(span.events ?? []), ...(span.links ?? [])])
        .flatMap((part) => faultsOf('span', plainOf(part), APPLICATION)),
      ...pointsIn(written['metrics'] ?? '').flatMap((point) => faultsOf('metric', plainOf(point))),
      ...records.flatMap((record) => faultsOf('log', plainOf(record), APPLICATION)),
    ];
    expect([...new Set(found)]).toEqual([]);
  });

  it('knows the service and nothing of the machine', () => {
    const resources = SIGNALS.flatMap((signal) => resourcesIn(written[signal] ?? ''));
    expect(new Set(resources.flatMap((one) => Object.keys(one)))).toEqual(
      new Set([
        'service.name',
        'service.version',
        'service.instance.id',
        'deployment.environment.name',
        'telemetry.sdk.language',
        'telemetry.sdk.name',
        'telemetry.sdk.version',
      ]),
    );
    for (const one of resources) expect(one).toMatchObject({ 'service.name': 'orders', 'service.version': '1.2.3' });
  });

  it('never saw a secret, an address or the ID of a person', () => {
    const all = SIGNALS.map((signal) => collector.written(signal)).join('\n');
    expect(all).toContain('[redacted:');
    expect(planted.findIn(all)).toEqual([]);
    for (const raw of ['"u_1"', '"o_1"', '127.0.0.1']) {
      expect([raw, all.replaceAll('"http://127.0.0.1', '').includes(raw)]).toEqual([raw, false]);
    }
  });
});

describe('a collector that goes away and comes back', () => {
  it('blocks no request, is named once, and counts all requests in the end', async () => {
    const collector = await makeCollector();
    const service = await run(collector.url);
    const before = await askAll(service, 'before');
    const held = (): readonly unknown[] => [
      ...recordsIn(collector.written('logs')).filter((record) => bodyOf(record) === 'request'),
      ...spansIn(collector.written('traces')),
    ];
    await until(() => held().length === REQUESTS * 4);
    expect(await collector.stop()).toBe('0');

    const said = (message: string): readonly LogLine[] => service.lines.filter(({ msg }) => msg === message);
    await askAll(service, 'during');
    // All three: an export that is tried again when the collector is back has never failed, and is not said to be back.
    for (const failing of SIGNALS) {
      await until(() => said('telemetry cannot be exported').some(({ signal }) => signal === failing));
    }
    await collector.start();
    await until(() => said('telemetry is exported again').some(({ signal }) => signal === 'metrics'));
    const after = await askAll(service, 'after');
    // Before the end of the process could cut off what is still tried again.
    const asked = [...before, ...after];
    await until(() => {
      const logged = new Set(recordsIn(collector.written('logs')).map(idOfRecord));
      const traced = new Set(spansIn(collector.written('traces')).flatMap(idsOfSpan));
      return (
        asked.every((id) => logged.has(id) && traced.has(id)) &&
        totalIn(collector.written('metrics'), 'http.server.request.duration') === REQUESTS * 3
      );
    });
    expect(await service.stop()).toEqual({ how: 'SIGTERM', errors: '' });
    expect(await collector.stop()).toBe('0');

    const summaries = recordsIn(collector.written('logs')).filter((record) => bodyOf(record) === 'request');
    const arrived = summaries.map(idOfRecord);
    expect(new Set(arrived).size).toBe(arrived.length);
    expect(asked.filter((id) => !arrived.includes(id))).toEqual([]);
    const traced = spansIn(collector.written('traces')).flatMap(idsOfSpan);
    expect(new Set(traced).size).toBe(traced.length);
    expect(asked.filter((id) => !traced.includes(id))).toEqual([]);
    // What was lost is counted, and the counts themselves lose nothing.
    const metrics = collector.written('metrics');
    expect(totalIn(metrics, 'http.server.request.duration')).toBe(REQUESTS * 3);
    expect(totalIn(metrics, 'plumbline.otel.export_failures')).toBeGreaterThan(0);
    expect(said('telemetry cannot be exported').length).toBeLessThanOrEqual(3);
  });
});
